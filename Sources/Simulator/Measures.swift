/// What was counted and measured in runs. All are integers, so sums do not depend on the order in which runs are added.
public struct Measures: Hashable, Sendable {
    /// By message type.
    public struct Messages: Hashable, Sendable {
        /// Handed to the network by a party.
        public var sent: UInt64 = 0
        /// Of them those that are sealed.
        public var sealed: UInt64 = 0
        /// Transmissions beyond the first, by a reliable transport.
        public var retransmitted: UInt64 = 0
        /// Of them those that are sealed.
        public var retransmittedSealed: UInt64 = 0
        /// Read or refused by a party; a duplicate counts again.
        public var arrived: UInt64 = 0
        /// Lost on the way.
        public var lost: UInt64 = 0
        /// Lost with a connection, or sent on one that had gone.
        public var cut: UInt64 = 0
        /// Lost because the channel was full.
        public var overflowed: UInt64 = 0
        /// Arrived and could not be opened.
        public var undecryptable: UInt64 = 0
        /// Arrived where no row takes it.
        public var unspecified: UInt64 = 0
        public init() {}
    }

    /// Commits, by the party that makes them and the step in which it does.
    public struct Commits: Hashable, Sendable {
        public var made: UInt64 = 0
        /// Taken by every party, and their author is settled.
        public var confirmed: UInt64 = 0
        /// Given up: nobody holds them any more, and they were not confirmed.
        public var superseded: UInt64 = 0
        /// From making to confirmation.
        public var time = Histogram()
        public init() {}
    }

    /// Virtual time of all runs together, in nanoseconds.
    public var time: UInt64 = 0
    /// From the first moment in step to the end of the run.
    public var establishedTime: UInt64 = 0
    /// Of it, the time during which not all parties' groups are in one epoch.
    public var outOfStepTime: UInt64 = 0
    /// Spans during which not all parties' groups are in one epoch, those that the end of the run cuts off included.
    public var outOfStep = Histogram()
    /// Until all are in step for the first time.
    public var establishing = Histogram()
    /// Transitions of the interpreter that were taken.
    public var steps: UInt64 = 0
    /// What was taken from the queue of events: steps, tries of steps that were not possible, arrivals.
    public var events: UInt64 = 0
    public var interruptions: UInt64 = 0
    public var outages: UInt64 = 0
    /// From sending to reading.
    public var delivery = Histogram()
    public var messages: [Messages]
    /// By party and event: how often a step was tried, and how often it was taken.
    public var tried: [UInt64]
    public var taken: [UInt64]
    /// By party and cause; the cause is an event, or the last one for an answer to a message.
    public var commits: [Commits]

    init(messages: Int, parties: Int, events: Int) {
        self.messages = Array(repeating: Messages(), count: messages)
        tried = Array(repeating: 0, count: parties * events)
        taken = Array(repeating: 0, count: parties * events)
        commits = Array(repeating: Commits(), count: parties * (events + 1))
    }

    mutating func add(_ other: Measures) {
        time += other.time
        establishedTime += other.establishedTime
        outOfStepTime += other.outOfStepTime
        outOfStep.add(other.outOfStep)
        establishing.add(other.establishing)
        steps += other.steps
        events += other.events
        interruptions += other.interruptions
        outages += other.outages
        delivery.add(other.delivery)
        for index in messages.indices {
            messages[index].sent += other.messages[index].sent
            messages[index].sealed += other.messages[index].sealed
            messages[index].retransmitted += other.messages[index].retransmitted
            messages[index].retransmittedSealed += other.messages[index].retransmittedSealed
            messages[index].arrived += other.messages[index].arrived
            messages[index].lost += other.messages[index].lost
            messages[index].cut += other.messages[index].cut
            messages[index].overflowed += other.messages[index].overflowed
            messages[index].undecryptable += other.messages[index].undecryptable
            messages[index].unspecified += other.messages[index].unspecified
        }
        for index in taken.indices {
            tried[index] += other.tried[index]
            taken[index] += other.taken[index]
        }
        for index in commits.indices {
            commits[index].made += other.commits[index].made
            commits[index].confirmed += other.commits[index].confirmed
            commits[index].superseded += other.commits[index].superseded
            commits[index].time.add(other.commits[index].time)
        }
    }
}
