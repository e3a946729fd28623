import ProtocolModel

/// A table of the document, split into cells.
struct Table: Sendable {
    let header: [Cell]
    let rows: [Row]

    struct Row: Sendable {
        let line: Int
        let cells: [Cell]
    }

    /// The cells of a line. Bars that a backslash precedes do not separate.
    static func cells(of source: SourceText, line: Int) -> [Cell] {
        let bytes = Array(source.lineBytes(line))
        var position = bytes.firstIndex { !Ascii.isBlank($0) } ?? bytes.count
        if position < bytes.count, bytes[position] == Ascii.bar { position += 1 }
        var cells: [Cell] = []
        var start = position
        while position < bytes.count {
            if bytes[position] == Ascii.bar, position == 0 || bytes[position - 1] != Ascii.backslash {
                cells.append(Cell(line: line, column: start + 1, raw: Array(bytes[start..<position])))
                start = position + 1
            }
            position += 1
        }
        let rest = Cell(line: line, column: start + 1, raw: Array(bytes[min(start, bytes.count)...]))
        if !rest.isEmpty || cells.isEmpty { cells.append(rest) }
        return cells
    }
}
