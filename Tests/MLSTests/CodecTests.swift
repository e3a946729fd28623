import Testing

@testable import MLS

@Suite("The codec")
struct CodecTests {
    @Test("length headers are as short as can be")
    func lengths() throws {
        for (bytes, error) in [
            ([0x40, 0x3f], DecodeError.nonMinimalLength(field: "f")),
            ([0x80, 0x00, 0x3f, 0xff], .nonMinimalLength(field: "f")),
            ([0xc0], .invalidLengthPrefix(field: "f")), ([], .truncated(field: "f")),
            ([0x40], .truncated(field: "f")), ([0x80, 0, 0], .truncated(field: "f")),
            ([0x05, 1, 2], .truncated(field: "f")), ([0xbf, 0xff, 0xff, 0xff], .truncated(field: "f")),
        ] as [([UInt8], DecodeError)] {
            #expect(throws: error) {
                var reader = Reader(bytes)
                _ = try reader.opaque("f")
            }
        }
        for count in [0, 1, 63, 64, 16383, 16384, 70000] {
            var writer = Writer()
            writer.opaque([UInt8](repeating: 7, count: count))
            var reader = Reader(try writer.finish())
            #expect(try reader.opaque("f").count == count)
            try reader.finish()
        }
    }

    @Test("a vector of 2^30 bytes has no encoding")
    func tooLong() {
        #expect(throws: EncodeError.vectorTooLong(byteCount: 1 << 30)) {
            var writer = Writer()
            writer.opaque(repeatElement(UInt8(0), count: 1 << 30))
            _ = try writer.finish()
        }
    }

    @Test("vectors with bounds: headers as wide as the upper bound needs, no length outside of the bounds")
    func boundedVectors() throws {
        for (bounds, header) in [
            (1...0xff, [2]), (0...0xffff, [0, 2]), (1...0xff_ffff, [0, 0, 2]), (0...0xffff_ffff, [0, 0, 0, 2]), (2...2, [2]),
        ] as [(ClosedRange<Int>, [UInt8])] {
            var writer = Writer()
            writer.opaque([7, 8], bounds)
            let bytes = try writer.finish()
            #expect(bytes == header + [7, 8])
            var reader = Reader(bytes)
            #expect(try reader.opaque(bounds, "f") == [7, 8])
            try reader.finish()
            for count in bytes.indices {
                #expect(throws: DecodeError.truncated(field: "f")) {
                    var reader = Reader(Array(bytes.prefix(count)))
                    _ = try reader.opaque(bounds, "f")
                }
            }
        }
        for (bounds, count) in [(1...0xff, 0), (2...4, 1), (2...4, 5), (0...0xff, 256), (0...0xffff, 0x1_0000)] {
            #expect(throws: EncodeError.vectorLength(byteCount: count, bounds: bounds)) {
                var writer = Writer()
                writer.opaque([UInt8](repeating: 0, count: count), bounds)
                _ = try writer.finish()
            }
        }
        for count in [0, 1, 5] as [UInt8] {
            #expect(throws: DecodeError.vectorLength(field: "f", byteCount: Int(count))) {
                var reader = Reader([count, 1, 2, 3, 4, 5])
                _ = try reader.vector(of: ProtocolVersion.self, 2...4, "f")
            }
        }
        // An element that goes beyond the end of its vector.
        #expect(throws: DecodeError.truncated(field: "ProtocolVersion")) {
            var reader = Reader([3, 0, 1, 0, 1])
            _ = try reader.vector(of: ProtocolVersion.self, 2...4, "f")
        }
        var reader = Reader([0x12, 0x34, 0x56])
        #expect(try reader.uint24("f") == 0x12_3456)
        var writer = Writer()
        writer.uint24(0x12_3456)
        #expect(try writer.finish() == [0x12, 0x34, 0x56])
    }

    @Test("errors name the struct and the field")
    func fields() throws {
        var world = World()
        try world.found(["alice"])
        let bytes = try world.parties[0].tree[LeafIndex(0)].orThrow().encoded()
        #expect(throws: DecodeError.trailingBytes(count: 1)) { try LeafNode(decoding: bytes + [0]) }
        #expect(throws: DecodeError.truncated(field: "LeafNode.signature")) {
            try LeafNode(decoding: Array(bytes.dropLast()))
        }
        #expect(throws: DecodeError.invalidPresence(field: "Commit.path", octet: 2)) {
            try Commit(decoding: [0, 2])
        }
        #expect(throws: DecodeError.unknownValue(field: "ProposalOrRef.type", value: 3)) {
            try Commit(decoding: [1, 3, 0])
        }
        #expect(throws: DecodeError.unknownValue(field: "Credential.credential_type", value: 9)) {
            try Credential(decoding: [0, 9, 0])
        }
        #expect(throws: DecodeError.unknownValue(field: "MLSMessage.wire_format", value: 0x0a0a)) {
            try MLSMessage(decoding: [0, 1, 0x0a, 0x0a])
        }
        #expect(throws: DecodeError.unknownValue(field: "MLSMessage.version", value: 2)) {
            try MLSMessage(decoding: [0, 2, 0, 1])
        }
    }

    @Test("what is cut off or altered gives an error or a value that encodes to the same bytes")
    func robustness() throws {
        var world = World()
        try world.found(["alice", "bob", "charlie"])
        let pending = try world.parties[0].commit(
            CommitOptions(proposals: [.add(try world.client("dora").keyPackage)]), using: &world.random)
        let messages = [
            pending.message, .welcome(try pending.welcome.orThrow()), .groupInfo(try world.parties[0].groupInfo()),
            try world.parties[0].protect([1, 2, 3], using: &world.random),
        ]
        for message in messages {
            let bytes = try message.encoded()
            #expect(try MLSMessage(decoding: bytes) == message)
            for count in bytes.indices {
                #expect(throws: DecodeError.self) { try MLSMessage(decoding: Array(bytes.prefix(count))) }
            }
            for _ in 0..<500 {
                var altered = bytes
                altered[Int.random(in: bytes.indices, using: &world.random)] = .random(in: 0...255, using: &world.random)
                if let value = try? MLSMessage(decoding: altered) { #expect(try value.encoded() == altered) }
            }
        }
    }

    @Test("secrets do not show in descriptions")
    func descriptions() {
        #expect("\(Secret([1, 2, 3]))" == "Secret(3 bytes)")
    }
}
