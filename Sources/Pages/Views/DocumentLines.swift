/// The lines of a model document, from which the page quotes rows as they stand.
public struct DocumentLines: Sendable {
    /// The name of the file, as the page cites it.
    public let name: String
    private let lines: [String]

    /// - Parameter lines: without their line endings, the first line first.
    public init(name: String, lines: [String]) {
        self.name = name
        self.lines = lines
    }

    /// A cell of a table with the heading of its column.
    public struct Cell: Hashable, Sendable, Codable {
        public var heading: String
        public var text: String
    }

    /// The cells of the table row that stands on a line, counted from 1, without empty ones; none where there is no table row.
    public func cells(ofLine number: Int) -> [Cell] {
        guard let line = line(number), Self.isTableRow(line) else { return [] }
        var top = number
        while let above = self.line(top - 1), Self.isTableRow(above) { top -= 1 }
        guard top < number, let headings = self.line(top).map(Self.split) else { return [] }
        return zip(headings, Self.split(line)).compactMap { $1.isEmpty ? nil : Cell(heading: $0, text: $1) }
    }

    private func line(_ number: Int) -> String? { lines.indices.contains(number - 1) ? lines[number - 1] : nil }

    private static func isTableRow(_ line: String) -> Bool { line.drop { $0 == " " }.first == "|" }

    /// The cells of a row of a GitHub Flavored Markdown table (section 4.10): `|` separates them, unless a backslash stands before it.
    static func split(_ row: String) -> [String] {
        var cells: [String] = [""]
        var isEscaped = false
        for character in row.trimmed {
            if character == "|", !isEscaped {
                cells.append("")
                continue
            }
            if character == "|" { cells[cells.count - 1].removeLast() }
            cells[cells.count - 1].append(character)
            isEscaped = character == "\\" && !isEscaped
        }
        // The row begins, and mostly ends, with a separator.
        cells.removeFirst()
        if cells.last?.trimmed.isEmpty ?? false { cells.removeLast() }
        return cells.map(\.trimmed)
    }
}

extension StringProtocol {
    /// Without the blanks and tabs around it.
    var trimmed: String {
        let start = drop { $0 == " " || $0 == "\t" }
        var end = start
        while let last = end.last, last == " " || last == "\t" { end.removeLast() }
        return String(end)
    }
}
