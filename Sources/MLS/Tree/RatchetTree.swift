/// The public part of the ratchet tree (RFC 9420 sections 4 and 7): a value whose copies share their nodes.
public struct RatchetTree: Sendable {
    public private(set) var shape: TreeShape
    /// Every node in the order of appendix C, nil where blank.
    public private(set) var nodes: [Node?]
    /// The tree hash of every subtree in which nothing has changed since it was last computed.
    var hashes: [[UInt8]?]

    /// A tree of one member (section 11).
    public init(_ leaf: LeafNode) {
        shape = TreeShape(atLeast: 1)
        nodes = [.leaf(leaf)]
        hashes = [nil]
    }

    /// The tree of a `ratchet_tree` extension (section 12.4.3.3).
    ///
    /// - Throws: ``TreeError/trailingBlank``, ``TreeError/wrongNodeType(_:)``.
    public init(_ ratchetTree: RatchetTreeNodes) throws(TreeError) {
        guard case .some(.some) = ratchetTree.nodes.last else { throw .trailingBlank }
        shape = TreeShape(atLeast: ratchetTree.nodes.count / 2 + 1)
        nodes = ratchetTree.nodes
        for (index, node) in nodes.enumerated() {
            switch node {
            case nil: continue
            case .leaf: guard index.isMultiple(of: 2) else { throw .wrongNodeType(NodeIndex(index)) }
            case .parent: guard !index.isMultiple(of: 2) else { throw .wrongNodeType(NodeIndex(index)) }
            }
        }
        nodes += [Node?](repeating: nil, count: shape.nodeCount - nodes.count)
        hashes = [[UInt8]?](repeating: nil, count: shape.nodeCount)
    }

    /// The nodes up to the last that is not blank, as the `ratchet_tree` extension has them.
    public var ratchetTree: RatchetTreeNodes {
        var count = nodes.count
        while count > 0, nodes[count - 1] == nil { count -= 1 }
        return RatchetTreeNodes(Array(nodes.prefix(count)))
    }

    // MARK: Reading

    public subscript(node: NodeIndex) -> Node? {
        shape.contains(node) ? nodes[node.value] : nil
    }

    public subscript(leaf: LeafIndex) -> LeafNode? {
        guard case .leaf(let node)? = self[leaf.node] else { return nil }
        return node
    }

    public func parent(_ node: NodeIndex) -> ParentNode? {
        guard case .parent(let parent)? = self[node] else { return nil }
        return parent
    }

    /// The members in the order of their leaves.
    public var members: [(index: LeafIndex, leaf: LeafNode)] {
        stride(from: 0, to: nodes.count, by: 2).compactMap { index in
            guard case .leaf(let leaf)? = nodes[index] else { return nil }
            return (LeafIndex(UInt32(truncatingIfNeeded: index / 2)), leaf)
        }
    }

    /// The resolution of a node (section 4.1.1).
    public func resolution(_ node: NodeIndex) -> [NodeIndex] {
        var result: [NodeIndex] = []
        resolve(node, into: &result)
        return result
    }

    private func resolve(_ index: NodeIndex, into result: inout [NodeIndex]) {
        switch self[index] {
        case .leaf:
            result.append(index)
        case .parent(let parent):
            result.append(index)
            result.append(contentsOf: parent.unmergedLeaves.map(\.node))
        case nil:
            guard let left = index.left, let right = index.right else { return }
            resolve(left, into: &result)
            resolve(right, into: &result)
        }
    }

    private func isResolutionEmpty(_ index: NodeIndex) -> Bool {
        guard self[index] == nil else { return false }
        guard let left = index.left, let right = index.right else { return true }
        return isResolutionEmpty(left) && isResolutionEmpty(right)
    }

    /// The filtered direct path of a leaf (section 4.1.2), each node with its child on the copath.
    public func filteredDirectPath(of leaf: LeafIndex) -> [(node: NodeIndex, copath: NodeIndex)] {
        shape.directPath(of: leaf).filter { !isResolutionEmpty($0.copath) }
    }

    // MARK: Changing

    /// Replaces a node and forgets the hashes above it.
    package mutating func set(_ index: NodeIndex, _ node: Node?) {
        guard shape.contains(index) else { return }
        nodes[index.value] = node
        var changed: NodeIndex? = index
        while let index = changed {
            hashes[index.value] = nil
            changed = shape.parent(of: index)
        }
    }

    /// Blanks the nodes above a leaf.
    package mutating func blankDirectPath(of leaf: LeafIndex) {
        for (node, _) in shape.directPath(of: leaf) {
            nodes[node.value] = nil
            hashes[node.value] = nil
        }
    }

    /// The leftmost blank leaf; the tree is extended if there is none (section 7.7).
    ///
    /// - Throws: ``TreeError/full`` if leaf indices are used up.
    mutating func makeRoom() throws(TreeError) -> LeafIndex {
        for index in stride(from: 0, to: nodes.count, by: 2) where nodes[index] == nil {
            return LeafIndex(UInt32(truncatingIfNeeded: index / 2))
        }
        let leaf = LeafIndex(UInt32(truncatingIfNeeded: shape.leafCount))
        shape = try shape.doubled()
        nodes += [Node?](repeating: nil, count: shape.nodeCount - nodes.count)
        hashes += [[UInt8]?](repeating: nil, count: shape.nodeCount - hashes.count)
        return leaf
    }

    /// Applies an Add (section 12.1.1).
    ///
    /// - Throws: ``TreeError/full``.
    @discardableResult
    package mutating func add(_ leaf: LeafNode) throws(TreeError) -> LeafIndex {
        let index = try makeRoom()
        for (node, _) in shape.directPath(of: index) {
            guard var parent = parent(node) else { continue }
            // The list stays sorted: the leaf goes before the first that is greater.
            let place = parent.unmergedLeaves.firstIndex { $0 > index } ?? parent.unmergedLeaves.endIndex
            parent.unmergedLeaves.insert(index, at: place)
            nodes[node.value] = .parent(parent)
        }
        set(index.node, .leaf(leaf))
        return index
    }

    /// Applies an Update of a member (section 12.1.2).
    ///
    /// - Throws: ``TreeError/blankLeaf(_:)``.
    package mutating func update(_ index: LeafIndex, _ leaf: LeafNode) throws(TreeError) {
        guard self[index] != nil else { throw .blankLeaf(index) }
        blankDirectPath(of: index)
        set(index.node, .leaf(leaf))
    }

    /// Applies a Remove (section 12.1.3) without shortening the tree: ``truncate()`` follows the last one.
    ///
    /// - Throws: ``TreeError/blankLeaf(_:)``.
    package mutating func blank(_ index: LeafIndex) throws(TreeError) {
        guard self[index] != nil else { throw .blankLeaf(index) }
        blankDirectPath(of: index)
        set(index.node, nil)
    }

    /// Drops right halves without members (section 7.7).
    package mutating func truncate() {
        while shape.leafCount > 1 {
            let half = shape.leafCount
            guard nodes[half...].allSatisfy({ $0 == nil }) else { return }
            shape = TreeShape(atLeast: shape.leafCount / 2)
            nodes.removeLast(nodes.count - shape.nodeCount)
            hashes.removeLast(hashes.count - shape.nodeCount)
        }
    }
}
