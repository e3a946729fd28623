import MLS

/// The trees of a GroupInit as its creator and each of its participants take them from it.
extension GroupInit {
    /// The ratchet tree, held against what follows from the member's own leaf.
    ///
    /// - Throws: ``RatchetTreeError``, ``RatchetTreeError/pathMismatch(node:)`` where the own path is another, `CryptographyError`.
    func ratchetTree(_ primitives: Primitives, member: Int, _ own: KeyPair) throws -> RatchetTree {
        let shape = try RatchetTree.checked { () throws(TreeShapeError) in try BalancedTree(leafCount: 1 + userInitKeys.count) }
        var tree = try RatchetTree(publicKeys: ratchetTree, shape: shape, primitives)
        for (node, pair) in try tree.keyPairs(fromLeaf: member, own) {
            guard ratchetTree[node] == pair.publicKey else { throw RatchetTreeError.pathMismatch(node: node) }
            tree.nodes[node] = RatchetNode(pair)
        }
        return tree
    }

    /// The identity tree: the creator's leaf, and those of the participants, whose UserInitKeys are checked.
    ///
    /// - Throws: ``UserInitKeyError``, ``MerkleError``, `EncodeError`.
    func identityTree(_ creator: MerkleTree) throws -> MerkleTree {
        for userInitKey in userInitKeys { try userInitKey.verify() }
        return try MerkleTree(
            leaves: [try creator.head] + userInitKeys.map { .leaf($0.identityKey.bytes, creator.hash) }, creator.hash)
    }

    func identities(after creator: SparseArray<GroupState.RosterEntry>) -> SparseArray<GroupState.RosterEntry> {
        var identities = creator
        for (position, userInitKey) in userInitKeys.enumerated() { identities[1 + position] = .member(userInitKey.identityKey) }
        return identities
    }
}
