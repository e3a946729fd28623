import ProtocolModel

/// Shows diagnostics with the line that they talk about.
public struct DiagnosticRenderer: Sendable {
    private let colours: Bool
    private static let widest = 160

    public init(colours: Bool) { self.colours = colours }

    public func render(_ diagnostic: Diagnostic, in source: SourceText) -> String {
        let colour = switch diagnostic.severity {
        case .error: "31"
        case .warning: "33"
        case .note: "36"
        }
        var text = header(diagnostic.severity.rawValue, colour, diagnostic.message, at: diagnostic.range, source)
        text += excerpt(diagnostic.range, diagnostic.highlights, colour, source)
        for note in diagnostic.notes {
            if let range = note.range {
                text += header("note", "36", note.message, at: range, source) + excerpt(range, [], "36", source)
            } else {
                text += paint("note:", "1;36") + " \(note.message)\n"
            }
        }
        return text
    }

    private func paint(_ text: String, _ code: String) -> String {
        colours ? "\u{1B}[\(code)m\(text)\u{1B}[0m" : text
    }

    private func header(
        _ severity: String, _ colour: String, _ message: String, at range: SourceRange, _ source: SourceText
    ) -> String {
        let place = range.line > 0 ? "\(source.name):\(range.line):\(range.column):" : "\(source.name):"
        return paint(place, "1") + " " + paint(severity + ":", "1;" + colour) + " " + printable(message) + "\n"
    }

    /// The line with its number, and under it a caret at the beginning of the range and a line under the rest.
    private func excerpt(_ range: SourceRange, _ highlights: [SourceRange], _ colour: String, _ source: SourceText) -> String {
        guard range.line > 0, range.line <= source.lineCount else { return "" }
        let bytes = source.lineBytes(range.line)
        var line: [Character] = []
        var columns: [Int] = []
        var column = 1
        for character in String(decoding: bytes, as: UTF8.self) {
            line.append(visible(character))
            columns.append(column)
            column += character.utf8.count
        }
        func position(_ wanted: Int) -> Int { columns.lastIndex { $0 <= wanted } ?? 0 }
        var marks = [Character](repeating: " ", count: line.count + 1)
        for highlight in highlights where highlight.line == range.line {
            for index in columns.indices
            where columns[index] >= highlight.column && columns[index] < highlight.column + highlight.length { marks[index] = "~" }
        }
        let start = range.column >= column ? line.count : position(range.column)
        for index in columns.indices
        where index > start && columns[index] < range.column + range.length { marks[index] = "~" }
        marks[start] = "^"
        let lower = line.count > Self.widest && start > Self.widest / 2 ? min(start - Self.widest / 2, line.count - Self.widest) : 0
        let upper = min(line.count, lower + Self.widest)
        let gutter = String(range.line)
        let blank = String(repeating: " ", count: gutter.count)
        let before = lower > 0 ? "…" : ""
        let after = upper < line.count ? "…" : ""
        let text = before + String(line[lower..<upper]) + after
        var under = String(marks[lower..<min(marks.count, upper + 1)])
        while under.last == " " { under.removeLast() }
        under = (lower > 0 ? " " : "") + under
        return " \(gutter) | \(text)\n \(blank) | \(paint(under, "1;" + colour))\n"
    }

    private func visible(_ character: Character) -> Character {
        character.unicodeScalars.contains { $0.value < 0x20 || (0x7F...0x9F).contains($0.value) } ? " " : character
    }

    private func printable(_ text: String) -> String { String(text.map { visible($0) }) }
}
