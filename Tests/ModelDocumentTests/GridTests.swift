import Testing

@testable import ModelDocument

@Suite struct GridTests {
    private func grid(_ text: String, role: Int) throws -> Grid {
        Grid(model: try ModelDocument.parse(Array(text.utf8), name: "m.md").model, role: role)
    }

    @Test func text() throws {
        let text = try Example.changed("| A3 | any |", "| A3 | Waiting |")
        #expect(try grid(text, role: 0).text() == #"""
             Alice         | Open           | Waiting
            ---------------+----------------+------------------
             renew         | A1? -> Waiting | -
            ---------------+----------------+------------------
             Update        | A4? -> same    | A4?, A3* -> same
            ---------------+----------------+------------------
             Confirm       | HOLE           | A2? -> Open
                           |                | A3* -> same
            ---------------+----------------+------------------
             Data          | HOLE           | A3* -> same
            ---------------+----------------+------------------
             Reply         | A6? -> same    | A3* -> same
            ---------------+----------------+------------------
             interrupted   | A5 -> Open     | A5 -> Open
            ---------------+----------------+------------------
             undecryptable | A5 -> Open     | A5 -> Open

            HOLE: nothing says what the party does.  -: the party does not take the step.  (stays): it stays as it is.
            R?: under a condition or a reading.  R*: the row for any message.

            """#)
    }

    @Test func markdown() throws {
        #expect(try grid(Example.twoParties, role: 1).markdown() == #"""
            | Bob | Idle |
            |---|---|
            | send data | B2 -> same |
            | Update | B1? -> same |
            | Confirm | B3 -> same |
            | interrupted | (stays) |

            HOLE: nothing says what the party does.  -: the party does not take the step.  (stays): it stays as it is.
            R?: under a condition or a reading.  R\*: the row for any message.

            """#)
    }

    @Test func roleThatDoesNotExist() throws {
        #expect(try grid(Example.twoParties, role: 2).rows.isEmpty)
    }
}
