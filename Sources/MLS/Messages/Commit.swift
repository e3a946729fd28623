/// The hash of the AuthenticatedContent that carried a proposal (RFC 9420 section 5.2), `KDF.Nh` bytes.
public struct ProposalRef: Hashable, Sendable, WireCodable {
    public let bytes: [UInt8]

    public init(_ bytes: [UInt8]) {
        self.bytes = bytes
    }

    public func encode(to writer: inout Writer) {
        writer.opaque(bytes)
    }

    public init(from reader: inout Reader) throws(DecodeError) {
        bytes = try reader.opaque("ProposalRef")
    }

    /// All bytes at once: an array would feed them to the hasher one by one.
    public func hash(into hasher: inout Hasher) {
        bytes.withUnsafeBytes { hasher.combine(bytes: $0) }
    }
}

/// A proposal by value or by reference (RFC 9420 section 12.4).
public enum ProposalOrRef: Hashable, Sendable, WireCodable {
    case proposal(Proposal)
    case reference(ProposalRef)

    private enum Kind: UInt8 {
        case proposal = 1
        case reference = 2
    }

    public func encode(to writer: inout Writer) {
        switch self {
        case .proposal(let proposal):
            writer.uint8(Kind.proposal.rawValue)
            proposal.encode(to: &writer)
        case .reference(let reference):
            writer.uint8(Kind.reference.rawValue)
            reference.encode(to: &writer)
        }
    }

    public init(from reader: inout Reader) throws(DecodeError) {
        switch try reader.enumeration(of: Kind.self, "ProposalOrRef.type") {
        case .proposal: self = .proposal(try Proposal(from: &reader))
        case .reference: self = .reference(try ProposalRef(from: &reader))
        }
    }
}

/// What HPKE makes of a plaintext (RFC 9420 section 7.6).
public struct HPKECiphertext: Hashable, Sendable, WireCodable {
    public var kemOutput: [UInt8]
    public var ciphertext: [UInt8]

    public init(kemOutput: [UInt8], ciphertext: [UInt8]) {
        self.kemOutput = kemOutput
        self.ciphertext = ciphertext
    }

    public func encode(to writer: inout Writer) {
        writer.opaque(kemOutput)
        writer.opaque(ciphertext)
    }

    public init(from reader: inout Reader) throws(DecodeError) {
        kemOutput = try reader.opaque("HPKECiphertext.kem_output")
        ciphertext = try reader.opaque("HPKECiphertext.ciphertext")
    }
}

/// The new key of one node of the filtered direct path, and its path secret for each node of the copath's
/// resolution (RFC 9420 section 7.6).
public struct UpdatePathNode: Hashable, Sendable, WireCodable {
    public var encryptionKey: HPKEPublicKey
    public var encryptedPathSecret: [HPKECiphertext]

    public init(encryptionKey: HPKEPublicKey, encryptedPathSecret: [HPKECiphertext]) {
        self.encryptionKey = encryptionKey
        self.encryptedPathSecret = encryptedPathSecret
    }

    public func encode(to writer: inout Writer) {
        encryptionKey.encode(to: &writer)
        writer.vector(encryptedPathSecret)
    }

    public init(from reader: inout Reader) throws(DecodeError) {
        encryptionKey = try HPKEPublicKey(from: &reader)
        encryptedPathSecret = try reader.vector("UpdatePathNode.encrypted_path_secret")
    }
}

/// New keys from the committer's leaf to the root (RFC 9420 section 7.6).
public struct UpdatePath: Hashable, Sendable, WireCodable {
    public var leafNode: LeafNode
    public var nodes: [UpdatePathNode]

    public init(leafNode: LeafNode, nodes: [UpdatePathNode]) {
        self.leafNode = leafNode
        self.nodes = nodes
    }

    public func encode(to writer: inout Writer) {
        leafNode.encode(to: &writer)
        writer.vector(nodes)
    }

    public init(from reader: inout Reader) throws(DecodeError) {
        leafNode = try LeafNode(from: &reader)
        nodes = try reader.vector("UpdatePath.nodes")
    }
}

/// What begins a new epoch (RFC 9420 section 12.4).
public struct Commit: Hashable, Sendable, WireCodable {
    public var proposals: [ProposalOrRef]
    public var path: UpdatePath?

    public init(proposals: [ProposalOrRef], path: UpdatePath?) {
        self.proposals = proposals
        self.path = path
    }

    public func encode(to writer: inout Writer) {
        writer.vector(proposals)
        writer.optional(path)
    }

    public init(from reader: inout Reader) throws(DecodeError) {
        proposals = try reader.vector("Commit.proposals")
        path = try reader.optional("Commit.path")
    }
}
