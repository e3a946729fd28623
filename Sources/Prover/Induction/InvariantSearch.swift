import Dispatch
import ProtocolModel
import Synchronization

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

    let model: ProtocolModel
    let profile: NetworkProfile
    let places: Int
    let fixedReadings: [ReadingChoice: [Int]]
    /// By index in the model.
    let properties: [Int]
    /// The most that one query may take, in Z3's steps.
    let steps: Int
    let mostStates: Int
    /// Where the interpreter's steps lead.
    let hints: [AbstractState: [Step: AbstractState]]

    /// What became of one abstract state.
    private struct Result: Sendable {
        /// By move.
        var targets: [[AbstractState]] = []
        var broken: Set<Int> = []
        var failure: Failure?
    }

    private enum Failure: Error, Sendable {
        case unsupported(UnsupportedByProver)
        case solver(SolverError)
        case unknown(String)
    }

    /// - Throws: `ProverError`.
    func run(progress: (_ states: Int, _ open: Int) -> Bool) throws(ProverError) -> Outcome {
        let start: AbstractState
        switch Swift.Result(catching: { () throws(UnsupportedByProver) in
            try AbstractSystem(model, profile, places: places, fixedReadings: fixedReadings).start
        }) {
        case .success(let found): start = found
        case .failure(let unsupported): throw .unsupported(unsupported)
        }
        var states = [start]
        var index = [start: 0]
        var targets: [[[Int]]] = []
        var broken = Set<Int>()
        while targets.count < states.count {
            guard progress(states.count, states.count - targets.count) else { return .unknown("interrupted") }
            let frontier = Array(states[targets.count..<min(states.count, targets.count + 2_048)])
            for result in expand(frontier) {
                switch result.failure {
                case .unsupported(let unsupported)?: throw .unsupported(unsupported)
                case .solver(let error)?: throw .solver(error)
                case .unknown(let reason)?: return .unknown(reason)
                case nil: break
                }
                broken.formUnion(result.broken)
                targets.append(
                    result.targets.map { list in
                        list.map { target in
                            if let known = index[target] { return known }
                            index[target] = states.count
                            states.append(target)
                            return states.count - 1
                        }
                    })
            }
            if states.count > mostStates { return .unknown("more than \(mostStates) abstract states") }
        }
        return .found(InductiveInvariant(states: states, targets: targets), broken: broken)
    }

    /// Expands abstract states on all cores, some at a time in one Z3 context.
    private func expand(_ frontier: [AbstractState]) -> [Result] {
        let size = 64
        let batches = stride(from: 0, to: frontier.count, by: size).map { Array(frontier[$0..<min($0 + size, frontier.count)]) }
        let results = Mutex<[[Result]]>(Array(repeating: [], count: batches.count))
        DispatchQueue.concurrentPerform(iterations: batches.count) { number in
            let found = expandInOneContext(batches[number])
            results.withLock { $0[number] = found }
        }
        return results.withLock { Array($0.joined()) }
    }

    private func expandInOneContext(_ batch: [AbstractState]) -> [Result] {
        switch Swift.Result(catching: { () throws(UnsupportedByProver) in
            try AbstractSystem(model, profile, places: places, fixedReadings: fixedReadings)
        }) {
        case .failure(let unsupported): return [Result(failure: .unsupported(unsupported))]
        case .success(let system):
            let solver = Solver(small: system.context, steps: steps)
            return batch.map { state in
                solver.push()
                defer { solver.pop() }
                return switch Swift.Result(catching: { () throws(Failure) in try expand(state, system, solver) }) {
                case .success(let result): result
                case .failure(let failure): Result(failure: failure)
                }
            }
        }
    }

    private func expand(_ state: AbstractState, _ abstract: AbstractSystem, _ solver: Solver) throws(Failure) -> Result {
        let context = abstract.context
        let expansion: AbstractSystem.Expansion
        switch Swift.Result(catching: { () throws(UnsupportedByProver) in try abstract.expand(state) }) {
        case .success(let found): expansion = found
        case .failure(let unsupported): throw .unsupported(unsupported)
        }
        let moves = expansion.system.moves
        solver.assert(expansion.holds)
        var result = Result(targets: Array(repeating: [], count: moves.count))
        let hints = hints[state] ?? [:]
        // For each move, that it leads out of what is known to be its targets.
        var leaves: [Term] = []
        let terms = moves.map(\.target.terms)
        for (number, move) in moves.enumerated() {
            if let hint = hints[move.step] { result.targets[number].append(hint) }
            leaves.append(
                context.and(
                    [move.guarded] + result.targets[number].map { context.not($0.contains(terms[number], abstract.terms, context)) }))
        }
        while case .satisfiable(let valuation) = try ask(solver, context.or(leaves)) {
            guard let number = leaves.indices.first(where: { valuation.isTrue(leaves[$0]) }) else {
                throw .unknown("a step that no move takes")
            }
            let values = terms[number].map { context.isBoolean($0) ? .bool(valuation.isTrue($0)) : ConcreteValue.integer(valuation.integer($0)) }
            let target = AbstractState(values, abstract.terms, horizon: abstract.horizon)
            guard !result.targets[number].contains(target), values[abstract.terms.overflow] == .bool(false) else {
                throw .unknown("a channel holds more messages than the encoding has places for")
            }
            result.targets[number].append(target)
            leaves[number] = context.and(leaves[number], context.not(target.contains(terms[number], abstract.terms, context)))
        }
        // The interpreter's steps were in one combination of readings, and are all possible.
        for property in properties {
            let bad: Term
            switch Swift.Result(catching: { () throws(UnsupportedByProver) in
                try expansion.system.violation(of: model.properties[property].kind)
            }) {
            case .failure(let unsupported): throw .unsupported(unsupported)
            case .success(.state(let term)): bad = term
            case .success(.moves(let numbers)): bad = context.or(numbers.map { moves[$0].guarded })
            }
            if context.isFalse(bad) { continue }
            if case .satisfiable = try ask(solver, bad) { result.broken.insert(property) }
        }
        return result
    }

    /// Whether something is possible; Z3 giving up ends the search.
    private func ask(_ solver: Solver, _ term: Term) throws(Failure) -> Solver.Answer {
        if solver.context.isFalse(term) { return .unsatisfiable }
        solver.push()
        defer { solver.pop() }
        solver.assert(term)
        switch Swift.Result(catching: { () throws(SolverError) in try solver.check() }) {
        case .success(.unknown(let reason)): throw .unknown(reason)
        case .success(let answer): return answer
        case .failure(let error): throw .solver(error)
        }
    }
}
