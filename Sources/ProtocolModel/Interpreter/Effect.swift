/// What happened within a step, beyond the change of the state. Properties over runs are judged by it.
public enum Effect: Hashable, Sendable {
    /// A party assigned a value to a variable, be it the old one. `goesRound`: the value was counted with `mod`, which stands for a
    /// counter that does not go round.
    case assigned(party: Int, variable: Int, Value, goesRound: Bool)
    /// A party sent a message; `arrives` is false where it was lost at once (a dead connection, a full channel).
    case sent(from: Int, to: Int, GlobalState.Envelope, arrives: Bool)
    /// What a party sent found its channel full, in a network that loses messages, and was lost at once: a fault of the network.
    case lost(from: Int, to: Int)
    /// A record was sealed with a key.
    case sealed(party: Int, key: [Value])
    /// A party's record layer starts anew, because its connection has gone: sequence numbers count from zero.
    case connectionReset(party: Int)
    /// A message was opened and no row could fire.
    case unspecified(party: Int, message: Int)
    /// A record arrived that none of the receiving keys opens.
    case undecryptable(party: Int)
}

/// A step together with what it leads to.
public struct Transition: Hashable, Sendable {
    public var step: Step
    public var target: GlobalState
    public var effects: [Effect]
}
