/// What the parties do and what the network does to their messages, in virtual time.
///
/// A scenario only says when and how often; what can happen at all is said by the document's network profile. Where the profile loses no messages, a
/// lost transmission is sent again after `retransmission`, which doubles each time, as a reliable transport does. Where its order is `fifo`,
/// what arrives early waits for what was sent before it.
public struct Scenario: Hashable, Sendable {
    public var name: String
    /// The network profile that it is meant for; `nil` where it does not say.
    public var profile: String?
    /// What it is for, in the words of the document.
    public var meaning = ""
    /// The settings as they were written, in order.
    public internal(set) var written: [String] = []
    /// How long a run lasts, in seconds of virtual time.
    public var duration: Double = 3600
    /// From the sending of a message to its arrival, each message on its own.
    public var latency: Distribution = .constant(0.05)
    /// Added to the latency, each message on its own: messages overtake one another where the profile lets them.
    public var jitter: Distribution = .constant(0)
    public var loss = BurstLoss()
    /// The probability that a message arrives twice. Only where the profile duplicates.
    public var duplication = 0.0
    /// How long a reliable transport waits before it sends again what was lost, in seconds; it doubles up to 60.
    public var retransmission = 0.3
    /// Between the end of an outage (or the beginning of the run) and the next: exponentially distributed, per second, for each pair of parties.
    public var outageRate = 0.0
    public var outageLength: Distribution = .exponential(offset: 0, mean: 10)
    /// An outage that lasts longer than that many seconds breaks the connection at that moment. Only where the profile's connections break.
    public var patience = 0.0
    /// In half-open interruptions, how long the other end takes to learn that the connection has gone, unless it hears of a new one before.
    public var notice: Distribution = .exponential(offset: 0, mean: 10)
    public var partitions: [Partition] = []
    /// How often each party takes its spontaneous steps.
    public var workloads: [Workload] = []

    public init(name: String = "command line") { self.name = name }

    /// Losses in bursts: a channel is good or bad, and changes between the two from message to message (Gilbert, "Capacity of a burst-noise channel", 1960;
    /// Elliott, "Estimates of error rates for codes on burst-noise channels", 1963). Without bursts the channel is always good.
    public struct BurstLoss: Hashable, Sendable {
        /// The probability of a loss in the good state: independent losses.
        public var good = 0.0
        /// The probability of a loss in the bad state.
        public var bad = 1.0
        /// The probability that a message finds a good channel turned bad.
        public var begins = 0.0
        /// The probability that a message finds a bad channel turned good.
        public var ends = 0.25

        public init() {}
    }

    /// An outage at a given time between parties of different sides.
    public struct Partition: Hashable, Sendable {
        /// In seconds.
        public var from: Double
        public var until: Double
        /// Parties by their index; a party of no side is cut off from nobody.
        public var sides: [[Int]]
    }

    /// How often a step is tried. A try at a moment at which the party cannot take the step does nothing.
    public struct Workload: Hashable, Sendable {
        /// An index into `ProtocolModel.events`.
        public var event: Int
        /// An index into `ProtocolModel.roles`; `nil` for all.
        public var role: Int?
        /// `nil`: never.
        public var interval: Distribution?
    }
}
