/// Why a ratchet tree does not do what it was asked.
public enum RatchetTreeError: Error, Equatable, Sendable {
    /// The suite is not one of the draft's two.
    case unsupportedCipherSuite(CipherSuite)
    /// There is no such tree or leaf.
    case shape(TreeShapeError)
    /// A path has more or fewer keys than the direct path of its leaf.
    case pathLength(expected: Int, actual: Int)
    /// The key for this node has not the suite's format, or is no point of the curve.
    case invalidPublicKey(node: Int)
    /// A path has another key for this node than follows from the nodes below it.
    case pathMismatch(node: Int)
    /// The public key at this node is not known: what is known is at least the own copath and the frontier.
    case nodeUnknown(Int)
    /// No private key is known from which this node's could be computed.
    case privateKeyUnknown(node: Int)
    /// There is no member at this leaf.
    case blankLeaf(Int)
}
