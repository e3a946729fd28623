import Foundation
import ProtocolModel
import Testing

@testable import Rehearsal

/// Recordings come out the same from the same seed, stand up to being taken through MLS again, and nothing in them can be altered.
struct RecordingTests {
    /// A random run of some steps as a trace.
    static func trace(_ one: DocumentProfile, steps: Int, seed: UInt64) throws -> Trace {
        var walk = RandomWalk(seed: seed)
        let interpreter = Interpreter(model: one.model, profile: one.profile, readings: walk.readings(of: one.model))
        var state = try interpreter.initialState()
        var taken: [Step] = []
        while taken.count < steps, let next = try walk.step(interpreter, from: state) {
            taken.append(next.step)
            state = next.target
        }
        return Trace(model: one.model, profile: one.profile, readings: interpreter.readings, steps: taken)
    }

    static func json(_ recording: Recording) throws -> Data {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys]
        return try encoder.encode(recording)
    }

    @Test(arguments: DocumentProfile.all)
    func sameSeedSameBytes(_ one: DocumentProfile) throws {
        let trace = try Self.trace(one, steps: 60, seed: 5)
        let first = try Recorder(seed: 9).record(trace, in: one.model)
        #expect(try Self.json(first) == Self.json(Recorder(seed: 9).record(trace, in: one.model)))
        #expect(try Self.json(first) != Self.json(Recorder(seed: 10).record(trace, in: one.model)))
        guard case .verified(let steps, let operations) = try first.verify() else {
            Issue.record("not verified: \(try first.verify())")
            return
        }
        #expect(steps == trace.steps.count)
        #expect(operations > steps / 4)
        // What was written can be read.
        #expect(try JSONDecoder().decode(Recording.self, from: Self.json(first)) == first)
    }

    @Test func secretsAreThereOnlyWhenAskedFor() throws {
        let one = try #require(DocumentProfile.all.first)
        let trace = try Self.trace(one, steps: 30, seed: 1)
        let without = try Recorder().record(trace, in: one.model)
        #expect(without.start.allSatisfy { $0.result.secrets == nil })
        #expect(without.steps.allSatisfy { $0.operations.allSatisfy { $0.result.secrets == nil } })
        let with = try Recorder(withSecrets: true).record(trace, in: one.model)
        let names = Set(with.steps.flatMap { $0.operations.flatMap { ($0.result.secrets ?? [:]).keys } })
        #expect(names.isSuperset(of: ["init_priv", "encryption_priv", "signature_priv", "exporter_secret", "write_key", "write_iv"]))
        #expect(try with.verify() == .verified(steps: with.steps.count, operations: with.start.count + with.steps.map(\.operations.count).reduce(0, +)))
    }

    /// Alters one character of one text in the JSON.
    static func texts(in value: Any, path: [String] = []) -> [[String]] {
        switch value {
        case let object as [String: Any]: object.keys.sorted().flatMap { texts(in: object[$0] as Any, path: path + [$0]) }
        case let list as [Any]: list.enumerated().flatMap { texts(in: $1, path: path + [String($0)]) }
        case is String: [path]
        default: []
        }
    }

    static func altered(_ value: Any, at path: ArraySlice<String>) -> Any {
        guard let first = path.first else {
            guard var text = value as? String, let last = text.popLast() else { return "0" }
            return text + (last == "0" ? "1" : "0")
        }
        if var object = value as? [String: Any] {
            object[first] = altered(object[first] as Any, at: path.dropFirst())
            return object
        }
        if var list = value as? [Any], let index = Int(first) {
            list[index] = altered(list[index], at: path.dropFirst())
            return list
        }
        return value
    }

    /// Whatever text of a step is altered, the recording is refused at that step, be it that the digests are made anew or not.
    @Test func anAlteredByteIsRefusedAtItsStep() throws {
        let one = try #require(DocumentProfile.all.first { $0.document == "mls-tls-2026-02" && $0.profile.name == "connection" })
        let recording = try Recorder().record(try Self.trace(one, steps: 14, seed: 3), in: one.model)
        let object = try JSONSerialization.jsonObject(with: Self.json(recording))
        let paths = Self.texts(in: object).filter { $0.first == "steps" }
        #expect(paths.count > 100)
        var refusedByMLS = 0
        for path in paths {
            let step = (Int(path[1]) ?? 0) + 1
            let data = try JSONSerialization.data(withJSONObject: Self.altered(object, at: path[...]))
            guard var changed = try? JSONDecoder().decode(Recording.self, from: data) else { continue }
            guard case .fault(let fault) = try changed.verify() else {
                Issue.record("\(path) was altered unnoticed")
                continue
            }
            #expect(fault.step == step, "\(path)")
            // A forger makes the digests anew.
            var digest = changed.digest
            for index in changed.steps.indices {
                digest = changed.steps[index].digest(after: digest)
                changed.steps[index].digest = digest
            }
            if path.contains("operations"), path.contains("result") {
                guard case .fault(let fault) = try changed.verify() else {
                    Issue.record("\(path) was altered and signed anew unnoticed")
                    continue
                }
                #expect(fault.step == step, "\(path)")
                refusedByMLS += 1
            }
        }
        #expect(refusedByMLS > 50)
    }

    @Test func theHeadCannotBeAltered() throws {
        let one = try #require(DocumentProfile.all.first)
        var recording = try Recorder().record(try Self.trace(one, steps: 5, seed: 3), in: one.model)
        recording.title += " "
        #expect(try recording.verify() == .fault(RecordingFault(step: 0, reason: .altered)))
        // Another seed gives other keys.
        recording.title.removeLast()
        recording.setting.seed += 1
        recording.digest = recording.headDigest
        guard case .fault = try recording.verify() else {
            Issue.record("another seed was taken")
            return
        }
    }

    @Test(arguments: [2, 5, 7] as [UInt16])
    func randomisedSignaturesAreSaid(_ suite: UInt16) throws {
        let one = try #require(DocumentProfile.all.first)
        let recording = try Recorder(cipherSuite: suite).record(try Self.trace(one, steps: 10, seed: 3), in: one.model)
        #expect(throws: UnverifiableRecording.randomisedSignatures(cipherSuite: suite)) { try recording.verify() }
    }

    /// Settings from a file that make no sense are refused without harm.
    @Test func unsoundSettingsAreRefused() throws {
        let one = try #require(DocumentProfile.all.first)
        let recording = try Recorder().record(try Self.trace(one, steps: 3, seed: 3), in: one.model)
        func expectRefusal(_ change: (inout Setting) -> Void) {
            var copy = recording
            change(&copy.setting)
            copy.digest = copy.headDigest
            #expect(throws: UnverifiableRecording.refusedSetting(.unsoundSetting)) { try copy.verify() }
        }
        expectRefusal { $0.slots = [] }
        expectRefusal { $0.parties = [] }
        expectRefusal { $0.parties = ["A", "A"] }
        let field = WireField(name: "inner", type: .named("Loop"))
        expectRefusal { $0.wireDeclarations.append(.structure(name: "Loop", fields: [field], source: .none)) }
        expectRefusal { setting in
            for index in 0..<40 {
                let fields = ["a", "b"].map { WireField(name: $0, type: .named("S\(index + 1)")) }
                setting.wireDeclarations.append(.structure(name: "S\(index)", fields: fields, source: .none))
            }
        }
        expectRefusal { $0.wireDeclarations.append(.enumeration(name: "E", cases: [], width: 99, source: .none)) }
        var copy = recording
        copy.steps[0].operations.append(
            Rehearsal.Performed(
                step: PartyOperation(party: 0, operation: .setSendingKey(KeyName(epoch: 1, generation: -1))), result: OperationResult()))
        copy.steps[0].digest = copy.steps[0].digest(after: copy.digest)
        guard case .fault(let fault) = try copy.verify(), fault.step == 1 else {
            Issue.record("a negative generation was taken")
            return
        }
    }
}
