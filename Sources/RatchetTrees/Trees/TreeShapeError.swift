/// Why there is no such tree or node.
public enum TreeShapeError: Error, Equatable, Sendable {
    /// A tree has from 1 to 2^31 leaves.
    case leafCount(Int)
    /// The tree has no leaf with this number.
    case noSuchLeaf(Int)
    /// A subtree is full only at powers of two: a frontier has as many heads as its size has bits that are set.
    case frontierLength(expected: Int, actual: Int)
}
