/// What the members of an epoch agree on (RFC 9420 section 8.1).
public struct GroupContext: Hashable, Sendable, WireCodable {
    public var version: ProtocolVersion
    public var cipherSuite: CipherSuite
    public var groupID: [UInt8]
    public var epoch: UInt64
    public var treeHash: [UInt8]
    public var confirmedTranscriptHash: [UInt8]
    public var extensions: [Extension]

    public init(
        version: ProtocolVersion = .mls10, cipherSuite: CipherSuite, groupID: [UInt8], epoch: UInt64,
        treeHash: [UInt8], confirmedTranscriptHash: [UInt8], extensions: [Extension] = []
    ) {
        self.version = version
        self.cipherSuite = cipherSuite
        self.groupID = groupID
        self.epoch = epoch
        self.treeHash = treeHash
        self.confirmedTranscriptHash = confirmedTranscriptHash
        self.extensions = extensions
    }

    public func encode(to writer: inout Writer) {
        version.encode(to: &writer)
        cipherSuite.encode(to: &writer)
        writer.opaque(groupID)
        writer.uint64(epoch)
        writer.opaque(treeHash)
        writer.opaque(confirmedTranscriptHash)
        writer.vector(extensions)
    }

    public init(from reader: inout Reader) throws(DecodeError) {
        version = try ProtocolVersion(from: &reader)
        cipherSuite = try CipherSuite(from: &reader)
        groupID = try reader.opaque("GroupContext.group_id")
        epoch = try reader.uint64("GroupContext.epoch")
        treeHash = try reader.opaque("GroupContext.tree_hash")
        confirmedTranscriptHash = try reader.opaque("GroupContext.confirmed_transcript_hash")
        extensions = try reader.vector("GroupContext.extensions")
    }
}
