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
    /// One kind of operation, and how many of them a round has.
    private struct Operation {
        let name: String
        let count: Int
        let run: () throws -> Void
    }

    private let operations: [Operation]

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
        operations = [
            Operation(name: "X25519 key pair", count: 4) {
                _ = try Curve25519.KeyAgreement.PrivateKey(rawRepresentation: seed)
            },
            Operation(name: "X25519 agreement", count: 2) {
                _ = try agreement.sharedSecretFromKeyAgreement(with: peer)
            },
            Operation(name: "Ed25519 signature", count: 2) { _ = try signer.signature(for: content) },
            Operation(name: "Ed25519 verification", count: 2) {
                _ = signer.publicKey.isValidSignature(signature, for: content)
            },
            Operation(name: "AES-128-GCM seal", count: 1) { _ = try AES.GCM.seal(seed, using: key) },
            Operation(name: "AES-128-GCM open", count: 1) { _ = try AES.GCM.open(sealed, using: key) },
            Operation(name: "HMAC-SHA-256", count: 58) { _ = suite.hash.mac(secret, label) },
            Operation(name: "SHA-256 of 400 bytes", count: 16) { _ = suite.hash.digest(content) },
        ]
    }

    /// All operations of one round.
    func run() throws {
        for operation in operations {
            for _ in 0..<operation.count { try operation.run() }
        }
    }

    /// Each operation's median time.
    func report() throws -> [String] {
        try operations.map { operation in
            let time = try median(200) { for _ in 0..<20 { try operation.run() } } / 20
            return pad(String(operation.count), 4) + " x " + pad(format(time * 1000, 2), 7) + " us  " + operation.name
        }
    }
}
