import MLS

/// What a participant knows of a Merkle tree (section "Merkle Trees"): a value that holds at least the frontier, often the copath of
/// one leaf, and sometimes everything.
public struct MerkleTree: Sendable {
    public private(set) var shape: BalancedTree
    public let hash: HashAlgorithm
    private var nodes = SparseArray<MerkleNode>()

    /// The tree of one leaf.
    public init(single leaf: MerkleNode, _ hash: HashAlgorithm) {
        shape = .single
        self.hash = hash
        nodes[0] = leaf
    }

    /// The tree that is known by its frontier, from left to right.
    ///
    /// - Throws: ``MerkleError/shape(_:)`` for a frontier of another length, ``MerkleError/nodeLength(expected:actual:)``.
    public init(frontier: [MerkleNode], shape: BalancedTree, _ hash: HashAlgorithm) throws(MerkleError) {
        self.shape = shape
        self.hash = hash
        let heads = shape.frontier
        guard heads.count == frontier.count else {
            throw .shape(.frontierLength(expected: heads.count, actual: frontier.count))
        }
        for (head, node) in zip(heads, frontier) {
            guard node.bytes.count == hash.byteCount else {
                throw .nodeLength(expected: hash.byteCount, actual: node.bytes.count)
            }
            nodes[head] = node
        }
        hashRightEdge()
    }

    /// The tree of all its leaves, at least one: one hash for each parent.
    ///
    /// - Throws: ``MerkleError/shape(_:)`` for no leaves or too many.
    public init(leaves: [MerkleNode], _ hash: HashAlgorithm) throws(MerkleError) {
        shape = try Self.checked { () throws(TreeShapeError) in try BalancedTree(leafCount: leaves.count) }
        self.hash = hash
        for (leaf, node) in leaves.enumerated() { nodes[BalancedTree.node(ofLeaf: leaf)] = node }
        var level = 1
        // Level by level: the right child of a node on the right edge is lower than the left one, never higher.
        while (1 << level) - 1 < shape.nodeCount {
            for node in stride(from: (1 << level) - 1, to: shape.nodeCount, by: 2 << level) { hashParent(node) }
            level += 1
        }
    }

    /// The hash at a node, or nil if it is not known.
    public subscript(node: Int) -> MerkleNode? { shape.nodes.contains(node) ? nodes[node] : nil }

    /// The head of the tree, which commits to all of it.
    ///
    /// - Throws: ``MerkleError/nodeUnknown(_:)``, never for a tree made by the initialisers above.
    public var head: MerkleNode {
        get throws(MerkleError) { try known(shape.root) }
    }

    /// The heads of the maximal full subtrees from left to right.
    ///
    /// - Throws: ``MerkleError/nodeUnknown(_:)``, never for a tree made by the initialisers above.
    public var frontier: [MerkleNode] {
        get throws(MerkleError) {
            var heads: [MerkleNode] = []
            for node in shape.frontier { heads.append(try known(node)) }
            return heads
        }
    }

    /// The proof of a leaf.
    ///
    /// - Throws: ``MerkleError/shape(_:)``, ``MerkleError/nodeUnknown(_:)`` where the leaf or its copath is not known.
    public func proof(ofLeaf leaf: Int) throws(MerkleError) -> MerkleProof {
        let copath = try Self.checked { () throws(TreeShapeError) in try shape.copath(ofLeaf: leaf) }
        var proof = [try known(BalancedTree.node(ofLeaf: leaf))]
        for node in copath { proof.append(try known(node)) }
        return MerkleProof(nodes: proof)
    }

    /// The tree with a leaf more on the right, whose copath is the frontier.
    ///
    /// - Throws: ``MerkleError/shape(_:)`` if the tree is full.
    public func appending(_ leaf: MerkleNode) throws(MerkleError) -> MerkleTree {
        var tree = self
        tree.shape = try Self.checked { () throws(TreeShapeError) in try shape.appendingLeaf() }
        tree.nodes[BalancedTree.node(ofLeaf: shape.leafCount)] = leaf
        try tree.hashPath(ofLeaf: shape.leafCount)
        return tree
    }

    /// The tree in which a leaf has another hash: that of a blank leaf where its member was deleted.
    ///
    /// - Throws: ``MerkleError/shape(_:)``, ``MerkleError/nodeUnknown(_:)`` where the leaf's copath is not known.
    public func replacing(leaf: Int, with node: MerkleNode) throws(MerkleError) -> MerkleTree {
        guard shape.leaves.contains(leaf) else { throw .shape(.noSuchLeaf(leaf)) }
        var tree = self
        tree.nodes[BalancedTree.node(ofLeaf: leaf)] = node
        try tree.hashPath(ofLeaf: leaf)
        return tree
    }

    /// The tree that knows, beside what it knew, what a proof says: checked against the head first.
    ///
    /// - Throws: the errors of ``MerkleProof/verify(leaf:value:in:head:_:)``.
    public func learning(_ proof: MerkleProof, ofLeaf leaf: Int, value: [UInt8]) throws(MerkleError) -> MerkleTree {
        let hashes = try proof.hashes(ofLeaf: leaf, value: value, in: shape, hash)
        guard try hashes.last == head else { throw .otherHead }
        var tree = self
        let path = try Self.checked { () throws(TreeShapeError) in try shape.pathToRoot(fromLeaf: leaf) }
        for (node, value) in zip(path, hashes) {
            tree.nodes[node] = value
        }
        for (node, value) in zip(path.compactMap { shape.sibling(of: $0) }, proof.nodes.dropFirst()) { tree.nodes[node] = value }
        return tree
    }

    private func known(_ node: Int) throws(MerkleError) -> MerkleNode {
        guard let value = nodes[node] else { throw .nodeUnknown(node) }
        return value
    }

    /// Hashes the nodes above a leaf anew.
    private mutating func hashPath(ofLeaf leaf: Int) throws(MerkleError) {
        let shape = shape
        for node in try Self.checked({ () throws(TreeShapeError) in try shape.pathToRoot(fromLeaf: leaf) }).dropFirst() {
            guard let left = shape.left(of: node), let right = shape.right(of: node) else { continue }
            nodes[node] = .parent(try known(left), try known(right), hash)
        }
    }

    private mutating func hashParent(_ node: Int) {
        guard let left = shape.left(of: node), let right = shape.right(of: node), let leftNode = nodes[left],
            let rightNode = nodes[right]
        else { return }
        nodes[node] = .parent(leftNode, rightNode, hash)
    }

    /// Hashes the nodes above the frontier, which are the root and its right descendants.
    private mutating func hashRightEdge() {
        var edge: [Int] = []
        let heads = Set(shape.frontier)
        var node = shape.root
        while !heads.contains(node), let right = shape.right(of: node) {
            edge.append(node)
            node = right
        }
        for node in edge.reversed() { hashParent(node) }
    }

    /// The errors of a shape as errors of a Merkle tree.
    static func checked<Result>(_ body: () throws(TreeShapeError) -> Result) throws(MerkleError) -> Result {
        do { return try body() } catch { throw .shape(error) }
    }
}
