extension SourceText {
    /// A cell of a table as it stands in the document, without the blanks around it; `\|` stays as it is.
    public struct TableCell: Hashable, Sendable {
        /// The heading of its column; empty where the table has none for it.
        public var column: String
        public var text: String
    }

    /// The cells of the table row in a line, left to right; empty where the line is no row of a table.
    public func tableRow(atLine number: Int) -> [TableCell] {
        guard let cells = Self.cells(line(number)) else { return [] }
        var rule = number - 1
        while rule > 0, let above = Self.cells(line(rule)), !above.allSatisfy(Self.isRule) { rule -= 1 }
        let header = rule > 1 ? Self.cells(line(rule - 1)) ?? [] : []
        return cells.enumerated().map { TableCell(column: $0 < header.count ? header[$0] : "", text: $1) }
    }

    private static func isRule(_ cell: String) -> Bool { !cell.isEmpty && cell.allSatisfy { $0 == "-" || $0 == ":" } }

    private static func cells(_ line: String) -> [String]? {
        let text = line.trimmingBlanks
        guard text.first == "|" else { return nil }
        var cells: [String] = []
        var current = ""
        var isEscaped = false
        for character in text.dropFirst() {
            if character == "|", !isEscaped {
                cells.append(current.trimmingBlanks)
                current = ""
            } else {
                current.append(character)
            }
            isEscaped = character == "\\" && !isEscaped
        }
        if !current.trimmingBlanks.isEmpty { cells.append(current.trimmingBlanks) }
        return cells
    }
}
