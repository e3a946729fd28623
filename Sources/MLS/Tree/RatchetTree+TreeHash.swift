extension RatchetTree {
    /// The tree hash of the root (RFC 9420 section 7.8), `KDF.Nh` bytes; only what changed is hashed again.
    public mutating func treeHash(_ suite: Suite) throws -> [UInt8] {
        try treeHash(of: shape.root, suite)
    }

    /// The tree hash of a node.
    package mutating func treeHash(of index: NodeIndex, _ suite: Suite) throws -> [UInt8] {
        if let known = hashes[index.value] { return known }
        var children: (left: [UInt8], right: [UInt8])?
        if let left = index.left, let right = index.right {
            children = (try treeHash(of: left, suite), try treeHash(of: right, suite))
        }
        let hash = try Self.hashInput(index, nodes[index.value], children, suite)
        hashes[index.value] = hash
        return hash
    }

    /// `TreeHashInput` of one node, hashed.
    private static func hashInput(
        _ index: NodeIndex, _ node: Node?, _ children: (left: [UInt8], right: [UInt8])?, _ suite: Suite
    ) throws -> [UInt8] {
        var writer = Writer()
        if let children {
            writer.uint8(Node.NodeType.parent.rawValue)
            if case .parent(let parent)? = node {
                writer.optional(parent)
            } else {
                writer.uint8(0)
            }
            writer.opaque(children.left)
            writer.opaque(children.right)
        } else {
            writer.uint8(Node.NodeType.leaf.rawValue)
            writer.uint32(index.leaf?.value ?? 0)
            if case .leaf(let leaf)? = node {
                writer.optional(leaf)
            } else {
                writer.uint8(0)
            }
        }
        return suite.hash.digest(try writer.finish())
    }

    /// The tree hash that a node had before `leaves` were added: they are blank, and no parent lists
    /// them as unmerged (the `original_sibling_tree_hash` of section 7.9).
    mutating func originalTreeHash(of index: NodeIndex, without leaves: Set<LeafIndex>, _ suite: Suite) throws -> [UInt8] {
        let below = index.leaves
        guard leaves.contains(where: { below.contains(Int($0.value)) }) else {
            return try treeHash(of: index, suite)
        }
        guard let left = index.left, let right = index.right else {
            return try Self.hashInput(index, nil, nil, suite)
        }
        let children = (
            left: try originalTreeHash(of: left, without: leaves, suite),
            right: try originalTreeHash(of: right, without: leaves, suite)
        )
        var node = self[index]
        if case .parent(var parent)? = node {
            parent.unmergedLeaves.removeAll { leaves.contains($0) }
            node = .parent(parent)
        }
        return try Self.hashInput(index, node, children, suite)
    }
}
