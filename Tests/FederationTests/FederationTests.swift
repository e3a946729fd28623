import MLS
import Testing

@testable import Federation

@Suite("Federation: UserInitKey retrieval")
struct RetrievalTests {
    @Test("every message decodes to what was encoded, and no part of it does")
    func roundTrips() throws {
        var world = World(seed: 1)
        let bundles = try SignatureScheme.all.map { try world.client("bob", $0).bundle }
        try check(GetUserInitKeyRequest(identity: Array("bob".utf8), supportedSuites: CipherSuite.both))
        try check(GetUserInitKeyRequest(identity: [], supportedSuites: []))
        for bundle in bundles {
            try check(bundle)
            try check(bundle.userInitKey)
        }
        try check(GetUserInitKeyResponse(userInitKeys: bundles))
        try check(GetUserInitKeyResponse(userInitKeys: []))
        var certified = bundles[0]
        certified.userInitKey.credential = .x509(certificate: [1, 2, 3])
        try check(certified)
    }

    /// Decodes the encoding, all that is shorter, and what has one byte too many or one altered.
    private func check(_ value: some WireCodable & Equatable) throws {
        let bytes = try value.encoded()
        func decoded<Value: WireCodable>(_: Value.Type, _ bytes: [UInt8]) throws -> Value { try Value(decoding: bytes) }
        let type = type(of: value)
        #expect(try decoded(type, bytes) == value)
        for count in bytes.indices {
            #expect(throws: DecodeError.self) { try decoded(type, Array(bytes.prefix(count))) }
        }
        #expect(throws: DecodeError.trailingBytes(count: 1)) { try decoded(type, bytes + [0]) }
        for position in bytes.indices {
            for mask in [1, 0x80, 0xff] as [UInt8] {
                var altered = bytes
                altered[position] ^= mask
                if let other = try? decoded(type, altered) {
                    #expect(other != value)
                    #expect(try other.encoded() == altered)
                }
            }
        }
    }

    @Test("bytes as the draft's structs lay them out")
    func layout() throws {
        let request = GetUserInitKeyRequest(identity: [0xaa, 0xbb], supportedSuites: CipherSuite.both)
        #expect(try request.encoded() == [0, 2, 0xaa, 0xbb, 4, 0, 0, 0, 1])
        let userInitKey = UserInitKey(
            id: [0x11], cipherSuites: [.x25519SHA256AES128GCM], initKeys: [HPKEPublicKey([0x21, 0x22])],
            credential: .basic(identity: [0x31], algorithm: .ed25519, publicKey: SignaturePublicKey([0x41])), signature: [0x51])
        let bytes: [UInt8] =
            [1, 0x11] + [2, 0, 1] + [0, 4, 0, 2, 0x21, 0x22] + [0] + [0, 1, 0x31] + [8, 7] + [0, 1, 0x41] + [0, 1, 0x51]
        #expect(try userInitKey.encoded() == bytes)
        #expect(try userInitKey.toBeSigned() == Array(bytes.dropLast(3)))
        let bundle = UserInitKeyBundle(identity: [0x31], userInitKey: userInitKey)
        #expect(try bundle.encoded() == [0, 1, 0x31] + bytes)
        let length = UInt8(3 + bytes.count)
        #expect(
            try GetUserInitKeyResponse(userInitKeys: [bundle, bundle]).encoded()
                == [0, 0, 0, 2 * length, 0, 1, 0x31] + bytes + [0, 1, 0x31] + bytes)
        #expect(try ClientCredential.x509(certificate: [7, 8]).encoded() == [1, 0, 0, 2, 7, 8])
    }

    @Test("vectors outside of their bounds, and unknown credentials")
    func bounds() throws {
        #expect(throws: DecodeError.vectorLength(field: "UserInitKey.init_keys", byteCount: 0)) {
            try UserInitKey(decoding: [0, 0, 0, 0])
        }
        #expect(throws: DecodeError.vectorLength(field: "HPKEPublicKey", byteCount: 0)) {
            try UserInitKey(decoding: [0, 0, 0, 2, 0, 0])
        }
        #expect(throws: DecodeError.unknownValue(field: "Credential.credential_type", value: 2)) {
            try ClientCredential(decoding: [2])
        }
        #expect(throws: DecodeError.truncated(field: "GetUserInitKeyResponse.user_init_keys")) {
            try GetUserInitKeyResponse(decoding: [0xff, 0xff, 0xff, 0xff, 0])
        }
        #expect(throws: EncodeError.vectorLength(byteCount: 256, bounds: 0...0xff)) {
            try GetUserInitKeyRequest(identity: [], supportedSuites: [CipherSuite](repeating: .p256SHA256AES128GCM, count: 128)).encoded()
        }
    }

    @Test("signatures in all schemes: made, verified, and refused after any bit is altered", arguments: SignatureScheme.all)
    func signatures(scheme: SignatureScheme) throws {
        var world = World(seed: 2)
        let client = try world.client("bob", scheme)
        try client.bundle.verify()
        let bytes = try client.bundle.encoded()
        for bit in 0..<(8 * bytes.count) {
            var altered = bytes
            altered[bit / 8] ^= 1 << (bit % 8)
            #expect(throws: (any Error).self, "bit \(bit)") { try UserInitKeyBundle(decoding: altered).verify() }
        }
    }

    @Test("what a client does not accept of a delivery service")
    func responses() throws {
        var world = World(seed: 3)
        let bob = try world.client("bob", .ed25519)
        let mallory = try world.client("mallory", .p256)
        let request = GetUserInitKeyRequest(identity: bob.bundle.identity, supportedSuites: [.x25519SHA256AES128GCM])
        func refused(_ error: FederationError, _ bundle: UserInitKeyBundle) {
            #expect(throws: error) { try GetUserInitKeyResponse(userInitKeys: [bob.bundle, bundle]).verify(for: request) }
        }
        try GetUserInitKeyResponse(userInitKeys: [bob.bundle, bob.bundle]).verify(for: request)
        refused(.notRequested, mallory.bundle)
        // Mallory's key under Bob's name.
        refused(.otherIdentity, UserInitKeyBundle(identity: bob.bundle.identity, userInitKey: mallory.bundle.userInitKey))
        func edited(_ edit: (inout UserInitKey) -> Void) throws -> UserInitKeyBundle {
            var bundle = bob.bundle
            edit(&bundle.userInitKey)
            bundle.userInitKey = try bundle.userInitKey.signed(with: bob.key)
            return bundle
        }
        refused(.initKeyCount(expected: 1, actual: 2), try edited { $0.cipherSuites.removeLast() })
        refused(.invalidInitKey(.p256SHA256AES128GCM), try edited { $0.initKeys.swapAt(0, 1) })
        refused(
            .noRequestedSuite,
            try edited {
                $0.cipherSuites.removeLast()
                $0.initKeys.removeLast()
            })
        var unsigned = bob.bundle
        unsigned.userInitKey.signature = []
        refused(.invalidSignature, unsigned)
        var certified = bob.bundle
        certified.userInitKey.credential = .x509(certificate: [1])
        refused(.unsupportedCredential, certified)
        var unknown = bob.bundle
        unknown.userInitKey.credential = .basic(
            identity: bob.bundle.identity, algorithm: SignatureAlgorithm(rawValue: 0x0804), publicKey: bob.key.publicKey)
        refused(.unsupportedAlgorithm(SignatureAlgorithm(rawValue: 0x0804)), unknown)
        #expect(throws: FederationError.otherKey) { try bob.bundle.userInitKey.signed(with: mallory.key) }
    }

    @Test("an init key is not used twice")
    func reuse() throws {
        var world = World(seed: 4)
        let bob = try world.client("bob", .ed25519).bundle
        let again = try world.client("bob", .ed25519).bundle
        let used = try UsedInitKeys().using(bob)
        #expect(throws: FederationError.initKeyUsed(id: bob.userInitKey.id)) { try used.using(bob) }
        #expect(try used.using(again) != used)
        #expect(try UsedInitKeys().using(bob) == used)
    }
}
