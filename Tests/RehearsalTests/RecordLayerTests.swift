import MLS
import ProtocolModel
import Testing

@testable import Rehearsal

/// The record layer against the published traces of RFC 8448, section 3.
struct RecordLayerTests {
    let suite = try! Suite(CipherSuite(rawValue: 1))

    func bytes(_ text: String) -> [UInt8] { Hexadecimal.bytes(text.filter { $0 != " " && $0 != "\n" }) ?? [] }

    @Test func trafficKeysOfRFC8448() {
        let client = TrafficKey(
            suite, secret: Secret(bytes("9e40646ce79a7f9dc05af8889bce6552875afa0b06df0087f792ebb7c17504a5")))
        #expect(client.key.exposed == bytes("17422dda596ed5d9acd890e3c63f5051"))
        #expect(client.iv == bytes("5b78923dee08579033e523d9"))
        let server = TrafficKey(
            suite, secret: Secret(bytes("a11af9f05531f856ad47116b45a950328204b4f44bfb6b3a4b4f1f3fcb631643")))
        #expect(server.key.exposed == bytes("9f02283b6c9c07efc26bb9f2ac92e356"))
        #expect(server.iv == bytes("cf782b88dd83549aadf1e984"))
    }

    @Test func applicationDataOfRFC8448() throws {
        let key = TrafficKey(
            suite, secret: Secret(bytes("9e40646ce79a7f9dc05af8889bce6552875afa0b06df0087f792ebb7c17504a5")))
        let records = TLSRecord(suite: suite, explicitSequence: false)
        var sequence: UInt64 = 0
        let wire = try records.seal(Array(0...0x31), .applicationData, with: key, sequence: &sequence)
        #expect(
            wire
                == bytes(
                    """
                    17 03 03 00 43 a2 3f 70 54 b6 2c 94 d0 af fa fe 82 28 ba 55 cb ef ac ea 42 f9 14 aa 66 bc ab 3f 2b 98 19 a8 a5 b4 6b \
                    39 5b d5 4a 9a 20 44 1e 2b 62 97 4e 1f 5a 62 92 a2 97 70 14 bd 1e 3d ea e6 3a ee bb 21 69 49 15 e4
                    """))
        #expect(sequence == 1)
        var reading: UInt64 = 0
        let opened = try records.open(wire, with: key, sequence: &reading)
        #expect(opened.type == .applicationData)
        #expect(opened.content == Array(0...0x31))
        #expect(reading == 1)
    }

    @Test(arguments: [false, true])
    func everyAlteredByteIsRefused(_ explicit: Bool) throws {
        let key = TrafficKey(suite, secret: Secret([UInt8](repeating: 7, count: 32)))
        let records = TLSRecord(suite: suite, explicitSequence: explicit)
        var sequence: UInt64 = 3
        let wire = try records.seal([1, 2, 3], .handshake, with: key, sequence: &sequence)
        for index in wire.indices {
            var altered = wire
            altered[index] ^= 1
            var reading: UInt64 = 3
            #expect(throws: RecordError.self) { try records.open(altered, with: key, sequence: &reading) }
            #expect(reading == 3)
        }
        for count in wire.indices {
            var reading: UInt64 = 3
            #expect(throws: RecordError.self) { try records.open(Array(wire.prefix(count)), with: key, sequence: &reading) }
        }
    }

    /// Content of more than 2^14 bytes travels in several records.
    @Test(arguments: [0, 1, 16383, 16384, 16385, 40000])
    func fragments(_ count: Int) throws {
        let key = TrafficKey(suite, secret: Secret([UInt8](repeating: 9, count: 32)))
        let records = TLSRecord(suite: suite, explicitSequence: false)
        let content = (0..<count).map { UInt8(truncatingIfNeeded: $0) }
        var sequence: UInt64 = 0
        let wire = try records.seal(content, .handshake, with: key, sequence: &sequence)
        #expect(sequence == UInt64(max(1, (count + 16383) / 16384)))
        var reading: UInt64 = 0
        #expect(try records.open(wire, with: key, sequence: &reading).content == content)
        #expect(reading == sequence)
        #expect(try records.content(ofPlaintext: records.plaintext(content, .handshake)).content == content)
    }

    /// The next generation of a key by RFC 8446 section 7.2 opens nothing of the one before.
    @Test func aKeyUpdateChangesTheKey() throws {
        let key = TrafficKey(suite, secret: Secret([UInt8](repeating: 1, count: 32)))
        let records = TLSRecord(suite: suite, explicitSequence: false)
        var sequence: UInt64 = 0
        let wire = try records.seal([5], .handshake, with: key.updated(suite), sequence: &sequence)
        var reading: UInt64 = 0
        #expect(throws: RecordError.badRecordMAC) { try records.open(wire, with: key, sequence: &reading) }
    }

    /// Both ways of keying give the two directions different secrets, the same on both sides.
    @Test(arguments: TrafficSecretSource.allCases)
    func directionsDiffer(_ source: TrafficSecretSource) throws {
        var random = SeededRandom(seed: 1)
        let key = try suite.signature.generateKey(using: &random)
        let bundle = try KeyPackageBundle(
            CipherSuite(rawValue: 1), credential: .basic(identity: [1]), signatureKey: key,
            capabilities: Capabilities(credentials: [.basic]), using: &random)
        let group = try Group.create(groupID: [1], with: bundle, using: &random)
        let secrets = try TrafficSecrets(group, source: source, parties: 4).bySender.map(\.exposed)
        #expect(Set(secrets).count == 4)
        if source == .exported {
            #expect(secrets[0] == (try group.exportSecret(label: "MLS-TLS c ap traffic", context: [], length: 32).exposed))
            #expect(secrets[1] == (try group.exportSecret(label: "MLS-TLS s ap traffic", context: [], length: 32).exposed))
        }
    }
}
