import ProtocolModel

/// A run that a verdict rests on, told step by step.
public struct RunResult: Codable, Hashable, Sendable {
    /// What the run shows.
    public struct Showing: Codable, Hashable, Sendable {
        public var property: String
        public var outcome: Outcome
        /// The network profile; a run that several allow is told once.
        public var profile: String
        public var faults: FaultResult?
    }

    /// Counted from 1 within the document.
    public var number: Int
    /// The network profile in which it was found first.
    public var profile: String
    public var shows: [Showing]
    /// Why that is a violation, in the engine's words.
    public var reasons: [String]
    /// The readings, `Role.reading` to option, that the run depends on.
    public var readings: [String: String]
    /// How often the network misbehaves.
    public var faults: FaultResult
    public var steps: [StepResult]
    /// What each party holds at the end.
    public var ending: [String]
    /// For `lockstep replay`.
    public var trace: Trace

    /// The rows that fire, each once, in the order of their first use.
    public var rows: [RowUse] {
        var seen = Set<String>()
        return steps.flatMap(\.rows).filter { seen.insert($0.name).inserted }
    }

    /// The rows by which parties act in the last steps, the last first: what they do of their own accord or on a message.
    var lastRows: [RowUse] {
        var seen = Set<String>()
        let acting = steps.reversed().filter { $0.kind == .event || $0.kind == .deliver }.flatMap(\.rows)
        return Array(acting.filter { seen.insert($0.name).inserted }.prefix(3))
    }

    /// Stretches of three and more steps in which messages come and go and no party changes, as indices into `steps`.
    var quietStretches: [Range<Int>] {
        var result: [Range<Int>] = []
        var start = 0
        for index in 0...steps.count where index == steps.count || steps[index].changesParties || steps[index].startsCycle {
            // The last step is what the run is about.
            let end = min(index, steps.count - 1)
            if end - start >= 3 { result.append(start..<end) }
            start = index < steps.count && !steps[index].changesParties ? index : index + 1
        }
        return result
    }

    public var isCounterexample: Bool { shows.contains { $0.outcome != .holds } }
}

/// One step of a run.
public struct StepResult: Codable, Hashable, Sendable {
    /// Counted from 1.
    public var number: Int
    public var kind: TraceStep.Kind
    /// Who acts, where one party does.
    public var party: String?
    /// Who does what, by which row.
    public var headline: String
    /// What is sent, the variables that changed, what is in flight.
    public var changes: [String]
    public var rows: [RowUse]
    /// Where what happened is declared: the first row; where none fires the message, or the network profile.
    public var place: Place?
    /// Whether the control state or a variable of a party changes.
    public var changesParties: Bool
    /// Whether the steps from here on are repeated for ever.
    public var startsCycle: Bool
}
