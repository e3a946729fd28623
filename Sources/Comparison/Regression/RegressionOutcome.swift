import ProtocolModel

/// What a document makes of a recorded counterexample.
public enum RegressionOutcome: Sendable {
    /// A run of the document is the recorded one, event by event, and violates the property of the same name.
    case possible(Trace)
    /// Every event can happen, and the property is not violated at the end: why not.
    case harmless(Trace, why: String)
    /// After so many steps the next cannot happen.
    case blocked(Blocked)
    /// The document has no such thing any more.
    case notApplicable([Missing])

    /// A name that the recorded run needs and the document has not.
    public struct Missing: Hashable, Sendable {
        public enum Kind: Hashable, Sendable {
            case property, party, message, event, network
        }

        public var kind: Kind
        public var name: String
        /// The first step that needs it, from 0; `nil` where it is the run as a whole.
        public var step: Int?
    }

    public struct Blocked: Sendable {
        /// The index of the step that cannot be taken, from 0.
        public var step: Int
        /// The run up to there.
        public var run: Trace
        public var reason: Reason
        /// What the party of the step can do instead, at the same occasion.
        public var instead: [TraceStep]
    }

    public enum Reason: Sendable {
        /// The network does not do it, or has nothing to do it with.
        case obstacle(Obstacle)
        /// The message of the step is not in flight where it was.
        case notInFlight(message: String)
        /// The message is in flight, and another has to arrive before it.
        case behind(message: String)
        /// The rows for it, and why none of them fires.
        case confrontation(Confrontation)
        /// Nothing of the kind can happen there; no more is known.
        case impossible
    }
}
