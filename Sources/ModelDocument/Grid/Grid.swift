import ProtocolModel

/// The transition table of a role as RFC 1661 section 4.1 prints it: the states across, what may happen down.
public struct Grid: Sendable {
    /// The name of the role.
    public let title: String
    /// The states.
    public let columns: [String]
    /// What may happen, with a cell for each state.
    public let rows: [Line]

    /// A line of the grid.
    public struct Line: Sendable {
        public let name: String
        public let cells: [Cell]
    }

    /// What a party does in one state.
    public enum Cell: Hashable, Sendable {
        /// Rows by the state that they lead to: `R1, R2 -> Open`.
        case answers([String])
        /// Nothing says what the party does.
        case hole
        /// The party does not take the step.
        case never
        /// The party stays as it is.
        case stays

        var lines: [String] {
            switch self {
            case .answers(let lines): lines
            case .hole: ["HOLE"]
            case .never: ["-"]
            case .stays: ["(stays)"]
            }
        }
    }

    /// `role` is an index into `ProtocolModel.roles`.
    public init(model: ProtocolModel, role: Int) {
        guard model.roles.indices.contains(role) else {
            (title, columns, rows) = ("", [], [])
            return
        }
        let declaration = model.roles[role]
        let flow = MessageFlow(model)
        title = declaration.name
        columns = declaration.states.map(\.name)
        let triggers = Set(declaration.rows.flatMap(\.triggers))
        var rows: [Line] = []
        func add(_ name: String, _ trigger: Trigger, empty: Cell) {
            let cells = declaration.states.indices.map { Grid.cell(model, declaration, state: $0, trigger, empty: empty) }
            rows.append(Line(name: name, cells: cells))
        }
        for (index, event) in model.events.enumerated() where triggers.contains(.event(index)) {
            add(event.name, .event(index), empty: .never)
        }
        for (index, message) in model.messages.enumerated()
        where triggers.contains(.message(index)) || flow.arriving[role].contains(index) {
            add(message.name, .message(index), empty: .hole)
        }
        if triggers.contains(.interrupted) || model.profiles.contains(where: { $0.interruption != .no }) {
            add("interrupted", .interrupted, empty: .stays)
        }
        if triggers.contains(.undecryptable) || !declaration.protection.receiving.isEmpty {
            add("undecryptable", .undecryptable, empty: .hole)
        }
        self.rows = rows
    }

    private static func cell(
        _ model: ProtocolModel, _ role: Role, state: Int, _ trigger: Trigger, empty: Cell
    ) -> Cell {
        let here = role.rows.filter { $0.states.contains(state) }
        let own = here.filter { $0.triggers.contains(trigger) }
        var others: [Row] = []
        // `any message` takes what no other row takes, so a row that always fires leaves it nothing.
        if case .message = trigger, !own.contains(where: { $0.isCertain(in: model) }) {
            others = here.filter { $0.triggers.contains(.anyMessage) && !$0.triggers.contains(trigger) }
        }
        var next: [Int?] = []
        var names: [Int?: [String]] = [:]
        for row in own + others {
            if names[row.next] == nil { next.append(row.next) }
            let isAny = !row.triggers.contains(trigger)
            names[row.next, default: []].append(row.name + (isAny ? "*" : "") + (row.isCertain(in: model) ? "" : "?"))
        }
        if next.isEmpty { return empty }
        return .answers(
            next.map { target in
                let names = (names[target] ?? []).joined(separator: ", ")
                return names + " -> " + (target.map { role.states[$0].name } ?? "same")
            })
    }
}

extension Row {
    /// Whether neither a condition nor a reading holds the row back.
    fileprivate func isCertain(in model: ProtocolModel) -> Bool {
        if case .when = guards { return false }
        return readings.allSatisfy { $0.options.count == model.readings[$0.reading].options.count }
    }
}
