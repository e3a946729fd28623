/// A stretch of a model document: where a declaration, a row or a cell stands.
///
/// Lines and columns count from 1; columns count UTF-8 bytes, as compilers do. A range lies within one line.
public struct SourceRange: Hashable, Sendable, Codable {
    public var line: Int
    public var column: Int
    /// The number of bytes that the range covers, at least 1 where something is to be pointed at.
    public var length: Int

    public init(line: Int, column: Int, length: Int = 1) {
        self.line = line
        self.column = column
        self.length = length
    }

    /// For models that were built in code and stand in no document.
    public static let none = SourceRange(line: 0, column: 0, length: 0)
}
