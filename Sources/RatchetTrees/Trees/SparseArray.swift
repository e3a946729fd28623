/// An array most of whose elements may be missing: a value whose copies share all that they have in common.
///
/// Reading and replacing one element cost the logarithm of the greatest index, in time and in memory, so that successive states of
/// a group can be kept beside each other.
struct SparseArray<Element: Sendable>: Sendable {
    /// Sixteen children: 4 bits of the index at each level.
    private static var bits: Int { 4 }

    private indirect enum Trie: Sendable {
        case empty
        case elements([Element?])
        case children([Trie])
    }

    private var trie: Trie = .empty
    /// The levels below the top one.
    private var height = 0

    init() {}

    /// - Precondition: the index is not negative.
    subscript(index: Int) -> Element? {
        get {
            guard index >> (Self.bits * (height + 1)) == 0 else { return nil }
            var trie = trie
            var level = height
            while true {
                let digit = (index >> (Self.bits * level)) & (1 << Self.bits - 1)
                switch trie {
                case .empty: return nil
                case .elements(let elements): return elements[digit]
                case .children(let children):
                    trie = children[digit]
                    level -= 1
                }
            }
        }
        set {
            while index >> (Self.bits * (height + 1)) != 0 {
                if case .empty = trie {} else {
                    var children = [Trie](repeating: .empty, count: 1 << Self.bits)
                    children[0] = trie
                    trie = .children(children)
                }
                height += 1
            }
            trie = Self.replacing(index, in: trie, level: height, with: newValue)
        }
    }

    private static func replacing(_ index: Int, in trie: Trie, level: Int, with element: Element?) -> Trie {
        let digit = (index >> (bits * level)) & (1 << bits - 1)
        if level == 0 {
            var elements = [Element?](repeating: nil, count: 1 << bits)
            if case .elements(let present) = trie { elements = present }
            elements[digit] = element
            return .elements(elements)
        }
        var children = [Trie](repeating: .empty, count: 1 << bits)
        if case .children(let present) = trie { children = present }
        children[digit] = replacing(index, in: children[digit], level: level - 1, with: element)
        return .children(children)
    }
}
