import ProtocolModel

/// Reads expressions: one method for each level of precedence, from the loosest to the tightest.
extension TokenStream {
    static let comparisons: Set<String> = ["=", "!=", "<", "<=", ">", ">="]
    /// Words that end the name of a state.
    private static let connectives: Set<String> = ["and", "or", "implies", "then", "else"]

    mutating func expression() throws(SyntaxError) -> Syntax {
        try descend()
        defer { ascend() }
        let left = try disjunction()
        guard let sign = takeWord("implies") else { return left }
        let right = try expression()
        return try Syntax(.binary("implies", sign.range, left, right), at: left.range.through(right.range))
    }

    private mutating func disjunction() throws(SyntaxError) -> Syntax {
        var left = try conjunction()
        while let sign = takeWord("or") {
            let right = try conjunction()
            left = try Syntax(.binary("or", sign.range, left, right), at: left.range.through(right.range))
        }
        return left
    }

    private mutating func conjunction() throws(SyntaxError) -> Syntax {
        var left = try negation()
        while let sign = takeWord("and") {
            let right = try negation()
            left = try Syntax(.binary("and", sign.range, left, right), at: left.range.through(right.range))
        }
        return left
    }

    private mutating func negation() throws(SyntaxError) -> Syntax {
        guard let sign = takeWord("not") else { return try comparison() }
        try descend()
        defer { ascend() }
        let operand = try negation()
        return try Syntax(.not(operand), at: sign.range.through(operand.range))
    }

    private mutating func comparison() throws(SyntaxError) -> Syntax {
        let left = try sum()
        if takeWord("is") != nil { return try states(of: left) }
        guard let sign = comparisonSign() else { return left }
        let right = try sum()
        if let second = comparisonSign() {
            throw SyntaxError("comparisons do not chain; write 'and' between them", at: second.1)
        }
        if seesWord("is") { throw SyntaxError("comparisons do not chain; write 'and' between them", at: current.range) }
        return try Syntax(.binary(sign.0, sign.1, left, right), at: left.range.through(right.range))
    }

    private mutating func comparisonSign() -> (String, SourceRange)? {
        switch current.kind {
        case .symbol(let sign) where Self.comparisons.contains(sign): (sign, advance().range)
        case .word("in") where ahead().kind != .word("the"): ("in", advance().range)
        default: nil
        }
    }

    private mutating func states(of party: Syntax) throws(SyntaxError) -> Syntax {
        guard take("(") != nil else {
            let state = try stateName { Self.connectives.contains($0) }
            return try Syntax(.states(party, [state]), at: party.range.through(state.1))
        }
        var names: [(String, SourceRange)] = []
        repeat { names.append(try stateName { _ in false }) } while take(",") != nil
        let end = try expect(")")
        return try Syntax(.states(party, names), at: party.range.through(end.range))
    }

    private mutating func stateName(endsBefore: (String) -> Bool) throws(SyntaxError) -> (String, SourceRange) {
        var text = ""
        var range: SourceRange?
        while let piece = statePiece(isFirst: range == nil, endsBefore: endsBefore) {
            let token = advance().range
            let touches = range.map { $0.column + $0.length == token.column } ?? true
            text += touches ? piece : " " + piece
            range = range.map { $0.through(token) } ?? token
        }
        guard let range else { throw SyntaxError("expected a state, found \(current.description)", at: current.range) }
        return (text, range)
    }

    private func statePiece(isFirst: Bool, endsBefore: (String) -> Bool) -> String? {
        switch current.kind {
        case .word(let word):
            if !isFirst, endsBefore(word) || word == "leads" && ahead().kind == .word("to") { nil } else { word }
        case .number(let number): String(number)
        case .symbol("-") where !isFirst: "-"
        default: nil
        }
    }

    /// Sums, differences and remainders: what comparisons compare.
    mutating func sum() throws(SyntaxError) -> Syntax {
        var left = try postfix()
        while true {
            let sign: (String, SourceRange)
            switch current.kind {
            case .symbol("+"): sign = ("+", advance().range)
            case .symbol("-"): sign = ("-", advance().range)
            case .word("mod"): sign = ("mod", advance().range)
            default: return left
            }
            let right = try postfix()
            left = try Syntax(.binary(sign.0, sign.1, left, right), at: left.range.through(right.range))
        }
    }

    /// A primary expression with what is attached to it: `e.name`, `m[k]`, `e!`.
    mutating func postfix() throws(SyntaxError) -> Syntax {
        var base = try primary()
        while true {
            if take(".") != nil {
                let (name, range) = try name("a name after '.'")
                base = try Syntax(.member(base, name, range), at: base.range.through(range))
            } else if take("[") != nil {
                let key = try expression()
                let end = try expect("]")
                base = try Syntax(.entry(base, key: key), at: base.range.through(end.range))
            } else if let sign = take("!") {
                base = try Syntax(.unwrap(base), at: base.range.through(sign.range))
            } else {
                return base
            }
        }
    }
}
