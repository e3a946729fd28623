import Testing

@testable import MLS

/// What swift-crypto and the layer above it refuse.
@Suite("Rules of the cryptography by itself")
struct CryptographyRuleTests {
    /// Cut short, with a byte more, empty, and the compressed and the hybrid form of a point.
    private func malformed(_ bytes: [UInt8]) -> [[UInt8]] {
        [
            Array(bytes.dropLast()), bytes + [0], [], [2] + bytes.dropFirst().prefix((bytes.count - 1) / 2),
            Array(bytes.dropFirst()), [6] + bytes.dropFirst(bytes.count % 2 == 0 ? 0 : 1),
        ]
    }

    @Test("a public key has to have its prescribed form", arguments: [KEM.x25519, .p256, .p384, .p521])
    func publicKeys(_ kem: KEM) throws {
        let key = try kem.deriveKeyPair(Secret([UInt8](repeating: 7, count: 66)))
        #expect(kem.isValid(key.publicKey))
        for other in malformed(key.publicKey.bytes) {
            #expect(!kem.isValid(HPKEPublicKey(other)))
            #expect(throws: CryptographyError.invalidPublicKey) { try key.diffieHellman(HPKEPublicKey(other)) }
        }
    }

    @Test(
        "a signature key has to have its prescribed form", arguments: [SignatureScheme.ed25519, .p256, .p384, .p521])
    func signatureKeys(_ scheme: SignatureScheme) throws {
        var random = SeededRandom(seed: 1)
        let key = try scheme.generateKey(using: &random)
        let signature = try key.sign([1])
        #expect(scheme.isValid(key.publicKey))
        #expect(scheme.verify(signature, of: [1], with: key.publicKey))
        #expect(!scheme.verify([], of: [1], with: key.publicKey))
        #expect(!scheme.verify(signature + [0], of: [1], with: key.publicKey))
        for other in malformed(key.publicKey.bytes) {
            #expect(!scheme.isValid(SignaturePublicKey(other)))
            #expect(!scheme.verify(signature, of: [1], with: SignaturePublicKey(other)))
        }
    }

    @Test("what is shorter than its tag does not open", arguments: [AEAD.aes128GCM, .aes256GCM, .chaCha20Poly1305])
    func shortCiphertext(_ aead: AEAD) throws {
        let key = Secret([UInt8](repeating: 1, count: aead.keySize))
        let nonce = [UInt8](repeating: 2, count: aead.nonceSize)
        let sealed = try aead.seal([UInt8](), aad: [], key: key, nonce: nonce)
        #expect(try aead.open(sealed, aad: [], key: key, nonce: nonce).count == 0)
        for count in 0..<sealed.count {
            #expect(throws: CryptographyError.decryptionFailed) {
                try aead.open(Array(sealed.prefix(count)), aad: [], key: key, nonce: nonce)
            }
        }
    }

    @Test("no more is derived than a key derivation function gives")
    func outputTooLong() throws {
        var world = World()
        try world.found(["alice"])
        let suite = try world.suite
        let most = 255 * suite.secretSize
        let context = try suite.hpke.keySchedule(Secret([1]), info: [])
        #expect(try world.parties[0].exportSecret(label: "l", context: [], length: most).count == most)
        #expect(try context.export([], length: most).count == most)
        for length in [most + 1, 1 << 16, .max, -1] {
            #expect(throws: CryptographyError.outputTooLong(byteCount: length)) {
                try world.parties[0].exportSecret(label: "l", context: [], length: length)
            }
            #expect(throws: CryptographyError.outputTooLong(byteCount: length)) {
                try context.export([], length: length)
            }
        }
    }
}
