import Foundation
import ProtocolModel
import Testing

@testable import Rehearsal

/// Conformance vectors cover what can be covered, and say the truth.
struct VectorTests {
    @Test(arguments: Documents.names)
    func everyRowFires(_ name: String) throws {
        let model = try Documents.model(name)
        let coverage = try CoverageSearch(model: model, profiles: model.profiles).run()
        #expect(coverage.missing == [])
        // Replayed, the runs fire what they say.
        var fired: Set<String> = []
        for run in coverage.runs {
            let replay = try Replay(run.trace, in: model)
            #expect(replay.transitions.count == run.trace.steps.count)
            for step in run.trace.steps { fired.formUnion([step.row].compactMap { $0 } + (step.told ?? []).compactMap(\.row)) }
        }
        #expect(fired == Set(model.roles.flatMap { $0.rows.map(\.name) }))
        let vectors = try ConformanceVectors(coverage, of: model)
        #expect(vectors.cases.count == coverage.runs.count)
        let data = try JSONEncoder().encode(vectors)
        #expect(try JSONDecoder().decode(ConformanceVectors.self, from: data) == vectors)
    }

    /// Every pair of rows that random runs fire one after the other is among those that are covered.
    @Test func pairs() throws {
        let model = try Documents.model("mls-tls-repaired")
        let coverage = try CoverageSearch(model: model, profiles: model.profiles, pairs: true).run()
        #expect(!coverage.isPartial)
        for profile in model.profiles {
            for seed in 1...40 as ClosedRange<UInt64> {
                let one = DocumentProfile(document: "", model: model, profile: profile)
                var last: String?
                for step in try RecordingTests.trace(one, steps: 100, seed: seed).steps {
                    for row in [step.row].compactMap({ $0 }) + (step.told ?? []).compactMap(\.row) {
                        if let last { #expect(coverage.covered.contains(.pair(last, row)), "seed \(seed): \(last) \(row)") }
                        last = row
                    }
                }
            }
        }
    }

    /// The private keys are those of the public ones, and what was sent is what is received.
    @Test func secretsAndMessagesFit() throws {
        let model = try Documents.model("mls-tls-2026-02")
        let coverage = try CoverageSearch(model: model, profiles: Array(model.profiles.prefix(1))).run()
        let vectors = try ConformanceVectors(coverage, of: model)
        var received = 0
        for one in vectors.cases {
            // Whoever sends something has given away the key that it signs with.
            let actions = one.start + one.steps.flatMap(\.actions)
            let signers = Set(actions.filter { $0.secrets?["signature_priv"] != nil }.map(\.party))
            #expect(signers.isSuperset(of: actions.filter { $0.action == "send" }.map(\.party)))
            var wires: [Int: String] = [:]
            for action in one.steps.flatMap(\.actions) {
                switch action.action {
                case "make_key_package":
                    #expect(Set((action.secrets ?? [:]).keys) == ["init_priv", "encryption_priv", "signature_priv"])
                case "send", "send_lost": wires[try #require(action.message)] = action.wire
                case "receive":
                    #expect(wires[try #require(action.message)] == action.wire)
                    received += 1
                default: break
                }
            }
        }
        #expect(received > 20)
    }
}
