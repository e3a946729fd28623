extension RatchetTree {
    /// The rules for parents that a newcomer checks (RFC 9420 section 12.4.3.1), apart from their parent hashes.
    ///
    /// - Throws: the cases of ``TreeError`` about unmerged leaves and encryption keys.
    public func verifyParents(_ suite: Suite) throws(TreeError) {
        var seen: Set<HPKEPublicKey> = []
        for case .leaf(let leaf)? in nodes { seen.insert(leaf.encryptionKey) }
        for index in stride(from: 1, to: nodes.count, by: 2).map({ NodeIndex($0) }) {
            guard let parent = parent(index) else { continue }
            guard suite.kem.isValid(parent.encryptionKey) else { throw .invalidEncryptionKey(index) }
            guard seen.insert(parent.encryptionKey).inserted else { throw .duplicateEncryptionKey(index) }
            for (leaf, next) in zip(parent.unmergedLeaves, parent.unmergedLeaves.dropFirst()) {
                guard leaf < next else { throw .unmergedLeavesNotSorted(index) }
            }
            for leaf in parent.unmergedLeaves { try verifyUnmerged(leaf, below: index) }
        }
    }

    private func verifyUnmerged(_ leaf: LeafIndex, below index: NodeIndex) throws(TreeError) {
        guard index.isAncestorOrSelf(of: leaf.node), self[leaf] != nil else {
            throw .unmergedLeafNotBelow(index, leaf)
        }
        var node = leaf.node
        while let above = shape.parent(of: node), above != index {
            if let parent = parent(above), !parent.unmergedLeaves.contains(leaf) {
                throw .unmergedLeafMissingBelow(index, leaf)
            }
            node = above
        }
    }
}
