import Crypto
import MLS

/// The cryptographic operations of one two-party round in cipher suite 1, without MLS around them.
///
/// A round is one Commit with an UpdatePath, created and processed. Its operations are
///   * four X25519 key pairs: the leaf's, the ephemeral one, and the parent's on both sides;
///   * two X25519 agreements: the path secret sealed and opened;
///   * two Ed25519 signatures made and two verified: the leaf's and the Commit's;
///   * one AES-GCM sealed and opened;
///   * 58 HMACs: 31 for the creator (13 in the key schedule, 8 in HPKE, 6 in DeriveKeyPair, 2 for path
///     secrets, 2 tags) and 27 for the other, who derives two key pairs fewer;
///   * 16 hashes: three of the tree, one parent hash and two transcript hashes on each side, and some input hashed twice.
struct BareOperations {
    let milliseconds: Double
    let lines: [String]

    init() throws {
        var random = SystemRandomNumberGenerator()
        let suite = try Suite(CipherSuite(rawValue: 1))
        let agreement = Curve25519.KeyAgreement.PrivateKey()
        let peer = Curve25519.KeyAgreement.PrivateKey().publicKey
        let seed = [UInt8](randomCount: 32, using: &random)
        let signer = Curve25519.Signing.PrivateKey()
        let content = [UInt8](randomCount: 400, using: &random)
        let signature = try signer.signature(for: content)
        let key = SymmetricKey(size: .bits128)
        let sealed = try AES.GCM.seal(seed, using: key)
        let secret = Secret(seed)
        let label = [UInt8](randomCount: 40, using: &random)

        let operations: [(name: String, count: Int, time: Double)] = [
            ("X25519 key pair", 4, try Self.time { _ = try Curve25519.KeyAgreement.PrivateKey(rawRepresentation: seed) }),
            ("X25519 agreement", 2, try Self.time { _ = try agreement.sharedSecretFromKeyAgreement(with: peer) }),
            ("Ed25519 signature", 2, try Self.time { _ = try signer.signature(for: content) }),
            ("Ed25519 verification", 2, Self.time { _ = signer.publicKey.isValidSignature(signature, for: content) }),
            ("AES-128-GCM seal", 1, try Self.time { _ = try AES.GCM.seal(seed, using: key) }),
            ("AES-128-GCM open", 1, try Self.time { _ = try AES.GCM.open(sealed, using: key) }),
            ("HMAC-SHA-256", 58, Self.time { _ = suite.hash.mac(secret, label) }),
            ("SHA-256 of 400 bytes", 16, Self.time { _ = suite.hash.digest(content) }),
        ]
        milliseconds = operations.reduce(0) { $0 + Double($1.count) * $1.time }
        lines = operations.map {
            pad(String($0.count), 4) + " x " + pad(format($0.time * 1000, 2), 7) + " us  " + $0.name
        }
    }

    /// One run in milliseconds: the median of blocks of 20.
    private static func time(_ body: () throws -> Void) rethrows -> Double {
        try median(200) { for _ in 0..<20 { try body() } } / 20
    }
}
