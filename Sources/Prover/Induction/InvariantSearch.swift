import ProtocolModel

/// Grows abstract states into an inductive invariant: adds what steps lead to and was left out, as Z3 finds it.
struct InvariantSearch {
    let subject: ProofSubject
    let limits: ProofLimits
    /// What is known so far, the first one with the first state of every run; and where the steps of each state lead.
    private(set) var states: [AbstractState]
    private var index: [AbstractState: Int]
    private var targets: [[Step: [Int]]]

    /// - Parameters:
    ///   - states: abstract states that some step leads to.
    ///   - targets: by state, where its steps are known to lead.
    init(_ subject: ProofSubject, _ limits: ProofLimits, states: [AbstractState], targets: [AbstractState: [Step: [AbstractState]]]) {
        self.subject = subject
        self.limits = limits
        self.states = states
        let index = Dictionary(uniqueKeysWithValues: states.enumerated().map { ($1, $0) })
        self.index = index
        self.targets = states.map { state in (targets[state] ?? [:]).mapValues { $0.compactMap { index[$0] } } }
    }

    /// What is known so far, to be checked.
    var candidate: InvariantCheck.Candidate {
        let targets = targets
        return InvariantCheck.Candidate(states: states) { state, _, step in targets[state][step] ?? [] }
    }

    private enum Failure: Error, Sendable {
        case prover(ProverError)
        case unknown(String)
    }

    /// Adds where the steps of some states lead, and so on from every state that is new.
    ///
    /// - Returns: the states that something was found out about, or why the search ended.
    /// - Throws: `ProverError`.
    mutating func complete(
        _ escaping: [Int], progress: (_ states: Int, _ open: Int) -> Bool
    ) throws(ProverError) -> Result<[Int], UndecidedProof> {
        var open = escaping
        var next = 0
        while next < open.count {
            guard progress(states.count, open.count - next) else { return .failure(UndecidedProof(reason: "interrupted")) }
            let batch = Array(open[next..<min(open.count, next + 2_048)])
            let (here, candidate) = (self, candidate)
            for (state, result) in zip(batch, Batches.map(batch, { here.expand($0, candidate) })) {
                switch result {
                case .failure(.prover(let error)): throw error
                case .failure(.unknown(let reason)): return .failure(UndecidedProof(reason: reason))
                case .success(let found):
                    for (step, target) in found {
                        let number = index[target] ?? states.count
                        if number == states.count {
                            index[target] = number
                            states.append(target)
                            targets.append([:])
                            open.append(number)
                        }
                        targets[state][step, default: []].append(number)
                    }
                }
            }
            next += batch.count
            if states.count > limits.states { return .failure(limits.exceeded) }
        }
        return .success(open)
    }

    /// Where else steps lead than is known, for some states in one Z3 context.
    private func expand(
        _ batch: ArraySlice<Int>, _ candidate: InvariantCheck.Candidate
    ) -> [Result<[(Step, AbstractState)], Failure>] {
        switch Result(catching: { () throws(ProverError) in try subject.system() }) {
        case .failure(let error): return batch.map { _ in .failure(.prover(error)) }
        case .success(let system):
            let solver = Solver(small: system.context, steps: limits.steps)
            return batch.map { state in
                solver.push()
                defer { solver.pop() }
                return Result { () throws(Failure) in try expand(state, candidate, system, solver) }
            }
        }
    }

    private func expand(
        _ state: Int, _ candidate: InvariantCheck.Candidate, _ abstract: AbstractSystem, _ solver: Solver
    ) throws(Failure) -> [(Step, AbstractState)] {
        let context = abstract.context
        let obligations: Obligations
        switch Result(catching: { () throws(UnsupportedByProver) in
            try abstract.obligations(
                states[state], targets: { candidate.targets(state, $0, $1).map { candidate.states[$0] } }, properties: [])
        }) {
        case .success(let found): obligations = found
        case .failure(let unsupported): throw .prover(.unsupported(unsupported))
        }
        solver.assert(obligations.holds)
        var result: [(Step, AbstractState)] = []
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
            let step = obligations.escapes[move].step
            guard !result.contains(where: { $0.0 == step && $0.1 == target }) else {
                throw .unknown("an abstract state is said not to contain a state that it contains")
            }
            result.append((step, target))
            let contains = target.contains(terms, abstract.terms, context)
            // Moves by the same step are told apart by nothing that the targets are known by.
            for other in escapes.indices where obligations.escapes[other].step == step {
                let inside =
                    other == move
                    ? contains : target.contains(obligations.system.moves[other].target.terms, abstract.terms, context)
                escapes[other] = context.and(escapes[other], context.not(inside))
            }
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

/// Why there is no proof.
struct UndecidedProof: Error, Hashable, Sendable {
    var reason: String
}

extension ProofLimits {
    var exceeded: UndecidedProof { UndecidedProof(reason: "the invariant has more than \(states) abstract states") }
}
