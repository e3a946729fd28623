import ProtocolModel

/// What one run came to: what statistics over runs are made of.
public struct RunSummary: Hashable, Sendable {
    /// Something that a property forbids (for `reachable`: what it asks for) happened for the first time in the run.
    public struct Hit: Hashable, Sendable {
        /// An index into `ProtocolModel.properties`.
        public var property: Int
        /// In nanoseconds.
        public var time: Int64
        /// How many steps had been taken, the one that shows it included.
        public var steps: UInt64
    }

    /// The number of the run, from 0.
    public var run: Int
    public var readings: ReadingAssignment
    public var hits: [Hit] = []
    /// The last state, in which some `recoverable` property does not hold, has no way back: these properties.
    public var stuck: [Int] = []
    public var steps: UInt64 = 0
    /// The share of the time since the parties were first in step during which they were not; `nil` where they never were.
    public var outOfStepShare: Double?
    /// Commits confirmed, for each second of virtual time.
    public var confirmedPerSecond = 0.0
    public var endsInStep = false
    /// A row that could not be carried out ended the run.
    public var failure: EvaluationError?
}
