/// A change that is asked for (RFC 9420 section 12.1).
public enum Proposal: Hashable, Sendable {
    case add(KeyPackage)
    case update(LeafNode)
    case remove(LeafIndex)
    case preSharedKey(PreSharedKeyID)
    case reInit(ReInit)
    case externalInit(kemOutput: [UInt8])
    case groupContextExtensions([Extension])
    /// A type that the RFC does not define. The RFC leaves its layout open; here it is `opaque data<V>`, and what it
    /// does is the application's affair.
    case custom(ProposalType, data: [UInt8])

    public var proposalType: ProposalType {
        switch self {
        case .add: .add
        case .update: .update
        case .remove: .remove
        case .preSharedKey: .psk
        case .reInit: .reinit
        case .externalInit: .externalInit
        case .groupContextExtensions: .groupContextExtensions
        case .custom(let type, _): type
        }
    }
}

/// A wish to start the group anew with other parameters (RFC 9420 section 12.1.5).
public struct ReInit: Hashable, Sendable, WireCodable {
    public var groupID: [UInt8]
    public var version: ProtocolVersion
    public var cipherSuite: CipherSuite
    public var extensions: [Extension]

    public init(
        groupID: [UInt8], version: ProtocolVersion = .mls10, cipherSuite: CipherSuite, extensions: [Extension] = []
    ) {
        self.groupID = groupID
        self.version = version
        self.cipherSuite = cipherSuite
        self.extensions = extensions
    }

    public func encode(to writer: inout Writer) {
        writer.opaque(groupID)
        version.encode(to: &writer)
        cipherSuite.encode(to: &writer)
        writer.vector(extensions)
    }

    public init(from reader: inout Reader) throws(DecodeError) {
        groupID = try reader.opaque("ReInit.group_id")
        version = try ProtocolVersion(from: &reader)
        cipherSuite = try CipherSuite(from: &reader)
        extensions = try reader.vector("ReInit.extensions")
    }
}

extension Proposal: WireCodable {
    public func encode(to writer: inout Writer) {
        proposalType.encode(to: &writer)
        encodeContent(to: &writer)
    }

    /// The struct that the type selects, without the type before it.
    public func encodeContent(to writer: inout Writer) {
        switch self {
        case .add(let keyPackage): keyPackage.encode(to: &writer)
        case .update(let leafNode): leafNode.encode(to: &writer)
        case .remove(let removed): writer.uint32(removed.value)
        case .preSharedKey(let psk): psk.encode(to: &writer)
        case .reInit(let reInit): reInit.encode(to: &writer)
        case .externalInit(let kemOutput): writer.opaque(kemOutput)
        case .groupContextExtensions(let extensions): writer.vector(extensions)
        case .custom(_, let data): writer.opaque(data)
        }
    }

    public init(from reader: inout Reader) throws(DecodeError) {
        let type = try ProposalType(from: &reader)
        self = try Self(type, contentFrom: &reader)
    }

    /// Decodes the struct that `type` selects.
    public init(_ type: ProposalType, contentFrom reader: inout Reader) throws(DecodeError) {
        switch type {
        case .add: self = .add(try KeyPackage(from: &reader))
        case .update: self = .update(try LeafNode(from: &reader))
        case .remove: self = .remove(LeafIndex(try reader.uint32("Remove.removed")))
        case .psk: self = .preSharedKey(try PreSharedKeyID(from: &reader))
        case .reinit: self = .reInit(try ReInit(from: &reader))
        case .externalInit: self = .externalInit(kemOutput: try reader.opaque("ExternalInit.kem_output"))
        case .groupContextExtensions:
            self = .groupContextExtensions(try reader.vector("GroupContextExtensions.extensions"))
        default:
            self = .custom(type, data: try reader.opaque("Proposal.data"))
        }
    }
}
