import Crypto
import Foundation

/// `opaque HPKEPublicKey<V>` (RFC 9420 section 5.1.1): 32 bytes for X25519, otherwise an uncompressed point
/// of 65 (P-256), 97 (P-384) or 133 (P-521) bytes.
public struct HPKEPublicKey: Hashable, Sendable, WireCodable {
    public let bytes: [UInt8]

    public init(_ bytes: [UInt8]) {
        self.bytes = bytes
    }

    public func encode(to writer: inout Writer) {
        writer.opaque(bytes)
    }

    public init(from reader: inout Reader) throws(DecodeError) {
        bytes = try reader.opaque("HPKEPublicKey")
    }

    /// All bytes at once: an array would feed them to the hasher one by one.
    public func hash(into hasher: inout Hasher) {
        bytes.withUnsafeBytes { hasher.combine(bytes: $0) }
    }
}

/// A DHKEM of RFC 9180 section 4.1.
public enum KEM: Sendable, Equatable {
    case x25519, p256, p384, p521

    /// The identifier of RFC 9180 section 7.1.
    package var kemID: UInt16 {
        switch self {
        case .p256: 0x0010
        case .p384: 0x0011
        case .p521: 0x0012
        case .x25519: 0x0020
        }
    }

    /// The KEM's own hash, which need not be the one of the HPKE context.
    var hash: HashAlgorithm {
        switch self {
        case .x25519, .p256: .sha256
        case .p384: .sha384
        case .p521: .sha512
        }
    }

    /// `Nsk`: the size of a private key in bytes.
    public var privateKeySize: Int {
        switch self {
        case .x25519, .p256: 32
        case .p384: 48
        case .p521: 66
        }
    }

    /// `Npk`, and `Nenc` too: the size of a public key in bytes.
    public var publicKeySize: Int {
        switch self {
        case .x25519: 32
        case .p256: 65
        case .p384: 97
        case .p521: 133
        }
    }

    private var labels: HPKELabels { HPKELabels(suiteID: [0x4b, 0x45, 0x4d] + kemID.bigEndianBytes, hash: hash) }

    /// `DeriveKeyPair(ikm)` (RFC 9180 section 7.1.3).
    ///
    /// - Throws: ``CryptographyError/deriveKeyPairFailed`` if 256 candidates were no scalars of the curve.
    public func deriveKeyPair(_ ikm: Secret) throws -> HPKEPrivateKey {
        let labels = labels
        let prk = try labels.extract(salt: Secret([]), "dkp_prk", ikm)
        guard self != .x25519 else {
            return try HPKEPrivateKey(self, rawRepresentation: try labels.expand(prk, "sk", [], 32))
        }
        for counter in UInt8.min...UInt8.max {
            var candidate = try labels.expand(prk, "candidate", [counter], privateKeySize).exposed
            defer { wipe(&candidate) }
            // Only the lowest bit of the first byte belongs to a scalar of P-521: its bitmask is 0x01.
            if self == .p521 { candidate[0] &= 0x01 }
            if let key = try? HPKEPrivateKey(self, rawRepresentation: Secret(candidate)) { return key }
        }
        throw CryptographyError.deriveKeyPairFailed
    }

    /// A key pair derived from `Nsk` bytes of `random`.
    public func generateKeyPair(using random: inout some RandomNumberGenerator) throws -> HPKEPrivateKey {
        try deriveKeyPair(Secret(count: privateKeySize, using: &random))
    }

    /// Whether `key` has the prescribed form and, for the NIST curves, is a point of the curve.
    package func isValid(_ key: HPKEPublicKey) -> Bool {
        switch self {
        case .x25519: return key.bytes.count == publicKeySize
        case .p256: return (try? P256.KeyAgreement.PublicKey(x963Representation: key.bytes)) != nil
        case .p384: return (try? P384.KeyAgreement.PublicKey(x963Representation: key.bytes)) != nil
        case .p521: return (try? P521.KeyAgreement.PublicKey(x963Representation: key.bytes)) != nil
        }
    }

    /// `Encap(pkR)` with a given ephemeral key pair (RFC 9180 section 4.1).
    ///
    /// - Returns: the shared secret, and `enc`, which is the ephemeral public key.
    package func encapsulate(
        to receiver: HPKEPublicKey, ephemeral: HPKEPrivateKey
    ) throws -> (sharedSecret: Secret, encapsulated: [UInt8]) {
        let dh = try ephemeral.diffieHellman(receiver)
        let enc = ephemeral.publicKey.bytes
        return (try extractAndExpand(dh, context: enc + receiver.bytes), enc)
    }

    /// `Decap(enc, skR)` (RFC 9180 section 4.1).
    package func decapsulate(_ encapsulated: [UInt8], _ key: HPKEPrivateKey) throws -> Secret {
        let dh = try key.diffieHellman(HPKEPublicKey(encapsulated))
        return try extractAndExpand(dh, context: encapsulated + key.publicKey.bytes)
    }

    private func extractAndExpand(_ dh: Secret, context: [UInt8]) throws -> Secret {
        let labels = labels
        let prk = try labels.extract(salt: Secret([]), "eae_prk", dh)
        return try labels.expand(prk, "shared_secret", context, hash.byteCount)
    }
}

/// A private key of a ``KEM``, together with its public key.
public struct HPKEPrivateKey: Sendable {
    private enum Key: Sendable {
        case x25519(Curve25519.KeyAgreement.PrivateKey)
        case p256(P256.KeyAgreement.PrivateKey)
        case p384(P384.KeyAgreement.PrivateKey)
        case p521(P521.KeyAgreement.PrivateKey)
    }

    private let key: Key
    public let kem: KEM
    public let publicKey: HPKEPublicKey
    /// The encoding of a key of a NIST curve, kept since swift-crypto would give it out as `Data` that nobody zeroes.
    private let scalar: Secret?

    /// `DeserializePrivateKey` (RFC 9180 section 4); scalars without their leading zeroes are padded on the left.
    ///
    /// - Throws: ``CryptographyError/invalidPrivateKey``.
    public init(_ kem: KEM, rawRepresentation: Secret) throws(CryptographyError) {
        self.kem = kem
        let bytes = kem == .x25519 ? rawRepresentation : rawRepresentation.leftPadded(to: kem.privateKeySize)
        scalar = kem == .x25519 ? nil : bytes
        do {
            switch kem {
            case .x25519:
                let key = try Curve25519.KeyAgreement.PrivateKey(rawRepresentation: bytes.key)
                self.key = .x25519(key)
                publicKey = HPKEPublicKey(Array(key.publicKey.rawRepresentation))
            case .p256:
                let key = try P256.KeyAgreement.PrivateKey(rawRepresentation: bytes.key)
                self.key = .p256(key)
                publicKey = HPKEPublicKey(Array(key.publicKey.x963Representation))
            case .p384:
                let key = try P384.KeyAgreement.PrivateKey(rawRepresentation: bytes.key)
                self.key = .p384(key)
                publicKey = HPKEPublicKey(Array(key.publicKey.x963Representation))
            case .p521:
                let key = try P521.KeyAgreement.PrivateKey(rawRepresentation: bytes.key)
                self.key = .p521(key)
                publicKey = HPKEPublicKey(Array(key.publicKey.x963Representation))
            }
        } catch {
            throw .invalidPrivateKey
        }
    }

    /// `SerializePrivateKey`: 32, 48 or 66 bytes.
    ///
    /// What swift-crypto gives out for X25519 is the key's own memory, which is zeroed with the key and is not ours to zero.
    public var rawRepresentation: Secret {
        if case .x25519(let key) = key { return Secret(key.rawRepresentation) }
        return scalar ?? Secret([])
    }

    /// `DH(self, key)`.
    ///
    /// - Throws: ``CryptographyError/invalidPublicKey``, and ``CryptographyError/allZeroSharedSecret``
    ///   (RFC 9180 section 7.1.4), which swift-crypto itself lets pass.
    package func diffieHellman(_ other: HPKEPublicKey) throws(CryptographyError) -> Secret {
        let shared: SharedSecret
        do {
            switch key {
            case .x25519(let key):
                shared = try key.sharedSecretFromKeyAgreement(
                    with: Curve25519.KeyAgreement.PublicKey(rawRepresentation: other.bytes))
            case .p256(let key):
                shared = try key.sharedSecretFromKeyAgreement(
                    with: P256.KeyAgreement.PublicKey(x963Representation: other.bytes))
            case .p384(let key):
                shared = try key.sharedSecretFromKeyAgreement(
                    with: P384.KeyAgreement.PublicKey(x963Representation: other.bytes))
            case .p521(let key):
                shared = try key.sharedSecretFromKeyAgreement(
                    with: P521.KeyAgreement.PublicKey(x963Representation: other.bytes))
            }
        } catch {
            throw .invalidPublicKey
        }
        let secret = shared.withUnsafeBytes { Secret(copying: $0) }
        let bits = secret.withUnsafeBytes { $0.reduce(0, |) }
        guard bits != 0 else { throw .allZeroSharedSecret }
        return secret
    }
}

extension UInt16 {
    var bigEndianBytes: [UInt8] { [UInt8(truncatingIfNeeded: self >> 8), UInt8(truncatingIfNeeded: self)] }
}
