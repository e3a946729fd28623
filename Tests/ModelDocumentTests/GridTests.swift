import Testing

@testable import ModelDocument

@Suite struct GridTests {
    private func grid(_ text: String, role: Int) throws -> Grid {
        Grid(model: try ModelDocument.parse(Array(text.utf8), name: "m.md").model, role: role)
    }

    @Test func text() throws {
        let text = try Example.changed("| A3 | any |", "| A3 | Waiting |")
        #expect(try grid(text, role: 0).text() == """
            x
            """)
    }

    @Test func markdown() throws {
        #expect(try grid(Example.twoParties, role: 1).markdown() == """
            x
            """)
    }

    @Test func roleThatDoesNotExist() throws {
        #expect(try grid(Example.twoParties, role: 2).rows.isEmpty)
    }
}
