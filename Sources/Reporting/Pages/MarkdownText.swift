/// Pieces of GitHub Flavored Markdown.
enum MarkdownText {
    /// Text that is shown as it is, in a table or out of it.
    static func escape(_ text: String) -> String {
        var result = ""
        for character in text {
            switch character {
            case "\\", "`", "*", "_", "[", "]", "<", ">", "|", "~", "$": result += "\\" + String(character)
            case "\n", "\r\n", "\r": result += " "
            default: result.append(character)
            }
        }
        return result
    }

    /// A code span. In tables a vertical bar ends the cell even there.
    static func code(_ text: String) -> String {
        if text.isEmpty { return "" }
        let longest = text.split(omittingEmptySubsequences: false, whereSeparator: { $0 != "`" }).map(\.count).max() ?? 0
        let fence = String(repeating: "`", count: longest + 1)
        let body = text.replacing("\n", with: " ").replacing("|", with: "\\|")
        return longest == 0 ? fence + body + fence : "\(fence) \(body) \(fence)"
    }

    /// Text of a document, whose code spans stay what they are.
    static func prose(_ text: String) -> String {
        let parts = text.split(separator: "`", omittingEmptySubsequences: false)
        if parts.count % 2 == 0 { return escape(text) }
        return parts.enumerated().map { $0 % 2 == 0 ? escape(String($1)) : code(String($1)) }.joined()
    }

    static func link(_ text: String, _ target: String) -> String {
        "[\(text)](\(target.replacing(" ", with: "%20").replacing(")", with: "%29")))"
    }

    /// A fence that the text cannot close.
    static func block(_ text: String, _ language: String) -> String {
        var fence = "```"
        while text.contains(fence) { fence += "`" }
        return "\(fence)\(language)\n\(text)\n\(fence)"
    }

    /// A table; the cells are Markdown already.
    static func table(_ header: [String], _ rows: [[String]]) -> String {
        func line(_ cells: [String]) -> String { "| " + cells.joined(separator: " | ") + " |" }
        return ([line(header), "|" + String(repeating: "---|", count: header.count)] + rows.map(line)).joined(separator: "\n")
    }
}
