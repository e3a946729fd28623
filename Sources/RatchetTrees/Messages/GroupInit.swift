import MLS

/// The initial participants all at once: the Init of the draft, which leaves it undefined, and the GroupInit of its older revision.
///
/// It is sent from a group of one and does to it what a ``GroupAdd`` for each participant would do, with one computation for each node
/// of the tree:
///
///     struct {
///         UserInitKey user_init_keys<1..2^24-1>;
///         DHPublicKey ratchet_tree<1..2^24-1>;
///     } Init;
public struct GroupInit: Hashable, Sendable, WireCodable {
    /// Of the participants in the order of their leaves, from leaf 1; the creator is at leaf 0.
    public var userInitKeys: [UserInitKey]
    /// The public keys of all nodes in the order of the flat representation. Only the creator knows the leaves from the start; from here
    /// each participant takes its copath.
    public var ratchetTree: [DHPublicKey]

    public init(userInitKeys: [UserInitKey], ratchetTree: [DHPublicKey]) {
        self.userInitKeys = userInitKeys
        self.ratchetTree = ratchetTree
    }

    public func encode(to writer: inout Writer) {
        writer.vector(userInitKeys, 1...0xff_ffff)
        writer.vector(ratchetTree, 1...0xff_ffff)
    }

    public init(from reader: inout Reader) throws(DecodeError) {
        userInitKeys = try reader.vector(1...0xff_ffff, "Init.user_init_keys")
        ratchetTree = try reader.vector(1...0xff_ffff, "Init.ratchet_tree")
    }
}
