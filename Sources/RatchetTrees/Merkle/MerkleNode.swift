import MLS

/// `opaque MerkleNode<1..255>`: the hash at a node of a Merkle tree (section "Merkle Trees"), 32 bytes with SHA-256.
public struct MerkleNode: Hashable, Sendable, WireCodable {
    public let bytes: [UInt8]

    public init(_ bytes: [UInt8]) {
        self.bytes = bytes
    }

    /// A leaf: `H(0x01 || leaf-value)`.
    public static func leaf(_ value: [UInt8], _ hash: HashAlgorithm) -> MerkleNode {
        MerkleNode(hash.digest([0x01] + value))
    }

    /// A parent: `H(0x02 || left-value || right-value)`.
    public static func parent(_ left: MerkleNode, _ right: MerkleNode, _ hash: HashAlgorithm) -> MerkleNode {
        MerkleNode(hash.digest([0x02] + left.bytes + right.bytes))
    }

    /// A leaf whose member was deleted: `H(0x00)`. Its parents are hashed as any others.
    public static func blankLeaf(_ hash: HashAlgorithm) -> MerkleNode {
        MerkleNode(hash.digest([0x00]))
    }

    public func encode(to writer: inout Writer) {
        writer.opaque(bytes, 1...0xff)
    }

    public init(from reader: inout Reader) throws(DecodeError) {
        bytes = try reader.opaque(1...0xff, "MerkleNode")
    }
}
