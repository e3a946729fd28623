import ProtocolModel

/// Checks that abstract states are an inductive invariant, with solvers that know nothing of where the states come from.
///
/// The obligations of several abstract states are one query, which Z3 refutes as a whole where they all hold; only where it does not are
/// they asked one by one.
struct InvariantCheck {
    let subject: ProofSubject
    /// By index in the model: those that all states have.
    let properties: [Int]
    let limits: ProofLimits

    /// How many abstract states are asked about at once.
    private static let together = 64

    /// Abstract states that may be an invariant, the first one with the first state of every run.
    struct Candidate: Sendable {
        var states: [AbstractState]
        /// Where a step out of a state leads, by the states' indices; with the step's place among the moves.
        var targets: @Sendable (_ state: Int, _ move: Int, Step) -> [Int]
    }

    /// What checking a candidate came to.
    struct Findings {
        /// Where the moves of the states lead that were looked at, in their order.
        var targets: [[[Int]]] = []
        /// The properties that states, or steps out of them, break.
        var broken = Set<Int>()
        /// The states that a step leaves for states that it is not said to lead to.
        var escaping: [Int] = []
    }

    enum Outcome {
        case findings(Findings)
        case refused(InvariantVerdict.Fault)
        case unknown(String)
    }

    /// Checks an invariant that has to show all the properties.
    ///
    /// - Throws: `ProverError`.
    func run(_ invariant: InductiveInvariant, progress: (_ checked: Int, _ all: Int) -> Bool) throws(ProverError) -> InvariantVerdict {
        let candidate = Candidate(states: invariant.states) { state, move, _ in
            let targets = invariant.targets[state]
            return targets.indices.contains(move) ? targets[move] : []
        }
        if let fault = try initiation(candidate) { return fault.verdict }
        switch try run(candidate, Array(candidate.states.indices), isStrict: true, progress: progress) {
        case .findings: return .holds
        case .refused(let fault): return .refused(fault)
        case .unknown(let reason): return .unknown(reason)
        }
    }

    /// Checks that the first state of every run is in the first of the states.
    ///
    /// - Throws: `ProverError`.
    func initiation(_ candidate: Candidate) throws(ProverError) -> InvariantVerdict.Fault? {
        let system = try subject.system()
        let solver = Solver(small: system.context, steps: limits.steps)
        guard let first = candidate.states.first else { return .initiation }
        solver.assert(system.context.not(system.isInitial(first)))
        return try answer(solver, .initiation)
    }

    /// Checks some states of a candidate.
    ///
    /// - Parameter isStrict: whether what does not hold ends it; otherwise it is told, and the rest is looked at.
    /// - Throws: `ProverError`.
    func run(
        _ candidate: Candidate, _ states: [Int], isStrict: Bool, progress: (_ checked: Int, _ all: Int) -> Bool
    ) throws(ProverError) -> Outcome {
        var findings = Findings()
        // What is broken is mostly broken early, and need not be asked about again.
        var size = isStrict ? 4_096 : 64
        while findings.targets.count < states.count {
            let checked = findings.targets.count
            guard progress(checked, states.count) else { return .unknown("interrupted") }
            let next = Array(states[checked..<min(states.count, checked + size)])
            let rest = properties.filter { !findings.broken.contains($0) }
            for result in Batches.map(next, size: 4 * Self.together, { batch in [check(batch, of: candidate, rest, isStrict: isStrict)] }) {
                switch result {
                case .success(.checked(let found)):
                    findings.targets += found.targets
                    findings.broken.formUnion(found.broken)
                    findings.escaping += found.escaping
                case .success(.fault(.unknown(let reason))): return .unknown(reason)
                case .success(.fault(let fault)): return .refused(fault)
                case .failure(let error): throw error
                }
            }
            size = min(2 * size, 4_096)
        }
        return .findings(findings)
    }

    private enum Checked: Sendable {
        case checked(Findings)
        case fault(InvariantVerdict.Fault)
    }

    private func check(
        _ batch: ArraySlice<Int>, of candidate: Candidate, _ properties: [Int], isStrict: Bool
    ) -> Result<Checked, ProverError> {
        Result { () throws(ProverError) in
            let system = try subject.system()
            let solver = Solver(small: system.context, steps: limits.steps)
            var findings = Findings()
            var rest = batch
            while !rest.isEmpty {
                let group = rest.prefix(Self.together)
                rest = rest.dropFirst(group.count)
                let asked = properties.filter { !findings.broken.contains($0) }
                var obligations: [(state: Int, Obligations)] = []
                for state in group {
                    let (of, targets) = try self.obligations(state, of: candidate, asked, system)
                    obligations.append((state, of))
                    findings.targets.append(targets)
                }
                let all = system.context.or(obligations.map { $0.1.violation(in: system.context) })
                if system.context.isFalse(all) { continue }
                if try isImpossible(all, solver) { continue }
                for (state, obligations) in obligations {
                    for fault in try faults(obligations, state, system.context, solver) {
                        switch fault {
                        case .safety(_, let property) where !isStrict: findings.broken.insert(property)
                        case .consecution(let state) where !isStrict: findings.escaping.append(state)
                        default: return .fault(fault)
                        }
                    }
                }
            }
            return .checked(findings)
        }
    }

    /// The obligations of one abstract state, and where each of its moves leads.
    private func obligations(
        _ state: Int, of candidate: Candidate, _ properties: [Int], _ system: AbstractSystem
    ) throws(ProverError) -> (Obligations, [[Int]]) {
        var found: [[Int]] = []
        let result = Result { () throws(UnsupportedByProver) in
            try system.obligations(
                candidate.states[state],
                targets: { move, step in
                    let targets = candidate.targets(state, move, step)
                    found.append(targets)
                    return targets.map { candidate.states[$0] }
                },
                properties: properties)
        }
        switch result {
        case .success(let obligations): return (obligations, found)
        case .failure(let unsupported): throw .unsupported(unsupported)
        }
    }

    /// The obligations of one abstract state that are not shown.
    private func faults(
        _ obligations: Obligations, _ state: Int, _ context: Context, _ solver: Solver
    ) throws(ProverError) -> [InvariantVerdict.Fault] {
        solver.push()
        defer { solver.pop() }
        solver.assert(obligations.holds)
        func fault(_ term: Term, _ fault: InvariantVerdict.Fault) throws(ProverError) -> InvariantVerdict.Fault? {
            if context.isFalse(term) { return nil }
            solver.push()
            defer { solver.pop() }
            solver.assert(term)
            return try answer(solver, fault)
        }
        var found: [InvariantVerdict.Fault] = []
        if let escape = try fault(context.or(obligations.escapes.map(\.term)), .consecution(state: state)) { found.append(escape) }
        for item in obligations.breaks {
            if let fault = try fault(item.term, .safety(state: state, property: item.property)) { found.append(fault) }
        }
        return found
    }

    private func isImpossible(_ term: Term, _ solver: Solver) throws(ProverError) -> Bool {
        solver.push()
        defer { solver.pop() }
        solver.assert(term)
        switch Result(catching: { () throws(SolverError) in try solver.isSatisfiable() }) {
        case .success(let answer): return answer == false
        case .failure(let error): throw .solver(error)
        }
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

        var verdict: InvariantVerdict {
            if case .unknown(let reason) = self { .unknown(reason) } else { .refused(self) }
        }
    }
}
