import ProtocolModel
import Testing

@testable import ModelDocument

@Suite struct RendererTests {
    private func render(_ line: String, column: Int, length: Int, colours: Bool = false) -> String {
        let source = SourceText(name: "m.md", bytes: Array(line.utf8))
        let diagnostic = Diagnostic(.error, "no", at: SourceRange(line: 1, column: column, length: length))
        return DiagnosticRenderer(colours: colours).render(diagnostic, in: source)
    }

    @Test func columnsOfCharactersWithSeveralBytes() {
        #expect(render("äöü abc", column: 8, length: 3) == "m.md:1:8: error: no\n 1 | äöü abc\n   |     ^~~\n")
    }

    @Test func tabsAndControlCharactersAreBlank() {
        #expect(render("\ta\u{1B}b", column: 2, length: 1) == "m.md:1:2: error: no\n 1 |  a b\n   |  ^\n")
    }

    @Test func longLinesAreCut() {
        let line = String(repeating: "a", count: 5000) + "X" + String(repeating: "b", count: 5000)
        let text = render(line, column: 5001, length: 1).split(separator: "\n")
        #expect(text[1] == " 1 | …" + String(repeating: "a", count: 80) + "X" + String(repeating: "b", count: 79) + "…")
        #expect(text[2] == "   | " + String(repeating: " ", count: 81) + "^")
    }

    @Test func theEndOfALine() {
        #expect(render("abc", column: 4, length: 1) == "m.md:1:4: error: no\n 1 | abc\n   |    ^\n")
    }

    @Test func colours() {
        #expect(render("a", column: 1, length: 1, colours: true)
            == "\u{1B}[1mm.md:1:1:\u{1B}[0m \u{1B}[1;31merror:\u{1B}[0m no\n 1 | a\n   | \u{1B}[1;31m^\u{1B}[0m\n")
    }

    @Test func highlightsAndNotes() {
        let source = SourceText(name: "m.md", bytes: Array("ab cd\nef".utf8))
        let diagnostic = Diagnostic(
            .warning, "no", at: SourceRange(line: 1, column: 1), highlights: [SourceRange(line: 1, column: 4, length: 2)],
            notes: [Diagnostic.Note("here", range: SourceRange(line: 2, column: 1, length: 2)), Diagnostic.Note("why")])
        #expect(DiagnosticRenderer(colours: false).render(diagnostic, in: source) == """
            m.md:1:1: warning: no
             1 | ab cd
               | ^  ~~
            m.md:2:1: note: here
             2 | ef
               | ^~
            note: why

            """)
    }
}
