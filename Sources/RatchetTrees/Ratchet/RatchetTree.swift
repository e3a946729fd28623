/// What a participant knows of a ratchet tree (section "Ratchet Trees"): a value that holds at least the frontier and the copath of the
/// participant's own leaf, public keys of other nodes as messages tell them, and private values on the own path alone.
public struct RatchetTree: Sendable {
    public internal(set) var shape: BalancedTree
    public let primitives: Primitives
    var nodes = SparseArray<RatchetNode>()

    /// The tree of one leaf, whose key pair is known.
    public init(single leaf: KeyPair, _ primitives: Primitives) {
        shape = .single
        self.primitives = primitives
        nodes[0] = RatchetNode(leaf)
    }

    /// The tree that is known by its frontier, from left to right.
    ///
    /// - Throws: ``RatchetTreeError/shape(_:)`` for a frontier of another length, ``RatchetTreeError/invalidPublicKey(node:)``.
    public init(frontier: [DHPublicKey], shape: BalancedTree, _ primitives: Primitives) throws(RatchetTreeError) {
        self.shape = shape
        self.primitives = primitives
        let heads = shape.frontier
        guard heads.count == frontier.count else {
            throw .shape(.frontierLength(expected: heads.count, actual: frontier.count))
        }
        for (head, key) in zip(heads, frontier) {
            if key == .blank {
                nodes[head] = .blank
            } else {
                guard primitives.isValid(key) else { throw .invalidPublicKey(node: head) }
                nodes[head] = .filled(key, nil)
            }
        }
    }

    /// The tree all of whose nodes are known by their public keys, none of them blank.
    ///
    /// - Throws: ``RatchetTreeError/pathLength(expected:actual:)`` for another number of keys than nodes,
    ///   ``RatchetTreeError/invalidPublicKey(node:)``.
    public init(publicKeys: [DHPublicKey], shape: BalancedTree, _ primitives: Primitives) throws(RatchetTreeError) {
        self.shape = shape
        self.primitives = primitives
        guard publicKeys.count == shape.nodeCount else {
            throw .pathLength(expected: shape.nodeCount, actual: publicKeys.count)
        }
        for (node, key) in publicKeys.enumerated() {
            guard primitives.isValid(key) else { throw .invalidPublicKey(node: node) }
            nodes[node] = .filled(key, nil)
        }
    }

    /// The tree of all its leaves' key pairs, at least one: one Diffie-Hellman computation for each parent.
    ///
    /// All private values are in it, so it is for its maker alone; see ``forgettingPrivateValues(except:)``.
    ///
    /// - Throws: ``RatchetTreeError/shape(_:)``, `CryptographyError`.
    public init(leaves: [KeyPair], _ primitives: Primitives) throws {
        shape = try Self.checked { () throws(TreeShapeError) in try BalancedTree(leafCount: leaves.count) }
        self.primitives = primitives
        for (leaf, pair) in leaves.enumerated() { nodes[BalancedTree.node(ofLeaf: leaf)] = RatchetNode(pair) }
        var level = 1
        while (1 << level) - 1 < shape.nodeCount {
            for node in stride(from: (1 << level) - 1, to: shape.nodeCount, by: 2 << level) {
                guard let left = shape.left(of: node), let right = shape.right(of: node), let pair = nodes[left]?.keyPair,
                    let sibling = nodes[right]?.publicKey
                else { throw RatchetTreeError.privateKeyUnknown(node: node) }
                nodes[node] = RatchetNode(try primitives.combine(pair, sibling: sibling))
            }
            level += 1
        }
    }

    /// What is known of a node: nil if nothing.
    public subscript(node: Int) -> RatchetNode? { shape.nodes.contains(node) ? nodes[node] : nil }

    /// The key pair of the root, which those who know the private key of a leaf can compute.
    ///
    /// - Throws: ``RatchetTreeError/privateKeyUnknown(node:)``.
    public var root: KeyPair {
        get throws(RatchetTreeError) {
            guard let pair = nodes[shape.root]?.keyPair else { throw .privateKeyUnknown(node: shape.root) }
            return pair
        }
    }

    /// The heads of the maximal full subtrees from left to right; ``DHPublicKey/blank`` where one has no members left.
    ///
    /// - Throws: ``RatchetTreeError/nodeUnknown(_:)``.
    public var frontier: [DHPublicKey] {
        get throws(RatchetTreeError) { try publicKeys(shape.frontier) }
    }

    /// The public keys of some nodes, ``DHPublicKey/blank`` for those that are.
    ///
    /// - Throws: ``RatchetTreeError/nodeUnknown(_:)``.
    func publicKeys(_ nodes: some Sequence<Int>) throws(RatchetTreeError) -> [DHPublicKey] {
        var keys: [DHPublicKey] = []
        for node in nodes { keys.append(try known(node).publicKey) }
        return keys
    }

    /// The heads of the tree punctured at some leaves (older revision, "Punctured Ratchet Trees"), breadth-first, with their public keys;
    /// heads that are blank cover nobody and are left out.
    ///
    /// - Throws: ``RatchetTreeError/shape(_:)``, ``RatchetTreeError/nodeUnknown(_:)``.
    public func puncturedHeads(_ punctures: some Sequence<Int>) throws -> [(node: Int, publicKey: DHPublicKey)] {
        var heads: [(node: Int, publicKey: DHPublicKey)] = []
        for node in try shape.puncturedHeads(punctures) {
            let value = try known(node)
            if !value.isBlank { heads.append((node, value.publicKey)) }
        }
        return heads
    }

    /// The tree without the private values of nodes that are not above `leaf`.
    func forgettingPrivateValues(except leaf: Int, among candidates: some Sequence<Int>) -> RatchetTree {
        var tree = self
        let own = BalancedTree.node(ofLeaf: leaf)
        for node in candidates where !BalancedTree.contains(node, own) {
            tree.nodes[node] = nodes[node]?.withoutPrivateValues
        }
        return tree
    }

    func known(_ node: Int) throws(RatchetTreeError) -> RatchetNode {
        guard let value = nodes[node] else { throw .nodeUnknown(node) }
        return value
    }

    /// The public key of a sibling for the combining rule: nil where it is blank.
    func sibling(of node: Int) throws(RatchetTreeError) -> DHPublicKey? {
        guard let sibling = shape.sibling(of: node), case .filled(let key, _) = try known(sibling) else { return nil }
        return key
    }

    /// The errors of a shape as errors of a ratchet tree.
    static func checked<Result>(_ body: () throws(TreeShapeError) -> Result) throws(RatchetTreeError) -> Result {
        do { return try body() } catch { throw .shape(error) }
    }
}
