import ProtocolModel

/// What the properties of states speak of: variables and control states, by role.
struct Visibility: Sendable {
    private var variables: [Set<Int>]
    /// Whether the control state of the role is spoken of.
    private var control: [Bool]

    init(_ layout: Layout, _ properties: [Property]) {
        let model = layout.model
        variables = model.roles.map { _ in [] }
        control = model.roles.map { _ in false }
        for property in properties {
            switch property.kind {
            case .agreement(let variable), .drift(let variable, _): add(variable, model)
            case .settledAgreement(let variable):
                add(variable, model)
                control = control.map { _ in true }
            case .invariant(let condition), .never(let condition), .reachable(let condition): add(condition, model)
            case .specified, .decryptable, .recoverable, .live, .leadsTo, .historyAgreement, .freshKeys: break
            }
        }
    }

    private mutating func add(_ name: String, _ model: ProtocolModel) {
        for (role, declaration) in model.roles.enumerated() {
            for (index, variable) in declaration.variables.enumerated() where variable.name == name { variables[role].insert(index) }
        }
    }

    private mutating func add(_ condition: Expression, _ model: ProtocolModel) {
        var found: Set<Int> = []
        var asksControl = false
        _ = condition.contains { part in
            switch part {
            // An index that may be that of any role.
            case .variableOf(_, let variable): found.insert(variable)
            case .inState, .settled: asksControl = true
            default: break
            }
            return false
        }
        for role in model.roles.indices {
            variables[role].formUnion(found)
            if asksControl { control[role] = true }
        }
    }

    /// Whether a row changes what is spoken of.
    func isChanged(by row: Row, of role: Int) -> Bool {
        if control[role], let next = row.next, row.states != [next] { return true }
        return isChanged(by: row.actions, of: role)
    }

    private func isChanged(by actions: [Action], of role: Int) -> Bool {
        actions.contains { action in
            switch action {
            case .assign(let variable, _), .assignEntry(let variable, _, _): variables[role].contains(variable)
            case .branch(_, let then, let otherwise): isChanged(by: then, of: role) || isChanged(by: otherwise, of: role)
            case .send, .drop, .disconnect: false
            }
        }
    }
}
