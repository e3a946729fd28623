import ProtocolModel

/// The tokens of a cell, read from left to right.
struct TokenStream {
    private let tokens: [Token]
    private var position = 0
    /// How deep the reader is nested.
    var depth = 0
    static let deepest = 64

    init(_ cell: Cell) throws(SyntaxError) {
        tokens = try Lexer.tokens(of: cell)
    }

    var current: Token { tokens[min(position, tokens.count - 1)] }

    func ahead(_ count: Int = 1) -> Token { tokens[min(position + count, tokens.count - 1)] }

    var isAtEnd: Bool { current.kind == .end }

    @discardableResult
    mutating func advance() -> Token {
        let token = current
        if position < tokens.count - 1 { position += 1 }
        return token
    }

    func sees(_ symbol: String) -> Bool { current.kind == .symbol(symbol) }

    func seesWord(_ word: String) -> Bool { current.kind == .word(word) }

    mutating func take(_ symbol: String) -> Token? { sees(symbol) ? advance() : nil }

    mutating func takeWord(_ word: String) -> Token? { seesWord(word) ? advance() : nil }

    @discardableResult
    mutating func expect(_ symbol: String) throws(SyntaxError) -> Token {
        guard let token = take(symbol) else {
            throw SyntaxError("expected '\(symbol)', found \(current.description)", at: current.range)
        }
        return token
    }

    mutating func expectWord(_ word: String) throws(SyntaxError) {
        guard takeWord(word) != nil else {
            throw SyntaxError("expected '\(word)', found \(current.description)", at: current.range)
        }
    }

    mutating func name(_ what: String) throws(SyntaxError) -> (String, SourceRange) {
        guard case .word(let text) = current.kind else {
            throw SyntaxError("expected \(what), found \(current.description)", at: current.range)
        }
        return (text, advance().range)
    }

    mutating func number(_ what: String) throws(SyntaxError) -> (Int, SourceRange) {
        guard case .number(let value) = current.kind else {
            throw SyntaxError("expected \(what), found \(current.description)", at: current.range)
        }
        return (value, advance().range)
    }

    func expectEnd() throws(SyntaxError) {
        if !isAtEnd { throw SyntaxError("expected the end of the cell, found \(current.description)", at: current.range) }
    }

    mutating func descend() throws(SyntaxError) {
        depth += 1
        if depth > Self.deepest { throw SyntaxError("this is nested too deeply", at: current.range) }
    }

    mutating func ascend() { depth -= 1 }
}
