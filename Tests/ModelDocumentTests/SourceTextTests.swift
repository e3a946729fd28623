import Testing

@testable import ModelDocument

@Suite struct SourceTextTests {
    @Test func linesEndWithAnyOfThreeEndings() {
        let source = SourceText(name: "x.md", bytes: Array("a\r\nbc\rd\n".utf8))
        #expect(source.lineCount == 3)
        #expect(source.line(2) == "bc")
    }
}
