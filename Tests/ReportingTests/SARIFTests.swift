import ExampleModels
import Foundation
import Testing

@testable import Reporting

/// SARIF 2.1.0, by the text of the standard; `.ci/formats` holds it to the published schema.
struct SARIFTests {
    private func run(_ report: DocumentReport) -> SARIFLog.Run { SARIFWriter(Checked.result(report)).log().runs[0] }

    /// Sections 3.27.5 to 3.27.10: rules by id and index, a level only for what fails.
    @Test func resultsNameTheirRules() throws {
        let run = run(try Checked.handshake())
        #expect(!run.results.isEmpty)
        for result in run.results {
            #expect(run.tool.driver.rules[result.ruleIndex].id == result.ruleId)
            #expect((result.kind == .fail) == (result.level != .none))
        }
        #expect(Set(run.tool.driver.rules.map(\.id)).count == run.tool.driver.rules.count)
        // GitHub takes an id only once, whatever the index.
        #expect(PropertyKindText.all.count == Set(PropertyKindText.all.map(\.name)).count)
    }

    /// A region is the name of what it is about: a property, a row, a message.
    @Test func regionsAreNames() throws {
        let report = try Checked.handshake()
        let source = try #require(report.document?.source)
        var seen = 0
        let locations = run(report).results.flatMap { result in
            result.locations + (result.relatedLocations ?? [])
                + (result.codeFlows ?? []).flatMap(\.threadFlows).flatMap(\.locations).map(\.location)
        }
        for location in locations {
            guard let region = location.physicalLocation.region, let name = location.logicalLocations?.first?.fullyQualifiedName else { continue }
            let line = Array(source.line(region.startLine).unicodeScalars)
            var text = String.UnicodeScalarView()
            text.append(contentsOf: line[(region.startColumn - 1)..<(region.endColumn - 1)])
            #expect(String(text).contains(name) || line.map(String.init).joined().contains("struct"), "\(location)")
            seen += 1
        }
        #expect(seen > 20)
    }

    @Test func aFileIsAURI() throws {
        let location = run(try Checked.handshake()).artifacts[0].location
        #expect(location.uri == "Models/hand%20shake.md" && location.uriBaseId == "SRCROOT")
        let absolute = SARIFWriter(Checked.result(try Checked.handshake(name: "/models/a.md"))).log().runs[0].artifacts[0].location
        #expect(absolute.uri == "file:///models/a.md" && absolute.uriBaseId == nil)
    }

    @Test func expectedFailuresAreNotesAndOthersErrors() throws {
        let expected = run(try Checked.handshake()).results.filter { $0.ruleId == "recoverable" }
        #expect(!expected.isEmpty && expected.allSatisfy { $0.level == .note && $0.message.text.contains("expects it") })
        let wrong = ExampleModels.handshake.replacing("stuck when Sender.resend = fresh", with: "holds")
        let differing = run(try Checked.handshake(wrong)).results.filter { $0.ruleId == "recoverable" && $0.properties.profile == "connection" }
        #expect(differing.map(\.level) == [.error])
        // A failure that does not come is told, too.
        let absent = ExampleModels.handshake.replacing("| updates | reachable | `Receiver.group.number > Sender.group.number` | holds |", with: "| updates | reachable | `Receiver.group.number > Sender.group.number` | fails |")
        let missing = run(try Checked.handshake(absent)).results.filter { $0.ruleId == "reachable" }
        #expect(missing.map(\.properties.outcome) == ["holds"] && missing.map(\.level) == [.error])
    }

    /// Each counterexample is a code flow: its steps in order, at the rows that fire.
    @Test func codeFlowsAreTheStories() throws {
        let report = try Checked.handshake()
        for result in run(report).results {
            guard let flow = result.codeFlows?.first else { continue }
            let steps = flow.threadFlows[0].locations
            #expect(steps.map(\.executionOrder) == Array(1...steps.count))
            let story = try #require(
                report.result.runs.first { run in
                    run.steps.map { ([$0.headline] + $0.changes).joined(separator: "\n") }
                        == steps.map { $0.location.message?.text }
                })
            for (step, location) in zip(story.steps, steps) where !step.rows.isEmpty {
                #expect(location.location.physicalLocation.region?.startLine == step.rows[0].place?.line)
            }
        }
    }

    /// A baseline is compared by fingerprints: they do not depend on where a result stands, and tell results apart.
    @Test func fingerprintsDoNotDependOnLines() throws {
        let prints = run(try Checked.handshake()).results.map(\.partialFingerprints)
        #expect(Set(prints).count == prints.count)
        let moved = ExampleModels.handshake.replacing("## Readings", with: "## A remark\n\nThat moves what follows.\n\n## Readings")
        let results = run(try Checked.handshake(moved)).results
        #expect(results.map(\.partialFingerprints) == prints)
        #expect(results.map { $0.locations[0].physicalLocation.region?.startLine } != run(try Checked.handshake()).results.map { $0.locations[0].physicalLocation.region?.startLine })
    }
}
