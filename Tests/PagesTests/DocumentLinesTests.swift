import ProtocolModel
import Testing

@testable import Pages

@Suite("Rows as they stand in the document")
struct DocumentLinesTests {
    @Test(
        "cells of GitHub's tables",
        arguments: [
            ("| a | b |", ["a", "b"]), ("| a | b", ["a", "b"]), ("|a||c|", ["a", "", "c"]), (#"| a \| b | c |"#, ["a | b", "c"]),
            (#"  | `x \| y` |  |"#, ["`x | y`", ""]),
        ])
    func split(_ row: String, _ cells: [String]) {
        #expect(DocumentLines.split(row) == cells)
    }

    @Test("every row of every document is quoted with its name, its citation and its headings", arguments: Subject.all)
    func rows(_ subject: Subject) throws {
        for role in subject.model.roles {
            for row in role.rows {
                let view = RowView(row, of: role, in: subject.model, subject.lines)
                let cells = Dictionary(view.cells.map { ($0.heading, $0.text) }) { first, _ in first }
                #expect(cells["Row"] == row.name)
                #expect(cells["On"] != nil && cells["Next"] != nil, "\(row.name)")
                #expect((cells["Source"] ?? "") == row.citation, "\(row.name)")
                #expect(view.place == "\(subject.name):\(row.source.line)")
            }
        }
    }

    @Test("no line, no cells")
    func nothing() {
        let lines = DocumentLines(name: "a", lines: ["| a |", "|---|", "text"])
        for number in [-1, 0, 1, 3, 4] { #expect(lines.cells(ofLine: number) == []) }
    }
}
