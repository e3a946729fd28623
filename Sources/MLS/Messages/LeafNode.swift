/// What a client supports (RFC 9420 section 7.2). Types that the RFC calls default are never listed.
public struct Capabilities: Hashable, Sendable, WireCodable {
    public var versions: [ProtocolVersion]
    public var cipherSuites: [CipherSuite]
    public var extensions: [ExtensionType]
    public var proposals: [ProposalType]
    public var credentials: [CredentialType]

    public init(
        versions: [ProtocolVersion] = [.mls10], cipherSuites: [CipherSuite] = CipherSuite.supported,
        extensions: [ExtensionType] = [], proposals: [ProposalType] = [],
        credentials: [CredentialType] = [.basic, .x509]
    ) {
        self.versions = versions
        self.cipherSuites = cipherSuites
        self.extensions = extensions
        self.proposals = proposals
        self.credentials = credentials
    }

    public func encode(to writer: inout Writer) {
        writer.vector(versions)
        writer.vector(cipherSuites)
        writer.vector(extensions)
        writer.vector(proposals)
        writer.vector(credentials)
    }

    public init(from reader: inout Reader) throws(DecodeError) {
        versions = try reader.vector("Capabilities.versions")
        cipherSuites = try reader.vector("Capabilities.cipher_suites")
        extensions = try reader.vector("Capabilities.extensions")
        proposals = try reader.vector("Capabilities.proposals")
        credentials = try reader.vector("Capabilities.credentials")
    }

    func supports(_ type: ExtensionType) -> Bool { type.isDefault || extensions.contains(type) }
    func supports(_ type: ProposalType) -> Bool { type.isDefault || proposals.contains(type) }
    func supports(_ type: CredentialType) -> Bool { credentials.contains(type) }
}

/// When a KeyPackage may be used (RFC 9420 section 7.2), in seconds since the Unix epoch.
public struct Lifetime: Hashable, Sendable, WireCodable {
    public var notBefore: UInt64
    public var notAfter: UInt64

    public init(notBefore: UInt64, notAfter: UInt64) {
        self.notBefore = notBefore
        self.notAfter = notAfter
    }

    /// All of time.
    public static let unlimited = Lifetime(notBefore: 0, notAfter: .max)

    public func encode(to writer: inout Writer) {
        writer.uint64(notBefore)
        writer.uint64(notAfter)
    }

    public init(from reader: inout Reader) throws(DecodeError) {
        notBefore = try reader.uint64("Lifetime.not_before")
        notAfter = try reader.uint64("Lifetime.not_after")
    }
}

/// How a LeafNode came to be in the tree (RFC 9420 section 7.2).
public enum LeafNodeSource: Hashable, Sendable {
    case keyPackage(Lifetime)
    case update
    case commit(parentHash: [UInt8])

    /// The `leaf_node_source` without its data.
    public enum Kind: UInt8, Hashable, Sendable {
        case keyPackage = 1
        case update = 2
        case commit = 3
    }

    public var kind: Kind {
        switch self {
        case .keyPackage: .keyPackage
        case .update: .update
        case .commit: .commit
        }
    }
}

/// A member's place in the tree (RFC 9420 section 7.2).
public struct LeafNode: Hashable, Sendable {
    public var encryptionKey: HPKEPublicKey
    public var signatureKey: SignaturePublicKey
    public var credential: Credential
    public var capabilities: Capabilities
    public var leafNodeSource: LeafNodeSource
    public var extensions: [Extension]
    public var signature: [UInt8]

    public init(
        encryptionKey: HPKEPublicKey, signatureKey: SignaturePublicKey, credential: Credential,
        capabilities: Capabilities, leafNodeSource: LeafNodeSource, extensions: [Extension] = [],
        signature: [UInt8] = []
    ) {
        self.encryptionKey = encryptionKey
        self.signatureKey = signatureKey
        self.credential = credential
        self.capabilities = capabilities
        self.leafNodeSource = leafNodeSource
        self.extensions = extensions
        self.signature = signature
    }
}

extension LeafNode: WireCodable {
    private func encodeUnsigned(to writer: inout Writer) {
        encryptionKey.encode(to: &writer)
        signatureKey.encode(to: &writer)
        credential.encode(to: &writer)
        capabilities.encode(to: &writer)
        writer.uint8(leafNodeSource.kind.rawValue)
        switch leafNodeSource {
        case .keyPackage(let lifetime): lifetime.encode(to: &writer)
        case .update: break
        case .commit(let parentHash): writer.opaque(parentHash)
        }
        writer.vector(extensions)
    }

    public func encode(to writer: inout Writer) {
        encodeUnsigned(to: &writer)
        writer.opaque(signature)
    }

    public init(from reader: inout Reader) throws(DecodeError) {
        encryptionKey = try HPKEPublicKey(from: &reader)
        signatureKey = try SignaturePublicKey(from: &reader)
        credential = try Credential(from: &reader)
        capabilities = try Capabilities(from: &reader)
        switch try reader.enumeration(of: LeafNodeSource.Kind.self, "LeafNode.leaf_node_source") {
        case .keyPackage: leafNodeSource = .keyPackage(try Lifetime(from: &reader))
        case .update: leafNodeSource = .update
        case .commit: leafNodeSource = .commit(parentHash: try reader.opaque("LeafNode.parent_hash"))
        }
        extensions = try reader.vector("LeafNode.extensions")
        signature = try reader.opaque("LeafNode.signature")
    }

    /// `LeafNodeTBS`: in a group it binds the leaf to the group and to its place.
    func toBeSigned(groupID: [UInt8], leafIndex: LeafIndex) throws(EncodeError) -> [UInt8] {
        var writer = Writer()
        encodeUnsigned(to: &writer)
        if leafNodeSource.kind != .keyPackage {
            writer.opaque(groupID)
            writer.uint32(leafIndex.value)
        }
        return try writer.finish()
    }

    /// Signs the leaf; `groupID` and `leafIndex` count only if the source is `update` or `commit`.
    public mutating func sign(
        _ suite: Suite, with key: SignaturePrivateKey, groupID: [UInt8] = [], leafIndex: LeafIndex = LeafIndex(0)
    ) throws {
        signature = try suite.signWithLabel(
            key, "LeafNodeTBS", try toBeSigned(groupID: groupID, leafIndex: leafIndex))
    }

    /// Whether the signature is valid.
    package func isSigned(_ suite: Suite, groupID: [UInt8], leafIndex: LeafIndex) throws -> Bool {
        try suite.verifyWithLabel(
            signatureKey, "LeafNodeTBS", try toBeSigned(groupID: groupID, leafIndex: leafIndex),
            signature: signature)
    }
}
