import ExampleModels
import Foundation
import Testing

@testable import Reporting

/// What `lockstep check --format json` writes is what the schema in the repository says.
struct JSONTests {
    private func schema() throws -> JSONSchema {
        try JSONSchema(file: Checked.package.appendingPathComponent("Sources/Reporting/check.schema.json"))
    }

    @Test func theResultFitsTheSchema() throws {
        let report = try Checked.handshake()
        let result = CheckResult(version: "test", documents: [report.result.with([SecondOpinion(text: "agrees", differs: false)])])
        let object = try JSONSerialization.jsonObject(with: try MachineFormat.json.data(result))
        #expect(try schema().faults(object) == [])
        // The example has most of what the schema has.
        #expect(!report.result.holes.isEmpty && report.result.runs.contains { $0.trace.cycleStart != nil })
        #expect(report.result.properties.contains { $0.verdicts.contains { $0.witness != nil } })
    }

    @Test func theSchemaCanRefuse() throws {
        let data = try MachineFormat.json.data(Checked.result(try Checked.handshake()))
        var object = try #require(try JSONSerialization.jsonObject(with: data) as? [String: Any])
        object["conclusions"] = object.removeValue(forKey: "conclusion")
        #expect(try schema().faults(object).count == 2)
    }

    @Test func itCanBeReadAgain() throws {
        let result = Checked.result(try Checked.handshake())
        #expect(try JSONDecoder().decode(CheckResult.self, from: try MachineFormat.json.data(result)) == result)
    }

    /// Each run that a verdict names is there, and is about what the verdict says.
    @Test func verdictsNameTheirRuns() throws {
        let result = try Checked.handshake().result
        var named = Set<Int>()
        for property in result.properties {
            for verdict in property.verdicts {
                for failure in verdict.failures {
                    guard let number = failure.run else { continue }
                    let run = try #require(result.run(number))
                    named.insert(number)
                    #expect(
                        run.shows.contains {
                            $0.property == property.name && $0.outcome == failure.outcome && $0.profile == verdict.profile
                        })
                    #expect(run.steps.count == run.trace.steps.count)
                }
                if let witness = verdict.witness { named.insert(witness) }
            }
        }
        #expect(named == Set(result.runs.map(\.number)))
    }

    @Test func conclusions() throws {
        let text = ExampleModels.handshake
        #expect(try Checked.handshake(text).result.conclusion == .asExpected)
        let wrong = text.replacing("| updates | reachable |", with: "| no updates | never |")
        #expect(try Checked.handshake(wrong).result.conclusion == .differs)
        let report = try Checked.handshake(text)
        #expect(report.result.with([SecondOpinion(text: "no", differs: true)]).conclusion == .differs)
    }
}
