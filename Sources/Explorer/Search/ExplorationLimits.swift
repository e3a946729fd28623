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

/// Why an exploration ended before it was complete.
public enum Incompleteness: Hashable, Sendable {
    case stateLimit(Int)
    case memoryLimit(Int)
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
}
