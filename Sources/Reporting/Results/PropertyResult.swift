import ProtocolModel

/// A property and its verdicts, profile by profile.
public struct PropertyResult: Codable, Hashable, Sendable {
    public var name: String
    /// As the document's `Kind` column has it.
    public var kind: String
    /// As the document's `Statement` column has it; empty where there is none.
    public var statement: String
    public var place: Place?
    /// In the profiles in which the property is checked.
    public var verdicts: [VerdictResult]
}

/// The verdict on one property in one profile.
public struct VerdictResult: Codable, Hashable, Sendable {
    public enum Comparison: String, Codable, Hashable, Sendable {
        case asExpected = "as expected"
        case differs
        case unstated = "nothing is expected"
    }

    public var profile: String
    /// The outcomes other than `holds`, gravest first; empty where it holds in all combinations of readings.
    public var failures: [FailureResult]
    /// Why there is no verdict on some combinations; absent where all are decided.
    public var unknown: String?
    /// Why the property cannot fail here; absent where it can.
    public var vacuity: String?
    /// What the document expects, in its syntax; absent where it says nothing.
    public var expected: String?
    public var comparison: Comparison
    /// The combinations of readings in which the verdict is another; absent for all.
    public var differsWhen: String?
    /// The run that shows that a `reachable` property holds.
    public var witness: Int?
    public var witnessFaults: FaultResult?

    public var holds: Bool { failures.isEmpty && unknown == nil }
}

/// An outcome other than `holds`, and the combinations of readings in which it is the verdict.
public struct FailureResult: Codable, Hashable, Sendable {
    public var outcome: Outcome
    /// In the syntax of the `Expected` cells; absent for all combinations.
    public var when: String?
    /// So many of the combinations of readings.
    public var combinations: Int
    /// The counterexample; absent where the property fails because nothing happens.
    public var run: Int?
    public var faults: FaultResult?
    /// Why the run violates the property.
    public var reason: String
    /// Whether the interpreter confirmed the counterexample with true epoch numbers.
    public var isConfirmed: Bool
}

/// The faults of a run, where the fewest were asked for.
public struct FaultResult: Codable, Hashable, Sendable {
    public var losses: Int
    public var duplications: Int
    public var reorderings: Int
    public var interruptions: Int
    /// Why fewer may do; absent where the explorer is certain.
    public var perhapsFewer: String?

    var faults: Faults {
        Faults(losses: losses, duplications: duplications, reorderings: reorderings, interruptions: interruptions)
    }
}
