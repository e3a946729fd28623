import ExampleModels
import Foundation
import Testing

@testable import Reporting

/// The pages of `lockstep report`.
struct ReportTests {
    /// The example, and a repair of it that always sends the same update again.
    private func book(seconds: Double = 0.25) throws -> ReportBook {
        let repaired = ExampleModels.handshake
            .replacing("variant: as written", with: "variant: repaired\nrepairs: small.md")
            .replacing("| S6 | Broken | `again` | | `pending := commit(group)`; send `Update(pending!)` in the clear | Waiting | resend: fresh | |\n", with: "")
            .replacing("| S5 | Broken | `again` | | send `Update(pending!)` in the clear | Waiting | resend: same | |", with: "| S5 | Broken | `again` | | send `Update(pending!)` in the clear | Waiting | | always the same |")
            .replacing("fails when Sender.resend = fresh", with: "").replacing("stuck when Sender.resend = fresh", with: "")
        let reports = [
            try Checked.handshake(name: "Models/small.md"), try Checked.handshake(repaired, name: "Models/small-repaired.md"),
        ].map { report in
            DocumentReport(
                name: report.name, model: report.model,
                profiles: report.profiles.map { DocumentReport.Profile(report: $0.report, seconds: seconds) }, document: report.document)
        }
        return ReportBook(reports) { "../\($0)" }
    }

    @Test func thePagesDependOnTheDocumentsAlone() throws {
        let files = try book().files()
        #expect(files.keys.sorted() == ["README.md", "small-repaired.md", "small.md"])
        #expect(try book(seconds: 77).files() == files)
    }

    /// Links within the pages lead somewhere.
    @Test func linksLeadSomewhere() throws {
        let files = try book().files()
        let pattern = try NSRegularExpression(pattern: #"\]\(([^)]*)\)"#)
        var links = 0
        for (name, text) in files {
            for match in pattern.matches(in: text, range: NSRange(text.startIndex..., in: text)) {
                guard let range = Range(match.range(at: 1), in: text) else { continue }
                let target = String(text[range])
                links += 1
                if target.hasPrefix("../Models/") { continue }
                let parts = target.split(separator: "#", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
                let page = files[parts[0].isEmpty ? name : parts[0]]
                #expect(page != nil, "\(name): \(target)")
                if parts.count == 2 { #expect(page?.contains("<a id=\"\(parts[1])\"></a>") == true, "\(name): \(target)") }
            }
        }
        #expect(links > 50)
    }

    /// Tables have as many cells in each row as in their header.
    @Test func tablesAreTables() throws {
        for (name, text) in try book().files() {
            var columns: Int?
            for line in text.split(separator: "\n", omittingEmptySubsequences: false) {
                guard line.hasPrefix("|") else {
                    columns = nil
                    continue
                }
                let bars = line.replacing("\\|", with: "").count { $0 == "|" }
                #expect(columns == nil || columns == bars, "\(name): \(line)")
                columns = bars
            }
        }
    }

    @Test func theDiagramsAreOfTheGrammar() throws {
        for (name, text) in try book().files() {
            for block in text.components(separatedBy: "```mermaid\n").dropFirst() {
                let lines = block.components(separatedBy: "\n```")[0].components(separatedBy: "\n")
                #expect(MermaidGrammar.faults(lines) == [], "\(name)")
            }
        }
        #expect(try book().files()["small.md"]?.contains("```mermaid\nsequenceDiagram") == true)
    }

    /// Each is acted out with real keys, and shows the same steps by the same rows.
    @Test func counterexamplesAreActedOut() throws {
        let text = try #require(try book().files()["small.md"])
        let sections = text.components(separatedBy: "\n### ").dropFirst().filter { $0.contains("```mermaid\nsequenceDiagram") }
        #expect(!sections.isEmpty)
        for section in sections {
            let blocks = section.components(separatedBy: "```text\n").dropFirst().map { $0.components(separatedBy: "\n```")[0] }
            try #require(blocks.count == 2)
            let heads = blocks.map { block in
                block.split(separator: "\n").filter { $0.first?.isNumber == true }.map { line in
                    "\(line.prefix { $0.isNumber }) \(line.split(separator: "[").dropFirst().last?.prefix { $0 != "]" } ?? "")"
                }
            }
            #expect(section.contains("<summary>Acted out with real keys: model and cryptography agree"))
            #expect(heads[0] == heads[1])
            #expect(blocks[1].contains("epoch authenticator "))
        }
    }

    @Test func findingsStandInOrderOfGravity() throws {
        let book = try book()
        let findings = Finding.all(in: book.entries[0])
        #expect(findings.map(\.gravity) == findings.map(\.gravity).sorted())
        #expect(findings.first?.gravity == .stuck)
        // Every failure that a run shows is in one finding.
        let shown = findings.flatMap { $0.failures.map { "\($0.property.name) \($0.outcome)" } }
        let failing = book.entries[0].result.properties.flatMap { property in
            Set(property.verdicts.flatMap(\.failures).filter { $0.run != nil }.map { "\(property.name) \($0.outcome)" })
        }
        #expect(shown.sorted() == failing.sorted() && Set(shown).count == shown.count)
    }

    @Test func theRepairIsShownWithItsEvidence() throws {
        let text = try #require(try book().files()["README.md"])
        #expect(text.contains("**Proposed repair.** [small-repaired.md](../Models/small-repaired.md)"))
        #expect(text.contains("[S5](../Models/small-repaired.md?plain=1#L"))
        #expect(text.contains("In small-repaired.md `recoverable`, `live` hold in every reachable state of connection"))
    }

    @Test func aDocumentWithoutARepairSaysSo() throws {
        let book = ReportBook([try Checked.handshake(name: "Models/small.md")]) { $0 }
        #expect(try #require(book.files()["README.md"]).contains("**Proposed repair.** None yet"))
    }

    /// Two documents of one name in two directories get a page each.
    @Test func pagesAreNotOverwritten() throws {
        let one = try Checked.handshake(name: "a/small.md")
        let two = try Checked.handshake(name: "b/small.md")
        #expect(ReportBook([one, two]) { $0 }.files().keys.sorted() == ["2-small.md", "README.md", "small.md"])
    }

    @Test func quietStretchesAreFolded() throws {
        var run = try #require(try Checked.handshake().result.runs.first { $0.steps.count >= 3 && $0.trace.cycleStart == nil })
        let step = run.steps[0]
        func steps(_ changes: [Bool]) -> [StepResult] {
            changes.map {
                var one = step
                one.changesParties = $0
                return one
            }
        }
        func stretches(_ changes: [Bool]) -> [Range<Int>] {
            run.steps = steps(changes)
            return run.quietStretches
        }
        #expect(stretches([true, false, false, true]) == [])
        #expect(stretches([true, false, false, false, true]) == [1..<4])
        #expect(stretches([false, false, false, true, false, false, false, false, true]) == [0..<3, 4..<8])
        // What the run ends in is told.
        #expect(stretches([true, false, false, false]) == [])
        #expect(stretches([false, false, false, false]) == [0..<3])
        #expect(stretches([]) == [])
    }

    @Test(arguments: [
        ("a|b", #"`a\|b`"#), ("a`b", "`` a`b ``"), ("", ""),
    ]) func codeSpans(text: String, expected: String) { #expect(MarkdownText.code(text) == expected) }
}
