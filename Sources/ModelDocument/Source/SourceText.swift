import ProtocolModel

/// The text of a model document, split into lines, so that diagnostics can show what they talk about.
///
/// Lines end with LF, CRLF or CR, as in CommonMark. Lines and columns count from 1; columns count UTF-8 bytes.
public struct SourceText: Hashable, Sendable {
    /// The name of the file, as diagnostics cite it.
    public let name: String
    /// The text without a byte order mark.
    public let bytes: [UInt8]
    /// Where each line lies in `bytes`, without its line ending.
    let lines: [Range<Int>]

    public init(name: String, bytes: [UInt8]) {
        let bytes = bytes.starts(with: [0xEF, 0xBB, 0xBF]) ? Array(bytes.dropFirst(3)) : bytes
        var lines: [Range<Int>] = []
        var start = 0
        var position = 0
        while position < bytes.count {
            let byte = bytes[position]
            if byte == Ascii.lineFeed || byte == Ascii.carriageReturn {
                lines.append(start..<position)
                if byte == Ascii.carriageReturn, position + 1 < bytes.count, bytes[position + 1] == Ascii.lineFeed {
                    position += 1
                }
                start = position + 1
            }
            position += 1
        }
        if start < bytes.count { lines.append(start..<bytes.count) }
        self.name = name
        self.bytes = bytes
        self.lines = lines
    }

    public var lineCount: Int { lines.count }

    /// A line by its number, counted from 1, without its line ending; empty where there is none.
    public func line(_ number: Int) -> String {
        String(decoding: lineBytes(number), as: UTF8.self)
    }

    func lineBytes(_ number: Int) -> ArraySlice<UInt8> {
        lines.indices.contains(number - 1) ? bytes[lines[number - 1]] : []
    }

    /// The line and column of an offset into `bytes`.
    func range(at offset: Int, length: Int = 1) -> SourceRange {
        var low = 0
        var high = lines.count
        while low < high {
            let middle = (low + high) / 2
            if lines[middle].lowerBound <= offset { low = middle + 1 } else { high = middle }
        }
        guard low > 0 else { return SourceRange(line: 1, column: 1, length: length) }
        return SourceRange(line: low, column: offset - lines[low - 1].lowerBound + 1, length: length)
    }

    /// The whole of a line without the white space around it.
    func range(ofLine number: Int) -> SourceRange {
        let bytes = lineBytes(number)
        let leading = bytes.prefix { Ascii.isBlank($0) }.count
        let trailing = bytes.reversed().prefix { Ascii.isBlank($0) }.count
        return SourceRange(line: number, column: leading + 1, length: max(1, bytes.count - leading - trailing))
    }
}
