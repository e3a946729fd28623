import Explorer
import Foundation
import MLS
import ModelDocument
import ProtocolModel
import Testing

@testable import Rehearsal

/// The documents of Multi-MLS, acted out with a send group for each member.
struct SendGroupTests {
    static let names = [
        "multi-mls", "multi-mls-repaired", "multi-mls-partial-commits", "multi-mls-init", "multi-mls-rejoin", "multi-mls-rejoin-repaired",
        "multi-mls-credentials", "multi-mls-credentials-repaired",
    ]

    static let profiles: [DocumentProfile] = names.flatMap { name in
        ((try? Documents.model(name)).map { model in model.profiles.map { DocumentProfile(document: name, model: model, profile: $0) } }) ?? []
    }

    static func profile(_ document: String, _ name: String) throws -> DocumentProfile {
        try #require(profiles.first { $0.document == document && $0.profile.name == name })
    }

    @Test func everyDocumentIsThere() {
        #expect(Set(Self.profiles.map(\.document)) == Set(Self.names))
        for one in Self.profiles { #expect(one.model.sendGroups != nil, "\(one)") }
    }

    // MARK: Agreement

    @Test(arguments: profiles)
    func randomRunsAgree(_ one: DocumentProfile) {
        for seed in 1...10 as ClosedRange<UInt64> {
            let outcome = RandomRehearsal(model: one.model, profile: one.profile, seed: seed).run(steps: 120)
            #expect(outcome.error == nil, "\(one), seed \(seed)")
            #expect(outcome.steps == 120, "\(one), seed \(seed)")
        }
    }

    @Test(arguments: [2, 3, 5, 7] as [UInt16])
    func everyCipherSuite(_ suite: UInt16) throws {
        for (document, name) in [("multi-mls", "two updates"), ("multi-mls-rejoin", "one lost"), ("multi-mls-credentials", "reliable")] {
            let one = try Self.profile(document, name)
            let outcome = RandomRehearsal(model: one.model, profile: one.profile, cipherSuite: suite, seed: 7).run(steps: 60)
            #expect(outcome.error == nil, "\(one)")
        }
    }

    /// Every run that the checker shows of a document, acted out and its recording verified.
    @Test(arguments: profiles)
    func everyCounterexampleIsActedOut(_ one: DocumentProfile) throws {
        let index = try #require(one.model.profiles.firstIndex(of: one.profile))
        let report = try Explorer(model: one.model).check(profile: index)
        let traces = report.verdicts.flatMap { $0.failures.compactMap(\.trace) + [$0.witness].compactMap { $0 } }
        #expect(traces.count >= Self.counterexamples[one.testDescription] ?? 0, "\(one)")
        for trace in traces {
            let recording = try Recorder().record(trace, in: one.model)
            #expect(recording.steps.count == trace.steps.count)
            guard case .verified = try recording.verify() else {
                Issue.record("not verified: \(try recording.verify())")
                continue
            }
        }
    }

    /// How many runs there are to be acted out, at least.
    static let counterexamples = [
        "multi-mls, one update": 2, "multi-mls, two updates": 2, "multi-mls, lossy": 2, "multi-mls-init, two begin": 2, "multi-mls-partial-commits, reliable": 2,
        "multi-mls-rejoin, one lost": 2, "multi-mls-rejoin, two lost": 5, "multi-mls-credentials, reliable": 2,
    ]

    // MARK: What happens in them

    /// The operations of many random runs, with the readings in which they were taken.
    static func operations(
        _ document: String, _ profile: String, seeds: ClosedRange<UInt64>, steps: Int = 40
    ) throws -> [(readings: [String: String], performed: [Rehearsal.Performed])] {
        let one = try Self.profile(document, profile)
        return try seeds.map { seed in
            let recording = try Recorder(seed: seed).record(try RecordingTests.trace(one, steps: steps, seed: seed), in: one.model)
            return (recording.readings, recording.start + recording.steps.flatMap(\.operations))
        }
    }

    /// A Commit whose pre-shared key is not there fails in MLS with the error that says so: one that comes too early in either reading, one that comes too late only
    /// where past keys are deleted; then also when it was held and is given up.
    @Test func aMissingPreSharedKeyIsARefusalByMLS() throws {
        var missing: [String: Int] = [:]
        var givenUp = 0
        var reasons: Set<String> = []
        for (readings, performed) in try Self.operations("multi-mls", "two updates", seeds: 1...150) {
            for one in performed {
                for case .refused(_, let reason) in one.result.acceptances ?? [] {
                    let kind = ["preSharedKeyMissing", "wrongEpoch"].first { reason.contains($0) } ?? reason
                    reasons.insert(kind)
                    if kind == "preSharedKeyMissing" { missing[readings["Member.psks"] ?? "", default: 0] += 1 }
                    if case .giveUp = one.step.operation { givenUp += 1 }
                }
            }
        }
        #expect((missing["kept"] ?? 0) > 5 && (missing["deleted"] ?? 0) > 5)
        #expect(givenUp > 0)
        #expect(reasons == ["preSharedKeyMissing", "wrongEpoch"])
    }

    /// Partial Commits have no path and one external PreSharedKey with the draft's identifier and a fresh nonce of `KDF.Nh` bytes; updates are empty Commits.
    @Test func commitsAreAsTheDraftHasThem() throws {
        var partial = 0
        var empty = 0
        var nonces: Set<[UInt8]> = []
        for (_, performed) in try Self.operations("multi-mls-repaired", "two updates", seeds: 1...20) {
            let views = Dictionary(
                performed.compactMap { one -> (Int, EpochView)? in
                    switch one.step.operation {
                    case .commitInSendGroup(let epoch, _, _), .beginSendGroup(let epoch, _, _): one.result.epoch.map { (epoch, $0) }
                    default: nil
                    }
                }, uniquingKeysWith: { first, _ in first })
            for one in performed {
                guard case .commitInSendGroup(_, _, let contents) = one.step.operation else { continue }
                let message = try MLSMessage(decoding: try #require(one.result.content.flatMap(Hexadecimal.bytes)))
                guard case .publicMessage(let framed) = message, case .commit(let commit) = framed.content.content else {
                    Issue.record("no Commit")
                    continue
                }
                guard let source = contents.preSharedKeys.first else {
                    empty += 1
                    #expect(commit.proposals.isEmpty && commit.path != nil)
                    continue
                }
                partial += 1
                #expect(commit.path == nil && commit.proposals.count == 1)
                guard case .proposal(.preSharedKey(let id))? = commit.proposals.first, case .external(let pskID) = id.kind else {
                    Issue.record("no external PreSharedKey")
                    continue
                }
                let view = try #require(views[source])
                #expect(pskID.prefix(8).reduce(0) { $0 << 8 | UInt64($1) } == view.number)
                #expect(Hexadecimal.text(pskID.dropFirst(8)) == view.groupID)
                #expect(id.pskNonce.count == 32)
                #expect(nonces.insert(id.pskNonce).inserted)
            }
        }
        #expect(partial > 10 && empty > 10)
    }

    /// What goes out after a Commit is opened by everybody who enters the epoch.
    @Test func applicationMessagesAreRead() throws {
        var read = 0
        for (_, performed) in try Self.operations("multi-mls-repaired", "two updates", seeds: 1...10) {
            for one in performed where one.result.entrance == .processed {
                #expect(one.result.application != nil)
                read += 1
            }
        }
        #expect(read > 20)
    }

    /// A member that comes back is removed and added in one Commit, and joins by its Welcome.
    @Test func aMemberRejoinsByAWelcome() throws {
        var rejoined = 0
        for (_, performed) in try Self.operations("multi-mls-rejoin", "one lost", seeds: 1...60) {
            for one in performed {
                if case .enter = one.step.operation, one.result.entrance == .joined, let epoch = one.result.epoch, epoch.number > 1 { rejoined += 1 }
                guard case .commitInSendGroup(_, _, let contents) = one.step.operation, !contents.added.isEmpty,
                    case .publicMessage(let framed) = try MLSMessage(decoding: try #require(one.result.content.flatMap(Hexadecimal.bytes))),
                    case .commit(let commit) = framed.content.content
                else { continue }
                let types = commit.proposals.map { item in if case .proposal(let proposal) = item { proposal.proposalType } else { ProposalType.update } }
                #expect(types == [.remove, .add])
            }
        }
        #expect(rejoined > 3)
    }

    /// The identifiers of the send groups are those that the first one derives for the signature keys, and differ.
    @Test func groupIdentifiersAreDerived() throws {
        let one = try Self.profile("multi-mls", "one update")
        var rehearsal = try Rehearsal(Interpreter(model: one.model, profile: one.profile))
        _ = try rehearsal.begin()
        let parties = try #require(rehearsal.system as? ConcreteSystem).parties
        let groups = (0..<3).compactMap { parties[0].members[$0]?.group.groupID }
        #expect(groups.map(\.count) == [16, 32, 32] && Set(groups).count == 3)
        let first = try #require(parties[2].members[0]?.group)
        for owner in 1...2 {
            let key = parties[owner].signatureKey.publicKey.bytes
            #expect(try first.exportSecret(label: "derivedGroupId", context: key, length: 32).exposed == groups[owner])
        }
        #expect(parties.allSatisfy { $0.sendGroups.universe == groups[0] })
    }

    // MARK: Mistakes

    @Test(arguments: SendGroupMistake.allCases)
    func aMistakeInTheMappingIsCaught(_ mistake: SendGroupMistake) {
        let caught = Self.profiles.contains { one in
            (1...12 as ClosedRange<UInt64>).contains { seed in
                let outcome = RandomRehearsal(model: one.model, profile: one.profile, seed: seed).run(steps: 60, mistake: nil, sendGroupMistake: mistake)
                if case .disagreement = outcome.error { return true }
                return false
            }
        }
        #expect(caught, "\(mistake)")
    }

    /// Changes of the model that contradict MLS: the condition of a row is put in the place of another's.
    @Test func aModelThatIsWrongIsCaught() throws {
        let model = try Documents.model("multi-mls")
        let rows = model.roles[0].rows
        func index(_ name: String) throws -> Int { try #require(rows.firstIndex { $0.name == name }) }
        func isRefuted(_ change: (inout [Row]) throws -> Void) rethrows -> Bool {
            var wrong = model
            try change(&wrong.roles[0].rows)
            return wrong.profiles.contains { profile in
                (1...40 as ClosedRange<UInt64>).contains { seed in
                    if case .disagreement = RandomRehearsal(model: wrong, profile: profile, seed: seed).run(steps: 60).error { return true }
                    return false
                }
            }
        }
        let asItIs = isRefuted { _ in }
        #expect(!asItIs)
        let (m3, m4, m5, m8) = (try index("M3"), try index("M4"), try index("M5"), try index("M8"))
        // What does not fit is processed.
        let unfit = isRefuted { $0[m8].actions = rows[m3].actions }
        // What fits is thrown away.
        let fit = isRefuted { $0[m4].actions = [.drop] }
        // What waits for its pre-shared key is processed at once.
        let early = isRefuted { $0[m5].actions = rows[m4].actions }
        #expect(unfit && fit && early)
    }

    /// A pre-shared key that a member is still to inject it has; a model in which it can inject it and yet not process what another has injected it into is none of MLS.
    @Test func whatIsToBeInjectedIsThere() throws {
        var text = try SendGroupDocument.text("multi-mls")
        text = text.replacingOccurrences(of: " or e = news[e!.author]", with: "").replacingOccurrences(of: " and e != news[e!.author]", with: "")
        let model = try ModelDocument.parse(Array(text.utf8), name: "multi-mls.md").model
        let profile = try #require(model.profiles.first { $0.name == "two updates" })
        let refuted = (1...100 as ClosedRange<UInt64>).contains { seed in
            if case .disagreement = RandomRehearsal(model: model, profile: profile, seed: seed).run(steps: 100).error { return true }
            return false
        }
        #expect(refuted)
    }

    // MARK: Recordings

    @Test(arguments: profiles)
    func recordingsVerifyAndFitTheSchema(_ one: DocumentProfile) throws {
        let trace = try RecordingTests.trace(one, steps: 25, seed: 11)
        for secrets in [false, true] {
            let recording = try Recorder(seed: 9, withSecrets: secrets).record(trace, in: one.model)
            guard case .verified = try recording.verify() else {
                Issue.record("not verified: \(try recording.verify())")
                continue
            }
            let json = try RecordingTests.json(recording)
            #expect(try RecordingTests.json(Recorder(seed: 9, withSecrets: secrets).record(trace, in: one.model)) == json)
            #expect(try JSONDecoder().decode(Recording.self, from: json) == recording)
            #expect(try SchemaTests.schema().faults(JSONSerialization.jsonObject(with: json)) == [])
        }
    }

    /// Operations from a file that make no sense are refused without harm.
    @Test func unsoundOperationsAreRefused() throws {
        let one = try Self.profile("multi-mls", "one update")
        let recording = try Recorder().record(try RecordingTests.trace(one, steps: 3, seed: 3), in: one.model)
        var newcomer = SendGroupCommit()
        newcomer.added = [SendGroupCommit.Newcomer(party: 77, keyPackage: 1)]
        var covering = SendGroupCommit()
        covering.covered = 5
        var injecting = SendGroupCommit()
        injecting.preSharedKeys = [99]
        let operations: [PartyOperation] = [
            PartyOperation(party: 0, operation: .beginSendGroup(epoch: 90, members: [77], derivedFrom: nil)),
            PartyOperation(party: 0, operation: .beginSendGroup(epoch: 90, members: [0, 0], derivedFrom: nil)),
            PartyOperation(party: 0, operation: .beginSendGroup(epoch: 90, members: [1], derivedFrom: 91)),
            PartyOperation(party: 0, operation: .exportPSK(epoch: 92)), PartyOperation(party: 0, operation: .giveUp(epoch: 93)),
            PartyOperation(party: 0, operation: .commitInSendGroup(epoch: 94, parent: 95, contents: SendGroupCommit())),
            PartyOperation(party: 0, operation: .commitInSendGroup(epoch: 94, parent: -1, contents: newcomer)),
            PartyOperation(party: 0, operation: .commitInSendGroup(epoch: 94, parent: -1, contents: covering)),
            PartyOperation(party: 0, operation: .commitInSendGroup(epoch: 94, parent: -1, contents: injecting)),
        ]
        for operation in operations {
            var copy = recording
            copy.start.append(Rehearsal.Performed(step: operation, result: OperationResult()))
            copy.digest = copy.headDigest
            guard case .fault(let fault) = try copy.verify(), case .refused = fault.reason else {
                Issue.record("\(operation) was taken")
                continue
            }
        }
    }
}

/// The texts of the documents, to be altered.
enum SendGroupDocument {
    static func text(_ name: String) throws -> String {
        let package = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
        return try String(contentsOf: package.appendingPathComponent("Models/\(name).md"), encoding: .utf8)
    }
}
