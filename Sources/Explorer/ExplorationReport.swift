import ProtocolModel

/// What the exploration of one network profile found.
public struct ExplorationReport: Sendable {
    /// An index into `ProtocolModel.profiles`.
    public var profile: Int
    /// States that are reachable in some combination of readings, steps between them, and the length of the longest shortest run.
    public var states: Int
    public var edges: Int
    public var depth: Int
    /// The number of combinations of readings that were explored.
    public var configurations: Double
    /// A hash of the set of reachable states that does not depend on the order in which they were found.
    public var stateHash: UInt64
    /// Why the exploration is not complete; `nil` where it is.
    public var incompleteness: Incompleteness?
    /// Whether gaps between epoch numbers were saturated, so that what was explored is more than what can happen.
    public var isOverApproximated: Bool
    /// Whether the steps of one party stood for all of a state where they may; `nil` where that was not asked for.
    public var partialOrder: PartialOrderUse?
    public var verdicts: [Verdict]
    /// The rows that fire in no combination of readings.
    public var deadRows: [String]
    /// Messages that arrive where no row takes them.
    public var holes: [Hole]
    /// Rows that could not be carried out.
    public var modelErrors: [ModelError]

    public enum PartialOrderUse: Hashable, Sendable {
        /// States and steps are those of the reduced state space, in which runs may be longer than the shortest.
        case used
        /// All states were explored, for this reason.
        case refused(String)
    }

    /// A message that arrives in a state that has no row for it.
    public struct Hole: Sendable {
        public var role: Int
        public var state: Int
        public var message: Int
        public var condition: ConfigurationCondition
    }

    public struct ModelError: Sendable {
        public var error: EvaluationError
        public var trace: Trace?
        public var condition: ConfigurationCondition
    }
}

/// What was found out about one property in one profile.
public struct Verdict: Sendable {
    public enum Status: Hashable, Sendable {
        /// Every combination of readings was decided.
        case decided
        /// Nothing was found wrong as far as the exploration got.
        case unknown(String)
    }

    /// An index into `ProtocolModel.properties`.
    public var property: Int
    public var status: Status
    /// The outcomes other than `holds`, gravest first, each with the combinations of readings in which it is the verdict.
    public var failures: [Failure]
    /// The run that shows that a `reachable` property holds.
    public var witness: Trace?
    /// The faults of the witness, where the fewest are asked for.
    public var witnessFaults: FaultCount?
    /// Why the property cannot fail here, where it cannot.
    public var vacuity: String?
    /// How the verdict compares with what the document expects.
    public var comparison: Comparison = .unstated

    public enum Comparison: Hashable, Sendable {
        case asExpected
        /// The combinations of readings in which the verdict is another.
        case differs(ConfigurationCondition)
        /// The document expects nothing.
        case unstated
    }

    public struct Failure: Sendable {
        public var outcome: Outcome
        public var condition: ConfigurationCondition
        /// The best counterexample by the explorer's ranking; `nil` where the property fails because nothing happens.
        public var trace: Trace?
        /// The faults of the counterexample, where the fewest are asked for.
        public var faults: FaultCount?
        /// Whether the interpreter confirmed the counterexample with true epoch numbers.
        public var isConfirmed: Bool
        /// Why the run violates the property, in the engine's words.
        public var reason: String
    }

    /// Holds in every combination of readings.
    public var holds: Bool { status == .decided && failures.isEmpty }
}
