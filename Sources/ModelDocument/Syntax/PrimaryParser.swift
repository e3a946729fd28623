import ProtocolModel

/// Reads the expressions that no operator holds together.
extension TokenStream {
    /// Words that cannot begin an expression.
    private static let inner: Set<String> = ["and", "or", "implies", "in", "is", "mod", "then", "else", "to"]

    mutating func primary() throws(SyntaxError) -> Syntax {
        let token = current
        switch token.kind {
        case .number(let value):
            advance()
            return try Syntax(.number(value), at: token.range)
        case .symbol("("):
            advance()
            let inner = try expression()
            let end = try expect(")")
            return try Syntax(inner.kind, at: token.range.through(end.range))
        case .symbol("{"):
            advance()
            let elements = try list(until: "}")
            let end = try expect("}")
            return try Syntax(.set(elements), at: token.range.through(end.range))
        case .symbol("="), .symbol("!="), .symbol("<"), .symbol("<="), .symbol(">"), .symbol(">="):
            throw SyntaxError("expected an expression before \(token.description)", at: token.range)
        case .word("if"): return try conditional()
        case .word("all") where isQuantifier: return try quantified(.all)
        case .word("some") where isQuantifier: return try quantified(.some)
        case .word(let word) where !Self.inner.contains(word):
            advance()
            guard take("(") != nil else { return try Syntax(.name(word), at: token.range) }
            let arguments = try list(until: ")")
            let end = try expect(")")
            return try Syntax(.call(word, token.range, arguments), at: token.range.through(end.range))
        default:
            throw SyntaxError("expected an expression, found \(token.description)", at: token.range)
        }
    }

    private var isQuantifier: Bool {
        if case .word = ahead().kind, ahead(2).kind == .word("in") { true } else { false }
    }

    private mutating func list(until end: String) throws(SyntaxError) -> [Syntax] {
        var elements: [Syntax] = []
        if sees(end) { return elements }
        repeat { elements.append(try expression()) } while take(",") != nil
        return elements
    }

    private mutating func conditional() throws(SyntaxError) -> Syntax {
        let start = advance()
        let condition = try expression()
        try expectWord("then")
        let then = try expression()
        try expectWord("else")
        let otherwise = try expression()
        return try Syntax(.conditional(condition, then, otherwise), at: start.range.through(otherwise.range))
    }

    private mutating func quantified(_ quantifier: Expression.Quantifier) throws(SyntaxError) -> Syntax {
        let start = advance()
        let (name, nameRange) = try name("a name")
        try expectWord("in")
        let domain = try self.domain()
        try expect(":")
        let body = try expression()
        return try Syntax(
            .quantified(quantifier, name, nameRange, domain, body), at: start.range.through(body.range))
    }

    private mutating func domain() throws(SyntaxError) -> Syntax {
        if case .number(let lower) = current.kind, ahead().kind == .symbol("..") {
            let start = advance()
            advance()
            let (upper, end) = try number("a number")
            return try Syntax(.range(lower, upper), at: start.range.through(end))
        }
        return try sum()
    }
}
