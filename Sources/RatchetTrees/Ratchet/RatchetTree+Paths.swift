extension RatchetTree {
    /// The key pairs of a leaf and of all nodes above it with a given key pair at the leaf, from below: a Diffie-Hellman computation for
    /// each node of the copath that is not blank.
    ///
    /// - Throws: ``RatchetTreeError/shape(_:)``, ``RatchetTreeError/nodeUnknown(_:)`` where the copath is not known, `CryptographyError`.
    func keyPairs(fromLeaf leaf: Int, _ pair: KeyPair) throws -> [(node: Int, pair: KeyPair)] {
        var path: [(node: Int, pair: KeyPair)] = []
        for node in try Self.checked({ () throws(TreeShapeError) in try shape.pathToRoot(fromLeaf: leaf) }) {
            guard let last = path.last else {
                path.append((node, pair))
                continue
            }
            path.append((node, try primitives.combine(last.pair, sibling: try sibling(of: last.node))))
        }
        return path
    }

    /// The direct path of a leaf with a given key pair as a message has it: public keys from the leaf up, without the root's.
    ///
    /// In a tree of one leaf, whose direct path is empty, it is the leaf's key, since `DHPublicKey path<1..2^16-1>` must hold one.
    ///
    /// - Throws: the errors of ``keyPairs(fromLeaf:_:)``.
    public func directPath(fromLeaf leaf: Int, _ pair: KeyPair) throws -> [DHPublicKey] {
        let path = try keyPairs(fromLeaf: leaf, pair).map(\.pair.publicKey)
        return Array(path.prefix(max(1, path.count - 1)))
    }

    /// The tree with a leaf more on the right, about which and about the nodes above which nothing is known yet.
    ///
    /// - Throws: ``RatchetTreeError/shape(_:)`` if the tree is full.
    func extended() throws(RatchetTreeError) -> RatchetTree {
        var tree = self
        tree.shape = try Self.checked { () throws(TreeShapeError) in try shape.appendingLeaf() }
        return tree
    }

    /// The tree with a key pair at a leaf and what follows from it above. All private values of the path are kept.
    ///
    /// - Throws: the errors of ``keyPairs(fromLeaf:_:)``.
    func replacing(leaf: Int, with pair: KeyPair) throws -> RatchetTree {
        var tree = self
        for (node, pair) in try keyPairs(fromLeaf: leaf, pair) { tree.nodes[node] = RatchetNode(pair) }
        return tree
    }

    /// The tree with the direct path of another member's leaf as a message has it, and with the private values that follow from it on the
    /// own path, above the lowest common ancestor.
    ///
    /// What can be checked is: that every key has the suite's format, that the keys on the own path are those that are computed, and that
    /// a node has its child's key exactly where the other child is blank, wherever that is known. The other keys have to be believed,
    /// as the draft says in an open issue.
    ///
    /// - Parameter isChecked: `false` where a path is taken that was made in another tree: what is computed then counts, not what the
    ///   path says of the same node.
    /// - Throws: ``RatchetTreeError/pathLength(expected:actual:)``, ``RatchetTreeError/invalidPublicKey(node:)``,
    ///   ``RatchetTreeError/pathMismatch(node:)``, ``RatchetTreeError/privateKeyUnknown(node:)``, `CryptographyError`.
    func merging(_ path: [DHPublicKey], ofLeaf leaf: Int, member own: Int, isChecked: Bool = true) throws -> RatchetTree {
        let shape = shape
        let direct = try Self.checked { () throws(TreeShapeError) in try shape.directPath(ofLeaf: leaf) }
        guard path.count == direct.count else { throw RatchetTreeError.pathLength(expected: direct.count, actual: path.count) }
        for (node, key) in zip(direct, path) where !primitives.isValid(key) { throw RatchetTreeError.invalidPublicKey(node: node) }
        for index in direct.indices.dropLast() where isChecked {
            guard let other = shape.sibling(of: direct[index]).flatMap({ nodes[$0] }) else { continue }
            guard other.isBlank == (path[index] == path[index + 1]) else {
                throw RatchetTreeError.pathMismatch(node: direct[index + 1])
            }
        }
        var tree = self
        for (node, key) in zip(direct, path) { tree.nodes[node] = .filled(key, nil) }
        let ancestor = try shape.commonAncestor(ofLeaves: leaf, own)
        guard let below = try shape.pathToRoot(fromLeaf: own).last(where: { $0 != ancestor && BalancedTree.contains(ancestor, $0) }),
            var pair = nodes[below]?.keyPair
        else { throw RatchetTreeError.privateKeyUnknown(node: ancestor) }
        var node = below
        while let parent = shape.parent(of: node) {
            pair = try primitives.combine(pair, sibling: try tree.sibling(of: node))
            if isChecked, let index = direct.firstIndex(of: parent), path[index] != pair.publicKey {
                throw RatchetTreeError.pathMismatch(node: parent)
            }
            tree.nodes[parent] = RatchetNode(pair)
            node = parent
        }
        return tree
    }

    /// The tree after a Delete whose path has been merged: the leaf is blank, and so is every node above it both of whose children are.
    ///
    /// The lowest node that is not blank keeps the value that the fresh leaf key pair of the Delete gave it, and with it the nodes above,
    /// until a path from below it replaces them; see the README. Whether a sibling is blank is seen from the path itself: only there a
    /// node has its child's key. A member that joined later may know it from nothing else.
    func blanking(leaf: Int, path: [DHPublicKey]) throws(RatchetTreeError) -> RatchetTree {
        var tree = self
        let direct = try Self.checked { () throws(TreeShapeError) in try shape.directPath(ofLeaf: leaf) }
        for (index, node) in direct.enumerated() {
            guard index == 0 || path[index] == path[index - 1] else { break }
            tree.nodes[node] = .blank
        }
        return tree
    }
}
