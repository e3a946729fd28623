import Foundation

/// Combinations of readings, numbered as they are first named.
final class ConditionList {
    private(set) var texts: [String] = []

    /// The number in parentheses.
    func number(of condition: String) -> String {
        if let known = texts.firstIndex(of: condition) { return "(\(known + 1))" }
        texts.append(condition)
        return "(\(texts.count))"
    }

    func markdown() -> String {
        texts.enumerated().map { "\($0 + 1). \(Self.full($1))" }.joined(separator: "\n")
    }

    /// A condition for a list: alternatives below one another where there are several.
    static func full(_ condition: String) -> String {
        let parts = condition.components(separatedBy: " or ")
        if parts.count == 1 { return code(condition) }
        if parts.count <= most { return parts.map(code).joined(separator: " or ") }
        return "one of \(parts.count) combinations:\n   <details><summary>all of them</summary>\n\n"
            + parts.map { "   - \(code($0))" }.joined(separator: "\n") + "\n\n   </details>"
    }

    /// For a cell.
    static func abbreviated(_ condition: String) -> String {
        let parts = condition.components(separatedBy: " or ")
        return parts.count <= most ? parts.map(code).joined(separator: " or ") : "one of \(parts.count) combinations of readings"
    }

    private static let most = 4

    private static func code(_ text: String) -> String {
        // A condition that is too long to list is a number in words.
        text.contains("=") || text.contains(" in (") ? MarkdownText.code(text) : MarkdownText.escape(text)
    }
}
