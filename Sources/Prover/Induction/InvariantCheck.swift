import ProtocolModel

/// Checks an invariant's obligations, each with a solver that knows nothing of the search.
struct InvariantCheck {
    let subject: ProofSubject
    /// By index in the model: those that all states have.
    let properties: [Int]
    let limits: ProofLimits

    /// - Throws: `ProverError`.
    func run(_ invariant: InductiveInvariant, progress: (_ checked: Int, _ all: Int) -> Bool) throws(ProverError) -> InvariantVerdict {
        let system = try subject.system()
        let initiation = Solver(small: system.context, steps: limits.steps)
        guard let first = invariant.states.first else { return .refused(.initiation) }
        initiation.assert(system.context.not(system.isInitial(first)))
        if let fault = try answer(initiation, .initiation) { return .refused(fault) }
        var checked = 0
        while checked < invariant.states.count {
            guard progress(checked, invariant.states.count) else { return .unknown("interrupted") }
            let next = Array(checked..<min(invariant.states.count, checked + 2_048))
            for result in Batches.map(next, { batch in check(batch, of: invariant) }) {
                switch result {
                case .success(nil): break
                case .success(.unknown(let reason)?): return .unknown(reason)
                case .success(let fault?): return .refused(fault)
                case .failure(let error): throw error
                }
            }
            checked += next.count
        }
        return .holds
    }

    private func check(_ batch: ArraySlice<Int>, of invariant: InductiveInvariant) -> [Result<InvariantVerdict.Fault?, ProverError>] {
        switch Result(catching: { () throws(ProverError) in try subject.system() }) {
        case .failure(let error): return [.failure(error)]
        case .success(let system):
            let solver = Solver(small: system.context, steps: limits.steps)
            return batch.map { state in
                solver.push()
                defer { solver.pop() }
                return Result { () throws(ProverError) in try check(state, of: invariant, system, solver) }
            }
        }
    }

    private func check(
        _ state: Int, of invariant: InductiveInvariant, _ system: AbstractSystem, _ solver: Solver
    ) throws(ProverError) -> InvariantVerdict.Fault? {
        let targets = invariant.targets[state]
        let obligations: Obligations
        switch Result(catching: { () throws(UnsupportedByProver) in
            try system.obligations(
                invariant.states[state],
                targets: { move, _ in targets.indices.contains(move) ? targets[move].map { invariant.states[$0] } : [] },
                properties: properties)
        }) {
        case .success(let found): obligations = found
        case .failure(let unsupported): throw .unsupported(unsupported)
        }
        solver.assert(obligations.holds)
        let escape = system.context.or(obligations.escapes.map(\.term))
        if !system.context.isFalse(escape) {
            solver.push()
            defer { solver.pop() }
            solver.assert(escape)
            if let fault = try answer(solver, .consecution(state: state)) { return fault }
        }
        for item in obligations.breaks {
            solver.push()
            defer { solver.pop() }
            solver.assert(item.term)
            if let fault = try answer(solver, .safety(state: state, property: item.property)) { return fault }
        }
        return nil
    }

    /// The fault, where what has to be impossible is not shown to be.
    private func answer(_ solver: Solver, _ fault: InvariantVerdict.Fault) throws(ProverError) -> InvariantVerdict.Fault? {
        switch Result(catching: { () throws(SolverError) in try solver.check() }) {
        case .success(.unsatisfiable): nil
        case .success(.satisfiable): fault
        case .success(.unknown(let reason)): .unknown("Z3: \(reason)")
        case .failure(let error): throw .solver(error)
        }
    }
}

/// What checking an invariant came to.
public enum InvariantVerdict: Hashable, Sendable {
    /// Every obligation was shown: the invariant holds in all runs, and with it the properties.
    case holds
    case refused(Fault)
    case unknown(String)

    /// The obligation that does not hold; states by their index in the invariant.
    public enum Fault: Hashable, Sendable {
        /// The first state of a run is not in the invariant.
        case initiation
        /// A step leads out of the invariant.
        case consecution(state: Int)
        /// A state of the invariant, or a step out of it, breaks a property.
        case safety(state: Int, property: Int)
        case unknown(String)
    }
}
