import Crypto
import Foundation

/// `opaque SignaturePublicKey<V>` (RFC 9420 section 5.1.1): 32 bytes for Ed25519, otherwise an uncompressed
/// point of 65 (P-256), 97 (P-384) or 133 (P-521) bytes.
public struct SignaturePublicKey: Hashable, Sendable, WireCodable {
    public let bytes: [UInt8]

    public init(_ bytes: [UInt8]) {
        self.bytes = bytes
    }

    public func encode(to writer: inout Writer) {
        writer.opaque(bytes)
    }

    public init(from reader: inout Reader) throws(DecodeError) {
        bytes = try reader.opaque("SignaturePublicKey")
    }

    /// All bytes at once: an array would feed them to the hasher one by one.
    public func hash(into hasher: inout Hasher) {
        bytes.withUnsafeBytes { hasher.combine(bytes: $0) }
    }
}

/// The signature algorithm of a cipher suite (RFC 9420 section 5.1.2).
public enum SignatureScheme: Sendable, Equatable {
    case ed25519, p256, p384, p521

    /// The size of a private key in bytes.
    var privateKeySize: Int {
        switch self {
        case .ed25519, .p256: 32
        case .p384: 48
        case .p521: 66
        }
    }

    /// The size of a public key in bytes.
    var publicKeySize: Int {
        switch self {
        case .ed25519: 32
        case .p256: 65
        case .p384: 97
        case .p521: 133
        }
    }

    /// A key pair derived from `random`.
    ///
    /// - Throws: ``CryptographyError/deriveKeyPairFailed`` if 256 candidates were no scalars of the curve.
    public func generateKey(
        using random: inout some RandomNumberGenerator
    ) throws(CryptographyError) -> SignaturePrivateKey {
        for _ in 0..<256 {
            var candidate = [UInt8](randomCount: privateKeySize, using: &random)
            defer { wipe(&candidate) }
            if self == .p521 { candidate[0] &= 1 }
            if let key = try? SignaturePrivateKey(self, rawRepresentation: Secret(candidate)) { return key }
        }
        throw .deriveKeyPairFailed
    }

    /// Whether `bytes` has the form that section 5.1.1 prescribes and is a key of the algorithm.
    package func isValid(_ key: SignaturePublicKey) -> Bool {
        switch self {
        case .ed25519: return (try? Curve25519.Signing.PublicKey(rawRepresentation: key.bytes)) != nil
        case .p256: return (try? P256.Signing.PublicKey(x963Representation: key.bytes)) != nil
        case .p384: return (try? P384.Signing.PublicKey(x963Representation: key.bytes)) != nil
        case .p521: return (try? P521.Signing.PublicKey(x963Representation: key.bytes)) != nil
        }
    }

    /// Whether `signature` (64 bytes for Ed25519, DER for ECDSA) is valid; false as well for a key that is none.
    package func verify(_ signature: [UInt8], of content: [UInt8], with key: SignaturePublicKey) -> Bool {
        switch self {
        case .ed25519:
            guard let key = try? Curve25519.Signing.PublicKey(rawRepresentation: key.bytes) else { return false }
            return key.isValidSignature(signature, for: content)
        case .p256:
            guard let key = try? P256.Signing.PublicKey(x963Representation: key.bytes),
                let signature = try? P256.Signing.ECDSASignature(derRepresentation: signature)
            else { return false }
            return key.isValidSignature(signature, for: content)
        case .p384:
            guard let key = try? P384.Signing.PublicKey(x963Representation: key.bytes),
                let signature = try? P384.Signing.ECDSASignature(derRepresentation: signature)
            else { return false }
            return key.isValidSignature(signature, for: content)
        case .p521:
            guard let key = try? P521.Signing.PublicKey(x963Representation: key.bytes),
                let signature = try? P521.Signing.ECDSASignature(derRepresentation: signature)
            else { return false }
            return key.isValidSignature(signature, for: content)
        }
    }
}

/// A private key of a ``SignatureScheme``, together with its public key.
public struct SignaturePrivateKey: Sendable {
    private enum Key: Sendable {
        case ed25519(Curve25519.Signing.PrivateKey)
        case p256(P256.Signing.PrivateKey)
        case p384(P384.Signing.PrivateKey)
        case p521(P521.Signing.PrivateKey)
    }

    private let key: Key
    public let scheme: SignatureScheme
    public let publicKey: SignaturePublicKey
    /// The encoding of a key of a NIST curve, kept since swift-crypto would give it out as `Data` that nobody zeroes.
    private let scalar: Secret?

    /// A key from its encoding: 32 bytes for Ed25519 and P-256, 48 for P-384, 66 for P-521.
    ///
    /// Scalars written without their leading zeroes are padded on the left.
    ///
    /// - Throws: ``CryptographyError/invalidPrivateKey``.
    public init(_ scheme: SignatureScheme, rawRepresentation: Secret) throws(CryptographyError) {
        self.scheme = scheme
        let bytes = scheme == .ed25519 ? rawRepresentation : rawRepresentation.leftPadded(to: scheme.privateKeySize)
        scalar = scheme == .ed25519 ? nil : bytes
        do {
            switch scheme {
            case .ed25519:
                let key = try Curve25519.Signing.PrivateKey(rawRepresentation: bytes.key)
                self.key = .ed25519(key)
                publicKey = SignaturePublicKey(Array(key.publicKey.rawRepresentation))
            case .p256:
                let key = try P256.Signing.PrivateKey(rawRepresentation: bytes.key)
                self.key = .p256(key)
                publicKey = SignaturePublicKey(Array(key.publicKey.x963Representation))
            case .p384:
                let key = try P384.Signing.PrivateKey(rawRepresentation: bytes.key)
                self.key = .p384(key)
                publicKey = SignaturePublicKey(Array(key.publicKey.x963Representation))
            case .p521:
                let key = try P521.Signing.PrivateKey(rawRepresentation: bytes.key)
                self.key = .p521(key)
                publicKey = SignaturePublicKey(Array(key.publicKey.x963Representation))
            }
        } catch {
            throw .invalidPrivateKey
        }
    }

    /// The encoding that ``init(_:rawRepresentation:)`` reads, with all leading zeroes.
    ///
    /// What swift-crypto gives out for Ed25519 is the key's own memory, which is zeroed with the key and is not ours to zero.
    public var rawRepresentation: Secret {
        if case .ed25519(let key) = key { return Secret(key.rawRepresentation) }
        return scalar ?? Secret([])
    }

    /// A signature: 64 bytes for Ed25519, DER for ECDSA. Deterministic for Ed25519 only.
    ///
    /// - Throws: ``CryptographyError/internalFailure``.
    package func sign(_ content: [UInt8]) throws(CryptographyError) -> [UInt8] {
        do {
            return switch key {
            case .ed25519(let key): Array(try key.signature(for: content))
            case .p256(let key): Array(try key.signature(for: content).derRepresentation)
            case .p384(let key): Array(try key.signature(for: content).derRepresentation)
            case .p521(let key): Array(try key.signature(for: content).derRepresentation)
            }
        } catch {
            throw .internalFailure
        }
    }
}

extension Secret {
    /// The secret with zero bytes before it, for scalars that were written without their leading zeroes.
    func leftPadded(to size: Int) -> Secret {
        guard count < size else { return self }
        var bytes = [UInt8](repeating: 0, count: size)
        withUnsafeBytes { secret in
            bytes.replaceSubrange((size - secret.count)..., with: secret)
        }
        defer { wipe(&bytes) }
        return Secret(bytes)
    }
}
