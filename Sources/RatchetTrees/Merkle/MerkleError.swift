/// Why a Merkle tree does not do what it was asked.
public enum MerkleError: Error, Equatable, Sendable {
    /// There is no such leaf.
    case shape(TreeShapeError)
    /// The hash at this node is not known: what is known is at least the own copath and the frontier.
    case nodeUnknown(Int)
    /// A proof has another number of nodes than the leaf and its copath: more or fewer.
    case proofLength(expected: Int, actual: Int)
    /// A node of a proof has not as many bytes as the hash.
    case nodeLength(expected: Int, actual: Int)
    /// A proof does not begin with the hash of the value that it is for.
    case otherValue
    /// A proof does not lead to the head that is trusted.
    case otherHead
}
