/// A member's position among the leaves (RFC 9420 section 4.1), four bytes on the wire.
public struct LeafIndex: Hashable, Comparable, Sendable, CustomStringConvertible {
    public let value: UInt32

    public init(_ value: UInt32) {
        self.value = value
    }

    /// The leaf's place in the array of nodes.
    public var node: NodeIndex { NodeIndex(2 * Int(value)) }

    public static func < (left: LeafIndex, right: LeafIndex) -> Bool { left.value < right.value }
    public var description: String { "leaf \(value)" }
}

/// A node's place in the array of nodes (RFC 9420 appendix C): leaves are even, parents odd.
public struct NodeIndex: Hashable, Comparable, Sendable {
    public let value: Int

    public init(_ value: Int) {
        self.value = value
    }

    public var isLeaf: Bool { value & 1 == 0 }

    /// The leaf's index, or nil for a parent.
    public var leaf: LeafIndex? { isLeaf ? LeafIndex(UInt32(truncatingIfNeeded: value / 2)) : nil }

    /// The height above the leaves, which are at level 0.
    public var level: Int { (~value).trailingZeroBitCount }

    public static func < (left: NodeIndex, right: NodeIndex) -> Bool { left.value < right.value }

    /// The left child, or nil for a leaf.
    public var left: NodeIndex? {
        isLeaf ? nil : NodeIndex(value ^ (1 << (level - 1)))
    }

    /// The right child, or nil for a leaf.
    public var right: NodeIndex? {
        isLeaf ? nil : NodeIndex(value ^ (3 << (level - 1)))
    }

    /// The node above in a tree that has room for this one.
    fileprivate var above: NodeIndex {
        let level = level
        return NodeIndex((value | (1 << level)) & ~(2 << level))
    }

    /// Whether `other` is this node or below it.
    public func isAncestorOrSelf(of other: NodeIndex) -> Bool {
        let reach = (1 << level) - 1
        return abs(other.value - value) <= reach
    }

    /// The leaves at or below this node, as indices of leaves.
    var leaves: Range<Int> {
        let reach = (1 << level) - 1
        return ((value - reach) / 2)..<((value + reach) / 2 + 1)
    }
}

/// A full binary tree's shape (RFC 9420 section 4.1 and appendix C).
public struct TreeShape: Hashable, Sendable {
    /// The number of leaves, a power of two.
    public let leafCount: Int

    /// The smallest tree with at least `leafCount` leaves, and at least one.
    public init(atLeast leafCount: Int) {
        var count = 1
        while count < leafCount { count *= 2 }
        self.leafCount = count
    }

    /// The shape with a new right half of as many leaves (RFC 9420 section 7.7).
    ///
    /// - Throws: ``TreeError/full`` where nodes would no longer have indices of 32 bits, as in appendix C.
    func doubled() throws(TreeError) -> TreeShape {
        guard leafCount < 1 << 31 else { throw .full }
        return TreeShape(atLeast: 2 * leafCount)
    }

    /// The number of nodes: one less than twice the leaves.
    public var nodeCount: Int { 2 * leafCount - 1 }

    public var root: NodeIndex { NodeIndex(leafCount - 1) }

    public func contains(_ node: NodeIndex) -> Bool { (0..<nodeCount).contains(node.value) }
    public func contains(_ leaf: LeafIndex) -> Bool { Int(leaf.value) < leafCount }

    /// The parent, or nil for the root.
    public func parent(of node: NodeIndex) -> NodeIndex? {
        node == root ? nil : node.above
    }

    /// The other child of the parent, or nil for the root.
    public func sibling(of node: NodeIndex) -> NodeIndex? {
        guard let parent = parent(of: node) else { return nil }
        return node < parent ? parent.right : parent.left
    }

    /// The direct path of a leaf: its ancestors from its parent to the root, each with its child off the path (the copath).
    ///
    /// Empty for a leaf outside the tree.
    public func directPath(of leaf: LeafIndex) -> [(node: NodeIndex, copath: NodeIndex)] {
        var path: [(node: NodeIndex, copath: NodeIndex)] = []
        guard contains(leaf) else { return path }
        var node = leaf.node
        while let parent = parent(of: node), let copath = sibling(of: node) {
            path.append((parent, copath))
            node = parent
        }
        return path
    }

    /// The lowest node that is above both leaves.
    public func commonAncestor(_ first: LeafIndex, _ second: LeafIndex) -> NodeIndex {
        var node = first.node
        while !node.isAncestorOrSelf(of: second.node) {
            node = node.above
        }
        return node
    }
}
