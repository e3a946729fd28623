import Foundation
import MLS
import ProtocolModel
import Testing

@testable import Rehearsal

/// The documents of the original MLS draft, acted out with its own cryptography: ratchet trees, Updates and its key schedule.
struct OriginalDraftTests {
    static let names = [
        "barnes-mls-server-order", "barnes-mls-server-starvation", "barnes-mls-tie-breaker", "barnes-mls-server-order-repaired",
    ]

    static let profiles: [DocumentProfile] = names.flatMap { name in
        ((try? Documents.model(name)).map { model in model.profiles.map { DocumentProfile(document: name, model: model, profile: $0) } }) ?? []
    }

    @Test func everyDocumentSaysSo() {
        #expect(Self.profiles.count == 10)
        #expect(Self.profiles.allSatisfy { $0.model.cryptography == .draftBarnes })
    }

    @Test(arguments: profiles)
    func modelAndCryptographyAgree(_ one: DocumentProfile) {
        for seed in [1, 2, 3, 4] as [UInt64] {
            let outcome = RandomRehearsal(model: one.model, profile: one.profile, seed: seed).run(steps: 800)
            #expect(outcome.error == nil, "seed \(seed)")
            #expect(outcome.steps == 800, "seed \(seed)")
        }
        let outcome = RandomRehearsal(model: one.model, profile: one.profile, cipherSuite: 2, seed: 5).run(steps: 60)
        #expect(outcome.error == nil && outcome.steps == 60, "suite 2, seed 5")
    }

    /// States that the model keeps apart and the cryptography does not occur where a change is applied elsewhere, and nowhere else.
    @Test func coincidencesComeFromMisappliedChangesAlone() throws {
        var found: [String: Int] = [:]
        for one in Self.profiles {
            for seed in 1...6 as ClosedRange<UInt64> {
                let outcome = RandomRehearsal(model: one.model, profile: one.profile, seed: seed).run(steps: 800)
                #expect(outcome.error == nil, "\(one.document), \(one.profile.name), seed \(seed)")
                found[one.document, default: 0] += outcome.coincidences
            }
        }
        #expect(found.filter { $0.value > 0 }.map(\.key) == ["barnes-mls-server-order"])
    }

    @Test(arguments: [PlantedMistake.epochNotEntered, .wrongNumber, .pendingDroppedEarly, .signedCounterAltered, .misapplicationForgotten])
    func aMistakeIsCaught(_ mistake: PlantedMistake) {
        let caught = Self.profiles.contains { one in
            (1...30 as ClosedRange<UInt64>).contains { seed in
                let outcome = RandomRehearsal(model: one.model, profile: one.profile, seed: seed).run(steps: 300, mistake: mistake)
                if case .disagreement = outcome.error { return true }
                return false
            }
        }
        #expect(caught, "\(mistake)")
    }

    /// A row that enters the epoch of a message without asking where the change was made is refused by the ratchet trees.
    @Test(arguments: [("barnes-mls-server-order-repaired", "M3"), ("barnes-mls-tie-breaker", "F2"), ("barnes-mls-tie-breaker", "S2")])
    func aGuardThatTheCryptographyEnforces(_ name: String, _ rowName: String) throws {
        let original = try Documents.model(name)
        let role = try #require(original.roles.firstIndex { $0.rows.contains { $0.name == rowName } })
        let row = try #require(original.roles[role].rows.firstIndex { $0.name == rowName })
        var model = original
        model.roles[role].rows[row].guards = .always
        var refused = 0
        let mutant = ModelMistakeTests.Mutant(role: role, row: row, model: model)
        ModelMistakeTests.runs(mutant, steps: 60, seeds: 1...25) { rehearsal, transition, interpreter in
            let result = Result { () throws(RehearsalError) in try rehearsal.take(transition) }
            if case .failure(.disagreement) = result, ModelMistakeTests.fires(mutant, transition.step, interpreter) { refused += 1 }
            if case .failure = result { return false }
            return true
        }
        #expect(refused > 0)
    }

    /// Commits are whole Handshake messages on the wire; hashes and signatures are where the structs have them.
    @Test func whatIsOnTheWire() throws {
        let model = try Documents.model("barnes-mls-server-order")
        let one = DocumentProfile(document: "", model: model, profile: model.profiles[0])
        let recording = try Recorder().record(try RecordingTests.trace(one, steps: 30, seed: 2), in: model)
        let sent = recording.steps.flatMap(\.operations).filter { if case .send = $0.step.operation { true } else { false } }
        let names = Set(sent.filter { $0.result.message == "Ordered" }.flatMap { ($0.result.fields ?? []).map(\.name) })
        for name in ["change.content", "change.prior_epoch", "change.init_key.add_key", "change.signer_index", "change.signature", "previous_hash", "claimed", "signature", "counter"] {
            #expect(names.contains(name), "\(name) of \(names.sorted())")
        }
        for performed in sent where performed.result.message == "Handshake" {
            let hash = performed.result.fields?.first { $0.name == "previous_hash" }?.value
            #expect(hash?.count == 64)
        }
    }

    /// A forged signature and a message with another hash are refused, each in its own words.
    @Test func whatIsSignedCannotBeAltered() throws {
        let model = try Documents.model("barnes-mls-server-order")
        let rehearsal = try Rehearsal(Interpreter(model: model, profile: model.profiles[0], readings: ReadingAssignment()))
        var system = try OriginalSystem(rehearsal.system.setting)
        let server = try #require(system.parties.indices.last)
        _ = try system.perform(PartyOperation(party: 0, operation: .beginTogether(epoch: 1)))
        for party in 0..<3 { _ = try system.perform(PartyOperation(party: party, operation: .enter(slot: 0, epoch: 1))) }
        _ = try system.perform(PartyOperation(party: 0, operation: .commit(epoch: 2, parent: 1)))
        func send(_ id: Int, _ party: Int, _ to: Int, _ message: String, _ values: [FieldValue]) -> PartyOperation {
            PartyOperation(party: party, operation: .send(id: id, to: to, message: message, values: values, isProtected: false, arrives: true))
        }
        _ = try system.perform(send(1, 0, server, "Handshake", [.commit(epoch: 2), .counter(1)]))
        let honest = system
        _ = try system.perform(PartyOperation(party: server, operation: .receive(id: 1)))
        #expect(throws: Refusal.cannotSign) {
            try system.perform(send(2, server, 1, "Ordered", [.commit(epoch: 2), .counter(2), .counter(2)]))
        }
        // The counter of the queue is not signed, the author's is.
        _ = try system.perform(send(3, server, 1, "Ordered", [.commit(epoch: 2), .counter(1), .counter(2)]))
        let received = try system.perform(PartyOperation(party: 1, operation: .receive(id: 3)))
        #expect(received.acceptances == [.accepted(epoch: 2)])
        system = honest
        let wire = try #require(system.sent[1]?.wire)
        for position in stride(from: wire.count - 1, to: 4, by: -97) {
            var copy = system
            copy.sent[1]?.wire[position] ^= 1
            #expect(throws: Refusal.self, "byte \(position)") { try copy.perform(PartyOperation(party: server, operation: .receive(id: 1))) }
        }
    }

    @Test(arguments: [3, 5, 7] as [UInt16])
    func suitesThatTheDraftDoesNotHave(_ suite: UInt16) throws {
        let one = try #require(Self.profiles.first)
        let outcome = RandomRehearsal(model: one.model, profile: one.profile, cipherSuite: suite, seed: 1).run(steps: 10)
        #expect(outcome.error == .refusedSetting(.noSuchSuite(suite)))
    }

    /// What the draft does not have is refused before anything is made.
    @Test func documentsThatTheDraftCannotActOut() throws {
        var model = try Documents.model("mls-tls-2026-02")
        model.cryptography = .draftBarnes
        #expect(throws: UnsupportedModel(role: model.roles[0].name, reason: .recordLayer)) { try Setting(model, model.profiles[0]) }
        for index in model.roles.indices { model.roles[index].protection = RecordProtection() }
        #expect { try Setting(model, model.profiles[0]) } throws: { ($0 as? UnsupportedModel)?.reason == .keyPackages }
    }

    @Test(arguments: profiles)
    func recordingsFitTheSchema(_ one: DocumentProfile) throws {
        let schema = try SchemaTests.schema()
        let trace = try RecordingTests.trace(one, steps: 40, seed: 11)
        for secrets in [false, true] {
            let recording = try Recorder(withSecrets: secrets).record(trace, in: one.model)
            #expect(schema.faults(try JSONSerialization.jsonObject(with: RecordingTests.json(recording))) == [])
            guard case .verified = try recording.verify() else {
                Issue.record("\(try recording.verify())")
                continue
            }
        }
    }
}
