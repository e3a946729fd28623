import Explorer
import ProtocolModel
import Testing

@testable import Simulator

@Suite("Violations that runs show, shortened")
struct ShorteningTests {
    /// From random seeds, in the readings that the explorer's counterexample is in.
    @Test("The draft's bugs are found, and the shortened runs are about as short as the explorer's", arguments: ["mls-tls-2026-02", "handshake"])
    func found(_ document: String) throws {
        let model = try Support.model(document)
        let fixed = Dictionary(uniqueKeysWithValues: model.readingChoices.map { ($0, [document == "handshake" ? 1 : 0]) })
        let readings = ReadingAssignment(fixed.mapValues { $0[0] })
        var same = 0
        var compared = 0
        for (index, profile) in model.profiles.enumerated() where profile.interruption != .lingering {
            let report = try Explorer(model: model, fixedReadings: fixed).check(profile: index)
            let simulation = try Simulation(
                model: model, profile: profile, scenario: try Support.rough(model, profile), readings: .fixed(readings), seed: 2)
            let result = try simulation.run(count: 40, threads: 2)
            for finding in try simulation.findings(result, shortening: 4) {
                let property = model.properties[finding.property]
                let verdict = try #require(report.verdicts.first { $0.property == finding.property })
                let shortest = verdict.witness ?? verdict.failures.first?.trace
                #expect(finding.runs == 0 || shortest != nil, "\(property.name) in \(profile.name): found by the simulator alone")
                #expect(finding.runs > 0 || shortest == nil, "\(property.name) in \(profile.name): not found")
                guard finding.runs > 0, let shortest else { continue }
                let trace = try #require(finding.trace, "\(property.name) in \(profile.name)")
                #expect(try Replay(trace, in: model).judge(property) == .shown)
                #expect(trace.steps.count >= shortest.steps.count)
                compared += 1
                if trace.steps.count == shortest.steps.count { same += 1 }
            }
        }
        print("\(document): \(same) of \(compared) shortened runs are as short as the explorer's")
        #expect(compared > 0 && same * 2 > compared, "\(same) of \(compared)")
    }
}
