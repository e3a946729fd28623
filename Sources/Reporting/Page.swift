/// A page of results that can be printed as text or as Markdown.
public struct Page: Sendable {
    public enum Block: Sendable {
        case title(String)
        case heading(String)
        case subheading(String)
        case text(String)
        /// A list; the lines below an item belong to it.
        case list([Item])
        /// The first row is the header.
        case table([[String]])
        /// Numbered lines.
        case steps([String])
        /// What is shown as it is, under a line that says what it is.
        case details(String, [String])
    }

    public struct Item: Sendable {
        public var text: String
        public var below: [String]

        public init(_ text: String, below: [String] = []) {
            self.text = text
            self.below = below
        }
    }

    public var blocks: [Block] = []

    public init() {}

    public mutating func add(_ block: Block) { blocks.append(block) }

    public func text() -> String {
        var lines: [String] = []
        func space() { if !lines.isEmpty { lines.append("") } }
        for block in blocks {
            switch block {
            case .title(let text): lines.append(text)
            case .heading(let text):
                space()
                lines += [text, String(repeating: "=", count: text.count)]
            case .subheading(let text):
                space()
                lines.append(text)
            case .text(let text):
                space()
                lines += Page.wrapped(text, width: 110)
            case .list(let items):
                for item in items {
                    lines += Page.wrapped(item.text, width: 106).enumerated().map { ($0 == 0 ? "  " : "      ") + $1 }
                    lines += item.below.flatMap { line in
                        Page.wrapped(line, width: 100).enumerated().map { ($0 == 0 ? "      " : "        ") + $1 }
                    }
                }
            case .table(let rows):
                space()
                lines += TextTable.render(rows).map { "  " + $0 }
            case .steps(let steps):
                let width = String(steps.count).count
                for (index, step) in steps.enumerated() {
                    let number = String(index + 1)
                    let margin = String(repeating: " ", count: width - number.count)
                    lines += Page.wrapped(step, width: 104).enumerated().map {
                        $0 == 0 ? "  \(margin)\(number). \($1)" : String(repeating: " ", count: width + 4) + $1
                    }
                }
            case .details(let title, let content):
                space()
                lines.append(title)
                lines += content
            }
        }
        return lines.joined(separator: "\n")
    }

    /// As GitHub shows it in a comment: what is long is folded.
    public func markdown() -> String {
        var lines: [String] = []
        func space() { if !lines.isEmpty { lines.append("") } }
        for block in blocks {
            space()
            switch block {
            case .title(let text): lines.append("# \(Page.escaped(text))")
            case .heading(let text): lines.append("## \(Page.escaped(text))")
            case .subheading(let text): lines.append("**\(Page.escaped(text))**")
            case .text(let text): lines.append(Page.escaped(text))
            case .list(let items):
                for item in items {
                    lines.append("- \(Page.escaped(item.text))")
                    lines += item.below.map { "  - \(Page.escaped($0))" }
                }
            case .table(let rows):
                for (index, row) in rows.enumerated() {
                    lines.append("| " + row.map(Page.escaped).joined(separator: " | ") + " |")
                    if index == 0 { lines.append("|" + String(repeating: "---|", count: row.count)) }
                }
            case .steps(let steps): lines += steps.enumerated().map { "\($0 + 1). \(Page.escaped($1))" }
            case .details(let title, let content):
                lines += ["<details><summary>\(Page.escaped(title))</summary>", "", "```text"] + content + ["```", "", "</details>"]
            }
        }
        return lines.joined(separator: "\n")
    }

    /// What Markdown would take for its own.
    private static func escaped(_ text: String) -> String {
        text.reduce(into: "") { result, character in
            if "\\`*_|<>[]#".contains(character) { result.append("\\") }
            result.append(character)
        }
    }

    static func wrapped(_ text: String, width: Int) -> [String] {
        var lines: [String] = []
        var line = ""
        for word in text.split(separator: " ", omittingEmptySubsequences: false) {
            if !line.isEmpty, line.count + 1 + word.count > width {
                lines.append(line)
                line = String(word)
            } else {
                line = lines.isEmpty && line.isEmpty ? String(word) : line + " " + word
            }
        }
        lines.append(line)
        return lines
    }
}
