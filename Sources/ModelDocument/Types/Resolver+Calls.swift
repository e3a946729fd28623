import ProtocolModel

extension Resolver {
    mutating func call(
        _ name: String, at range: SourceRange, _ arguments: [Syntax], whole: SourceRange, hint: ValueType?
    ) -> Typed? {
        switch name {
        case "commit", "create", "keyPackage":
            guard scope.mayCreate else {
                error("'\(name)' changes the world and may be used in actions and in Initially only", at: range)
                return nil
            }
            if name == "keyPackage" {
                guard expect(0, arguments, of: name, at: whole) else { return nil }
                return Typed(.newKeyPackage, .keyPackage)
            }
            guard expect(1, arguments, of: name, at: whole) else { return nil }
            return name == "commit"
                ? value(arguments[0], as: .epoch).map { Typed(.commit($0), .epoch) }
                : value(arguments[0], as: .keyPackage).map { Typed(.create($0), .epoch) }
        case "export":
            guard expect(1, arguments, of: name, at: whole) else { return nil }
            return value(arguments[0], as: .epoch).map { Typed(.export($0), .epoch) }
        case "inFlight":
            guard scope.place == .property else {
                error("'inFlight' has a meaning only in properties and definitions", at: range)
                return nil
            }
            guard expect(1, arguments, of: name, at: whole) else { return nil }
            guard let message = arguments[0].name else {
                error("'inFlight' asks for the name of a message", at: arguments[0].range)
                return nil
            }
            guard let index = workspace.messages[message] else {
                workspace.unknown(
                    "message", message, at: arguments[0].range, in: [.messages], among: Array(workspace.messages.keys))
                return nil
            }
            return Typed(.inFlight(index), .bool)
        default: break
        }
        guard let message = workspace.messages[name] else {
            workspace.unknown(
                "message or function", name, at: range, in: [.messages],
                among: Array(workspace.messages.keys) + ["commit", "create", "keyPackage", "export", "inFlight"])
            return nil
        }
        let fields = model.messages[message].fields
        guard expect(fields.count, arguments, of: name, at: whole) else { return nil }
        var values: [Expression] = []
        for (field, argument) in zip(fields, arguments) {
            if let value = value(argument, as: field.type) { values.append(value) }
        }
        return values.count == fields.count ? Typed(.message(message, values), .message(message)) : nil
    }

    private func expect(_ number: Int, _ arguments: [Syntax], of name: String, at range: SourceRange) -> Bool {
        if arguments.count == number { return true }
        error("'\(name)' takes \(count(number, "value")), found \(arguments.count)", at: range)
        return false
    }

    mutating func unwrap(_ operand: Syntax, hint: ValueType?, identity: Bool, at range: SourceRange) -> Typed? {
        guard let typed = resolve(operand, hint: hint, identity: identity) else { return nil }
        guard case .optional(let wrapped)? = typed.valueType else {
            error("\(workspace.describe(typed.type)) is not optional; '!' does nothing here", at: range, fixIt: text(operand))
            return nil
        }
        return Typed(.unwrap(typed.expression), wrapped)
    }

    mutating func entry(_ base: Syntax, _ key: Syntax) -> Typed? {
        guard let map = resolve(base) else { return nil }
        guard case .map(let keyType, let valueType)? = map.valueType else {
            error("only a map has entries, not \(workspace.describe(map.type))", at: base.range)
            return nil
        }
        return value(key, as: keyType).map { Typed(.entry(map.expression, key: $0), valueType) }
    }

    mutating func setLiteral(_ elements: [Syntax], hint: ValueType?, at range: SourceRange) -> Typed? {
        var wanted: ValueType?
        if case .set(let element)? = hint?.unwrapped { wanted = element }
        var values: [Expression] = []
        var type = wanted.map { StaticType.value($0) }
        for element in elements {
            guard let typed = resolve(element, hint: wanted) else { return nil }
            if let wanted {
                guard let value = coerce(typed, to: wanted, element) else { return nil }
                values.append(value)
            } else {
                guard let joined = type.map({ joined($0, typed.type) }) ?? typed.type else {
                    error("the elements of a set are of one type", at: element.range)
                    return nil
                }
                type = joined
                values.append(typed.expression)
            }
        }
        guard case .value(let element)? = type else {
            error("the type of this set is not known here", at: range)
            return nil
        }
        guard workspace.isFinite(element, at: range, "an element of a set") else { return nil }
        return Typed(.setLiteral(values), .set(element))
    }

    mutating func conditional(
        _ test: Syntax, _ then: Syntax, _ otherwise: Syntax, hint: ValueType?, at range: SourceRange
    ) -> Typed? {
        let condition = condition(test)
        let a = resolve(then, hint: hint)
        let b = resolve(otherwise, hint: a?.valueType ?? hint)
        guard let condition, let a, let b else { return nil }
        guard let type = joined(a.type, b.type) else {
            error(
                "the branches are of different types: \(workspace.describe(a.type)) and \(workspace.describe(b.type))",
                at: range)
            return nil
        }
        return Typed(.conditional(condition, a.expression, b.expression), type)
    }

    mutating func quantified(
        _ quantifier: Expression.Quantifier, _ name: String, _ range: SourceRange, _ domain: Syntax, _ body: Syntax
    ) -> Typed? {
        guard !scope.isUneven else {
            error("nothing can be bound where a row answers different messages; give each its own row", at: range)
            return nil
        }
        if let clash = clash(of: name) {
            error("'\(name)' is already \(clash)", at: range)
            return nil
        }
        let over: Expression.Domain
        let element: ValueType
        if let type = domainType(domain) {
            guard let type, workspace.isFinite(type, at: domain.range, "a bound variable") else { return nil }
            (over, element) = (.type(type), type)
        } else {
            guard let set = resolve(domain) else { return nil }
            guard case .set(let type)? = set.valueType else {
                error("expected a finite type or a set, found \(workspace.describe(set.type))", at: domain.range)
                return nil
            }
            (over, element) = (.set(set.expression), type)
        }
        scope.binders.append(Scope.Binder(name: name, type: element))
        defer { scope.binders.removeLast() }
        return condition(body).map { Typed(.quantified(quantifier, over, $0), .bool) }
    }

    /// The outer optional is `nil` where no type is meant.
    private func domainType(_ syntax: Syntax) -> ValueType?? {
        if case .range(let lower, let upper) = syntax.kind { return .some(workspace.range(lower, upper, at: syntax.range)) }
        guard let name = syntax.name, let type = workspace.lookUp(type: name) else { return nil }
        return type
    }

    /// What a name that is to be bound already means.
    func clash(of name: String) -> String? {
        if Workspace.keywords.contains(name) { return "a word of the model language" }
        if scope.binders.contains(where: { $0.name == name }) { return "bound" }
        if let role = scope.role, model.roles[role].variables.contains(where: { $0.name == name }) { return "a variable" }
        if workspace.readings[name] != nil { return "a reading" }
        if workspace.caseHomes[name] != nil { return "a case of an enumeration" }
        if workspace.roles[name] != nil { return "a role" }
        if scope.place == .property, workspace.definitions[name] != nil { return "a definition" }
        return nil
    }
}
