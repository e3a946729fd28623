import ExampleModels
import ProtocolModel
import Reporting
import Testing

/// Conditions as they are told are the conditions of the document.
struct ExpressionTextTests {
    /// The conditions written into a document and read back are what they were.
    @Test(arguments: [
        "epoch = pending.number", "epoch = pending.number + 1 and pending != none",
        "pending != none and (pending!.parent = group or key = group)", "not (key = group and pending = none)",
        "key = group implies pending = none implies key != group", "(if key = group then 1 else 2) = 2",
        "epoch - 1 = group.number or epoch < group.number", "resend = fresh and not stale",
    ])
    func readsAsItWasWritten(_ condition: String) throws {
        let row = "| S2 | Waiting | `Confirm(n)` | `n = pending.number` |"
        let model = try ExampleModels.parse(
            ExampleModels.handshake.replacing(row, with: "| S2 | Waiting | `Confirm(epoch)` | `\(condition)` |"))
        let found = try #require(model.roles[0].rows.first { $0.name == "S2" })
        guard case .when(let expression) = found.guards else {
            Issue.record("no condition")
            return
        }
        #expect(ExpressionText(model: model, role: 0, trigger: found.triggers[0]).text(expression) == condition)
    }
}
