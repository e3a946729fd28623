import ProtocolModel

/// Shows diagnostics with the line that they talk about.
public struct DiagnosticRenderer: Sendable {
    private let colours: Bool
    private static let widest = 160

    public init(colours: Bool) { self.colours = colours }

    public func render(_ diagnostic: Diagnostic, in source: SourceText) -> String {
        let colour =
            switch diagnostic.severity {
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

    /// The line with its number, and under it a caret at the beginning of the range and a line under the rest. Of a long
    /// line a part is shown.
    private func excerpt(_ range: SourceRange, _ highlights: [SourceRange], _ colour: String, _ source: SourceText) -> String {
        guard range.line > 0, range.line <= source.lineCount else { return "" }
        let (bytes, first) = window(source.lineBytes(range.line), column: range.column)
        var line: [Character] = []
        var columns: [Int] = []
        var column = first
        for character in String(decoding: bytes, as: UTF8.self) {
            line.append(visible(character))
            columns.append(column)
            column += character.utf8.count
        }
        var marks = [Character](repeating: " ", count: line.count + 1)
        for highlight in highlights where highlight.line == range.line {
            for index in columns.indices
            where columns[index] >= highlight.column && columns[index] < highlight.column + highlight.length {
                marks[index] = "~"
            }
        }
        let start = range.column >= column ? line.count : columns.lastIndex { $0 <= range.column } ?? 0
        for index in columns.indices
        where index > start && columns[index] < range.column + range.length { marks[index] = "~" }
        marks[start] = "^"
        let length = line.count
        let lower = length > Self.widest && start > Self.widest / 2 ? min(start - Self.widest / 2, length - Self.widest) : 0
        let upper = min(length, lower + Self.widest)
        let isCutBefore = lower > 0 || first > 1
        let isCutAfter = upper < length || column <= source.lineBytes(range.line).count
        let gutter = String(range.line)
        let text = (isCutBefore ? "…" : "") + String(line[lower..<upper]) + (isCutAfter ? "…" : "")
        var under = String(marks[lower..<min(marks.count, upper + 1)])
        while under.last == " " { under.removeLast() }
        under = paint((isCutBefore ? " " : "") + under, "1;" + colour)
        return " \(gutter) | \(text)\n \(String(repeating: " ", count: gutter.count)) | \(under)\n"
    }

    /// The bytes around a column, with the column of the first: whole characters, and enough of them.
    private func window(_ bytes: ArraySlice<UInt8>, column: Int) -> (ArraySlice<UInt8>, Int) {
        let reach = 4 * Self.widest
        guard bytes.count > 2 * reach else { return (bytes, 1) }
        func boundary(_ offset: Int) -> Int {
            var index = bytes.startIndex + min(max(0, offset), bytes.count)
            while index > bytes.startIndex, index < bytes.endIndex, bytes[index] & 0xC0 == 0x80 { index -= 1 }
            return index
        }
        let lower = boundary(min(column, bytes.count) - reach)
        let upper = boundary(column + reach)
        return (bytes[lower..<max(lower, upper)], lower - bytes.startIndex + 1)
    }

    private func visible(_ character: Character) -> Character {
        character.unicodeScalars.contains { $0.value < 0x20 || (0x7F...0x9F).contains($0.value) } ? " " : character
    }

    private func printable(_ text: String) -> String { String(text.map { visible($0) }) }
}
