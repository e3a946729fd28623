import ProtocolModel

extension Resolver {
    mutating func resolve(name: String, at range: SourceRange, hint: ValueType?) -> Typed? {
        switch name {
        case "true", "false": return Typed(.literal(.bool(name == "true")), .bool)
        case "none": return Typed.none
        case "self":
            guard let role = scope.role else { return misplaced("'self'", at: range, "rows and Initially") }
            return Typed(.own, .role(role))
        case "sender":
            guard scope.hasSender else {
                return misplaced("'sender'", at: range, "rows that answer a message, 'interrupted' or 'undecryptable'")
            }
            return Typed(.sender, senderType)
        case "stale":
            guard scope.isMessage else { return misplaced("'stale'", at: range, "rows that answer a message") }
            return Typed(.stale, .bool)
        case "welcome":
            guard scope.place == .initially else { return misplaced("'welcome'", at: range, "Initially") }
            return Typed(.welcome, .epoch)
        case "settled":
            guard scope.place == .property else { return misplaced("'settled'", at: range, "properties and definitions") }
            let all = (0..<workspace.partyCount).map { Expression.settled(.literal(.party($0))) }
            return Typed(all.dropFirst().reduce(all.first ?? .literal(.bool(true))) { .and($0, $1) }, .bool)
        case "quiet":
            guard scope.place == .property else { return misplaced("'quiet'", at: range, "properties and definitions") }
            return Typed(.quiet, .bool)
        case "_":
            error("'_' has no value", at: range)
            return nil
        default: break
        }
        if let index = scope.binders.lastIndex(where: { $0.name == name }) {
            return Typed(.binder(index), scope.binders[index].type)
        }
        if let role = scope.role, let index = model.roles[role].variables.firstIndex(where: { $0.name == name }) {
            guard index < scope.visibleVariables else {
                error("'\(name)' is declared below and has no value yet", at: range)
                return nil
            }
            return Typed(.variable(index), model.roles[role].variables[index].type)
        }
        if scope.place == .property, let definition = workspace.definitions[name] {
            workspace.usedDefinitions.insert(name)
            // The definition's own binders come after those that are bound here.
            return Typed(definition.expression.shifted(by: scope.binders.count), definition.type)
        }
        if let typed = enumerationCase(name, at: range, hint: hint) { return typed }
        return constant(name, at: range)
    }

    /// A party never sends to itself, so with one other role the sender is of that.
    private var senderType: ValueType {
        let others = model.roles.indices.filter { $0 != scope.role || model.roles[$0].instanceCount > 1 }
        return others.count == 1 ? .role(others[0]) : .party
    }

    private func misplaced(_ what: String, at range: SourceRange, _ where: String) -> Typed? {
        error("\(what) has a meaning only in \(`where`)", at: range)
        return nil
    }

    /// The outer optional is `nil` where no enumeration has the case, the inner where it is ambiguous.
    private func enumerationCase(_ name: String, at range: SourceRange, hint: ValueType?) -> Typed?? {
        guard let homes = workspace.caseHomes[name], let first = homes.first else { return nil }
        var chosen = first
        if homes.count > 1 {
            guard case .enumeration(let wanted)? = element(hint), homes.contains(wanted) else {
                let names = homes.map { "\(model.enumerations[$0].name).\(name)" }
                error("'\(name)' is ambiguous: write " + names.joined(separator: " or "), at: range, fixIt: names.first)
                return .some(nil)
            }
            chosen = wanted
        }
        let index = model.enumerations[chosen].cases.firstIndex(of: name) ?? 0
        return Typed(.literal(.enumeration(index)), .enumeration(chosen))
    }

    private func element(_ hint: ValueType?) -> ValueType? { hint?.unwrapped }

    private func constant(_ name: String, at range: SourceRange) -> Typed? {
        if let role = workspace.roles[name] {
            guard let party = workspace.party(of: role) else {
                error("'\(name)' is a family; bind one of its parties with 'all m in \(name): ..'", at: range)
                return nil
            }
            return Typed(.literal(.party(party)), .role(role))
        }
        if let message = workspace.messages[name] {
            guard model.messages[message].fields.isEmpty else {
                error("the message '\(name)' is built from \(count(model.messages[message].fields.count, "value"))", at: range)
                return nil
            }
            return Typed(.message(message, []), .message(message))
        }
        if scope.place == .property, workspace.failedDefinitions.contains(name) { return nil }
        if let role = scope.role, workspace.unreadable[role]?.contains(name) == true { return nil }
        if workspace.readings[name] != nil {
            error("the reading '\(name)' is compared with one of its options: '\(name) = ..'", at: range)
            return nil
        }
        if scope.place != .property, workspace.definitions[name] != nil {
            error("the definition '\(name)' is for properties; a row sees its own party only", at: range)
            return nil
        }
        workspace.unknown(
            "name", name, at: range,
            in: [.types, .messages, .readings, .roles, scope.place == .property ? .definitions : .variables],
            among: visibleNames)
        return nil
    }

    func count(_ number: Int, _ noun: String) -> String { number == 1 ? "1 \(noun)" : "\(number) \(noun)s" }

    /// All names that have a meaning here.
    var visibleNames: [String] {
        var names = scope.binders.compactMap(\.name) + model.enumerations.flatMap(\.cases)
        names += Array(workspace.roles.keys) + ["true", "false", "none"]
        if let role = scope.role {
            names += model.roles[role].variables.prefix(scope.visibleVariables).map(\.name)
            names += Array(workspace.readings.keys)
        }
        if scope.place == .property { names += Array(workspace.definitions.keys) + ["settled", "quiet"] }
        return names
    }
}
