/// A KeyPackage with the private keys that belong to it.
public struct KeyPackageBundle: Sendable {
    public let keyPackage: KeyPackage
    /// The key of `init_key`; to be deleted once a Welcome has been opened with it.
    public let initKey: HPKEPrivateKey
    /// The key of `leaf_node.encryption_key`.
    public let encryptionKey: HPKEPrivateKey
    public let signatureKey: SignaturePrivateKey

    public init(
        keyPackage: KeyPackage, initKey: HPKEPrivateKey, encryptionKey: HPKEPrivateKey,
        signatureKey: SignaturePrivateKey
    ) {
        self.keyPackage = keyPackage
        self.initKey = initKey
        self.encryptionKey = encryptionKey
        self.signatureKey = signatureKey
    }

    /// Makes fresh keys and signs a KeyPackage for them (RFC 9420 section 10).
    ///
    /// - Parameter greases: whether values that mean nothing are mixed in, so that others are seen to
    ///   ignore them (section 13.5).
    /// - Throws: ``CryptographyError/unsupportedCipherSuite(_:)``.
    public init(
        _ cipherSuite: CipherSuite, credential: Credential, signatureKey: SignaturePrivateKey,
        capabilities: Capabilities = Capabilities(), lifetime: Lifetime = .unlimited,
        extensions: [Extension] = [], leafExtensions: [Extension] = [], greases: Bool = false,
        using random: inout some RandomNumberGenerator
    ) throws {
        let suite = try Suite(cipherSuite)
        var capabilities = capabilities
        var extensions = extensions
        if greases {
            let grease = capabilities.grease(using: &random)
            extensions.append(
                Extension(extensionType: grease, extensionData: [UInt8](randomCount: 8, using: &random)))
        }
        let initKey = try suite.kem.generateKeyPair(using: &random)
        let encryptionKey = try suite.kem.generateKeyPair(using: &random)
        var leafNode = LeafNode(
            encryptionKey: encryptionKey.publicKey, signatureKey: signatureKey.publicKey, credential: credential,
            capabilities: capabilities, leafNodeSource: .keyPackage(lifetime), extensions: leafExtensions)
        try leafNode.sign(suite, with: signatureKey)
        var keyPackage = KeyPackage(
            cipherSuite: cipherSuite, initKey: initKey.publicKey, leafNode: leafNode, extensions: extensions)
        try keyPackage.sign(suite, with: signatureKey)
        self.init(
            keyPackage: keyPackage, initKey: initKey, encryptionKey: encryptionKey, signatureKey: signatureKey)
    }
}

extension Capabilities {
    /// Adds a value reserved for GREASE to each list that may have one (section 13.5).
    ///
    /// - Returns: the extension type among them.
    mutating func grease(using random: inout some RandomNumberGenerator) -> ExtensionType {
        func value() -> UInt16 {
            let nibble = UInt16(truncatingIfNeeded: random.next() % 15)
            return nibble << 12 | 0x0a00 | nibble << 4 | 0x000a
        }
        let type = ExtensionType(rawValue: value())
        cipherSuites.append(CipherSuite(rawValue: value()))
        extensions.append(type)
        proposals.append(ProposalType(rawValue: value()))
        credentials.append(CredentialType(rawValue: value()))
        return type
    }
}
