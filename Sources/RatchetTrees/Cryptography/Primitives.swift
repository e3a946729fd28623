import MLS

/// The primitives of a cipher suite that can be computed with.
public struct Primitives: Sendable, Equatable {
    public let cipherSuite: CipherSuite
    /// The Diffie-Hellman group: of RFC 9420's KEMs nothing else is used here.
    let group: KEM
    public let hash: HashAlgorithm

    /// - Throws: ``RatchetTreeError/unsupportedCipherSuite(_:)``.
    public init(_ cipherSuite: CipherSuite) throws(RatchetTreeError) {
        self.cipherSuite = cipherSuite
        switch cipherSuite {
        case .p256SHA256: (group, hash) = (.p256, .sha256)
        case .x25519SHA256: (group, hash) = (.x25519, .sha256)
        default: throw .unsupportedCipherSuite(cipherSuite)
        }
    }

    /// The bytes of a public key: 32 for X25519; for P-256 the 65 of an uncompressed point, the draft naming no format.
    public var publicKeySize: Int { group.publicKeySize }

    /// Whether `key` has the suite's format and, on P-256, is a point of the curve and not the one at infinity, which clients "MUST
    /// validate".
    func isValid(_ key: DHPublicKey) -> Bool {
        group.isValid(HPKEPublicKey(key.bytes))
    }

    /// Derive-Key-Pair: the private key is the hash of `secret`.
    ///
    /// On P-256 the hash is "interpreted as a big-endian integer" and the base point multiplied by it: an integer that is not below the
    /// order of the group (one of 2^32) counts modulo the order, which gives the same point.
    ///
    /// - Throws: `CryptographyError.invalidPrivateKey` where the integer is a multiple of the order.
    func deriveKeyPair(_ secret: Secret) throws -> KeyPair {
        let digest = secret.withUnsafeBytes { hash.digest(Array($0)) }
        let scalar = group == .p256 ? P256Order.reduced(digest) : digest
        return KeyPair(secret: secret, privateKey: try HPKEPrivateKey(group, rawRepresentation: Secret(scalar)))
    }

    /// A key pair derived from as many bytes of `random` as the hash has.
    ///
    /// The draft says of a leaf key pair that it is generated freshly. A group whose only leaf it is needs a "secret for the root
    /// node" as well, so every leaf is made from a secret.
    public func generateKeyPair(using random: inout some RandomNumberGenerator) throws -> KeyPair {
        try deriveKeyPair(Secret([UInt8](randomCount: hash.byteCount, using: &random)))
    }

    /// `DH(pair, key)`, 32 bytes, with the checks that the suites ask for: no all-zero value (RFC 7748 section 6), no point off the
    /// curve.
    ///
    /// - Throws: `CryptographyError.invalidPublicKey`, `CryptographyError.allZeroSharedSecret`.
    func diffieHellman(_ pair: KeyPair, _ key: DHPublicKey) throws -> Secret {
        OperationCount.current?.countOne()
        return try pair.privateKey.diffieHellman(HPKEPublicKey(key.bytes))
    }

    /// `Derive-Secret(Secret, Label, ID, Epoch, Msg)` (section "Key Schedule"), as long as a hash.
    ///
    /// - Throws: `EncodeError.vectorLength` for a message that is empty or longer than 2^16 - 1 bytes.
    func deriveSecret(
        _ secret: Secret, _ label: String, groupID: [UInt8], epoch: UInt32, message: [UInt8]
    ) throws -> Secret {
        var writer = Writer()
        writer.uint16(UInt16(hash.byteCount))
        writer.opaque(Array("mls10 \(label)".utf8), 7...0xff)
        writer.opaque(groupID, 0...0xffff)
        writer.uint32(epoch)
        writer.opaque(message, 1...0xffff)
        return hash.expand(secret, info: try writer.finish(), length: hash.byteCount)
    }
}
