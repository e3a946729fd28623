/// Why a ratchet tree is not one (RFC 9420 sections 7.9.2, 12.4.3.1 and 12.4.3.3).
public enum TreeError: Error, Equatable, Sendable {
    /// The last node of a `ratchet_tree` is blank, or there is none (section 12.4.3.3).
    case trailingBlank
    /// A leaf stands where a parent belongs, or the other way round.
    case wrongNodeType(NodeIndex)
    /// There is no member at this leaf.
    case blankLeaf(LeafIndex)
    /// There is no room for another leaf.
    case full
    /// A parent node is not parent-hash valid (section 7.9.2).
    case parentHashInvalid(NodeIndex)
    /// An entry of `unmerged_leaves` is not a non-blank leaf below the node.
    case unmergedLeafNotBelow(NodeIndex, LeafIndex)
    /// A non-blank node between an unmerged leaf and the node lacks the entry.
    case unmergedLeafMissingBelow(NodeIndex, LeafIndex)
    /// `unmerged_leaves` is not in increasing order (section 7.1).
    case unmergedLeavesNotSorted(NodeIndex)
    /// A parent's encryption key occurs in another node too.
    case duplicateEncryptionKey(NodeIndex)
    /// A parent's encryption key is not a public key of the suite.
    case invalidEncryptionKey(NodeIndex)
}
