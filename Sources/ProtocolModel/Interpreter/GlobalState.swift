/// Everything that determines how a run can go on: the parties, the network and the epochs.
public struct GlobalState: Hashable, Sendable {
    public struct Party: Hashable, Sendable {
        /// An index into `Role.states`.
        public var control: Int
        /// In the order of `Role.variables`.
        public var variables: [Value]

        public init(control: Int, variables: [Value]) {
            self.control = control
            self.variables = variables
        }
    }

    /// A message in flight.
    public struct Envelope: Hashable, Sendable {
        public var message: Message
        /// The values that key the record; `nil` for one in the clear.
        public var seal: [Value]?
        /// Whether it was sent on an earlier connection than the present one.
        public var isStale: Bool
    }

    /// By the index of the instance.
    public var parties: [Party]
    /// What is in flight, by `from * instances + to`, oldest first.
    public var channels: [[Envelope]]
    /// Who has not learnt yet that a connection has gone: `from * instances + to` stands for `from`, whose connection to `to` it is.
    public var unaware: Set<Int>
    /// How often each bounded thing happened, in the order of `NetworkProfile.bounds`.
    public var counters: [Int]
    public var tree: CommitTree
}
