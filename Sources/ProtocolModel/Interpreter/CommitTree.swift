/// All epochs and key packages that were ever created in a run.
///
/// Epochs form trees: a commit is a child of the epoch that it was made in. The root of a tree is the epoch 0 of a group, in which
/// its creator is alone (RFC 9420 section 11); parties meet in its child.
public struct CommitTree: Hashable, Sendable {
    public struct Epoch: Hashable, Sendable {
        /// `nil` for the epoch 0 of a group.
        public var parent: Node?
        public var number: Int
        /// The party whose commit created the epoch; `nil` where the model begins with it.
        public var author: Int?
        /// The key package whose owner the group was created with.
        public var keyPackage: Node?

        public init(parent: Node?, number: Int, author: Int?, keyPackage: Node?) {
            self.parent = parent
            self.number = number
            self.author = author
            self.keyPackage = keyPackage
        }
    }

    public enum Entry: Hashable, Sendable {
        case epoch(Epoch)
        /// The party that made it.
        case keyPackage(owner: Int)
    }

    /// In chunks, so that a long run's next epoch does not copy all that went before.
    private var chunks: [[Entry]] = []
    private static let chunkSize = 64

    public init() {}

    public init(_ entries: [Entry]) {
        for entry in entries { _ = add(entry) }
    }

    /// The number of epochs and key packages.
    public var count: Int { chunks.isEmpty ? 0 : (chunks.count - 1) * Self.chunkSize + chunks[chunks.count - 1].count }

    public var entries: [Entry] { Array(chunks.joined()) }

    /// The epoch or key package at a node; `nil` where there is none.
    public func entry(at node: Node) -> Entry? {
        guard (0..<count).contains(node.index) else { return nil }
        return chunks[node.index / Self.chunkSize][node.index % Self.chunkSize]
    }

    /// The epoch at a node; `nil` for a key package.
    public subscript(node: Node) -> Epoch? {
        guard case .epoch(let epoch)? = entry(at: node) else { return nil }
        return epoch
    }

    /// The epoch 0 of the group that the epoch is of.
    public func root(of node: Node) -> Node {
        var root = node
        while let parent = self[root]?.parent { root = parent }
        return root
    }

    private mutating func add(_ entry: Entry) -> Node {
        if chunks.last.map({ $0.count == Self.chunkSize }) ?? true { chunks.append([]) }
        chunks[chunks.count - 1].append(entry)
        return Node(count - 1)
    }

    mutating func addKeyPackage(owner: Int) -> Node {
        add(.keyPackage(owner: owner))
    }

    mutating func renumber(_ number: (Int) -> Int) {
        for chunk in chunks.indices {
            for index in chunks[chunk].indices {
                if case .epoch(var epoch) = chunks[chunk][index] {
                    epoch.number = number(epoch.number)
                    chunks[chunk][index] = .epoch(epoch)
                }
            }
        }
    }

    /// Gives the first epochs the numbers that they have in another tree.
    mutating func keepNumbers(ofFirst count: Int, from other: CommitTree) {
        for index in 0..<Swift.min(count, self.count) {
            guard case .epoch(var epoch) = chunks[0][index], let number = other[Node(index)]?.number else { continue }
            epoch.number = number
            chunks[0][index] = .epoch(epoch)
        }
    }

    /// A fresh group: its epoch 0 and the epoch 1 that adds the owner of the key package.
    mutating func addGroup(author: Int?, keyPackage: Node?) -> Node {
        let root = add(.epoch(Epoch(parent: nil, number: 0, author: author, keyPackage: nil)))
        return add(.epoch(Epoch(parent: root, number: 1, author: author, keyPackage: keyPackage)))
    }

    /// A commit made in the epoch; `nil` where the node is no epoch.
    mutating func addCommit(in parent: Node, author: Int) -> Node? {
        guard let epoch = self[parent] else { return nil }
        return add(.epoch(Epoch(parent: parent, number: epoch.number + 1, author: author, keyPackage: nil)))
    }
}
