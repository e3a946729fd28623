import ProtocolModel

/// What always holds of a party's own variables by the rows of its role alone, whatever arrives: the largest inductive set of candidate
/// facts (Flanagan, Leino: Houdini, an Annotation Assistant for ESC/Java, FME 2001).
struct LocalInvariant {
    let setting: PartySetting
    let solver: Solver

    /// Facts about the parties of the role.
    ///
    /// - Parameter sound: what `solver` has been told already is enough; it is left as it was.
    /// - Returns: no facts where Z3 does not answer in time.
    func facts(ofRole role: Int, _ flow: MessageFlow) throws(ProverError) -> [LocalFact] {
        switch Result(catching: { () throws(UnsupportedByProver) in try steps(role, flow) }) {
        case .failure(let unsupported): throw .unsupported(unsupported)
        case .success(let found):
            switch Result(catching: { () throws(SolverError) in try houdini(found) }) {
            case .success(let facts): return facts
            case .failure(let error): throw .solver(error)
            }
        }
    }

    private struct Candidate {
        var fact: LocalFact
        var before: Term
        /// Of the state after each step.
        var after: [Term]
    }

    private struct Steps {
        var conditions: [Term]
        /// The states from which each may be taken.
        var states: [Set<Int>]
        var candidates: [Candidate]
    }

    private func steps(_ role: Int, _ flow: MessageFlow) throws(UnsupportedByProver) -> Steps {
        let context = setting.context
        guard let party = setting.layout.instances.firstIndex(where: { $0.role == role }) else { return Steps(conditions: [], states: [], candidates: []) }
        let first = try SymbolicSystem.initialState(setting.layout, pattern: setting.state)
        var conditions = [context.yes]
        var states: [Set<Int>] = [[]]
        var targets = [first]
        for trigger in setting.model.triggers(ofRole: role, flow) {
            for confronted in setting.confronted(trigger, party: party) {
                for candidate in try setting.moves.candidates(for: confronted.occurrence, at: party, in: setting.state).rows {
                    let (target, isPossible, _) = try setting.moves.fire(
                        candidate.row, for: confronted.occurrence, at: party, in: setting.state)
                    conditions.append(context.and(confronted.sound, candidate.fires, isPossible))
                    states.append(Set(setting.model.roles[role].rows[candidate.row].states))
                    targets.append(target)
                }
            }
        }
        var candidates: [Candidate] = []
        for fact in LocalFact.candidates(setting.model, role: role) {
            let before = try setting.term(fact, setting.state, party: party)
            var after: [Term] = []
            for target in targets { after.append(try setting.term(fact, target, party: party)) }
            candidates.append(Candidate(fact: fact, before: before, after: after))
        }
        return Steps(conditions: conditions, states: states, candidates: candidates)
    }

    private func houdini(_ steps: Steps) throws(SolverError) -> [LocalFact] {
        let context = setting.context
        var rest = steps.candidates
        var isStable = false
        while !isStable {
            isStable = true
            for (index, condition) in steps.conditions.enumerated() where !context.isFalse(condition) {
                // Facts that go are not assumed for what is left of this step; the next round assumes the smaller set for every step.
                solver.push()
                defer { solver.pop() }
                // The first step is that into the initial state, which nothing comes before.
                if index > 0 {
                    for candidate in rest where steps.states[index].contains(candidate.fact.state) { solver.assert(candidate.before) }
                }
                solver.assert(condition)
                while true {
                    solver.push()
                    defer { solver.pop() }
                    solver.assert(context.not(context.and(rest.map { $0.after[index] }.filter { !context.isTrue($0) })))
                    switch try solver.check() {
                    case .satisfiable(let valuation):
                        isStable = false
                        rest.removeAll { !valuation.isTrue($0.after[index]) }
                        continue
                    case .unsatisfiable: break
                    case .unknown: return []
                    }
                    break
                }
            }
        }
        return strongest(rest.map(\.fact))
    }

    /// The facts that no other one of the same state makes superfluous.
    private func strongest(_ facts: [LocalFact]) -> [LocalFact] {
        let alone = Set(facts.filter { $0.tests.count == 1 }.map { LocalFact(state: $0.state, tests: $0.tests) })
        return facts.filter { fact in
            fact.tests.count == 1 || !fact.tests.contains { alone.contains(LocalFact(state: fact.state, tests: [$0])) }
        }
    }
}
