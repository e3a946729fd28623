import ProtocolModel

extension Resolver {
    mutating func member(
        _ base: Syntax, _ name: String, at range: SourceRange, whole: SourceRange, identity: Bool
    ) -> Typed? {
        if let home = base.name, clash(of: home) == nil, case .enumeration(let index)? = workspace.types[home] {
            guard let position = model.enumerations[index].cases.firstIndex(of: name) else {
                workspace.unknown("case", name, of: home, at: range, in: [.types], among: model.enumerations[index].cases)
                return nil
            }
            return Typed(.literal(.enumeration(position)), .enumeration(index))
        }
        guard let typed = resolve(base) else { return nil }
        guard let type = typed.valueType else {
            error("'none' has no '\(name)'", at: range)
            return nil
        }
        switch type.unwrapped {
        case .epoch: return ofEpoch(typed, type, name, at: range, whole: whole, identity: identity)
        case .message(let message):
            let fields = model.messages[message].fields
            guard let index = fields.firstIndex(where: { $0.name == name }) else {
                workspace.unknown(
                    "field", name, of: model.messages[message].name, at: range, in: [.messages], among: fields.map(\.name))
                return nil
            }
            guard coerce(typed, to: .message(message), base) != nil else { return nil }
            return Typed(.field(typed.expression, index), fields[index].type)
        case .role(let role):
            guard scope.place == .property else {
                error("a row sees its own party only; variables of others are for properties", at: whole)
                return nil
            }
            guard coerce(typed, to: .role(role), base) != nil else { return nil }
            let variables = model.roles[role].variables
            guard let index = variables.firstIndex(where: { $0.name == name }) else {
                workspace.unknown(
                    "variable", name, of: model.roles[role].name, at: range, in: [.variables],
                    among: variables.map(\.name))
                return nil
            }
            return Typed(.variableOf(typed.expression, variable: index), variables[index].type)
        case .party:
            error("'\(text(base))' may be of any role; its variables are not known", at: whole)
            return nil
        default:
            error("\(workspace.describe(type)) has no '\(name)'", at: range)
            return nil
        }
    }

    private func ofEpoch(
        _ typed: Typed, _ type: ValueType, _ name: String, at range: SourceRange, whole: SourceRange, identity: Bool
    ) -> Typed? {
        func optional(_ result: ValueType) -> ValueType { type.isOptional ? .optional(result) : result }
        switch name {
        case "number": return Typed(.number(typed.expression), optional(.epochNumber))
        case "author": return Typed(.author(typed.expression), optional(.party))
        case "parent", "keyPackage":
            guard identity else {
                error("'.\(name)' is only to be compared, with '=' or '!='", at: whole)
                return nil
            }
            return name == "parent"
                ? Typed(.parent(typed.expression), .optional(.epoch))
                : Typed(.keyPackageOf(typed.expression), .optional(.keyPackage))
        default:
            workspace.unknown(
                "property", name, of: "an epoch", at: range, in: [], among: ["number", "author", "parent", "keyPackage"])
            return nil
        }
    }

    mutating func inStates(_ party: Syntax, _ states: [(String, SourceRange)]) -> Typed? {
        guard scope.place == .property else {
            error("'is' has a meaning only in properties and definitions", at: party.range)
            return nil
        }
        guard let typed = resolve(party) else { return nil }
        if states.count == 1, states[0].0 == "settled" {
            return coerce(typed, to: .party, party).map { Typed(.settled($0), .bool) }
        }
        guard case .role(let role)? = typed.valueType else {
            error("'is' asks for a party of one role, found \(workspace.describe(typed.type))", at: party.range)
            return nil
        }
        var indices: [Int] = []
        for (name, range) in states {
            if let index = model.roles[role].states.firstIndex(where: { $0.name == name }) {
                indices.append(index)
            } else {
                workspace.unknown(
                    "state", name, of: model.roles[role].name, at: range, in: [.states],
                    among: model.roles[role].states.map(\.name))
            }
        }
        return indices.count == states.count ? Typed(.inState(typed.expression, indices), .bool) : nil
    }
}
