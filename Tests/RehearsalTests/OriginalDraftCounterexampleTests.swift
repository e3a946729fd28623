import Explorer
import ProtocolModel
import Testing

@testable import Rehearsal

/// What the explorer finds in the documents of the original MLS draft, acted out with ratchet trees.
struct OriginalDraftCounterexampleTests {
    /// What the explorer finds, in the given readings.
    private static func traces(_ model: ProtocolModel, _ readings: [ReadingChoice: [Int]] = [:]) throws -> [Trace] {
        let explorer = Explorer(model: model, fixedReadings: readings)
        return try model.profiles.indices.flatMap { profile in
            try explorer.check(profile: profile).verdicts.flatMap { $0.failures.compactMap(\.trace) + [$0.witness].compactMap { $0 } }
        }
    }

    /// Every counterexample and witness, with both cipher suites; the recordings of suite 1 verify.
    @Test(arguments: OriginalDraftTests.names)
    func everyCounterexampleIsActedOut(_ name: String) throws {
        let model = try Documents.model(name)
        let traces = try Self.traces(model)
        #expect(!traces.isEmpty)
        for trace in traces {
            let recording = try Recorder().record(trace, in: model)
            #expect(recording.setting.cryptography == .draftBarnes)
            guard case .verified(let steps, _) = try recording.verify() else {
                Issue.record("\(trace.property ?? ""): \(try recording.verify())")
                continue
            }
            #expect(steps == trace.steps.count)
            _ = try Recorder(cipherSuite: 2, seed: 3).record(trace, in: model)
        }
    }

    /// Whatever the readings: a counterexample of agreement shows two states of one number with different secrets.
    @Test func everyReadingOfServerOrder() throws {
        let model = try Documents.model("barnes-mls-server-order")
        var combinations: [[ReadingChoice: [Int]]] = [[:]]
        for choice in model.readingChoices {
            combinations = combinations.flatMap { one in
                model.readings[choice.reading].options.indices.map { one.merging([choice: [$0]]) { $1 } }
            }
        }
        #expect(combinations.count == 24)
        var acted = 0
        var misapplied = 0
        var objections = 0
        for readings in combinations {
            for trace in try Self.traces(model, readings) {
                let recording = try Recorder().record(trace, in: model)
                acted += 1
                for performed in recording.steps.flatMap(\.operations) {
                    guard case .apply = performed.step.operation else { continue }
                    misapplied += 1
                    if case .refused = performed.result.acceptances?.first { objections += 1 }
                }
            }
        }
        // The shortest runs are those of the first two members, each of which could have seen it from the path.
        #expect(acted > 60 && misapplied > 40 && objections > 0, "\(acted) \(misapplied) \(objections)")
    }
}
