import ProtocolModel

/// The parties of a model in any state that looks possible, over constants: one of them is confronted with something that may arrive.
struct PartySetting {
    let layout: SymbolicLayout
    let state: SymbolicState
    let moves: MoveBuilder
    let axioms: EpochAxioms
    private let stale: Term?
    /// The epochs and key packages that all parties hold, and the epoch that they begin in.
    private let held: [EpochAxioms.Item]

    /// - Throws: `UnsupportedByProver`.
    init(_ model: ProtocolModel) throws(UnsupportedByProver) {
        let context = Context()
        // The network plays no part: no channel has a place.
        let profile = NetworkProfile(name: "", order: .fifo, loss: false, duplication: false, capacity: 1, interruption: .no)
        layout = try SymbolicLayout(context, model, profile, places: 0)
        state = layout.state("")
        moves = MoveBuilder(layout, state)
        axioms = EpochAxioms(layout: layout, next: state.nextIdentity)
        stale = model.profiles.contains { $0.interruption == .lingering } ? context.constant("stale", isBoolean: true) : nil
        var held = model.usesWelcome ? [axioms.welcome] : []
        for (party, instance) in zip(state.parties, layout.instances) {
            for (value, variable) in zip(party.variables, model.roles[instance.role].variables) { held += axioms.items(value, variable.type) }
        }
        self.held = held
    }

    var context: Context { layout.context }
    var model: ProtocolModel { layout.model }

    /// That every variable has a value of its type, and that the epochs are those of a commit tree.
    var sound: [Term] {
        var result = [layout.readingsAreSound, context.less(context.integer(1), state.nextIdentity)]
        for (party, instance) in zip(state.parties, layout.instances) {
            let role = model.roles[instance.role]
            result.append(
                context.and(
                    context.lessOrEqual(context.integer(0), party.control), context.less(party.control, context.integer(role.states.count))))
            result += zip(party.variables, role.variables).map { axioms.sound($0, $1.type) }
        }
        for (index, item) in held.enumerated() {
            result.append(axioms.sound(item))
            result += held[..<index].map { axioms.sound($0, item) }
        }
        return result.filter { !context.isTrue($0) }
    }

    /// Something that a party is confronted with, and what holds of the values that it brings.
    struct Confronted {
        var occurrence: MoveBuilder.Occurrence
        var types: [ValueType]
        var sound: Term
    }

    /// What a trigger may confront a party with, sender by sender.
    func confronted(_ trigger: Trigger, party: Int) -> [Confronted] {
        var fields: [MessageField] = []
        var title = ""
        switch trigger {
        case .event(let event): (fields, title) = (model.events[event].parameters, model.events[event].name)
        case .message(let message): (fields, title) = (model.messages[message].fields, model.messages[message].name)
        case .anyMessage, .interrupted, .undecryptable: break
        }
        let binders = fields.map { layout.constant($0.type, "\(title).\($0.name)") }
        var terms = zip(binders, fields).map { axioms.sound($0, $1.type) }
        var items: [EpochAxioms.Item] = []
        for (binder, field) in zip(binders, fields) { items += axioms.items(binder, field.type) }
        for (index, item) in items.enumerated() {
            terms.append(axioms.sound(item))
            terms += (held + items[..<index]).map { axioms.sound($0, item) }
        }
        var senders: [Int?] = layout.instances.indices.filter { $0 != party }
        var isStale: Term?
        switch trigger {
        case .event: senders = [nil]
        case .message, .anyMessage, .undecryptable: isStale = stale
        case .interrupted: break
        }
        return senders.map { sender in
            Confronted(
                occurrence: MoveBuilder.Occurrence(trigger: trigger, binders: binders, sender: sender, stale: isStale),
                types: fields.map(\.type), sound: context.and(terms))
        }
    }

    func isIn(_ states: [Int], party: Int) -> Term {
        context.or(states.map { context.equal(state.parties[party].control, context.integer($0)) })
    }

    /// Whether the row is there and is looked at, in the state and the reading.
    private func isThere(_ row: Row, party: Int) -> Term {
        let role = layout.instances[party].role
        return context.and(
            [isIn(row.states.sorted(), party: party)]
                + row.readings.map { condition in
                    let option = layout.option(role: role, reading: condition.reading)
                    return context.or(condition.options.sorted().map { context.equal(option, context.integer($0)) })
                })
    }

    /// That the row is looked at and its condition has no value; `nil` for a row without a condition.
    func isUndefined(_ row: Row, _ occurrence: MoveBuilder.Occurrence, party: Int) throws(UnsupportedByProver) -> Term? {
        guard case .when(let condition) = row.guards else { return nil }
        var evaluator = evaluator(row, occurrence, party: party)
        _ = try evaluator.condition(condition)
        return context.and(isThere(row, party: party), context.not(evaluator.isDefined))
    }

    /// Each part of what a row asks for, so that contradictions can be told: its readings and state, and its condition part by part.
    func parts(
        _ row: Row, _ occurrence: MoveBuilder.Occurrence, party: Int
    ) throws(UnsupportedByProver) -> (place: Term, condition: [(expression: Expression, holds: Term)]) {
        guard case .when(let condition) = row.guards else { return (isThere(row, party: party), []) }
        var result: [(Expression, Term)] = []
        for part in condition.conjuncts {
            var evaluator = evaluator(row, occurrence, party: party)
            let holds = try evaluator.condition(part)
            result.append((part, context.and(evaluator.isDefined, holds)))
        }
        return (isThere(row, party: party), result)
    }

    private func evaluator(_ row: Row, _ occurrence: MoveBuilder.Occurrence, party: Int) -> SymbolicEvaluator {
        SymbolicEvaluator(
            layout, state, party: party, sender: occurrence.sender,
            binders: row.triggers.contains(occurrence.trigger) ? occurrence.binders : [], stale: occurrence.stale)
    }

    /// The rows that can fire, when none can, and that every condition that is looked at has a value.
    func answers(
        _ occurrence: MoveBuilder.Occurrence, party: Int
    ) throws(UnsupportedByProver) -> (rows: [MoveBuilder.Candidate], none: Term, isDefined: Term) {
        let (rows, none) = try moves.candidates(for: occurrence, at: party, in: state)
        let declared = model.roles[layout.instances[party].role].rows
        func undefinedAmong(_ trigger: Trigger) throws(UnsupportedByProver) -> Term {
            var result: [Term] = []
            for row in declared where row.triggers.contains(trigger) {
                var confronted = occurrence
                confronted.trigger = trigger
                if let term = try isUndefined(row, confronted, party: party) { result.append(term) }
            }
            return context.or(result)
        }
        var undefined = try undefinedAmong(occurrence.trigger)
        if case .message = occurrence.trigger {
            let explicit = try moves.candidates(occurrence.trigger, occurrence, at: party, in: state)
            undefined = context.or(undefined, context.and(explicit.none, try undefinedAmong(.anyMessage)))
        }
        return (rows, none, context.not(undefined))
    }

    /// A fact of the role's variables, in a state of the party.
    func term(_ fact: LocalFact, _ state: SymbolicState, party: Int) throws(UnsupportedByProver) -> Term {
        var evaluator = SymbolicEvaluator(layout, state, party: party)
        let holds = try evaluator.condition(fact.expression)
        return context.implies(context.equal(state.parties[party].control, context.integer(fact.state)), holds)
    }
}

extension ProtocolModel {
    /// What may confront a party of the role: the events, the messages that may arrive at it, and what the networks do.
    func triggers(ofRole role: Int, _ flow: MessageFlow) -> [Trigger] {
        var result: [Trigger] = events.indices.map { .event($0) } + flow.arriving[role].sorted().map { .message($0) }
        if profiles.contains(where: { $0.interruption != .no }) || disconnects { result.append(.interrupted) }
        let isSealed = roles.enumerated().contains { other, declaration in
            (other != role || declaration.instanceCount > 1) && declaration.protection.sending != nil
        }
        if isSealed { result.append(.undecryptable) }
        return result
    }

    private var disconnects: Bool {
        func closes(_ action: Action) -> Bool {
            switch action {
            case .disconnect: true
            case .branch(_, let then, let otherwise): (then + otherwise).contains(where: closes)
            default: false
            }
        }
        return roles.contains { $0.rows.contains { $0.actions.contains(where: closes) } }
    }
}
