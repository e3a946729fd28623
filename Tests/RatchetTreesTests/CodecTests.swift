import MLS
import Testing

@testable import RatchetTrees

@Suite("The wire format")
struct CodecTests {
    /// One message of each type and of each suite.
    private func messages() throws -> [Handshake] {
        var all: [Handshake] = []
        for suite in CipherSuite.supported {
            var world = try World(suite, seed: 1)
            try world.initialize(3)
            try world.groupAdd(by: 1)
            try world.userAdd(publishedBy: 2)
            try world.update(by: 3)
            try world.delete(2, by: 1)
            all += world.messages + [try world.state(0).publication()]
        }
        #expect(Set(all.map(\.content.type)) == Set(HandshakeType.allCases))
        return all
    }

    @Test("every message decodes to what was encoded, and no part of it decodes")
    func roundTrips() throws {
        for message in try messages() {
            let bytes = try message.encoded()
            #expect(try Handshake(decoding: bytes) == message)
            for count in bytes.indices {
                #expect(throws: DecodeError.self, "\(message.content.type), \(count) bytes") {
                    try Handshake(decoding: Array(bytes.prefix(count)))
                }
            }
            #expect(throws: DecodeError.trailingBytes(count: 1)) { try Handshake(decoding: bytes + [0]) }
            // inner_length one more and one less than the content.
            for change in [-1, 1] {
                var altered = bytes
                let length = Int(bytes[1]) << 16 | Int(bytes[2]) << 8 | Int(bytes[3])
                for index in 0..<3 { altered[1 + index] = UInt8(truncatingIfNeeded: (length + change) >> (8 * (2 - index))) }
                #expect(throws: DecodeError.self) { try Handshake(decoding: altered) }
            }
        }
    }

    @Test("an altered byte gives an error or a message that encodes to the same bytes")
    func alteredBytes() throws {
        var random = SeededRandom(seed: 2)
        for message in try messages() {
            let bytes = try message.encoded()
            for position in bytes.indices {
                var altered = bytes
                altered[position] ^= UInt8.random(in: 1...255, using: &random)
                if let value = try? Handshake(decoding: altered) {
                    #expect(try value.encoded() == altered)
                    #expect(value != message)
                }
            }
        }
    }

    @Test("rosters and UserInitKeys")
    func others() throws {
        var world = try World(.p256SHA256, seed: 3)
        try world.initialize(4)
        try world.delete(2, by: 1)
        let roster = try world.state(0).signedRoster()
        let userInitKey = try world.bundle(world.parties[0].identityKey).userInitKey
        #expect(roster.roster.identityKeys[2] == nil)
        try refusesTruncation(roster)
        try refusesTruncation(roster.roster)
        try refusesTruncation(userInitKey)
        try refusesTruncation(try world.state(0).groupInitKey)
    }

    private func refusesTruncation(_ value: some WireCodable & Equatable) throws {
        let type = type(of: value)
        let bytes = try value.encoded()
        #expect(try decoded(type, bytes) == value)
        for count in bytes.indices {
            #expect(throws: DecodeError.self) { try decoded(type, Array(bytes.prefix(count))) }
        }
        #expect(throws: DecodeError.trailingBytes(count: 2)) { try decoded(type, bytes + [0, 0]) }
    }

    private func decoded<Value: WireCodable>(_: Value.Type, _ bytes: [UInt8]) throws -> Value { try Value(decoding: bytes) }

    @Test("bytes as the draft's structs lay them out")
    func layout() throws {
        let initKey = GroupInitKey(
            epoch: 0x0102_0304, groupSize: 3, groupID: [0xaa, 0xbb], cipherSuite: .x25519SHA256, addKey: DHPublicKey([0x11]),
            identityFrontier: [MerkleNode([0x21, 0x22]), MerkleNode([0x23])], ratchetFrontier: [DHPublicKey([0x31]), .blank])
        let initKeyBytes: [UInt8] =
            [1, 2, 3, 4] + [0, 0, 0, 3] + [0, 2, 0xaa, 0xbb] + [0, 1] + [0, 1, 0x11] + [0, 5, 2, 0x21, 0x22, 1, 0x23]
            + [0, 6, 0, 1, 0x31, 0, 1, 0]
        #expect(try initKey.encoded() == initKeyBytes)
        let handshake = Handshake(
            content: .delete(Delete(deleted: 7, path: [DHPublicKey([0x41]), DHPublicKey([0x42])])), priorEpoch: 0x0102_0304,
            initKey: initKey, signerIndex: 1, identityProof: MerkleProof(nodes: [MerkleNode([0x51])]),
            identityKey: SignaturePublicKey([0x61]), algorithm: .ed25519, signature: [0x71, 0x72])
        let expected: [UInt8] =
            [5, 0, 0, 12] + [0, 0, 0, 7] + [0, 6, 0, 1, 0x41, 0, 1, 0x42] + [1, 2, 3, 4] + initKeyBytes + [0, 0, 0, 1]
            + [0, 2, 1, 0x51] + [0, 1, 0x61] + [8, 7] + [0, 2, 0x71, 0x72]
        #expect(try handshake.encoded() == expected)
        #expect(try handshake.toBeSigned() == Array(expected.dropLast(4)))
        let userInitKey = UserInitKey(
            cipherSuites: [.p256SHA256, .x25519SHA256], initKeys: [DHPublicKey([0x81]), DHPublicKey([0x82])],
            identityKey: SignaturePublicKey([0x91]), algorithm: .ecdsaP256SHA256, signature: [])
        let userInitKeyBytes: [UInt8] = [4, 0, 0, 0, 1] + [0, 6, 0, 1, 0x81, 0, 1, 0x82] + [0, 1, 0x91] + [4, 3] + [0, 0]
        #expect(try userInitKey.encoded() == userInitKeyBytes)
        #expect(try GroupAdd(initKey: userInitKey).encoded() == userInitKeyBytes)
        #expect(
            try GroupInit(userInitKeys: [userInitKey], ratchetTree: [DHPublicKey([0xa1])]).encoded()
                == [0, 0, UInt8(userInitKeyBytes.count)] + userInitKeyBytes + [0, 0, 3, 0, 1, 0xa1])
    }

    @Test("vectors outside of their bounds are neither read nor written")
    func bounds() throws {
        #expect(throws: DecodeError.vectorLength(field: "Update.ratchetPath", byteCount: 0)) { try Update(decoding: [0, 0]) }
        #expect(throws: DecodeError.vectorLength(field: "DHPublicKey", byteCount: 0)) { try Update(decoding: [0, 2, 0, 0]) }
        #expect(throws: EncodeError.vectorLength(byteCount: 0, bounds: 1...0xffff)) { try Update(ratchetPath: []).encoded() }
        #expect(throws: EncodeError.vectorLength(byteCount: 0, bounds: 1...0xff)) { try MerkleNode([]).encoded() }
        #expect(throws: EncodeError.vectorLength(byteCount: 256, bounds: 1...0xff)) {
            try MerkleNode([UInt8](repeating: 0, count: 256)).encoded()
        }
        #expect(throws: EncodeError.vectorLength(byteCount: 0x1_0000, bounds: 1...0xffff)) {
            try DHPublicKey([UInt8](repeating: 0, count: 0x1_0000)).encoded()
        }
        #expect(throws: DecodeError.unknownValue(field: "Handshake.msg_type", value: 6)) { try Handshake(decoding: [6, 0, 0, 0]) }
        #expect(throws: DecodeError.trailingBytes(count: 1)) { try Handshake(decoding: [0, 0, 0, 1, 9]) }
        #expect(throws: DecodeError.truncated(field: "Update.ratchetPath")) { try Update(decoding: [0xff, 0xff, 0, 1]) }
    }
}
