/// A network that the protocol is checked on.
public struct NetworkProfile: Hashable, Sendable {
    public enum Order: String, Hashable, Sendable, Codable {
        case fifo
        case any
    }

    public enum Interruption: String, Hashable, Sendable, Codable {
        case no
        /// What is in flight between two parties is lost, and both learn of it at once.
        case atomic
        /// What is in flight is lost and one party learns of it; the other learns later, at the latest before it
        /// reads from a new connection. What it sends until then is lost.
        case halfOpen = "half-open"
        /// Both learn of it, but what is in flight can still arrive, or be lost, beside what the new connection carries.
        case lingering
    }

    public var name: String
    public var order: Order
    public var loss: Bool
    public var duplication: Bool
    /// The number of messages that may be in flight in one direction between two parties, at least 1.
    public var capacity: Int
    public var interruption: Interruption
    public var bounds: [Bound]
    public var source: SourceRange

    public init(
        name: String, order: Order, loss: Bool, duplication: Bool, capacity: Int, interruption: Interruption,
        bounds: [Bound] = [], source: SourceRange = .none
    ) {
        self.name = name
        self.order = order
        self.loss = loss
        self.duplication = duplication
        self.capacity = capacity
        self.interruption = interruption
        self.bounds = bounds
        self.source = source
    }
}

/// How often something may happen in one run. Without bounds it may happen for ever.
public struct Bound: Hashable, Sendable {
    public enum Subject: Hashable, Sendable {
        /// A spontaneous step, by whichever party: an index into `ProtocolModel.events`.
        case event(Int)
        case interruption
        case loss
        case duplication
    }

    public var subject: Subject
    public var most: Int

    public init(subject: Subject, most: Int) {
        self.subject = subject
        self.most = most
    }
}
