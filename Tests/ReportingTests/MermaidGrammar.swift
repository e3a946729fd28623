import Foundation

/// A strict reading of the part of Mermaid that reports use, line by line. What Mermaid would take and reports do not write is refused, too.
enum MermaidGrammar {
    /// A label: nothing that ends a statement in either diagram (Mermaid's lexers stop at line feeds, `;` and `#`, in state diagrams at `:` too), but for entity
    /// codes, which are taken out before.
    private static let label = #"(?:[\p{L}\p{M}0-9 .,()\[\]=!?+\-/'_→]|#[0-9]+;|<br>)+"#

    /// The lines that are not of the grammar; empty where all are.
    static func faults(_ lines: [String]) -> [String] {
        switch lines.first {
        case "stateDiagram-v2": stateDiagram(Array(lines.dropFirst()))
        case "sequenceDiagram": sequenceDiagram(Array(lines.dropFirst()))
        default: ["no diagram: \(lines.first ?? "")"]
        }
    }

    private static func match(_ line: String, _ pattern: String) -> [String]? {
        guard let expression = try? NSRegularExpression(pattern: "^" + pattern + "$"),
            let found = expression.firstMatch(in: line, range: NSRange(line.startIndex..., in: line))
        else { return nil }
        return (1..<found.numberOfRanges).map { Range(found.range(at: $0), in: line).map { String(line[$0]) } ?? "" }
    }

    private static func stateDiagram(_ lines: [String]) -> [String] {
        var declared = Set<String>()
        return lines.filter { line in
            if let state = match(line, #" +state "(?:"# + label.replacingOccurrences(of: "<br>", with: "(?!)") + #")" as (s[0-9]+)"#) {
                return !declared.insert(state[0]).inserted
            }
            if let start = match(line, #" +\[\*\] --> (s[0-9]+)"#) { return !declared.contains(start[0]) }
            guard let edge = match(line, #" +(s[0-9]+) --> (s[0-9]+): "# + label) else { return true }
            return !declared.isSuperset(of: edge)
        }
    }

    private static func sequenceDiagram(_ lines: [String]) -> [String] {
        var declared = Set<String>()
        var depth = 0
        let faults = lines.filter { line in
            if let participant = match(line, #" +participant (p[0-9]+) as "# + label) { return !declared.insert(participant[0]).inserted }
            if match(line, " +loop " + label) != nil {
                depth += 1
                return false
            }
            if match(line, " +end") != nil {
                depth -= 1
                return depth < 0
            }
            let parties =
                match(line, #" +(p[0-9]+)(?:->>|-x|--x)(p[0-9]+): "# + label) ?? match(line, #" +Note over (p[0-9]+): "# + label)
                ?? match(line, #" +Note over (p[0-9]+),(p[0-9]+): "# + label)
            return parties.map { !declared.isSuperset(of: $0) } ?? true
        }
        return faults + (depth == 0 ? [] : ["a loop has no end"])
    }
}
