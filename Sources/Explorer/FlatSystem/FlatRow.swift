import ProtocolModel

/// A row compiled for one way of answering the readings that its expressions ask for. Immutable; a class so that lists of
/// rows are walked cheaply.
final class FlatRow {
    /// The index of the row in its role.
    let row: Int
    let name: String
    /// The configurations in which the row is there.
    let presence: ConfigurationSet
    let condition: Code?
    let isOtherwise: Bool
    let actions: [FlatAction]
    /// The next control state, -1 for the same.
    let next: Int

    init(
        row: Int, name: String, presence: ConfigurationSet, condition: Code?, isOtherwise: Bool, actions: [FlatAction], next: Int
    ) {
        self.row = row
        self.name = name
        self.presence = presence
        self.condition = condition
        self.isOtherwise = isOtherwise
        self.actions = actions
        self.next = next
    }
}

/// The rows of all roles, by what they answer.
struct FlatTable {
    /// By role and control state: the rows for each event, for each message, for any message, for `interrupted` and for
    /// `undecryptable`.
    struct Cell {
        var events: [[FlatRow]]
        var messages: [[FlatRow]]
        var anyMessage: [FlatRow] = []
        var interrupted: [FlatRow] = []
        var undecryptable: [FlatRow] = []
    }

    var cells: [[Cell]]

    init(_ layout: Layout, choices: [ReadingChoice], sets: ConfigurationSets) throws(UnsupportedModel) {
        let model = layout.model
        cells = model.roles.map { role in
            role.states.map { _ in
                Cell(
                    events: Array(repeating: [], count: model.events.count),
                    messages: Array(repeating: [], count: model.messages.count))
            }
        }
        for (roleIndex, role) in model.roles.enumerated() {
            for (rowIndex, row) in role.rows.enumerated() {
                var presence = ConfigurationSet.all
                for condition in row.readings {
                    guard let choice = choices.firstIndex(of: ReadingChoice(role: roleIndex, reading: condition.reading))
                    else { continue }
                    presence = sets.intersection(presence, sets.choosing(choice, options: condition.options))
                }
                for variant in FlatTable.variants(of: row, in: model) {
                    var here = presence
                    for (reading, option) in variant {
                        guard let choice = choices.firstIndex(of: ReadingChoice(role: roleIndex, reading: reading)) else {
                            continue
                        }
                        here = sets.intersection(here, sets.choosing(choice, options: [option]))
                    }
                    if here.isEmpty { continue }
                    for trigger in row.triggers {
                        var compiler = Compiler(layout: layout, role: roleIndex, options: variant)
                        switch trigger {
                        case .event(let index): compiler.binders = model.events[index].parameters.map(\.type)
                        case .message(let index): compiler.binders = model.messages[index].fields.map(\.type)
                        default: break
                        }
                        var condition: Code?
                        if case .when(let expression) = row.guards { condition = try compiler.code(expression) }
                        let flat = FlatRow(
                            row: rowIndex, name: row.name, presence: here, condition: condition,
                            isOtherwise: row.guards == .otherwise, actions: try compiler.actions(row.actions),
                            next: row.next ?? -1)
                        for state in row.states {
                            switch trigger {
                            case .event(let index): cells[roleIndex][state].events[index].append(flat)
                            case .message(let index): cells[roleIndex][state].messages[index].append(flat)
                            case .anyMessage: cells[roleIndex][state].anyMessage.append(flat)
                            case .interrupted: cells[roleIndex][state].interrupted.append(flat)
                            case .undecryptable: cells[roleIndex][state].undecryptable.append(flat)
                            }
                        }
                    }
                }
            }
        }
    }

    /// All ways of answering the readings that the expressions of a row ask for.
    private static func variants(of row: Row, in model: ProtocolModel) -> [[Int: Int]] {
        var asked = Set<Int>()
        func visit(_ expression: Expression) {
            if case .reading(let reading, _) = expression { asked.insert(reading) }
            expression.children.forEach(visit)
        }
        if case .when(let condition) = row.guards { visit(condition) }
        row.actions.forEach { $0.forEachExpression(visit) }
        return asked.sorted().reduce([[:]]) { variants, reading in
            variants.flatMap { variant in
                model.readings[reading].options.indices.map { variant.merging([reading: $0]) { _, new in new } }
            }
        }
    }
}
