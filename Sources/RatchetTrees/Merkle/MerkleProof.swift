import MLS

/// A compact proof that a leaf is in a Merkle tree (section "Merkle Proofs"): the value of the leaf's node, then the values of its
/// copath from below. As long as the logarithm of the leaves.
///
/// The draft says "the value of the leaf node, as well as the values of each node in its copath" and marks the leaf A itself without
/// a star in its drawing. The leaf's node is kept in the proof, since `MerkleNode identity_proof<1..2^16-1>` could not hold the empty
/// copath of a group of one.
public struct MerkleProof: Hashable, Sendable {
    public var nodes: [MerkleNode]

    public init(nodes: [MerkleNode]) {
        self.nodes = nodes
    }

    /// The head of the tree of `shape` that the proof leads to if the leaf has this value.
    ///
    /// - Throws: ``MerkleError/shape(_:)``, ``MerkleError/proofLength(expected:actual:)``, ``MerkleError/nodeLength(expected:actual:)``,
    ///   ``MerkleError/otherValue``.
    public func head(ofLeaf leaf: Int, value: [UInt8], in shape: BalancedTree, _ hash: HashAlgorithm) throws(MerkleError) -> MerkleNode {
        try hashes(ofLeaf: leaf, value: value, in: shape, hash).last ?? MerkleNode.leaf(value, hash)
    }

    /// Checks that the leaf has this value in the tree of `shape` with this head.
    ///
    /// - Throws: the errors of ``head(ofLeaf:value:in:_:)`` and ``MerkleError/otherHead``.
    public func verify(
        leaf: Int, value: [UInt8], in shape: BalancedTree, head expected: MerkleNode, _ hash: HashAlgorithm
    ) throws(MerkleError) {
        guard try head(ofLeaf: leaf, value: value, in: shape, hash) == expected else { throw .otherHead }
    }

    /// The hashes of the leaf and of all nodes above it, from below.
    func hashes(
        ofLeaf leaf: Int, value: [UInt8], in shape: BalancedTree, _ hash: HashAlgorithm
    ) throws(MerkleError) -> [MerkleNode] {
        let path = try MerkleTree.checked { () throws(TreeShapeError) in try shape.pathToRoot(fromLeaf: leaf) }
        guard nodes.count == path.count else { throw .proofLength(expected: path.count, actual: nodes.count) }
        for node in nodes where node.bytes.count != hash.byteCount {
            throw .nodeLength(expected: hash.byteCount, actual: node.bytes.count)
        }
        guard nodes[0] == MerkleNode.leaf(value, hash) else { throw .otherValue }
        var hashes = [nodes[0]]
        for (node, sibling) in zip(path, nodes.dropFirst()) {
            let below = hashes[hashes.count - 1]
            // A node with a right sibling is a left child.
            let isLeft = shape.parent(of: node).map { node < $0 } ?? true
            hashes.append(isLeft ? .parent(below, sibling, hash) : .parent(sibling, below, hash))
        }
        return hashes
    }
}
