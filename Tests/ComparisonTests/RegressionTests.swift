@testable import Comparison
import ExampleModels
import Explorer
import Foundation
import ProtocolModel
import Testing

/// Recorded counterexamples, taken through the document that they are of and through documents in which something was changed.
struct RegressionTests {
    /// Every counterexample of a document, without those of properties that take long.
    private func cases(_ model: ProtocolModel, profile: String? = nil, limit: Int = 50_000) throws -> [RegressionCase] {
        var result: [RegressionCase] = []
        for (index, candidate) in model.profiles.enumerated() where profile == nil || candidate.name == profile {
            // Random protocols may have states without end; what fails is found among the first.
            let report = try Explorer(model: model, limits: ExplorationLimits(states: limit)).check(profile: index)
            for trace in report.verdicts.flatMap(\.failures).compactMap(\.trace) {
                result.append(try RegressionCase(trace, of: model, document: "test.md"))
            }
        }
        return result
    }

    private func isPossible(_ outcome: RegressionOutcome) -> Bool { if case .possible = outcome { true } else { false } }

    @Test(arguments: ["mls-tls-2026-02", "mls-tls"])
    func whatWasFoundIsStillPossible(_ name: String) throws {
        let model = try Documents.model(name)
        let found = try cases(model, profile: "unbroken")
        #expect(!found.isEmpty)
        for recorded in found {
            let outcome = try Regression(model: model).outcome(of: recorded)
            #expect(isPossible(outcome), "\(recorded.name): \(outcome)")
        }
    }

    /// Names of rows and their order are nothing to go by.
    @Test func rowsMayBeRenamed() throws {
        let model = try Documents.model("mls-tls-2026-02")
        var renamed = model
        for role in renamed.roles.indices {
            for row in renamed.roles[role].rows.indices { renamed.roles[role].rows[row].name = "\(role).\(row)" }
            renamed.roles[role].rows.reverse()
        }
        for recorded in try cases(model, profile: "unbroken") {
            let outcome = try Regression(model: renamed).outcome(of: recorded)
            guard case .possible(let trace) = outcome else {
                Issue.record("\(recorded.name): \(outcome)")
                continue
            }
            // It is a run of the document that it was asked of.
            let replay = try Replay(trace, in: renamed)
            let property = try #require(renamed.properties.first { $0.name == recorded.trace.property })
            #expect(try replay.judge(property) == .shown)
        }
    }

    /// Whatever row of a recorded run never fires any more: the run ends at a step of that row, or after its message was dropped.
    @Test func theStepAndTheRowThatStopItAreTold() throws {
        let model = try Documents.model("mls-tls-2026-02")
        let recorded = try #require(try cases(model, profile: "unbroken").first { $0.trace.property == "decryptable" })
        var (blocked, named) = (0, 0)
        for name in recorded.record.rows {
            var without = model
            for role in without.roles.indices {
                for row in without.roles[role].rows.indices where without.roles[role].rows[row].name == name {
                    without.roles[role].rows[row].guards = .when(.literal(.bool(false)))
                }
            }
            switch try Regression(model: without).outcome(of: recorded) {
            case .blocked(let found):
                blocked += 1
                #expect((try? Replay(found.run, in: without))?.transitions.count == found.step)
                // A message that no row takes is dropped, and the run goes on: it ends where something depends on the answer.
                let isDropped = zip(found.run.steps, recorded.trace.steps).contains { $0.row == nil && $1.row == name }
                guard recorded.trace.steps[found.step].row == name, case .confrontation(let confrontation) = found.reason else {
                    #expect(isDropped, "\(name): step \(found.step + 1), \(found.reason)")
                    continue
                }
                let role = without.roles[without.instances[confrontation.party].role]
                let answer = try #require(confrontation.answers.first { role.rows[$0.row].name == name })
                guard case .condition(let parts)? = answer.refusal else {
                    Issue.record("\(name): \(answer)")
                    continue
                }
                #expect(parts.map(\.condition) == [.literal(.bool(false))])
                named += 1
            case .possible, .harmless: break
            case .notApplicable(let missing): Issue.record("\(name): \(missing)")
            }
        }
        #expect(blocked >= 3 && named >= 1, "\(blocked) blocked, \(named) by the row itself")
    }

    @Test func whatIsMissingIsNamed() throws {
        let model = try Documents.model("mls-tls-2026-02")
        let recorded = try #require(try cases(model, profile: "unbroken").first { $0.trace.property == "decryptable" })
        func missing(_ change: (inout ProtocolModel) -> Void) throws -> [RegressionOutcome.Missing] {
            var other = model
            change(&other)
            if case .notApplicable(let missing) = try Regression(model: other).outcome(of: recorded) { return missing }
            return []
        }
        #expect(try missing { $0.messages[2].name = "Update" }.map(\.kind) == [.message])
        #expect(try missing { $0.messages[2].name = "Update" }.map(\.name) == ["ConnectionUpdate"])
        #expect(try missing { model in for index in model.events.indices { model.events[index].name += "!" } }.allSatisfy { $0.kind == .event })
        #expect(try missing { $0.properties.removeAll { $0.name == "decryptable" } } == [.init(kind: .property, name: "decryptable", step: nil)])
        #expect(try missing { $0.profiles.removeAll { $0.interruption == .no } } == [])
        #expect(
            try missing { model in
                for index in model.profiles.indices { model.profiles[index].capacity = 1 }
                model.profiles.removeAll { $0.interruption == .no }
            } == [.init(kind: .network, name: "unbroken", step: nil)])
    }

    /// On random protocols: possible is exactly what the interpreter takes and judges so.
    @Test func randomCasesAreReplayed() throws {
        var (possible, other) = (0, 0)
        for seed in UInt64(0)..<150 {
            var random = RandomModels(seed: seed)
            let old = random.model()
            var generator = SeededGenerator(seed)
            let recordings = try cases(old, limit: 1_000)
            for recorded in recordings {
                #expect(try isPossible(Regression(model: old).outcome(of: recorded)), "seed \(seed), \(recorded.name)")
            }
            for _ in 0..<6 {
                let (new, what) = Planted.change(old, &generator)
                for recorded in recordings {
                    // The very steps in the changed model, by their rows: if they still show it, it is possible.
                    var isShown = false
                    if let replay = try? Replay(recorded.trace, in: new), let property = new.properties.first(where: { $0.name == recorded.trace.property }) {
                        isShown = (try? replay.judge(property)) == .shown
                    }
                    guard let outcome = try? Regression(model: new).outcome(of: recorded) else { continue }
                    if isShown { #expect(isPossible(outcome), "seed \(seed), \(what), \(recorded.name)") }
                    if case .possible(let trace) = outcome {
                        possible += 1
                        let property = try #require(new.properties.first { $0.name == recorded.trace.property })
                        #expect(try Replay(trace, in: new).judge(property) == .shown, "seed \(seed), \(what), \(recorded.name)")
                    } else {
                        other += 1
                    }
                }
            }
        }
        #expect(possible > 20 && other > 20, "\(possible) possible, \(other) not")
    }

    @Test func aCaseIsATraceThatReplayReads() throws {
        let model = try Documents.model("mls-tls-2026-02")
        for recorded in try cases(model, profile: "unbroken") {
            let data = try JSONEncoder().encode(recorded)
            #expect(try JSONDecoder().decode(RegressionCase.self, from: data) == recorded)
            #expect(try JSONDecoder().decode(Trace.self, from: data) == recorded.trace)
            var object = try #require(try JSONSerialization.jsonObject(with: data) as? [String: Any])
            var record = try #require(object["regression"] as? [String: Any])
            record["happenings"] = []
            object["regression"] = record
            let broken = try JSONSerialization.data(withJSONObject: object)
            #expect(throws: DecodingError.self) { try JSONDecoder().decode(RegressionCase.self, from: broken) }
        }
    }

    /// The recorded attacks of the repository: a repaired document blocks all of them, and the document as written allows all.
    @Test(arguments: [
        ("mls-tls", "mls-tls-repaired"), ("mls-tls-2026-02", "mls-tls-repaired"), ("two-party-profile", "two-party-profile-repaired"),
    ])
    func repairedDocumentsBlockEveryRecordedAttack(_ written: String, _ repaired: String) throws {
        let package = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
        let directory = package.appendingPathComponent("Models/Regressions/\(written)")
        let files = try FileManager.default.contentsOfDirectory(atPath: directory.path).filter { $0.hasSuffix(".json") }
        #expect(!files.isEmpty)
        let model = try Documents.model(repaired)
        for file in files.sorted() {
            let recorded = try JSONDecoder().decode(RegressionCase.self, from: Data(contentsOf: directory.appendingPathComponent(file)))
            #expect(recorded.name + ".json" == file)
            #expect(try !isPossible(Regression(model: model).outcome(of: recorded)), "\(file)")
        }
    }
}
