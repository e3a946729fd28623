import ProtocolModel

/// Verdicts in words.
enum VerdictText {
    static func verb(_ outcome: Outcome) -> String {
        switch outcome {
        case .holds: "holds"
        case .fails: "fails"
        case .stuck: "fails (stuck)"
        case .waiting: "fails (waiting)"
        case .starved: "fails (starved)"
        }
    }

    /// A verdict in the syntax of the `Expected` cells, for one line.
    static func text(_ verdict: VerdictResult) -> String {
        var parts = verdict.failures.map { $0.outcome.rawValue + ($0.when.map { " when \($0)" } ?? "") }
        if verdict.unknown != nil { parts.append("unknown") }
        return parts.isEmpty ? "holds" : parts.joined(separator: "; ")
    }
}
