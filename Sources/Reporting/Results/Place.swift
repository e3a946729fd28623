import ModelDocument
import ProtocolModel

/// Where something stands in a model document. Lines and columns count from 1; columns count Unicode code points.
public struct Place: Codable, Hashable, Sendable {
    public var line: Int
    public var column: Int
    /// The column behind the last character.
    public var endColumn: Int

    public init(line: Int, column: Int, endColumn: Int) {
        self.line = line
        self.column = column
        self.endColumn = endColumn
    }

    /// `nil` for what stands in no document.
    init?(_ range: SourceRange, in source: SourceText?) {
        guard range.line > 0 else { return nil }
        let bytes = source?.line(range.line).utf8
        func column(_ byte: Int) -> Int {
            guard let bytes else { return byte }
            return String(decoding: bytes.prefix(byte - 1), as: UTF8.self).unicodeScalars.count + 1
        }
        line = range.line
        self.column = column(range.column)
        endColumn = column(range.column + max(1, range.length))
    }
}
