import ProtocolModel

extension Resolver {
    mutating func actions(_ list: [ActionSyntax]) -> [Action]? {
        var result: [Action] = []
        var isGood = true
        for syntax in list {
            if let action = action(syntax) { result.append(action) } else { isGood = false }
        }
        return isGood ? result : nil
    }

    private mutating func action(_ syntax: ActionSyntax) -> Action? {
        switch syntax.kind {
        case .drop: return .drop
        case .disconnect(let party):
            if let party { return destination(party).map { .disconnect($0) } }
            return peer(at: syntax.range, "disconnect").map { .disconnect($0) }
        case .assign(let name, let range, let key, let value): return assign(name, range, key, value)
        case .send(let payload, let receiver, let protected):
            let message = message(payload)
            let destination: Destination? =
                switch receiver {
                case .unstated: peer(at: syntax.range, "send")
                case .all: .all
                case .to(let party): destination(party)
                }
            guard let message, let destination else { return nil }
            return .send(message, to: destination, protected: protected)
        case .branch(let test, let then, let otherwise):
            let condition = condition(test)
            let a = actions(then)
            let b = actions(otherwise)
            guard let condition, let a, let b else { return nil }
            return .branch(condition, then: a, else: b)
        }
    }

    private mutating func assign(_ name: String, _ range: SourceRange, _ key: Syntax?, _ value: Syntax) -> Action? {
        guard let role = scope.role else { return nil }
        let variables = model.roles[role].variables
        guard let index = variables.firstIndex(where: { $0.name == name }) else {
            if workspace.unreadable[role]?.contains(name) == true { return nil }
            if scope.binders.contains(where: { $0.name == name }) {
                error("'\(name)' is no variable; only variables are assigned to", at: range)
            } else {
                workspace.unknown("variable", name, at: range, in: [.variables], among: variables.map(\.name))
            }
            return nil
        }
        guard let key else { return self.value(value, as: variables[index].type).map { .assign(variable: index, $0) } }
        guard case .map(let keyType, let valueType) = variables[index].type else {
            error("only a map has entries, not \(workspace.describe(variables[index].type))", at: range)
            return nil
        }
        let entry = self.value(key, as: keyType)
        let new = self.value(value, as: valueType)
        guard let entry, let new else { return nil }
        return .assignEntry(variable: index, key: entry, new)
    }

    private mutating func message(_ payload: Syntax) -> Expression? {
        guard let typed = resolve(payload) else { return nil }
        switch typed.type {
        case .value(.message): return typed.expression
        case .value(.optional(.message(let index))): return coerce(typed, to: .message(index), payload)
        default:
            error("only messages are sent, not \(workspace.describe(typed.type))", at: payload.range)
            return nil
        }
    }

    private func peer(at range: SourceRange, _ verb: String) -> Destination? {
        if scope.hasSender || workspace.partyCount == 2 || workspace.mayFollow(from: [.roles]) { return .peer }
        error(
            "there are several other parties: write to whom, '\(verb == "send" ? "send .. to p" : "disconnect p")'", at: range)
        return nil
    }

    private mutating func destination(_ syntax: Syntax) -> Destination? {
        guard let typed = resolve(syntax, hint: .set(.party)) else { return nil }
        switch typed.type {
        case .value(.party), .value(.role), .value(.set(.party)), .value(.set(.role)): return .to(typed.expression)
        case .value(.optional(let wrapped)) where fits(wrapped, .party):
            return coerce(typed, to: .party, syntax).map { .to($0) }
        default:
            error("expected a party or a set of parties, found \(workspace.describe(typed.type))", at: syntax.range)
            return nil
        }
    }
}
