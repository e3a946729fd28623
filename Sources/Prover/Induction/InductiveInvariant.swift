import ProtocolModel

/// A set of states that contains the first state of every run and that no step leaves: a disjunction of abstract states.
///
/// Epoch numbers and identities are true integers throughout, so what holds in all its states holds for any number of updates and interruptions.
public struct InductiveInvariant: Hashable, Sendable {
    /// The first one contains the first state of every run.
    var states: [AbstractState]
    /// By state and by its moves, in the order in which the encoding builds them: the states that the move leads to, none where it cannot be taken.
    var targets: [[[Int]]]

    /// The number of abstract states.
    public var size: Int { states.count }
}
