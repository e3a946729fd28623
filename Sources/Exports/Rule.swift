/// A step of an exported system: what a row does, or the network.
struct Rule: Sendable {
    /// An identifier, unique in the system.
    var name: String
    /// What happens, for people: `Initiator: I4, update`.
    var title: String
    /// The line of the document that the rule comes from; `nil` for what the network does.
    var line: Int?
    /// Over the state before the step.
    var condition: Term
    var body: [Statement]
    /// The channel of which a message is taken: there is one such step for each of its places.
    var channel: Int?
    /// Whether the step has to wait until there is room for what it sends.
    var waitsForRoom = false
    /// Whether the network loses the message.
    var isLoss = false
}

/// One thing that the body of a rule does. Statements take effect one after the other.
indirect enum Statement: Hashable, Sendable {
    case set(variable: Int, Term)
    /// Names a new epoch or key package, whose author is a party.
    case make(Int, Making, author: String)
    /// What the model takes for granted. Where it is not so the model is in error.
    case require(Term, String)
    case branch(Term, [Statement], [Statement])
    /// By the columns of the channel.
    case send(channel: Int, [Term])
    /// Takes the message at the rule's place out of the channel.
    case remove(channel: Int)
    /// What is in flight between two parties is lost, or becomes stale.
    case cut(channels: [Int])
    case setUnaware(channel: Int, Bool)
    case count(Int)

    enum Making: Hashable, Sendable {
        case commit(Term)
        /// A group for the owner of the key package.
        case group(Term)
        case keyPackage
    }
}

extension [Statement] {
    /// How often something may be sent into a channel.
    func sends(into channel: Int) -> Int {
        reduce(0) { count, statement in
            switch statement {
            case .send(channel, _): count + 1
            case .branch(_, let then, let otherwise): count + Swift.max(then.sends(into: channel), otherwise.sends(into: channel))
            default: count
            }
        }
    }

    /// The epochs and key packages that are made.
    var makings: [Statement.Making] {
        flatMap { statement -> [Statement.Making] in
            switch statement {
            case .make(_, let making, _): [making]
            case .branch(_, let then, let otherwise): then.makings + otherwise.makings
            default: []
            }
        }
    }
}
