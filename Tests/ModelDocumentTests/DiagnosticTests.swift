import Testing

@testable import ModelDocument

/// A change of the example, and what is said of the changed document.
struct Change: Sendable, CustomTestStringConvertible {
    let old: String
    let new: String
    let expected: String

    init(_ old: String, _ new: String, _ expected: String) {
        self.old = old
        self.new = new
        self.expected = expected
    }

    var testDescription: String { new }
}

/// The exact text of diagnostics.
@Suite struct DiagnosticTests {
    @Test(arguments: Change.frontMatter) func frontMatter(change: Change) throws {
        try check(change)
    }

    @Test(arguments: Change.markdown) func markdown(change: Change) throws {
        try check(change)
    }

    @Test(arguments: Change.wire) func wire(change: Change) throws {
        try check(change)
    }

    @Test(arguments: Change.declarations) func declarations(change: Change) throws {
        try check(change)
    }

    @Test(arguments: Change.roles) func roles(change: Change) throws {
        try check(change)
    }

    @Test(arguments: Change.rows) func rows(change: Change) throws {
        try check(change)
    }

    @Test(arguments: Change.actions) func actions(change: Change) throws {
        try check(change)
    }

    @Test(arguments: Change.expressions) func expressions(change: Change) throws {
        try check(change)
    }

    @Test(arguments: Change.properties) func properties(change: Change) throws {
        try check(change)
    }

    @Test(arguments: Change.typing) func typing(change: Change) throws {
        try check(change)
    }

    /// Lines are compared without the blanks at their ends.
    private func check(_ change: Change) throws {
        let found = Example.diagnostics(try Example.changed(change.old, change.new))
        let lines = found.split(separator: "\n", omittingEmptySubsequences: false).map { line in
            String(line.reversed().drop { $0 == " " }.reversed())
        }
        #expect(lines.joined(separator: "\n") == change.expected)
    }
}
