import ProtocolModel

/// What is proved something about: a model on one network, in some readings.
struct ProofSubject: Sendable {
    let model: ProtocolModel
    let profile: NetworkProfile
    let fixedReadings: [ReadingChoice: [Int]]

    /// The options that a reading may be taken in.
    func options(of choice: ReadingChoice) -> [Int] {
        fixedReadings[choice] ?? Array(model.readings[choice.reading].options.indices)
    }

    /// The subject's abstract states, in a Z3 context of their own.
    ///
    /// - Throws: `ProverError`.
    func system() throws(ProverError) -> AbstractSystem {
        switch Result(catching: { () throws(UnsupportedByProver) in
            try AbstractSystem(model, profile, places: BoundedModelChecker.places(profile), fixedReadings: fixedReadings)
        }) {
        case .success(let system): return system
        case .failure(let unsupported): throw .unsupported(unsupported)
        }
    }
}

/// How far a proof may go.
public struct ProofLimits: Hashable, Sendable {
    /// The most abstract states of an invariant.
    public var states: Int
    /// The most that one query may take, in Z3's own steps; a million are about a second.
    public var steps: Int

    public init(states: Int = 250_000, steps: Int = 20_000_000) {
        self.states = states
        self.steps = steps
    }
}

/// Proves properties of states and of single steps for runs of any length, with any number of epochs and interruptions.
///
/// The abstract states that the interpreter reaches are a candidate, whose obligations are checked by solvers that know nothing of the
/// interpreter. Where a step leads elsewhere the rest is searched for with Z3, and what is found is checked in the same way. The invariant takes readings as chosen anew in every step, so that it covers every combination of readings and more: a property that
/// holds in each combination may remain open.
public struct InductiveProver: Sendable {
    public enum Outcome: Sendable {
        /// The invariant, which properties it shows, and which it leaves open; by index in the model.
        case invariant(InductiveInvariant, proved: [Int], open: [Int])
        /// Why there is none.
        case unknown(String)
    }

    /// What the prover is at.
    public enum Progress: Sendable {
        /// States that the interpreter reaches were tried: so many.
        case exploring(Int)
        case searching(states: Int, open: Int)
        case checking(Int, of: Int)
    }

    let subject: ProofSubject
    let limits: ProofLimits

    public init(
        _ model: ProtocolModel, _ profile: NetworkProfile, fixedReadings: [ReadingChoice: [Int]] = [:], limits: ProofLimits = ProofLimits()
    ) {
        subject = ProofSubject(model: model, profile: profile, fixedReadings: fixedReadings)
        self.limits = limits
    }

    /// Whether an invariant can show a property of the kind.
    public static func covers(_ kind: Property.Kind) -> Bool {
        switch kind {
        case .agreement, .settledAgreement, .drift, .specified, .decryptable, .invariant, .never: true
        case .historyAgreement, .freshKeys, .recoverable, .live, .reachable, .leadsTo: false
        }
    }

    /// - Parameters:
    ///   - properties: indices of the properties to be shown; those of kinds that it does not cover are left out.
    ///   - progress: `false` ends the attempt.
    /// - Throws: `ProverError`.
    public func prove(_ properties: [Int], progress: (Progress) -> Bool = { _ in true }) throws(ProverError) -> Outcome {
        let properties = properties.filter { Self.covers(subject.model.properties[$0].kind) }
        var hints = InterpreterHints(subject)
        try hints.explore(limit: limits.states) { progress(.exploring($0)) }
        // All of them are in every invariant of this kind.
        if hints.states.count > limits.states { return .unknown(limits.exceeded.reason) }
        guard hints.isComplete else { return .unknown("interrupted") }
        let check = InvariantCheck(subject: subject, properties: properties, limits: limits)
        var search = InvariantSearch(subject, limits, states: hints.states, targets: hints.targets)
        if let fault = try check.initiation(search.candidate) { return .unknown("the first state is not in the invariant: \(fault)") }
        // By state and move, as it was checked.
        var targets: [[[Int]]] = []
        var broken = Set<Int>()
        var open = Array(search.states.indices)
        while !open.isEmpty {
            let findings: InvariantCheck.Findings
            switch try check.run(search.candidate, open, isStrict: false, progress: { progress(.checking($0, of: $1)) }) {
            case .findings(let found): findings = found
            case .unknown(let reason): return .unknown(reason)
            case .refused(let fault): return .unknown("\(fault)")
            }
            targets += Array(repeating: [], count: search.states.count - targets.count)
            for (state, found) in zip(open, findings.targets) { targets[state] = found }
            broken.formUnion(findings.broken)
            switch try search.complete(findings.escaping, progress: { progress(.searching(states: $0, open: $1)) }) {
            case .success(let states): open = states
            case .failure(let undecided): return .unknown(undecided.reason)
            }
        }
        return .invariant(
            InductiveInvariant(states: search.states, targets: targets), proved: properties.filter { !broken.contains($0) },
            open: properties.filter { broken.contains($0) })
    }

    /// Checks an invariant and that it shows the properties.
    ///
    /// - Throws: `ProverError`.
    public func check(
        _ invariant: InductiveInvariant, _ properties: [Int], progress: (Progress) -> Bool = { _ in true }
    ) throws(ProverError) -> InvariantVerdict {
        try InvariantCheck(subject: subject, properties: properties, limits: limits).run(invariant) { progress(.checking($0, of: $1)) }
    }
}
