import ProtocolModel

/// Splits a cell into tokens.
enum Lexer {
    private static let signs = [":=", "!=", "<=", ">=", ".."]
    private static let single = Array("=!<>+-()[]{},;.:|?".utf8)
    /// Signs that people write for others.
    private static let meant: [String: String] = [
        "≤": "<=", "≥": ">=", "≠": "!=", "∧": "and", "∨": "or", "¬": "not", "∈": "in", "⇒": "implies", "→": "implies",
        "&": "and", "∀": "all", "∃": "some", "%": "mod",
    ]

    static func tokens(of cell: Cell) throws(SyntaxError) -> [Token] {
        let bytes = cell.bytes
        var tokens: [Token] = []
        var position = 0
        func range(_ start: Int, _ end: Int) -> SourceRange {
            SourceRange(line: cell.line, column: cell.column + start, length: max(1, end - start))
        }
        while position < bytes.count {
            let byte = bytes[position]
            let start = position
            if Ascii.isBlank(byte) {
                position += 1
            } else if Ascii.isWordStart(byte) {
                while position < bytes.count, Ascii.isWord(bytes[position]) { position += 1 }
                let text = String(decoding: bytes[start..<position], as: UTF8.self)
                tokens.append(Token(kind: .word(text), range: range(start, position)))
            } else if Ascii.isDigit(byte) {
                while position < bytes.count, Ascii.isWord(bytes[position]) { position += 1 }
                let text = String(decoding: bytes[start..<position], as: UTF8.self)
                if text.utf8.allSatisfy({ Ascii.isDigit($0) }) {
                    guard let value = Int(text), value <= 1_000_000 else {
                        throw SyntaxError("the number is too large", at: range(start, position))
                    }
                    tokens.append(Token(kind: .number(value), range: range(start, position)))
                } else {
                    tokens.append(Token(kind: .word(text), range: range(start, position)))
                }
            } else if bytes[start...].starts(with: "==".utf8) {
                throw SyntaxError("equality is written '='", at: range(start, start + 2), fixIt: "=")
            } else if let sign = signs.first(where: { bytes[start...].starts(with: $0.utf8) }) {
                position += 2
                tokens.append(Token(kind: .symbol(sign), range: range(start, position)))
            } else if single.contains(byte) {
                position += 1
                tokens.append(Token(kind: .symbol(String(UnicodeScalar(byte))), range: range(start, position)))
            } else {
                position += 1
                while position < bytes.count, bytes[position] & 0xC0 == 0x80 { position += 1 }
                let text = String(decoding: bytes[start..<position], as: UTF8.self)
                throw SyntaxError(
                    "unexpected character '\(text)'" + (meant[text].map { "; did you mean '\($0)'?" } ?? ""),
                    at: range(start, position), fixIt: meant[text])
            }
        }
        tokens.append(Token(kind: .end, range: range(bytes.count, bytes.count + 1)))
        return tokens
    }
}
