/// A typed, opaque extension (RFC 9420 section 7.2).
public struct Extension: Hashable, Sendable {
    public var extensionType: ExtensionType
    public var extensionData: [UInt8]

    public init(extensionType: ExtensionType, extensionData: [UInt8]) {
        self.extensionType = extensionType
        self.extensionData = extensionData
    }

    /// An extension whose data is the encoding of `content`.
    public init(_ extensionType: ExtensionType, _ content: some WireEncodable) throws(EncodeError) {
        self.extensionType = extensionType
        extensionData = try content.encoded()
    }
}

extension Extension: WireCodable {
    public func encode(to writer: inout Writer) {
        extensionType.encode(to: &writer)
        writer.opaque(extensionData)
    }

    public init(from reader: inout Reader) throws(DecodeError) {
        extensionType = try ExtensionType(from: &reader)
        extensionData = try reader.opaque("Extension.extension_data")
    }
}

extension [Extension] {
    /// The data of the extension of a type.
    public subscript(type: ExtensionType) -> [UInt8]? {
        first { $0.extensionType == type }?.extensionData
    }

    /// A type that occurs more than once, which section 13.4 forbids.
    var duplicatedType: ExtensionType? {
        var seen: Set<ExtensionType> = []
        return first { !seen.insert($0.extensionType).inserted }?.extensionType
    }

    /// The decoded extension of a type, or nil if there is none.
    ///
    /// - Throws: ``DecodeError``.
    func decoded<Content: WireDecodable>(
        _ type: ExtensionType, as _: Content.Type = Content.self
    ) throws(DecodeError) -> Content? {
        guard let data = self[type] else { return nil }
        return try Content(decoding: data)
    }
}

/// What all members have to support (RFC 9420 section 11.1).
public struct RequiredCapabilities: Hashable, Sendable, WireCodable {
    public var extensionTypes: [ExtensionType]
    public var proposalTypes: [ProposalType]
    public var credentialTypes: [CredentialType]

    public init(
        extensionTypes: [ExtensionType] = [], proposalTypes: [ProposalType] = [],
        credentialTypes: [CredentialType] = []
    ) {
        self.extensionTypes = extensionTypes
        self.proposalTypes = proposalTypes
        self.credentialTypes = credentialTypes
    }

    public func encode(to writer: inout Writer) {
        writer.vector(extensionTypes)
        writer.vector(proposalTypes)
        writer.vector(credentialTypes)
    }

    public init(from reader: inout Reader) throws(DecodeError) {
        extensionTypes = try reader.vector("RequiredCapabilities.extension_types")
        proposalTypes = try reader.vector("RequiredCapabilities.proposal_types")
        credentialTypes = try reader.vector("RequiredCapabilities.credential_types")
    }
}

/// Someone outside the group who may propose (RFC 9420 section 12.1.8.1).
public struct ExternalSender: Hashable, Sendable, WireCodable {
    public var signatureKey: SignaturePublicKey
    public var credential: Credential

    public init(signatureKey: SignaturePublicKey, credential: Credential) {
        self.signatureKey = signatureKey
        self.credential = credential
    }

    public func encode(to writer: inout Writer) {
        signatureKey.encode(to: &writer)
        credential.encode(to: &writer)
    }

    public init(from reader: inout Reader) throws(DecodeError) {
        signatureKey = try SignaturePublicKey(from: &reader)
        credential = try Credential(from: &reader)
    }
}

/// The content of the `external_senders` extension: `ExternalSender external_senders<V>`.
public struct ExternalSenders: Hashable, Sendable, WireCodable {
    public var senders: [ExternalSender]

    public init(_ senders: [ExternalSender]) {
        self.senders = senders
    }

    public func encode(to writer: inout Writer) {
        writer.vector(senders)
    }

    public init(from reader: inout Reader) throws(DecodeError) {
        senders = try reader.vector("external_senders")
    }
}
