/// Why a cryptographic operation gave no result.
public enum CryptographyError: Error, Equatable, Sendable, CustomStringConvertible {
    /// The suite is not implemented: X448 and Ed448 are missing from swift-crypto, or the suite is unknown.
    case unsupportedCipherSuite(CipherSuite)
    /// The bytes are not a private key of the algorithm.
    case invalidPrivateKey
    /// The bytes are not a public key of the algorithm, or not in the format that RFC 9420 section 5.1.1 prescribes.
    case invalidPublicKey
    /// The Diffie-Hellman result was all zero (RFC 9180 section 7.1.4).
    case allZeroSharedSecret
    /// DeriveKeyPair found no scalar in 256 attempts (RFC 9180 section 7.1.3).
    case deriveKeyPairFailed
    /// An AEAD did not open.
    case decryptionFailed
    /// An output of more bytes was asked for than the KDF can give (255 times its hash).
    case outputTooLong(byteCount: Int)
    /// The AEAD is the export-only one, which seals nothing.
    case exportOnly
    /// The library below refused an operation that should not fail.
    case internalFailure

    public var description: String {
        switch self {
        case .unsupportedCipherSuite(let suite): "unsupported cipher suite: \(suite)"
        case .invalidPrivateKey: "invalid private key"
        case .invalidPublicKey: "invalid public key"
        case .allZeroSharedSecret: "all-zero shared secret"
        case .deriveKeyPairFailed: "DeriveKeyPair failed"
        case .decryptionFailed: "decryption failed"
        case .outputTooLong(let byteCount): "KDF output of \(byteCount) bytes is too long"
        case .exportOnly: "export-only AEAD"
        case .internalFailure: "internal failure of the cryptographic library"
        }
    }
}
