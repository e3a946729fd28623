import Testing

@testable import ModelDocument

/// Errors that follow from others are left out, and nothing is lost thereby.
@Suite struct ConsequenceTests {
    @Test func aHeadingThatOnlyLooksWrongHidesNothing() throws {
        let text = try Example.changed("## Events\n", "## Event\n\nWhat happens.\n\n## Events\n").replacing("| `renew` | `count < 3` |", with: "| `renw` | `count < 3` |")
        let found = Example.diagnostics(text)
        #expect(found.contains("unknown event or message 'renw'; did you mean 'renew'?"))
        #expect(found.contains("this heading is for people only; did you mean 'Events'?"))
    }

    @Test func errorsThatDoNotFollowAreAllReported() throws {
        let text = try Example.changed("`left, right`", "left, 1right")
            .replacing("`count < 3`", with: "`count < `").replacing("send `Data()`;", with: "sned `Data()`;")
        let lines = Example.diagnostics(text).split(separator: "\n").filter { $0.hasPrefix("m.md") }
        #expect(lines.map { $0.split(separator: ":")[1] } == ["14", "57", "77"])
    }

    @Test func atMostAHundredAreKept() throws {
        let rows = (1...300).map { "| X\($0) | Nowhere | `Confirm` | | drop | same | |\n" }.joined()
        let text = try Example.changed("| B3 |", rows + "| B3 |")
        do {
            _ = try ModelDocument.parse(Array(text.utf8), name: "m.md")
            Issue.record("there are errors")
        } catch {
            #expect(error.diagnostics.count == 101)
            #expect(error.diagnostics.last?.message == "and 200 more")
        }
    }
}
