import ProtocolModel

/// Gives names their meaning and checks types. Where a method yields `nil` it has reported why.
struct Resolver {
    let workspace: Workspace
    var scope: Scope

    var model: ProtocolModel { workspace.model }

    func error(_ message: String, at range: SourceRange, notes: [Diagnostic.Note] = [], fixIt: String? = nil) {
        workspace.error(message, at: range, notes: notes, fixIt: fixIt)
    }

    /// The expression as a value of the type.
    mutating func value(_ syntax: Syntax, as type: ValueType) -> Expression? {
        guard let typed = resolve(syntax, hint: type) else { return nil }
        return coerce(typed, to: type, syntax)
    }

    mutating func condition(_ syntax: Syntax) -> Expression? { value(syntax, as: .bool) }

    /// `identity`: the expression is compared as a whole with `=` or `!=`, so that `e.parent` may be asked for.
    mutating func resolve(_ syntax: Syntax, hint: ValueType? = nil, identity: Bool = false) -> Typed? {
        switch syntax.kind {
        case .name(let name): return resolve(name: name, at: syntax.range, hint: hint)
        case .number(let value):
            if hint?.unwrapped == .epochNumber {
                error("a literal is no epoch number; epoch numbers are compared with each other", at: syntax.range)
                return nil
            }
            return Typed(.literal(.natural(value)), .natural(lower: value, upper: value))
        case .call(let name, let range, let arguments):
            return call(name, at: range, arguments, whole: syntax.range, hint: hint)
        case .member(let base, let name, let range):
            return member(base, name, at: range, whole: syntax.range, identity: identity)
        case .entry(let base, let key): return entry(base, key)
        case .unwrap(let operand): return unwrap(operand, hint: hint, identity: identity, at: syntax.range)
        case .not(let operand): return condition(operand).map { Typed(.not($0), .bool) }
        case .binary(let sign, let range, let left, let right):
            return binary(sign, range, left, right, whole: syntax.range, hint: hint)
        case .states(let party, let states): return inStates(party, states)
        case .set(let elements): return setLiteral(elements, hint: hint, at: syntax.range)
        case .conditional(let test, let then, let otherwise):
            return conditional(test, then, otherwise, hint: hint, at: syntax.range)
        case .quantified(let quantifier, let name, let range, let domain, let body):
            return quantified(quantifier, name, range, domain, body)
        case .range:
            error("a range is not a value", at: syntax.range)
            return nil
        }
    }

    /// Whether a value of the first type may stand where one of the second is asked for.
    func fits(_ type: ValueType, _ wanted: ValueType) -> Bool {
        if type == wanted { return true }
        return switch (type, wanted) {
        case (.natural(let a, let b), .natural(let c, let d)): a <= d && c <= b
        case (.role, .party): true
        case (.optional(let a), .optional(let b)): fits(a, b)
        case (_, .optional(let b)): fits(type, b)
        case (.set(let a), .set(let b)): fits(a, b)
        default: false
        }
    }

    func coerce(_ typed: Typed, to wanted: ValueType, _ syntax: Syntax) -> Expression? {
        guard let type = typed.valueType else {
            if wanted.isOptional { return typed.expression }
            error("'none' is no value of \(workspace.describe(wanted))", at: syntax.range)
            return nil
        }
        if fits(type, wanted) { return typed.expression }
        if case .optional(let wrapped) = type, fits(wrapped, wanted) {
            let text = text(syntax)
            error(
                "expected \(workspace.describe(wanted)), found \(workspace.describe(type)); write '\(text)!' where it is never none",
                at: syntax.range, fixIt: text + "!")
            return nil
        }
        if case .natural(let lower, let upper) = type, lower == upper, case .natural = wanted.unwrapped {
            error("\(lower) does not lie in \(workspace.describe(wanted))", at: syntax.range)
        } else {
            error("expected \(workspace.describe(wanted)), found \(workspace.describe(type))", at: syntax.range)
        }
        return nil
    }

    /// The text of an expression, in brackets where it needs them.
    func text(_ syntax: Syntax) -> String {
        let line = Array(workspace.source.lineBytes(syntax.range.line))
        let lower = min(max(0, syntax.range.column - 1), line.count)
        let upper = min(lower + syntax.range.length, line.count)
        let text = String(decoding: line[lower..<upper], as: UTF8.self)
        return switch syntax.kind {
        case .name, .call, .member, .entry, .number: text
        default: text.hasPrefix("(") ? text : "(\(text))"
        }
    }

    /// The type that can hold values of both.
    func joined(_ a: StaticType, _ b: StaticType) -> StaticType? {
        switch (a, b) {
        case (.nothing, .nothing): return .nothing
        case (.nothing, .value(let type)), (.value(let type), .nothing):
            return .value(type.isOptional ? type : .optional(type))
        case (.value(let x), .value(let y)):
            if x == y { return a }
            let isOptional = x.isOptional || y.isOptional
            let joined: ValueType
            switch (x.unwrapped, y.unwrapped) {
            case (.natural(let a, let b), .natural(let c, let d)): joined = .natural(lower: min(a, c), upper: max(b, d))
            case (.role(let a), .role(let b)): joined = a == b ? .role(a) : .party
            case (.party, .role), (.role, .party): joined = .party
            case (.set(let a), .set(let b)):
                guard case .value(let element)? = self.joined(.value(a), .value(b)) else { return nil }
                joined = .set(element)
            case (let p, let q) where p == q: joined = p
            default: return nil
            }
            return .value(isOptional ? .optional(joined) : joined)
        }
    }
}
