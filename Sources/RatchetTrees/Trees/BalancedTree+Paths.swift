extension BalancedTree {
    /// The direct path of a leaf: the leaf and the nodes above it, from below, *without the root* (section "Terminology").
    ///
    /// Empty in a tree of one leaf, whose leaf is its root.
    ///
    /// - Throws: ``TreeShapeError/noSuchLeaf(_:)``.
    public func directPath(ofLeaf leaf: Int) throws(TreeShapeError) -> [Int] {
        try pathToRoot(fromLeaf: leaf).dropLast()
    }

    /// The leaf and all nodes above it, from below, with the root.
    ///
    /// - Throws: ``TreeShapeError/noSuchLeaf(_:)``.
    public func pathToRoot(fromLeaf leaf: Int) throws(TreeShapeError) -> [Int] {
        guard leaves.contains(leaf) else { throw .noSuchLeaf(leaf) }
        var path = [Self.node(ofLeaf: leaf)]
        while let parent = parent(of: path[path.count - 1]) { path.append(parent) }
        return path
    }

    /// The copath of a leaf: the siblings of the nodes of its direct path, from below (section "Terminology").
    ///
    /// - Throws: ``TreeShapeError/noSuchLeaf(_:)``.
    public func copath(ofLeaf leaf: Int) throws(TreeShapeError) -> [Int] {
        try directPath(ofLeaf: leaf).compactMap { sibling(of: $0) }
    }

    /// The frontier: the heads of the maximal full subtrees from left to right (section "Terminology"), one for each bit that is set
    /// in the number of leaves.
    ///
    /// From right to left it is the copath of the next leaf that is appended.
    public var frontier: [Int] {
        var heads: [Int] = []
        var first = 0
        for level in (0..<Int.bitWidth - 1).reversed() where leafCount & (1 << level) != 0 {
            heads.append(2 * first + (1 << level) - 1)
            first += 1 << level
        }
        return heads
    }

    /// The lowest node that is above both leaves; the leaf itself if they are one.
    ///
    /// - Throws: ``TreeShapeError/noSuchLeaf(_:)``.
    public func commonAncestor(ofLeaves first: Int, _ second: Int) throws(TreeShapeError) -> Int {
        guard leaves.contains(second) else { throw .noSuchLeaf(second) }
        let other = Self.node(ofLeaf: second)
        return try pathToRoot(fromLeaf: first).first { Self.contains($0, other) } ?? root
    }
}
