import ProtocolModel

/// Which of the runs that show something is shown.
public enum RunRanking: Hashable, Sendable {
    /// The shortest; among these one with the fewest faults, then with the fewest switches between parties. In a network without an order
    /// reorderings are not among the faults that are compared: which message is older is not kept there.
    case shortest
    /// One with the fewest faults; among these the shortest, then with the fewest switches between parties. Of a run without end what is
    /// ranked is the part that leads to where it breaks the property; the cycle is counted once.
    case fewestFaults
}

/// The faults of a run that was looked for with the fewest.
public struct FaultCount: Hashable, Sendable {
    public enum Certainty: Hashable, Sendable {
        /// No run has fewer, in any combination of readings in which the outcome is the verdict.
        case fewest
        /// Some run may have fewer; why that is not known.
        case perhapsFewer(String)
    }

    /// By the interpreter, which replayed the run.
    public var faults: Faults
    public var certainty: Certainty

    public init(faults: Faults, certainty: Certainty) {
        self.faults = faults
        self.certainty = certainty
    }
}
