/// Left-balanced trees as the draft defines them, by recursion, over the numbers of their leaves.
indirect enum RecursiveTree {
    case leaf(Int)
    case parent(RecursiveTree, RecursiveTree)

    /// "Either the parent is balanced, or the left subtree of that parent is the largest full subtree that could be constructed from the
    /// leaves present in the parent's own subtree."
    init(_ leaves: Range<Int>) {
        if leaves.count == 1 {
            self = .leaf(leaves.lowerBound)
            return
        }
        var size = 1
        while 2 * size < leaves.count { size *= 2 }
        let middle = leaves.lowerBound + size
        self = .parent(RecursiveTree(leaves.lowerBound..<middle), RecursiveTree(middle..<leaves.upperBound))
    }

    var leaves: [Int] {
        switch self {
        case .leaf(let leaf): [leaf]
        case .parent(let left, let right): left.leaves + right.leaves
        }
    }

    /// Nodes are named by the leaves below them, which no two of them share all of.
    var allNodes: [[Int]] {
        switch self {
        case .leaf: [leaves]
        case .parent(let left, let right): left.allNodes + [leaves] + right.allNodes
        }
    }

    var isFull: Bool {
        switch self {
        case .leaf: true
        case .parent(let left, let right): left.leaves.count == right.leaves.count && left.isFull && right.isFull
        }
    }

    var frontier: [[Int]] {
        if isFull { return [leaves] }
        guard case .parent(let left, let right) = self else { return [] }
        return left.frontier + right.frontier
    }

    /// From the leaf to the root, each with its sibling, the root without.
    func path(_ leaf: Int) -> [(node: [Int], sibling: [Int]?)] {
        guard case .parent(let left, let right) = self else { return [(leaves, nil)] }
        let (below, other) = left.leaves.contains(leaf) ? (left, right) : (right, left)
        var path = below.path(leaf)
        path[path.count - 1].sibling = other.leaves
        return path + [(leaves, nil)]
    }

    /// The largest subtrees without any of the leaves, with their depths.
    func uncovered(_ punctures: Set<Int>, depth: Int = 0) -> [(depth: Int, node: [Int])] {
        if punctures.isDisjoint(with: leaves) { return [(depth, leaves)] }
        guard case .parent(let left, let right) = self else { return [] }
        return left.uncovered(punctures, depth: depth + 1) + right.uncovered(punctures, depth: depth + 1)
    }
}
