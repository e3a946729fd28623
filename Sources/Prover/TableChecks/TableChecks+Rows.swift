import ProtocolModel

extension TableChecks {
    /// Rows that never fire.
    mutating func findDeadRows(_ role: Int, _ party: Int) throws(CheckFailure) {
        let rows = setting.model.roles[role].rows
        let triggers = setting.model.triggers(ofRole: role, flow)
        for (index, row) in rows.enumerated() {
            // What never happens or arrives at all is said elsewhere, and of the event or the message.
            let relevant = triggers.filter { row.triggers.contains($0) || ($0.isMessage && row.triggers.contains(.anyMessage)) }
            guard let first = relevant.first, try !isIdle(row, role, party) else { continue }
            var isDead = true
            search: for trigger in relevant {
                for confronted in setting.confronted(trigger, party: party) {
                    let setting = setting
                    let answers = try encoded { () throws(UnsupportedByProver) in
                        try setting.answers(confronted.occurrence, party: party)
                    }
                    let fires = setting.context.or(answers.rows.filter { $0.row == index }.map(\.fires))
                    switch try ask([fires], party, confronted) {
                    case .impossible: continue
                    case .example: isDead = false
                    case .undecided(let reason):
                        isDead = false
                        giveUp(.dead, role, rows: [index], reason)
                    }
                    break search
                }
            }
            if isDead {
                let because = try contradiction(row, role, party, first)
                add(TableFinding(kind: .dead(row: index, because: because), role: role, trigger: first, states: row.states.sorted()))
            }
        }
    }

    /// Whether no row leads to any of the row's states; that is said of the states.
    private func isIdle(_ row: Row, _ role: Int, _ party: Int) throws(CheckFailure) -> Bool {
        let entered = Set(setting.model.roles[role].rows.compactMap(\.next) + [0])
        return entered.isDisjoint(with: row.states)
    }

    /// Which parts of a row's condition do not go together: as few as can be left, and with as few facts about variables.
    private func contradiction(_ row: Row, _ role: Int, _ party: Int, _ trigger: Trigger) throws(CheckFailure) -> TableFinding.Contradiction {
        guard let confronted = setting.confronted(trigger, party: party).first else {
            return TableFinding.Contradiction(parts: [], yields: false, facts: [])
        }
        let (setting, facts) = (setting, facts[role])
        let context = setting.context
        let (place, parts, factTerms) = try encoded { () throws(UnsupportedByProver) -> (Term, [(Expression, Term)], [Term]) in
            let (place, condition) = try setting.parts(row, confronted.occurrence, party: party)
            var terms: [Term] = []
            for fact in facts { terms.append(try setting.term(fact, setting.state, party: party)) }
            return (place, condition.map { ($0.expression, $0.holds) }, terms)
        }
        let fresh = Solver(context, milliseconds: milliseconds)
        for term in setting.sound + [confronted.sound, place] { fresh.assert(term) }
        var labels: [Term] = []
        // Facts first: what is looked at first is dropped first.
        for (number, term) in (factTerms + parts.map(\.1)).enumerated() {
            let label = context.constant("part \(number)", isBoolean: true)
            fresh.assert(context.implies(label, term))
            labels.append(label)
        }
        let core = Result { () throws(SolverError) -> [Int]? in
            // Rather without facts.
            if let core = try fresh.core(of: Array(labels[facts.count...])) { return core.map { $0 + facts.count } }
            return try fresh.core(of: labels)
        }
        switch core {
        case .failure(let error): throw .solver(error)
        case .success(nil): return TableFinding.Contradiction(parts: parts.map(\.0), yields: true, facts: [])
        case .success(let needed?):
            return TableFinding.Contradiction(
                parts: needed.filter { $0 >= facts.count }.map { parts[$0 - facts.count].0 }, yields: false,
                facts: needed.filter { $0 < facts.count }.map { facts[$0] })
        }
    }

    /// Rows that cannot be carried out where they fire, and conditions without a value.
    mutating func findFailures(_ role: Int, _ party: Int) throws(CheckFailure) {
        let rows = setting.model.roles[role].rows
        let triggers = setting.model.triggers(ofRole: role, flow)
        for (index, row) in rows.enumerated() {
            search: for trigger in triggers where row.triggers.contains(trigger) || (trigger.isMessage && row.triggers.contains(.anyMessage)) {
                for confronted in setting.confronted(trigger, party: party) {
                    if try findUndefined(index, role, party, trigger, confronted) { break search }
                    if try findFailing(index, role, party, trigger, confronted) { break search }
                }
            }
        }
    }

    private mutating func findUndefined(
        _ index: Int, _ role: Int, _ party: Int, _ trigger: Trigger, _ confronted: PartySetting.Confronted
    ) throws(CheckFailure) -> Bool {
        let row = setting.model.roles[role].rows[index]
        let setting = setting
        let terms = try encoded { () throws(UnsupportedByProver) -> [Term] in
            var occurrence = confronted.occurrence
            let isOwn = row.triggers.contains(trigger)
            if !isOwn { occurrence.trigger = .anyMessage }
            guard let term = try setting.isUndefined(row, occurrence, party: party) else { return [] }
            return isOwn
                ? [term] : [term, try setting.moves.candidates(trigger, confronted.occurrence, at: party, in: setting.state).none]
        }
        if terms.isEmpty { return false }
        switch try ask(terms, party, confronted) {
        case .impossible: return false
        case .undecided(let reason): giveUp(.failure, role, rows: [index], reason)
        case .example(let example):
            let reason = example.reason(in: setting.model) ?? .illTyped("condition")
            add(
                TableFinding(
                    kind: .undefinedCondition(row: index, reason), role: role, trigger: trigger,
                    states: [example.state.parties[party].control], example: example))
        }
        return true
    }

    private mutating func findFailing(
        _ index: Int, _ role: Int, _ party: Int, _ trigger: Trigger, _ confronted: PartySetting.Confronted
    ) throws(CheckFailure) -> Bool {
        let row = setting.model.roles[role].rows[index]
        let setting = setting
        let answers = try encoded { () throws(UnsupportedByProver) in
            try setting.answers(confronted.occurrence, party: party)
        }
        let fires = setting.context.or(answers.rows.filter { $0.row == index }.map(\.fires))
        func failing(_ count: Int) throws(CheckFailure) -> Answer {
            let isPossible = try encoded { () throws(UnsupportedByProver) in
                try setting.moves.fire(index, for: confronted.occurrence, at: party, in: setting.state, count: count).isPossible
            }
            return try ask([fires, answers.isDefined, setting.context.not(isPossible)], party, confronted)
        }
        guard case .example = try failing(.max) else { return false }
        for count in row.actions.indices {
            switch try failing(count + 1) {
            case .impossible: continue
            case .undecided(let reason): giveUp(.failure, role, rows: [index], reason)
            case .example(let example):
                let reason = example.reason(in: setting.model, carryingOut: index) ?? .illTyped("action")
                add(
                    TableFinding(
                        kind: .failingAction(row: index, action: count, reason), role: role, trigger: trigger,
                        states: [example.state.parties[party].control], example: example))
            }
            return true
        }
        return false
    }
}
