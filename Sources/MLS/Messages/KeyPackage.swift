/// What a client publishes so that others can add it (RFC 9420 section 10).
public struct KeyPackage: Hashable, Sendable {
    public var version: ProtocolVersion
    public var cipherSuite: CipherSuite
    public var initKey: HPKEPublicKey
    public var leafNode: LeafNode
    public var extensions: [Extension]
    public var signature: [UInt8]

    public init(
        version: ProtocolVersion = .mls10, cipherSuite: CipherSuite, initKey: HPKEPublicKey, leafNode: LeafNode,
        extensions: [Extension] = [], signature: [UInt8] = []
    ) {
        self.version = version
        self.cipherSuite = cipherSuite
        self.initKey = initKey
        self.leafNode = leafNode
        self.extensions = extensions
        self.signature = signature
    }
}

extension KeyPackage: WireCodable {
    private func encodeUnsigned(to writer: inout Writer) {
        version.encode(to: &writer)
        cipherSuite.encode(to: &writer)
        initKey.encode(to: &writer)
        leafNode.encode(to: &writer)
        writer.vector(extensions)
    }

    public func encode(to writer: inout Writer) {
        encodeUnsigned(to: &writer)
        writer.opaque(signature)
    }

    public init(from reader: inout Reader) throws(DecodeError) {
        version = try ProtocolVersion(from: &reader)
        cipherSuite = try CipherSuite(from: &reader)
        initKey = try HPKEPublicKey(from: &reader)
        leafNode = try LeafNode(from: &reader)
        extensions = try reader.vector("KeyPackage.extensions")
        signature = try reader.opaque("KeyPackage.signature")
    }

    /// `KeyPackageTBS`.
    func toBeSigned() throws(EncodeError) -> [UInt8] {
        var writer = Writer()
        encodeUnsigned(to: &writer)
        return try writer.finish()
    }

    /// Signs the KeyPackage; its leaf has its own signature.
    public mutating func sign(_ suite: Suite, with key: SignaturePrivateKey) throws {
        signature = try suite.signWithLabel(key, "KeyPackageTBS", try toBeSigned())
    }

    /// `MakeKeyPackageRef` (section 5.2), `KDF.Nh` bytes.
    public func reference(_ suite: Suite) throws -> [UInt8] {
        try suite.refHash("MLS 1.0 KeyPackage Reference", try encoded())
    }
}
