/// A global state as plain integers: what the explorer computes with between unpacking one state and packing its successors.
///
/// A value takes one integer (see `Layout` for which); `none` is `FlatState.none`. Epochs and key packages are indices into `nodes`.
struct FlatState {
    static let none = Int.min
    /// The key package of an epoch that no `create` made, the author of one that the model begins with: equal to nothing.
    static let missing = Int.min + 1

    struct Envelope: Hashable {
        var type: Int
        var isStale: Bool
        var isSealed: Bool
        /// The values of the key where the record is sealed, then the fields.
        var values: [Int]
    }

    struct Node: Hashable {
        /// `FlatState.none` for a key package.
        var number: Int
        /// For an epoch its parent, or `FlatState.none` where nothing can ask for it any more.
        var parent: Int
        var author: Int
        var keyPackage: Int
        /// Which group the epoch is of; two epochs are of one group exactly if they have the same.
        var group: Int
    }

    /// Party by party: the control state, then the variables.
    var slots: [Int]
    /// By `from * parties + to`.
    var channels: [[Envelope]]
    /// Bit `from * parties + to`.
    var unaware: UInt64
    var counters: [Int]
    var monitor: [Int]
    var nodes: [Node]

    /// A name for a new group.
    var unusedGroup: Int { 1 + (nodes.map(\.group).max() ?? 0) }
}

/// What a step does that properties over runs ask for.
enum FlatEffect {
    case assigned(party: Int, slot: Int, value: Int, goesRound: Bool)
    /// `key` are the values that seal the record.
    case sealed(party: Int, key: [Int])
    case connectionReset(party: Int)
    /// A message is put into a channel, if there is room; told only where it is asked for.
    case sent(channel: Int, FlatState.Envelope)
    /// A party closes its connection; told only where it is asked for.
    case disconnected(party: Int, peer: Int)
    /// A message found its channel full and was lost at once.
    case lost
}
