import Federation
import ProtocolModel
import Testing

@testable import Rehearsal

/// The documents of the federation draft about UserInitKeys, acted out with that draft's messages, byte by byte.
struct UserInitKeyTests {
    static let names = [
        "mls-federation-negotiation", "mls-federation-negotiation-repaired", "mls-federation-suites", "mls-federation-suites-repaired",
    ]

    static let profiles: [DocumentProfile] = names.flatMap { name in
        ((try? Documents.model(name)).map { model in model.profiles.map { DocumentProfile(document: name, model: model, profile: $0) } }) ?? []
    }

    @Test(arguments: profiles)
    func modelAndCryptographyAgree(_ one: DocumentProfile) throws {
        #expect(one.model.cryptography == .draftOmara)
        for seed in 1...20 as ClosedRange<UInt64> {
            let outcome = RandomRehearsal(model: one.model, profile: one.profile, cipherSuite: seed % 5 == 0 ? 2 : 1, seed: seed).run(steps: 200)
            #expect(outcome.error == nil, "seed \(seed)")
        }
        let outcome = RandomRehearsal(model: one.model, profile: one.profile, cipherSuite: 3, seed: 1).run(steps: 10)
        #expect(outcome.error == .refusedSetting(.noSuchSuite(3)))
        let recording = try Recorder().record(try RecordingTests.trace(one, steps: 60, seed: 4), in: one.model)
        guard case .verified = try recording.verify() else {
            Issue.record("\(try recording.verify())")
            return
        }
    }

    /// A run of negotiation with the first step that can be taken each time, in given readings.
    static func recording(_ readings: [String: String]) throws -> Recording {
        let model = try Documents.model("mls-federation-negotiation")
        var assignment = ReadingAssignment()
        for choice in model.readingChoices {
            let reading = model.readings[choice.reading]
            assignment.options[choice] = reading.options.firstIndex { $0.name == readings[reading.name] } ?? 0
        }
        let interpreter = Interpreter(model: model, profile: model.profiles[0], readings: assignment)
        var state = try interpreter.initialState()
        var steps: [Step] = []
        while steps.count < 40, let next = try interpreter.transitions(from: state).first {
            steps.append(next.step)
            state = next.target
        }
        return try Recorder().record(Trace(model: model, profile: model.profiles[0], readings: assignment, steps: steps), in: model)
    }

    /// The bodies of the messages of one type, without their headers.
    static func bodies(_ message: String, _ recording: Recording) -> [[UInt8]] {
        recording.steps.flatMap(\.operations).compactMap { performed in
            guard case .send = performed.step.operation, performed.result.message == message else { return nil }
            return performed.result.content.flatMap(Hexadecimal.bytes).map { Array($0.dropFirst(4)) }
        }
    }

    static func field(_ name: String, _ message: String, _ recording: Recording) -> [String] {
        recording.steps.flatMap(\.operations).compactMap { performed in
            guard case .send = performed.step.operation, performed.result.message == message else { return nil }
            return performed.result.fields?.first { $0.name == name }?.value
        }
    }

    /// The service takes a version away from the list beside the key: one byte of the wire is another one, everything else is as Carol signed it.
    @Test func aDowngradeIsAnAlteredByte() throws {
        let recording = try Self.recording(["negotiation": "bundle", "server": "altering"])
        let published = try #require(Self.bodies("Publish", recording).last)
        let handedOut = try #require(Self.bodies("GetUserInitKeyResponse", recording).first)
        #expect(published.last == 1 && handedOut.last == 0)
        let bundle = try #require(try Self.field("user_init_key_bundle", "Publish", recording).last.flatMap(Hexadecimal.bytes).map { try UserInitKeyBundle(decoding: $0) })
        let response = try #require(
            try Self.field("get_user_init_key_response_carol", "GetUserInitKeyResponse", recording).first.flatMap(Hexadecimal.bytes)
                .map { try GetUserInitKeyResponse(decoding: $0) })
        #expect(response.userInitKeys == [bundle])
        try bundle.verify()
        let request = try #require(
            try Self.field("get_user_init_key_request_carol", "GetUserInitKeyRequest", recording).first.flatMap(Hexadecimal.bytes)
                .map { try GetUserInitKeyRequest(decoding: $0) })
        try response.verify(for: request)
        #expect(request.identity == Array("Carol".utf8))
        // What follows the bundle is the same to the byte, but for the last: both have it after the opaque field.
        let rest = try bundle.encoded().count
        #expect(published.dropFirst(rest + 1).dropLast().suffix(100) == handedOut.dropLast().suffix(100))
        #expect(Self.field("version", "Init", recording) == ["old"])
    }

    /// An older key is handed out as it was signed.
    @Test func aReplayedKeyIsValid() throws {
        let recording = try Self.recording(["negotiation": "key", "server": "replaying"])
        let published = Self.field("user_init_key_bundle", "Publish", recording)
        #expect(published.count == 2)
        let response = try #require(
            try Self.field("get_user_init_key_response_carol", "GetUserInitKeyResponse", recording).first.flatMap(Hexadecimal.bytes)
                .map { try GetUserInitKeyResponse(decoding: $0) })
        let first = try UserInitKeyBundle(decoding: try #require(Hexadecimal.bytes(published[0])))
        #expect(response.userInitKeys == [first])
        #expect(Self.field("signature", "Publish", recording)[0] == Self.field("signature", "GetUserInitKeyResponse", recording)[0])
        #expect(Self.field("version", "Init", recording) == ["old"])
    }

    /// Whatever byte of a signed bundle, of its versions or of the KeyPackage is altered on the way to Alice: it is refused.
    @Test func whatIsSignedCannotBeAltered() throws {
        let recording = try Self.recording(["negotiation": "key", "server": "honest"])
        var system = try ConcreteSystem(recording.setting)
        for performed in recording.start { _ = try system.perform(performed.step) }
        for performed in recording.steps.flatMap(\.operations) {
            if case .receive(let id) = performed.step.operation, let envelope = system.sent[id], envelope.message == "GetUserInitKeyResponse" {
                // The last byte is the list beside the key, which nothing protects.
                for position in stride(from: 4, to: envelope.wire.count - 1, by: 5) {
                    var copy = system
                    copy.sent[id]?.wire[position] ^= 1
                    #expect(throws: Refusal.self, "byte \(position)") { try copy.perform(performed.step) }
                }
                return
            }
            _ = try system.perform(performed.step)
        }
        Issue.record("there was no response")
    }

    /// A service that claims other signed versions than it has a signature for cannot send that.
    @Test func versionsThatWereNotSignedCannotBeSent() throws {
        let recording = try Self.recording(["negotiation": "key", "server": "honest"])
        var system = try ConcreteSystem(recording.setting)
        for performed in recording.start { _ = try system.perform(performed.step) }
        for performed in recording.steps.flatMap(\.operations) {
            if case .send(let id, let to, "GetUserInitKeyResponse", var values, let isProtected, let arrives) = performed.step.operation {
                #expect(values[1] == .enumeration(1))
                values[1] = .enumeration(0)
                let step = PartyOperation(
                    party: performed.step.party,
                    operation: .send(id: id, to: to, message: "GetUserInitKeyResponse", values: values, isProtected: isProtected, arrives: arrives))
                #expect(throws: Refusal.cannotSign) { try system.perform(step) }
                return
            }
            _ = try system.perform(performed.step)
        }
        Issue.record("there was no response")
    }
}
