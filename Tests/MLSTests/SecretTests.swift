import Foundation
import Testing

@testable import MLS

@Suite("Secrets")
struct SecretTests {
    /// What memory held when it was let go.
    private final class Remains {
        var bytes: [UInt8]?
    }

    /// A `Data` of 32 bytes whose memory is looked at when its last reference goes.
    private func data(_ remains: Remains) -> Data {
        let memory = UnsafeMutableRawPointer.allocate(byteCount: 32, alignment: 1)
        memory.initializeMemory(as: UInt8.self, repeating: 7, count: 32)
        return Data(
            bytesNoCopy: memory, count: 32,
            deallocator: .custom { memory, count in
                remains.bytes = Array(UnsafeRawBufferPointer(start: memory, count: count))
                memory.deallocate()
            })
    }

    @Test("the Data that a secret is taken from is zeroed in place")
    func wiping() {
        let remains = Remains()
        let secret = Secret(wiping: data(remains))
        #expect(secret.exposed == [UInt8](repeating: 7, count: 32))
        #expect(remains.bytes == [UInt8](repeating: 0, count: 32))
    }

    @Test("a private key's encoding gives the same key, and asking for it changes nothing", arguments: CipherSuite.supported)
    func encoding(_ cipherSuite: CipherSuite) throws {
        let suite = try MLS.Suite(cipherSuite)
        var random = SeededRandom(seed: 1)
        let signer = try suite.signature.generateKey(using: &random)
        let sameSigner = try SignaturePrivateKey(suite.signature, rawRepresentation: signer.rawRepresentation)
        #expect(sameSigner.publicKey == signer.publicKey)
        #expect(suite.signature.verify(try signer.sign([1]), of: [1], with: sameSigner.publicKey))
        let key = try suite.kem.generateKeyPair(using: &random)
        let sameKey = try HPKEPrivateKey(suite.kem, rawRepresentation: key.rawRepresentation)
        #expect(sameKey.publicKey == key.publicKey)
        let other = try suite.kem.generateKeyPair(using: &random)
        #expect(try key.diffieHellman(other.publicKey) == other.diffieHellman(sameKey.publicKey))
        // Scalars of the NIST curves may come without their leading zeroes.
        guard suite.kem != .x25519 else { return }
        let short = try HPKEPrivateKey(suite.kem, rawRepresentation: Secret([7]))
        #expect(short.rawRepresentation.exposed == [UInt8](repeating: 0, count: suite.kem.privateKeySize - 1) + [7])
        let shortSigner = try SignaturePrivateKey(suite.signature, rawRepresentation: Secret([7]))
        #expect(shortSigner.rawRepresentation == short.rawRepresentation)
    }

    @Test("a secret is the same from a collection of any kind")
    func collections() {
        let bytes: [UInt8] = [1, 2, 3, 4]
        #expect(Secret(bytes) == Secret(bytes.lazy.map { $0 }))
        #expect(Secret(bytes[1...]).exposed == [2, 3, 4])
        #expect(Secret([]).count == 0)
    }
}
