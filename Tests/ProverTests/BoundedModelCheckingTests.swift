import ExampleModels
import Explorer
import Foundation
import ModelDocument
import ProtocolModel
import Testing

@testable import Prover

struct BoundedModelCheckingTests {
    static func model(_ name: String) throws -> ProtocolModel {
        let package = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent()
        return try ModelDocument.read(file: package.appendingPathComponent("Models/\(name).md").path).model
    }

    @Test(arguments: ["mls-tls-repaired", "mls-tls-2026-02", "two-party-profile-repaired", "mls-tls", "two-party-profile"])
    func times(_ name: String) throws {
        let model = try Self.model(name)
        for index in model.profiles.indices {
            let start = ContinuousClock.now
            let report = try Explorer(model: model).check(profile: index)
            print(name, model.profiles[index].name, "explorer", ContinuousClock.now - start)
            let begin = ContinuousClock.now
            var checker = try BoundedModelChecker(model, model.profiles[index], milliseconds: 20000)
            print("encoding", ContinuousClock.now - begin)
            for property in model.properties {
                guard let verdict = report.verdicts.first(where: { model.properties[$0.property].name == property.name }) else { continue }
                let lengths = verdict.failures.compactMap { $0.trace?.steps.count } + [verdict.witness?.steps.count].compactMap { $0 }
                let start = ContinuousClock.now
                let depth = min(lengths.min() ?? 6, 9)
                guard let outcome = try? checker.check(property, depth: depth) else { continue }
                var text = "\(outcome)".prefix(30)
                if case .found(let trace) = outcome {
                    let judged = try Replay(trace, in: model).judge(property)
                    text = "found \(trace.steps.count) \(judged)"
                }
                print("  ", property.name, "explorer", lengths, "depth", depth, text, ContinuousClock.now - start)
            }
        }
    }
}
