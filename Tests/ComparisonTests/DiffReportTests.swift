import Comparison
import Foundation
import ModelDocument
import ProtocolModel
import Reporting
import Testing

/// The page that `lockstep diff` prints.
struct DiffReportTests {
    private func document(_ text: String, _ name: String) throws -> DiffReport.Document {
        let read = try ModelDocument.parse(Array(text.utf8), name: name)
        var cells: [String: [String: [String]]] = [:]
        for row in read.model.roles.flatMap(\.rows) { cells[row.name] = read.cells(of: row) }
        return DiffReport.Document(name: name, model: read.model, cells: cells)
    }

    private func report(_ old: DiffReport.Document, _ new: DiffReport.Document, on profile: String? = nil) throws -> DiffReport {
        let correspondence = try Correspondence(old.model, new.model)
        let networks = new.model.profiles.filter { profile == nil || $0.name == profile }
        let behaviours = try networks.map { profile throws(EvaluationError) in try BehaviourComparison(correspondence, on: profile) }
        return DiffReport(old: old, new: new, correspondence: correspondence, behaviours: behaviours)
    }

    @Test(arguments: Documents.names)
    func aDocumentAndItselfDifferInNothing(_ name: String) throws {
        let one = try document(Documents.text(name), "\(name).md")
        let report = try report(one, one)
        #expect(!report.differs && !report.isUndecided)
        let text = report.page().text()
        #expect(text.contains("The tables say the same"))
        #expect(!text.contains("Only "))
    }

    /// What the rewrite of February 2026 broke, without any fault of the network.
    @Test func theRewriteIsTold() throws {
        let old = try document(Documents.text("mls-tls"), "mls-tls.md")
        let new = try document(Documents.text("mls-tls-2026-02"), "mls-tls-2026-02.md")
        let report = try report(old, new, on: "unbroken")
        #expect(report.differs)
        let text = report.page().text()
        #expect(text.contains("Responder cannot open ApplicationData, closes the connection"))
        #expect(text.contains("OLD: Responder receives ApplicationData"))
        #expect(text.contains("All sequences of observable events were compared"))
    }

    /// A row's words are the document's own, and only those that changed.
    @Test func alteredRowsAreToldInTheDocumentsWords() throws {
        let text = try Documents.text("two-party-profile-repaired")
        let old = try document(text, "old.md")
        let row = try #require(old.model.roles[0].rows.first { if case .when = $0.guards { true } else { false } })
        let line = try #require(text.split(separator: "\n").first { $0.contains("| \(row.name) ") })
        let cell = try #require(old.cells[row.name]?["When"]?.first)
        let changed = line.replacingOccurrences(of: "`\(cell)`", with: " ")
        #expect(changed != line)
        let new = try document(text.replacingOccurrences(of: line, with: changed), "new.md")
        let report = DiffReport(old: old, new: new, correspondence: try Correspondence(old.model, new.model))
        let page = report.page().text()
        #expect(page.contains("1 altered"))
        #expect(page.contains("When: \(cell) -> (empty)"))
        #expect(!page.contains("Do "))
    }

    /// Cells of Markdown tables keep their number whatever is in them.
    @Test func markdownTablesKeepTheirColumns() {
        var page = Page()
        page.add(.table([["a", "b"], ["x | y", "`z`"], ["<b>", "*"]]))
        let lines = page.markdown().split(separator: "\n")
        #expect(lines.count == 4)
        for line in lines {
            let bars = line.enumerated().count { index, character in
                character == "|" && (index == 0 || Array(line)[index - 1] != "\\")
            }
            #expect(bars == 3, "\(line)")
        }
    }
}
