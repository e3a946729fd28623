import ProtocolModel

/// Finds the smallest inductive invariant that is a disjunction of abstract states.
///
/// Begins with the first state and adds every abstract state that a step leads to: those that the interpreter reaches are tried first, and
/// Z3 is asked for others until there are none.
struct InvariantSearch {
    enum Outcome {
        /// The invariant, and the properties that some of its states, or steps out of them, break.
        case found(InductiveInvariant, broken: Set<Int>)
        case unknown(String)
    }

    let subject: ProofSubject
    /// By index in the model.
    let properties: [Int]
    let limits: ProofLimits
    /// Where the interpreter's steps lead.
    let hints: [AbstractState: [Step: [AbstractState]]]

    /// What became of one abstract state.
    private struct Expansion: Sendable {
        /// By move.
        var targets: [[AbstractState]] = []
        var broken: Set<Int> = []
    }

    private enum Failure: Error, Sendable {
        case prover(ProverError)
        case unknown(String)
    }

    /// - Throws: `ProverError`.
    func run(progress: (_ states: Int, _ open: Int) -> Bool) throws(ProverError) -> Outcome {
        let start = try subject.system().start
        var states = [start]
        var index = [start: 0]
        var targets: [[[Int]]] = []
        var broken = Set<Int>()
        while targets.count < states.count {
            guard progress(states.count, states.count - targets.count) else { return .unknown("interrupted") }
            let frontier = Array(states[targets.count..<min(states.count, targets.count + 2_048)])
            for result in Batches.map(frontier, { expand($0) }) {
                switch result {
                case .failure(.prover(let error)): throw error
                case .failure(.unknown(let reason)): return .unknown(reason)
                case .success(let expansion):
                    broken.formUnion(expansion.broken)
                    targets.append(
                        expansion.targets.map { list in
                            list.map { target in
                                if let known = index[target] { return known }
                                index[target] = states.count
                                states.append(target)
                                return states.count - 1
                            }
                        })
                }
            }
            if states.count > limits.states { return .unknown("the invariant has more than \(limits.states) abstract states") }
        }
        return .found(InductiveInvariant(states: states, targets: targets), broken: broken)
    }

    /// Expands abstract states in one Z3 context.
    private func expand(_ batch: ArraySlice<AbstractState>) -> [Result<Expansion, Failure>] {
        switch Result(catching: { () throws(ProverError) in try subject.system() }) {
        case .failure(let error): return [.failure(.prover(error))]
        case .success(let system):
            let solver = Solver(small: system.context, steps: limits.steps)
            return batch.map { state in
                solver.push()
                defer { solver.pop() }
                return Result { () throws(Failure) in try expand(state, system, solver) }
            }
        }
    }

    private func expand(_ state: AbstractState, _ abstract: AbstractSystem, _ solver: Solver) throws(Failure) -> Expansion {
        let context = abstract.context
        let hints = hints[state] ?? [:]
        let obligations: Obligations
        switch Result(catching: { () throws(UnsupportedByProver) in
            try abstract.obligations(state, targets: { hints[$1] ?? [] }, properties: properties)
        }) {
        case .success(let found): obligations = found
        case .failure(let unsupported): throw .prover(.unsupported(unsupported))
        }
        solver.assert(obligations.holds)
        var result = Expansion(targets: obligations.escapes.map { hints[$0.step] ?? [] })
        var escapes = obligations.escapes.map(\.term)
        while case .satisfiable(let valuation) = try ask(solver, context.or(escapes)) {
            guard let move = escapes.indices.first(where: { valuation.isTrue(escapes[$0]) }) else {
                throw .unknown("a step that no move takes")
            }
            let terms = obligations.system.moves[move].target.terms
            let values = terms.map { context.isBoolean($0) ? .bool(valuation.isTrue($0)) : ConcreteValue.integer(valuation.integer($0)) }
            guard values[abstract.terms.overflow] == .bool(false) else {
                throw .unknown("a channel holds more messages than the encoding has places for")
            }
            let target = AbstractState(values, abstract.terms, horizon: abstract.horizon)
            guard !result.targets[move].contains(target) else {
                throw .unknown("an abstract state is said not to contain a state that it contains")
            }
            result.targets[move].append(target)
            escapes[move] = context.and(escapes[move], context.not(target.contains(terms, abstract.terms, context)))
        }
        for item in obligations.breaks {
            if case .satisfiable = try ask(solver, item.term) { result.broken.insert(item.property) }
        }
        return result
    }

    /// Whether something is possible; Z3 giving up ends the search.
    private func ask(_ solver: Solver, _ term: Term) throws(Failure) -> Solver.Answer {
        if solver.context.isFalse(term) { return .unsatisfiable }
        solver.push()
        defer { solver.pop() }
        solver.assert(term)
        switch Result(catching: { () throws(SolverError) in try solver.check() }) {
        case .success(.unknown(let reason)): throw .unknown("Z3: \(reason)")
        case .success(let answer): return answer
        case .failure(let error): throw .prover(.solver(error))
        }
    }
}
