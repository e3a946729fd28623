/// When an exploration gives up.
public struct ExplorationLimits: Hashable, Sendable {
    /// The most states that are stored.
    public var states: Int
    /// The most memory, in bytes, that states and edges may take.
    public var memory: Int

    public init(states: Int = 20_000_000, memory: Int = 8 << 30) {
        self.states = states
        self.memory = memory
    }
}

/// What an exploration of one combination of readings may use.
public struct ExplorationResources: Hashable, Sendable {
    /// As many as there are cores where it is `nil`.
    public var threads: Int?
    /// A directory from which the exploration goes on if it was ended before, in whatever way.
    public var checkpoint: String?
    /// How often what was found is put there, in seconds.
    public var checkpointSeconds: Double

    /// A directory whose disk takes the table of states when that has no room in memory.
    public var spill: String?

    /// Up to this many states the graph is built and everything is asked of it; of more, no edges are kept.
    public var graphLimit: Int
    /// Whether, where no edges are kept, one state stands for all that differ from it by an exchange of identical parties. What is found and
    /// counted is the same.
    public var usesSymmetry: Bool
    /// Whether the steps of one party stand for all of a state where they may, in networks and for properties where that is sound.
    public var usesPartialOrder: Bool

    public init(
        threads: Int? = nil, checkpoint: String? = nil, checkpointSeconds: Double = 60, graphLimit: Int = 20_000, usesSymmetry: Bool = true,
        usesPartialOrder: Bool = false, spill: String? = nil
    ) {
        self.spill = spill
        self.usesSymmetry = usesSymmetry
        self.usesPartialOrder = usesPartialOrder
        self.graphLimit = graphLimit
        self.threads = threads
        self.checkpoint = checkpoint
        self.checkpointSeconds = checkpointSeconds
    }
}

/// Why an exploration ended before it was complete.
public enum Incompleteness: Hashable, Sendable {
    case stateLimit(Int)
    case memoryLimit(Int)
    /// The directory for what has no room in memory had none for so many bytes either.
    case diskLimit(String, Int)
    /// A channel or the spread of the epoch numbers grew beyond what a packed state can hold.
    case unboundedGrowth(String)
    case cancelled
}

/// How far an exploration has got.
public struct ExplorationProgress: Sendable {
    public var states: Int
    public var edges: Int
    public var depth: Int
    /// The states that wait to be expanded.
    public var frontier: Int
    /// In bytes.
    public var memory: Int
    /// How many more states there are if the levels go on shrinking as they do; `nil` while they grow.
    public var remaining: Int?
}
