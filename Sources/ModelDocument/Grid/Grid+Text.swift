extension Grid {
    static let legend = [
        "HOLE: nothing says what the party does.  -: the party does not take the step.  (stays): it stays as it is.",
        "R?: under a condition or a reading.  R*: the row for any message.",
    ]

    /// A table for the terminal.
    public func text() -> String {
        let header = [title] + columns
        var widths = header.map(\.count)
        for row in rows {
            widths[0] = max(widths[0], row.name.count)
            for (index, cell) in row.cells.enumerated() {
                widths[index + 1] = max(widths[index + 1], cell.lines.map(\.count).max() ?? 0)
            }
        }
        func line(_ cells: [String]) -> String {
            let padded = zip(cells, widths).map { cell, width in
                " " + cell + String(repeating: " ", count: width - cell.count) + " "
            }
            return padded.joined(separator: "|").trimmingTrailingSpaces + "\n"
        }
        let rule = widths.map { String(repeating: "-", count: $0 + 2) }.joined(separator: "+") + "\n"
        var result = line(header)
        for row in rows {
            result += rule
            let height = row.cells.map(\.lines.count).max() ?? 1
            for index in 0..<height {
                let cells = row.cells.map { index < $0.lines.count ? $0.lines[index] : "" }
                result += line([index == 0 ? row.name : ""] + cells)
            }
        }
        return result + "\n" + Self.legend.joined(separator: "\n") + "\n"
    }

    /// A table for a document.
    public func markdown() -> String {
        func line(_ cells: [String]) -> String { "| " + cells.joined(separator: " | ") + " |\n" }
        var result = line([title] + columns)
        result += "|" + String(repeating: "---|", count: columns.count + 1) + "\n"
        for row in rows {
            let cells = row.cells.map { cell in
                cell == .hole ? "**HOLE**" : cell.lines.map { Self.escaped($0) }.joined(separator: "<br>")
            }
            result += line([row.name] + cells)
        }
        return result + "\n" + Self.legend.map { Self.escaped($0) }.joined(separator: "\n") + "\n"
    }

    private static func escaped(_ text: String) -> String {
        String(text.flatMap { "*_<".contains($0) ? ["\\", $0] : [$0] })
    }
}

extension String {
    fileprivate var trimmingTrailingSpaces: String {
        var result = self
        while result.last == " " { result.removeLast() }
        return result
    }
}
