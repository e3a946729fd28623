import ProtocolModel

extension Resolver {
    mutating func binary(
        _ sign: String, _ range: SourceRange, _ left: Syntax, _ right: Syntax, whole: SourceRange, hint: ValueType?
    ) -> Typed? {
        switch sign {
        case "and", "or", "implies":
            let a = condition(left)
            let b = condition(right)
            guard let a, let b else { return nil }
            return Typed(sign == "and" ? .and(a, b) : sign == "or" ? .or(a, b) : .implies(a, b), .bool)
        case "in": return membership(left, right)
        case "+", "-": return arithmetic(sign, range, left, right, hint: hint)
        case "mod": return remainder(left, right)
        default:
            guard let comparison = Expression.Comparison(rawValue: sign) else { return nil }
            return compare(comparison, range, left, right)
        }
    }

    private mutating func compare(
        _ comparison: Expression.Comparison, _ range: SourceRange, _ left: Syntax, _ right: Syntax
    ) -> Typed? {
        let isEquality = comparison == .equal || comparison == .notEqual
        if let reading = readingName(left) { return readingTest(reading, left, comparison, range, right) }
        let (first, second) = needsHint(left) ? (right, left) : (left, right)
        guard let a = resolve(first, identity: isEquality),
            let b = resolve(second, hint: a.valueType, identity: isEquality)
        else { return nil }
        guard let type = joined(a.type, b.type) else {
            let types = needsHint(left) ? [b.type, a.type] : [a.type, b.type]
            error(
                "\(workspace.describe(types[0])) and \(workspace.describe(types[1])) cannot be compared",
                at: left.range.through(right.range))
            return nil
        }
        if case .value(let x) = a.type, case .value(let y) = b.type, isEquality, !comparable(x.unwrapped, y.unwrapped) {
            let types = needsHint(left) ? [y, x] : [x, y]
            error(
                "these are never equal: one is \(workspace.describe(types[0])), the other \(workspace.describe(types[1]))",
                at: left.range.through(right.range))
            return nil
        }
        if !isEquality {
            switch type {
            case .value(let type) where isNumber(type.unwrapped): break
            default:
                error("'\(comparison.rawValue)' compares numbers, not \(workspace.describe(type))", at: range)
                return nil
            }
        }
        let (x, y) = needsHint(left) ? (b, a) : (a, b)
        return Typed(.compare(comparison, x.expression, y.expression), .bool)
    }

    private func comparable(_ a: ValueType, _ b: ValueType) -> Bool {
        switch (a, b) {
        case (.role(let x), .role(let y)): x == y
        case (.natural(let a, let b), .natural(let c, let d)): a <= d && c <= b
        default: true
        }
    }

    private func isNumber(_ type: ValueType) -> Bool {
        if case .natural = type { return true }
        return type == .epochNumber
    }

    /// Whether the type of an expression follows only from what it is compared with.
    private func needsHint(_ syntax: Syntax) -> Bool {
        switch syntax.kind {
        case .set, .number: return true
        case .name(let name):
            if name == "none" { return true }
            return !isBound(name) && workspace.caseHomes[name] != nil
        default: return false
        }
    }

    private func isBound(_ name: String) -> Bool {
        if scope.binders.contains(where: { $0.name == name }) { return true }
        if let role = scope.role, model.roles[role].variables.contains(where: { $0.name == name }) { return true }
        return scope.place == .property && workspace.definitions[name] != nil
    }

    private func readingName(_ syntax: Syntax) -> Int? {
        guard let name = syntax.name, !isBound(name) else { return nil }
        return workspace.readings[name]
    }

    private func readingTest(
        _ reading: Int, _ left: Syntax, _ comparison: Expression.Comparison, _ range: SourceRange, _ right: Syntax
    ) -> Typed? {
        let declaration = model.readings[reading]
        guard scope.place == .row else {
            error("a reading can be asked for in rows only", at: left.range)
            return nil
        }
        guard comparison == .equal || comparison == .notEqual else {
            error("a reading is compared with '=' or '!='", at: range)
            return nil
        }
        guard let name = right.name else {
            error("a reading is compared with the name of an option", at: right.range)
            return nil
        }
        guard let option = declaration.options.firstIndex(where: { $0.name == name }) else {
            workspace.unknown(
                "option", name, of: "'\(declaration.name)'", at: right.range, in: [.readings],
                among: declaration.options.map(\.name))
            return nil
        }
        let test = Expression.reading(reading, option: option)
        return Typed(comparison == .equal ? test : .not(test), .bool)
    }

    private mutating func membership(_ left: Syntax, _ right: Syntax) -> Typed? {
        let element: Typed?
        let set: Typed?
        if case .set = right.kind {
            element = resolve(left)
            set = resolve(right, hint: element?.valueType.map { .set($0.unwrapped) })
        } else {
            set = resolve(right)
            var wanted: ValueType?
            if case .set(let type)? = set?.valueType { wanted = type }
            element = resolve(left, hint: wanted)
        }
        guard let element, let set else { return nil }
        guard case .set(let type)? = set.valueType else {
            error("'in' asks for a set, found \(workspace.describe(set.type))", at: right.range)
            return nil
        }
        if case .value(.party) = element.type, case .role = type {
            return Typed(.contains(element: element.expression, set.expression), .bool)
        }
        guard let value = coerce(element, to: type, left) else { return nil }
        return Typed(.contains(element: value, set.expression), .bool)
    }

    private mutating func arithmetic(
        _ sign: String, _ range: SourceRange, _ left: Syntax, _ right: Syntax, hint: ValueType?
    ) -> Typed? {
        guard let a = resolve(left, hint: isSet(hint) ? hint : nil) else { return nil }
        guard let type = a.valueType else {
            error("'\(sign)' is for numbers and sets", at: left.range)
            return nil
        }
        if case .set(let element) = type {
            guard let b = resolve(right, hint: type) else { return nil }
            guard isSet(b.valueType), case .value(.set(let all))? = joined(a.type, b.type) else {
                error("'\(sign)' of a set asks for a set of \(workspace.describe(element))", at: right.range)
                return nil
            }
            return sign == "+"
                ? Typed(.union(a.expression, b.expression), .set(all))
                : Typed(.subtracting(a.expression, b.expression), type)
        }
        guard let b = resolve(right) else { return nil }
        guard let other = b.valueType, isNumber(type.unwrapped), isNumber(other.unwrapped) else {
            error(
                "'\(sign)' is for numbers and sets, not \(workspace.describe(a.type)) and \(workspace.describe(b.type))",
                at: range)
            return nil
        }
        let isOptional = type.isOptional || other.isOptional
        func typed(_ result: ValueType) -> Typed {
            let expression: Expression =
                sign == "+" ? .sum(a.expression, b.expression) : .difference(a.expression, b.expression)
            return Typed(expression, isOptional ? .optional(result) : result)
        }
        switch (type.unwrapped, other.unwrapped) {
        case (.natural(let l1, let u1), .natural(let l2, let u2)):
            return sign == "+"
                ? typed(.natural(lower: l1 + l2, upper: u1 + u2))
                : typed(.natural(lower: max(0, l1 - u2), upper: max(0, u1 - l2)))
        case (.epochNumber, .natural):
            guard case .number(let step) = right.kind, step <= 16 else {
                error("an epoch number is changed by a number of at most 16 that is written out", at: right.range)
                return nil
            }
            return typed(.epochNumber)
        case (.natural, .epochNumber) where sign == "+":
            guard case .number(let step) = left.kind, step <= 16 else {
                error("an epoch number is changed by a number of at most 16 that is written out", at: left.range)
                return nil
            }
            return typed(.epochNumber)
        default:
            error("two epoch numbers cannot be \(sign == "+" ? "added" : "subtracted"); compare them", at: range)
            return nil
        }
    }

    private func isSet(_ type: ValueType?) -> Bool {
        if case .set? = type { true } else { false }
    }

    private mutating func remainder(_ left: Syntax, _ right: Syntax) -> Typed? {
        guard let a = resolve(left) else { return nil }
        guard case .natural? = a.valueType else {
            error("'mod' is for bounded numbers, not \(workspace.describe(a.type))", at: left.range)
            return nil
        }
        guard case .number(let modulus) = right.kind, (1...256).contains(modulus) else {
            error("'mod' asks for a number from 1 to 256", at: right.range)
            return nil
        }
        return Typed(.remainder(a.expression, modulus), .natural(lower: 0, upper: modulus - 1))
    }
}
