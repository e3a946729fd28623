extension BalancedTree {
    /// The heads of the punctured tree: the nodes that together cover every leaf but the punctures, the fewest there are, breadth-first
    /// (older revision, "Punctured Ratchet Trees").
    ///
    /// A node is "not OK" where it is a puncture or above one, the root included; heads are the nodes that are OK and whose parents
    /// are not. Without punctures the root is the only head; with every leaf punctured there is none.
    ///
    /// - Throws: ``TreeShapeError/noSuchLeaf(_:)``.
    public func puncturedHeads(_ punctures: some Sequence<Int>) throws(TreeShapeError) -> [Int] {
        var punctured: Set<Int> = []
        for leaf in punctures { punctured.formUnion(try pathToRoot(fromLeaf: leaf)) }
        guard punctured.contains(root) else { return [root] }
        var heads: [Int] = []
        // Level by level from the root, through nodes that are not OK alone: every other one is a head, or below one.
        var level = [root]
        while !level.isEmpty {
            var next: [Int] = []
            for node in level {
                for child in [left(of: node), right(of: node)].compactMap({ $0 }) {
                    if punctured.contains(child) { next.append(child) } else { heads.append(child) }
                }
            }
            level = next
        }
        return heads
    }

    /// The node's number when the nodes of a full tree are counted breadth-first: the root is 1, the children of `k` are `2k` and
    /// `2k + 1`.
    ///
    /// The draft's "breadth-first … or equivalently, numerical" is right for these numbers. It is not right for indices of the flat
    /// representation, which go from left to right.
    public func breadthFirstNumber(of node: Int) -> Int {
        var steps: [Int] = []
        var node = node
        while let parent = parent(of: node) {
            steps.append(node < parent ? 0 : 1)
            node = parent
        }
        return steps.reversed().reduce(1) { 2 * $0 + $1 }
    }
}
