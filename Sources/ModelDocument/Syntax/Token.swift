import ProtocolModel

/// A word, number or sign of the model language.
struct Token: Sendable {
    enum Kind: Hashable, Sendable {
        case word(String)
        case number(Int)
        case symbol(String)
        case end
    }

    let kind: Kind
    let range: SourceRange

    /// How a diagnostic names it.
    var description: String {
        switch kind {
        case .word(let text), .symbol(let text): "'\(text)'"
        case .number(let value): "'\(value)'"
        case .end: "the end of the cell"
        }
    }
}

/// What is wrong with the syntax of a cell. The first such error ends the reading of the cell.
struct SyntaxError: Error {
    let message: String
    let range: SourceRange
    var fixIt: String?

    init(_ message: String, at range: SourceRange, fixIt: String? = nil) {
        self.message = message
        self.range = range
        self.fixIt = fixIt
    }
}

extension SourceRange {
    /// From the beginning of this range to the end of another on the same line.
    func through(_ other: SourceRange) -> SourceRange {
        SourceRange(line: line, column: column, length: max(length, other.column + other.length - column))
    }
}
