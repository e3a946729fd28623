import Explorer
import ProtocolModel

/// A property that two documents both ask for and that has another verdict in one than in the other, in one network.
public struct VerdictChange: Sendable {
    public var property: String
    public var profile: String
    /// In words: `holds`, `fails when Initiator.resend = fresh`.
    public var old: String
    public var new: String
    /// The run that shows it: of the newer document where the property fails there, otherwise of the older.
    public var run: Shown?

    public struct Shown: Sendable {
        public var trace: Trace
        public var isNew: Bool
        public var reason: String
        public var readings: [ReadingLiteral]
    }
}

/// Which verdicts two documents have in common, and which not.
public struct VerdictComparison: Sendable {
    public let changes: [VerdictChange]
    /// The number of verdicts that are the same.
    public let unchanged: Int
    /// Those that could not be reached in one of the documents.
    public let isUndecided: Bool

    /// - Parameter profiles: what was found of both, network by network.
    public init(
        old: ProtocolModel, new: ProtocolModel, profiles: [(name: String, old: ExplorationReport, new: ExplorationReport)]
    ) {
        var changes: [VerdictChange] = []
        var unchanged = 0
        var isUndecided = false
        let texts = (ReadingText(model: old), ReadingText(model: new))
        for (name, before, after) in profiles {
            for first in before.verdicts {
                let property = old.properties[first.property].name
                guard let second = after.verdicts.first(where: { new.properties[$0.property].name == property }) else { continue }
                if first.status != .decided || second.status != .decided { isUndecided = true }
                let (a, b) = (Self.text(first, texts.0), Self.text(second, texts.1))
                if a == b {
                    unchanged += 1
                    continue
                }
                changes.append(
                    VerdictChange(
                        property: property, profile: name, old: Self.text(first, texts.0, most: 160), new: Self.text(second, texts.1, most: 160),
                        run: Self.run(first, second)))
            }
        }
        self.changes = changes
        self.unchanged = unchanged
        self.isUndecided = isUndecided
    }

    /// - Parameter most: conditions that are longer are counted.
    private static func text(_ verdict: Verdict, _ readings: ReadingText, most: Int = Int.max) -> String {
        var parts = verdict.failures.map { failure -> String in
            guard let condition = readings.text(failure.condition) else { return failure.outcome.rawValue }
            if condition.count <= most { return "\(failure.outcome.rawValue) when \(condition)" }
            return "\(failure.outcome.rawValue) in \(Int(failure.condition.count)) of \(Int(failure.condition.total)) combinations of readings"
        }
        if case .unknown = verdict.status { parts.append("unknown") }
        return parts.isEmpty ? "holds" : parts.joined(separator: ", ")
    }

    private static func run(_ old: Verdict, _ new: Verdict) -> VerdictChange.Shown? {
        func shown(_ verdict: Verdict, isNew: Bool) -> VerdictChange.Shown? {
            guard let failure = verdict.failures.first(where: { $0.trace != nil }), let trace = failure.trace else { return nil }
            return VerdictChange.Shown(
                trace: trace, isNew: isNew, reason: failure.reason, readings: failure.condition.products?.first ?? [])
        }
        return shown(new, isNew: true) ?? shown(old, isNew: false)
            ?? (new.witness ?? old.witness).map { VerdictChange.Shown(trace: $0, isNew: new.witness != nil, reason: "", readings: []) }
    }
}
