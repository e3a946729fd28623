import Testing

@testable import ModelDocument

@Suite struct LintTests {
    private func findings(_ text: String) throws -> [String] {
        let document = try ModelDocument.parse(Array(text.utf8), name: "m.md")
        return Lint.findings(in: document).map { "\($0.range.line): \($0.message)" }
    }

    private func added(_ changes: (String, String)...) throws -> [String] {
        var text = Example.twoParties
        for (old, new) in changes {
            #expect(text.contains(old))
            text = text.replacing(old, with: new, maxReplacements: 1)
        }
        let before = Set(try findings(Example.twoParties).map { $0.drop { $0 != ":" } })
        return try findings(text).filter { !before.contains($0.drop { $0 != ":" }) }
    }

    @Test func ofTheExample() throws {
        #expect(try findings(Example.twoParties) == [
            "47: the variable 'last' is never read",
            "64: no row of Bob answers 'interrupted' in any state",
        ])
    }

    @Test func ofTheGroup() throws {
        #expect(try findings(Example.group) == [])
    }

    @Test func messagesWithoutARow() throws {
        #expect(try added(("| any | `any message` |", "| Open | `any message` |")) == [
            "39: no row of Alice answers 'Data', 'Reply' in state 'Waiting'",
        ])
    }

    @Test func interruptionWithoutARow() throws {
        #expect(try added(("| A5 | any |", "| A5 | Waiting |")) == [
            "34: no row of Alice answers 'interrupted' in 'Open'",
        ])
    }

    @Test func undecryptableWithoutARow() throws {
        let key = "| Direction | Key | Meaning |\n|---|---|---|\n| sending | `group` | |\n\n| Row | State | On | When | Do | Next | Source |"
        #expect(try added(
            ("| Row | State | On | When | Do | Next | Source |", key), ("`interrupted`, `undecryptable`", "`interrupted`")) == [
            "34: no row of Alice answers 'undecryptable' in any state",
        ])
    }

    @Test func overlappingRows() throws {
        let rows = "| B3 | Idle | `Confirm` | | drop | same | |\n| B4 | any | `Update, Confirm(_)` | | drop | same | |"
        #expect(try added(("| B3 | Idle | `Confirm` | | drop | same | |", rows), ("B3, property", "B3, B4, property")) == [
            "79: the rows 'B3' and 'B4' both fire in state 'Idle', without a condition",
        ])
    }

    @Test func rowsOfDifferentReadingsDoNotOverlap() throws {
        let rows = """
            | A6 | any | `Data` | | drop | same | `again: once` | |
            | A7 | any | `Data` | | drop | same | `again: twice` | |
            | A6x |
            """
        #expect(try added(("| A6 |", rows), ("A6, B1", "A6, A6x, A7, B1")) == [])
    }

    @Test func stateThatIsNeverEntered() throws {
        #expect(try added(("| Idle | yes | |", "| Idle | yes | |\n| Lost | no | |")).contains("69: no row leads to the state 'Lost'"))
    }

    @Test func idleMessages() throws {
        #expect(try added(("send `Data()`; send", "send")) == ["22: the message 'Data' is never sent"])
        #expect(try added(("| any | `any message` | otherwise |", "| Open | `Confirm` | |")).contains(
            "22: no row receives the message 'Data'"))
    }

    @Test func eventWithoutARow() throws {
        #expect(try added(("| `send data` | fair | |", "| `send data` | fair | |\n| sleep | fair | |")) == [
            "33: no row answers the event 'sleep'",
        ])
    }

    @Test func variableThatIsNeverRead() throws {
        #expect(try added(("c.parent = group and side = left", "c.parent = group")) == [
            "45: the variable 'side' is never read",
        ])
    }

    @Test func readings() throws {
        #expect(try added(("| | `twice` | | |", "| other | `this` | | \"Or.\" |"), ("`again: once \\| twice`", ""), ("again = twice", "count = 1")) == [
            "84: the reading 'again' has one option only",
            "85: no row depends on the reading 'other'",
            "85: the reading 'other' has one option only",
        ])
    }

    @Test func definitionThatIsNotUsed() throws {
        #expect(try added(("settled and inStep", "settled")) == ["98: the definition 'inStep' is not used"])
    }

    @Test func rowThatNoPassageCites() throws {
        #expect(try added(("| A4, A5", "| A5")) == ["60: no passage cites the row 'A4'"])
    }
}
