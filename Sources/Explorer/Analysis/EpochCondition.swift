import ProtocolModel

/// What `agreement`, `settled agreement` and `drift` ask of one state.
struct EpochCondition {
    private let kind: Property.Kind
    private let layout: Layout
    /// By party: the slot of the variable.
    private let slots: [Int?]

    /// `nil` for the other kinds of properties.
    init?(_ kind: Property.Kind, _ layout: Layout) {
        let name: String
        switch kind {
        case .agreement(let variable), .settledAgreement(let variable), .drift(let variable, _): name = variable
        default: return nil
        }
        self.kind = kind
        self.layout = layout
        slots = layout.instances.indices.map { party in
            let role = layout.instances[party].role
            return layout.model.roles[role].variables.firstIndex { $0.name == name }.map {
                layout.bases[party] + layout.offsets[role][$0]
            }
        }
    }

    /// Whether the property is violated, and whether two parties hold an epoch at all.
    func judge(_ state: FlatState) -> (isViolated: Bool, hasTwo: Bool) {
        var held: [Int] = []
        for party in slots.indices {
            guard let slot = slots[party], state.slots[slot] != FlatState.none else { continue }
            let control = state.slots[layout.bases[party]]
            if case .settledAgreement = kind, !layout.model.roles[layout.instances[party].role].states[control].isSettled { continue }
            held.append(state.slots[slot])
        }
        let numbers = held.map { state.nodes[$0].number }
        let isViolated: Bool
        if case .drift(_, let most) = kind {
            isViolated = (numbers.max() ?? 0) - (numbers.min() ?? 0) > most
        } else {
            isViolated = held.indices.contains { a in
                held.indices.contains { b in held[a] != held[b] && numbers[a] == numbers[b] }
            }
        }
        return (isViolated, held.count > 1)
    }
}
