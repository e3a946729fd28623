/// The keys of a subgroup (RFC 9420 section 7.1).
public struct ParentNode: Hashable, Sendable, WireCodable {
    public var encryptionKey: HPKEPublicKey
    public var parentHash: [UInt8]
    /// In increasing order.
    public var unmergedLeaves: [LeafIndex]

    public init(encryptionKey: HPKEPublicKey, parentHash: [UInt8] = [], unmergedLeaves: [LeafIndex] = []) {
        self.encryptionKey = encryptionKey
        self.parentHash = parentHash
        self.unmergedLeaves = unmergedLeaves
    }

    public func encode(to writer: inout Writer) {
        encryptionKey.encode(to: &writer)
        writer.opaque(parentHash)
        writer.vector { writer in
            for leaf in unmergedLeaves { writer.uint32(leaf.value) }
        }
    }

    public init(from reader: inout Reader) throws(DecodeError) {
        encryptionKey = try HPKEPublicKey(from: &reader)
        parentHash = try reader.opaque("ParentNode.parent_hash")
        let leaves = try reader.vector(of: UInt32.self, "ParentNode.unmerged_leaves")
        unmergedLeaves = leaves.map { LeafIndex($0) }
    }
}

/// A node of the ratchet tree that is not blank (RFC 9420 section 12.4.3.3).
///
/// The cases are indirect so that a tree is an array of references, which copies of it share.
public indirect enum Node: Hashable, Sendable, WireCodable {
    case leaf(LeafNode)
    case parent(ParentNode)

    enum NodeType: UInt8 {
        case leaf = 1
        case parent = 2
    }

    public func encode(to writer: inout Writer) {
        switch self {
        case .leaf(let leaf):
            writer.uint8(NodeType.leaf.rawValue)
            leaf.encode(to: &writer)
        case .parent(let parent):
            writer.uint8(NodeType.parent.rawValue)
            parent.encode(to: &writer)
        }
    }

    public init(from reader: inout Reader) throws(DecodeError) {
        switch try reader.enumeration(of: NodeType.self, "Node.node_type") {
        case .leaf: self = .leaf(try LeafNode(from: &reader))
        case .parent: self = .parent(try ParentNode(from: &reader))
        }
    }

    var encryptionKey: HPKEPublicKey {
        switch self {
        case .leaf(let leaf): leaf.encryptionKey
        case .parent(let parent): parent.encryptionKey
        }
    }

    var parentHash: [UInt8]? {
        switch self {
        case .leaf(let leaf):
            if case .commit(let hash) = leaf.leafNodeSource { hash } else { nil }
        case .parent(let parent): parent.parentHash
        }
    }
}

/// `optional<Node> ratchet_tree<V>`: the content of the `ratchet_tree` extension (RFC 9420 section 12.4.3.3).
public struct RatchetTreeNodes: Hashable, Sendable, WireCodable {
    public var nodes: [Node?]

    public init(_ nodes: [Node?]) {
        self.nodes = nodes
    }

    public func encode(to writer: inout Writer) {
        writer.vector { writer in
            for node in nodes { writer.optional(node) }
        }
    }

    private struct Entry: WireDecodable {
        let node: Node?

        init(from reader: inout Reader) throws(DecodeError) {
            node = try reader.optional("ratchet_tree")
        }
    }

    public init(from reader: inout Reader) throws(DecodeError) {
        nodes = try reader.vector(of: Entry.self, "ratchet_tree").map(\.node)
    }
}
