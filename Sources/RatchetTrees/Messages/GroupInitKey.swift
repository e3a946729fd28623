import MLS

/// What a new member needs to know of a group (section "GroupInitKey"), with its identity key and a fresh leaf key pair.
///
/// Everywhere it describes the state that the message around it is premised on, never the one that follows; see the README.
public struct GroupInitKey: Hashable, Sendable {
    public var epoch: UInt32
    /// The number of leaves, blank ones among them: where the next leaf stands depends on nothing else.
    public var groupSize: UInt32
    public var groupID: [UInt8]
    public var cipherSuite: CipherSuite
    /// The public key of the epoch's add key pair.
    public var addKey: DHPublicKey
    public var identityFrontier: [MerkleNode]
    public var ratchetFrontier: [DHPublicKey]

    public init(
        epoch: UInt32, groupSize: UInt32, groupID: [UInt8], cipherSuite: CipherSuite, addKey: DHPublicKey,
        identityFrontier: [MerkleNode], ratchetFrontier: [DHPublicKey]
    ) {
        self.epoch = epoch
        self.groupSize = groupSize
        self.groupID = groupID
        self.cipherSuite = cipherSuite
        self.addKey = addKey
        self.identityFrontier = identityFrontier
        self.ratchetFrontier = ratchetFrontier
    }

    /// The shape of both trees.
    ///
    /// - Throws: ``TreeShapeError/leafCount(_:)``.
    var shape: BalancedTree {
        get throws(TreeShapeError) { try BalancedTree(leafCount: Int(groupSize)) }
    }
}

extension GroupInitKey: WireCodable {
    public func encode(to writer: inout Writer) {
        writer.uint32(epoch)
        writer.uint32(groupSize)
        writer.opaque(groupID, 0...0xffff)
        cipherSuite.encode(to: &writer)
        addKey.encode(to: &writer)
        writer.vector(identityFrontier, 0...0xffff)
        writer.vector(ratchetFrontier, 0...0xffff)
    }

    public init(from reader: inout Reader) throws(DecodeError) {
        epoch = try reader.uint32("GroupInitKey.epoch")
        groupSize = try reader.uint32("GroupInitKey.group_size")
        groupID = try reader.opaque(0...0xffff, "GroupInitKey.group_id")
        cipherSuite = try CipherSuite(from: &reader)
        addKey = try DHPublicKey(from: &reader)
        identityFrontier = try reader.vector(0...0xffff, "GroupInitKey.identity_frontier")
        ratchetFrontier = try reader.vector(0...0xffff, "GroupInitKey.ratchet_frontier")
    }
}
