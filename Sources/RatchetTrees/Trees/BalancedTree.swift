/// The shape of a left-balanced binary tree in its flat representation (section "Binary Trees").
///
/// Leaf `k` stands at index `2k`, and a parent between its two subtrees, so that the nodes of `n` leaves are the indices
/// `0 ..< 2n - 1` in order from left to right:
///
///                               07
///               03                              11
///       01              05              09
///     00      02      04      06      08      10      12
///
/// An index keeps its place when leaves are appended: what is new has a higher index, or lies above the new leaf. The older revision
/// of the draft calls the shape "maximally balanced" and says no more than that a flat representation is meant.
public struct BalancedTree: Hashable, Sendable {
    /// The number of leaves, the *size* of the draft; from 1 to ``maximumLeafCount``.
    public let leafCount: Int

    /// The most leaves that a tree may have: `uint32 group_size` and `uint32 signer_index` count them, and node indices are kept
    /// below 2^32 as in RFC 9420 appendix C.
    public static let maximumLeafCount = 1 << 31

    /// - Throws: ``TreeShapeError/leafCount(_:)`` for no leaves or more than ``maximumLeafCount``.
    public init(leafCount: Int) throws(TreeShapeError) {
        guard (1...Self.maximumLeafCount).contains(leafCount) else { throw .leafCount(leafCount) }
        self.leafCount = leafCount
    }

    private init(unchecked leafCount: Int) {
        self.leafCount = leafCount
    }

    /// The tree of a single leaf.
    public static let single = BalancedTree(unchecked: 1)

    /// The tree with one leaf more on the right.
    ///
    /// - Throws: ``TreeShapeError/leafCount(_:)`` above ``maximumLeafCount``.
    public func appendingLeaf() throws(TreeShapeError) -> BalancedTree {
        try BalancedTree(leafCount: leafCount + 1)
    }

    /// The number of nodes: one less than twice the leaves.
    public var nodeCount: Int { 2 * leafCount - 1 }

    /// The nodes in order from left to right.
    public var nodes: Range<Int> { 0..<nodeCount }

    /// The leaves' numbers, which are half their nodes' indices.
    public var leaves: Range<Int> { 0..<leafCount }

    /// The node of a leaf.
    public static func node(ofLeaf leaf: Int) -> Int { 2 * leaf }

    /// The leaf at a node, or nil for a parent.
    public static func leaf(at node: Int) -> Int? { node.isMultiple(of: 2) ? node / 2 : nil }

    /// The height above the leaves that the node has in a full tree; leaves are at level 0.
    public static func level(of node: Int) -> Int { (~node).trailingZeroBitCount }

    public var root: Int {
        // The highest power of two that is not above the number of nodes, less one.
        (1 << (Int.bitWidth - 1 - nodeCount.leadingZeroBitCount)) - 1
    }

    /// The left child, or nil for a leaf.
    public func left(of node: Int) -> Int? {
        let level = Self.level(of: node)
        return level == 0 ? nil : node ^ (1 << (level - 1))
    }

    /// The right child, or nil for a leaf.
    public func right(of node: Int) -> Int? {
        let level = Self.level(of: node)
        guard level > 0 else { return nil }
        var child = node ^ (3 << (level - 1))
        // On the right edge the right subtree may be lower than the left one.
        while child >= nodeCount, let lower = left(of: child) { child = lower }
        return child
    }

    /// The parent, or nil for the root.
    public func parent(of node: Int) -> Int? {
        guard node != root else { return nil }
        var parent = node
        repeat {
            let level = Self.level(of: parent)
            parent = (parent | 1 << level) & ~(2 << level)
        } while parent >= nodeCount
        return parent
    }

    /// The other child of the parent, or nil for the root.
    public func sibling(of node: Int) -> Int? {
        guard let parent = parent(of: node) else { return nil }
        return node < parent ? right(of: parent) : left(of: parent)
    }

    /// Whether `node` is `other` or above it.
    public static func contains(_ node: Int, _ other: Int) -> Bool {
        abs(other - node) < 1 << level(of: node)
    }
}
