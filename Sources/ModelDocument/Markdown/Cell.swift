import ProtocolModel

/// A cell of a table, or a part of one, with its place in the line.
struct Cell: Hashable, Sendable {
    let line: Int
    /// The column of the first byte.
    let column: Int
    /// The bytes as the model language reads them: backticks and the backslash of `\|` are spaces, so that columns stay.
    let bytes: [UInt8]
    /// The bytes as they stand.
    let raw: [UInt8]

    /// A stretch of a line, without the blanks around it.
    init(line: Int, column: Int, raw: [UInt8]) {
        var bytes = raw
        for index in bytes.indices {
            if bytes[index] == Ascii.backtick { bytes[index] = Ascii.space }
            if bytes[index] == Ascii.backslash, index + 1 < bytes.count, bytes[index + 1] == Ascii.bar {
                bytes[index] = Ascii.space
            }
        }
        self.init(line: line, column: column, bytes: bytes, raw: raw)
    }

    private init(line: Int, column: Int, bytes: [UInt8], raw: [UInt8]) {
        let lower = bytes.firstIndex { !Ascii.isBlank($0) } ?? 0
        let upper = bytes.lastIndex { !Ascii.isBlank($0) }.map { $0 + 1 } ?? 0
        self.line = line
        self.column = upper == 0 ? column : column + lower
        self.bytes = upper == 0 ? [] : Array(bytes[lower..<upper])
        self.raw = raw
    }

    var isEmpty: Bool { bytes.isEmpty }

    var range: SourceRange { SourceRange(line: line, column: column, length: max(1, bytes.count)) }

    /// The words with one space between them.
    var name: String {
        bytes.split(whereSeparator: { Ascii.isBlank($0) }).map { String(decoding: $0, as: UTF8.self) }
            .joined(separator: " ")
    }

    /// The text for people.
    var prose: String {
        var result: [UInt8] = []
        for (index, byte) in raw.enumerated() {
            if byte == Ascii.backslash, index + 1 < raw.count, raw[index + 1] == Ascii.bar { continue }
            result.append(byte)
        }
        let lower = result.firstIndex { !Ascii.isBlank($0) } ?? 0
        let upper = result.lastIndex { !Ascii.isBlank($0) }.map { $0 + 1 } ?? 0
        return lower < upper ? String(decoding: result[lower..<upper], as: UTF8.self) : ""
    }

    /// The parts between separators that stand outside brackets.
    func split(at separator: UInt8) -> [Cell] {
        var parts: [Cell] = []
        var start = 0
        var depth = 0
        for (index, byte) in bytes.enumerated() {
            switch byte {
            case UInt8(ascii: "("), UInt8(ascii: "["), UInt8(ascii: "{"): depth += 1
            case UInt8(ascii: ")"), UInt8(ascii: "]"), UInt8(ascii: "}"): depth -= 1
            case separator where depth <= 0:
                parts.append(part(start..<index))
                start = index + 1
            default: break
            }
        }
        parts.append(part(start..<bytes.count))
        return parts
    }

    func part(_ range: Range<Int>) -> Cell {
        let slice = Array(bytes[range])
        return Cell(line: line, column: column + range.lowerBound, bytes: slice, raw: slice)
    }
}
