/// One step of a run. A step names everything that was chosen, so that it can be taken again.
public enum Step: Hashable, Sendable {
    /// A party takes a spontaneous step by a row of its role.
    case event(party: Int, event: Int, arguments: [Value], row: Int)
    /// The network delivers the message at a position of a channel. `stays`: a duplicate is left in flight.
    /// `row` is `nil` where no row answers.
    case deliver(from: Int, to: Int, position: Int, stays: Bool, row: Int?)
    /// The network loses the message at a position of a channel.
    case lose(from: Int, to: Int, position: Int)
    /// The connection between two parties breaks. `rows` are those by which the told parties answer, `nil` for none;
    /// `second` is `nil` where it does not learn of it yet.
    case interrupt(first: Told, second: Told?, between: Int, and: Int)
    /// A party learns that the connection to its peer has gone.
    case learn(Told, peer: Int)

    public struct Told: Hashable, Sendable {
        public var party: Int
        public var row: Int?

        public init(party: Int, row: Int?) {
            self.party = party
            self.row = row
        }
    }
}

extension Step {
    /// Whether the step is one that a network which behaves does not take: a loss, a duplication, an interruption. A network without an
    /// order promises none, so a message that overtakes another is not meant here; `Faults` counts it.
    public var isFault: Bool {
        switch self {
        case .event, .learn: false
        case .deliver(_, _, _, let stays, _): stays
        case .lose, .interrupt: true
        }
    }

    /// The party that acts, where one does by itself or on a message.
    public var actor: Int? {
        switch self {
        case .event(let party, _, _, _): party
        case .deliver(_, let to, _, _, _): to
        case .learn(let told, _): told.party
        case .lose, .interrupt: nil
        }
    }
}
