import ProtocolModel

/// The control states of a role and the rows that lead from one to another, as a Mermaid state diagram. Rows that stay where they are
/// are left to the grid.
struct StateDiagram {
    let model: ProtocolModel
    /// An index into `ProtocolModel.roles`.
    let role: Int

    func lines() -> [String] {
        let role = model.roles[role]
        var lines = ["stateDiagram-v2"]
        for (index, state) in role.states.enumerated() { lines.append("    state \"\(MermaidText.escape(state.name))\" as s\(index)") }
        lines.append("    [*] --> s0")
        for from in role.states.indices {
            for to in role.states.indices where to != from {
                let rows = role.rows.filter { $0.states.contains(from) && $0.next == to }
                if rows.isEmpty { continue }
                let label = rows.map { MermaidText.escape("\($0.name) \(triggers($0))") }.joined(separator: MermaidText.lineBreak)
                lines.append("    s\(from) --> s\(to): \(label)")
            }
        }
        return lines
    }

    private func triggers(_ row: Row) -> String {
        row.triggers.map(TriggerText(model: model).name).joined(separator: ", ")
    }
}

/// What a row answers, in the words of the document.
struct TriggerText {
    let model: ProtocolModel

    func name(_ trigger: Trigger) -> String {
        switch trigger {
        case .event(let event): model.events[event].name
        case .message(let message): model.messages[message].name
        case .anyMessage: "any message"
        case .interrupted: "interrupted"
        case .undecryptable: "undecryptable"
        }
    }
}
