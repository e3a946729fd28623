import ProtocolModel

/// Bounded model checking: looks for the shortest run that breaks a property, length by length, with Z3.
public struct BoundedModelChecker {
    public enum Outcome: Hashable, Sendable {
        /// The shortest run that breaks the property (for `reachable`: that shows it).
        case found(Trace)
        /// No run of so many steps or fewer does.
        case nothing(upTo: Int)
        /// Z3 gave up at this length; why.
        case unknown(length: Int, String)
    }

    public let model: ProtocolModel
    public let profile: NetworkProfile
    let unrolling: Unrolling
    let solver: Solver
    var instants: [Unrolling.Instant]
    /// Whether each step is taken.
    private var active: [Term] = []
    /// By step: as many of these hold as it has faults. Made when they are first asked for.
    private var faultTerms: [[Term]] = []

    /// - Parameters:
    ///   - places: how many messages a channel of the encoding holds; runs that need more are not looked at.
    ///   - milliseconds: the longest time for one query.
    /// - Throws: `ProverError`.
    public init(
        _ model: ProtocolModel, _ profile: NetworkProfile, places: Int? = nil, fixedReadings: [ReadingChoice: [Int]] = [:],
        milliseconds: Int? = nil
    ) throws(ProverError) {
        self.model = model
        self.profile = profile
        let context = Context()
        let system: SymbolicSystem
        switch Result(catching: { () throws(UnsupportedByProver) in
            try SymbolicSystem(
                try SymbolicLayout(context, model, profile, places: places ?? Self.places(profile)))
        }) {
        case .success(let found): system = found
        case .failure(let unsupported): throw .unsupported(unsupported)
        }
        unrolling = Unrolling(system)
        solver = Solver(context, milliseconds: milliseconds)
        solver.assert(system.layout.readingsAreSound)
        for (choice, options) in fixedReadings {
            let term = system.layout.option(role: choice.role, reading: choice.reading)
            solver.assert(context.or(options.map { context.equal(term, context.integer($0)) }))
        }
        let first = unrolling.instant(0)
        instants = [first]
        solver.assert(unrolling.start(first))
    }

    /// Answers may exceed the capacity of a channel without loss, one for each message that travelled the other way.
    static func places(_ profile: NetworkProfile) -> Int {
        // Beside those of the present connection there may be as many of the one before.
        (profile.loss ? 1 : 2) * (profile.interruption == .lingering ? 2 : 1) * profile.capacity
    }

    /// Looks for a run of at most `depth` steps.
    ///
    /// - Parameter progress: told each length before it is searched; `false` ends the search.
    /// - Throws: `ProverError`.
    public mutating func check(
        _ property: Property, depth: Int, progress: (Int) -> Bool = { _ in true }
    ) throws(ProverError) -> Outcome {
        let violation = try violation(of: property)
        for length in 0...max(0, depth) {
            guard progress(length) else { return .unknown(length: length, "interrupted") }
            switch try ask(violation, length: length) {
            case .satisfiable(let valuation): return .found(trace(valuation, length, property))
            case .unsatisfiable: continue
            case .unknown(let reason): return .unknown(length: length, reason)
            }
        }
        return .nothing(upTo: max(0, depth))
    }

    func violation(of property: Property) throws(ProverError) -> Violation {
        switch Result(catching: { () throws(UnsupportedByProver) in try unrolling.system.violation(of: property.kind) }) {
        case .success(let found): return found
        case .failure(let unsupported): throw .unsupported(unsupported)
        }
    }

    /// Whether a run of exactly so many steps breaks the property.
    ///
    /// - Parameter mostFaults: the most faults that it may have.
    mutating func ask(_ violation: Violation, length: Int, mostFaults: Int? = nil) throws(ProverError) -> Solver.Answer {
        let context = unrolling.system.layout.context
        extend(to: length)
        let bad: Term
        switch violation {
        case .state(let term): bad = unrolling.at(instants[length], term)
        case .moves(let moves):
            if length == 0 { return .unsatisfiable }
            bad = context.or(moves.map { instants[length - 1].choices[$0] })
        }
        solver.push()
        defer { solver.pop() }
        solver.assert(bad)
        solver.assert(context.not(unrolling.at(instants[length], unrolling.system.current.overflow)))
        if let mostFaults { solver.assert(context.atMost(mostFaults, faults(upTo: length))) }
        let taken = Array(active.prefix(length))
        switch Result(catching: { () throws(SolverError) in try solver.check(taken) }) {
        case .success(let answer): return answer
        case .failure(let error): throw .solver(error)
        }
    }

    /// As many of these hold as the first steps, so many, have faults.
    mutating func faults(upTo length: Int) -> [Term] {
        while faultTerms.count < length { faultTerms.append(unrolling.faults(instants[faultTerms.count])) }
        return faultTerms.prefix(length).flatMap { $0 }
    }

    mutating func extend(to length: Int) {
        while instants.count <= length {
            let context = unrolling.system.layout.context
            let next = unrolling.instant(instants.count)
            // A run may end where nothing can happen any more: only the steps up to the length that is looked at have to be there.
            let isActive = context.constant("step \(instants.count)", isBoolean: true)
            solver.assert(context.implies(isActive, unrolling.step(instants[instants.count - 1], next)))
            active.append(isActive)
            instants.append(next)
        }
    }

    func trace(_ valuation: Valuation, _ length: Int, _ property: Property) -> Trace {
        let system = unrolling.system
        var readings = ReadingAssignment()
        for (choice, term) in zip(system.layout.choices, system.layout.readings) {
            readings.options[choice] = valuation.integer(term)
        }
        let steps = (0..<length).compactMap { index in
            instants[index].choices.indices.first { valuation.isTrue(instants[index].choices[$0]) }.map { system.moves[$0].step }
        }
        var isWitness = false
        if case .reachable = property.kind { isWitness = true }
        return Trace(
            model: model, profile: profile, readings: readings, property: property.name, outcome: isWitness ? .holds : .fails,
            steps: steps)
    }
}

/// Why the prover gives no answer.
public enum ProverError: Error, Hashable, Sendable {
    case unsupported(UnsupportedByProver)
    case solver(SolverError)
}
