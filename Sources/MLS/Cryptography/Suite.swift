/// A cipher suite that can be computed with: its HPKE parameters, hash and signature scheme (RFC 9420 section 5.1).
public struct Suite: Sendable, Equatable {
    public let cipherSuite: CipherSuite
    public let kem: KEM
    public let hash: HashAlgorithm
    public let aead: AEAD
    public let signature: SignatureScheme

    /// - Throws: ``CryptographyError/unsupportedCipherSuite(_:)`` for 4, 6 and unknown suites.
    public init(_ cipherSuite: CipherSuite) throws(CryptographyError) {
        self.cipherSuite = cipherSuite
        switch cipherSuite.rawValue {
        case 1: (kem, hash, aead, signature) = (.x25519, .sha256, .aes128GCM, .ed25519)
        case 2: (kem, hash, aead, signature) = (.p256, .sha256, .aes128GCM, .p256)
        case 3: (kem, hash, aead, signature) = (.x25519, .sha256, .chaCha20Poly1305, .ed25519)
        case 5: (kem, hash, aead, signature) = (.p521, .sha512, .aes256GCM, .p521)
        case 7: (kem, hash, aead, signature) = (.p384, .sha384, .aes256GCM, .p384)
        default: throw .unsupportedCipherSuite(cipherSuite)
        }
    }

    var hpke: HPKE { HPKE(kem: kem, kdf: hash, aead: aead) }

    /// `KDF.Nh`: the size of a secret in bytes.
    public var secretSize: Int { hash.byteCount }

    // MARK: Key derivation (section 8)

    /// `ExpandWithLabel(Secret, Label, Context, Length)`.
    ///
    /// - Throws: ``CryptographyError/outputTooLong(byteCount:)`` above 255 times `KDF.Nh` bytes.
    public func expandWithLabel(
        _ secret: Secret, _ label: String, context: [UInt8], length: Int
    ) throws -> Secret {
        guard (0...min(255 * hash.byteCount, 0xffff)).contains(length) else {
            throw CryptographyError.outputTooLong(byteCount: length)
        }
        var writer = Writer()
        writer.uint16(UInt16(length))
        writer.opaque("MLS 1.0 " + label)
        writer.opaque(context)
        return hash.expand(secret, info: try writer.finish(), length: length)
    }

    /// `DeriveSecret(Secret, Label)`.
    public func deriveSecret(_ secret: Secret, _ label: String) throws -> Secret {
        try expandWithLabel(secret, label, context: [], length: secretSize)
    }

    /// `DeriveTreeSecret(Secret, Label, Generation, Length)` (section 9.1).
    public func deriveTreeSecret(
        _ secret: Secret, _ label: String, generation: UInt32, length: Int
    ) throws -> Secret {
        try expandWithLabel(secret, label, context: try generation.encoded(), length: length)
    }

    // MARK: References (section 5.2)

    /// `RefHash(label, value)`.
    public func refHash(_ label: String, _ value: [UInt8]) throws -> [UInt8] {
        var writer = Writer()
        writer.opaque(label)
        writer.opaque(value)
        return hash.digest(try writer.finish())
    }

    // MARK: Signatures (section 5.1.2)

    static func labelled(_ label: String, _ content: [UInt8]) throws(EncodeError) -> [UInt8] {
        var writer = Writer()
        writer.opaque("MLS 1.0 " + label)
        writer.opaque(content)
        return try writer.finish()
    }

    /// `SignWithLabel(SignatureKey, Label, Content)`.
    public func signWithLabel(
        _ key: SignaturePrivateKey, _ label: String, _ content: [UInt8]
    ) throws -> [UInt8] {
        try key.sign(try Self.labelled(label, content))
    }

    /// `VerifyWithLabel(VerificationKey, Label, Content, SignatureValue)`.
    public func verifyWithLabel(
        _ key: SignaturePublicKey, _ label: String, _ content: [UInt8], signature value: [UInt8]
    ) throws -> Bool {
        signature.verify(value, of: try Self.labelled(label, content), with: key)
    }

    // MARK: Public-key encryption (section 5.1.3)

    /// `EncryptWithLabel(PublicKey, Label, Context, Plaintext)`; the ephemeral key is derived from `random`.
    public func encryptWithLabel(
        _ key: HPKEPublicKey, _ label: String, context: [UInt8], plaintext: Secret,
        using random: inout some RandomNumberGenerator
    ) throws -> HPKECiphertext {
        var sender = try hpke.setupBaseSender(
            to: key, info: try Self.labelled(label, context),
            ephemeral: try kem.generateKeyPair(using: &random))
        let ciphertext = try plaintext.withUnsafeBytes { try sender.context.seal($0, aad: []) }
        return HPKECiphertext(kemOutput: sender.encapsulated, ciphertext: ciphertext)
    }

    /// `DecryptWithLabel(PrivateKey, Label, Context, KEMOutput, Ciphertext)`.
    ///
    /// - Throws: ``CryptographyError/decryptionFailed`` and the errors of the KEM.
    public func decryptWithLabel(
        _ key: HPKEPrivateKey, _ label: String, context: [UInt8], _ ciphertext: HPKECiphertext
    ) throws -> Secret {
        var receiver = try hpke.setupBaseReceiver(
            ciphertext.kemOutput, key, info: try Self.labelled(label, context))
        return try receiver.open(ciphertext.ciphertext, aad: [])
    }
}
