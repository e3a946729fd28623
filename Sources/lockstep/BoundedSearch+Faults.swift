import Explorer
import ProtocolModel
import Prover
import Reporting

extension BoundedSearch {
    /// Looks for the run with the fewest faults, and compares it with the explorer's where there is a report.
    ///
    /// - Parameters:
    ///   - index: that of the property.
    ///   - profile: the index of the network profile.
    func leastFaulty(
        _ property: Property, _ index: Int, _ profile: Int, _ name: String, _ checker: inout BoundedModelChecker,
        comparing report: ExplorationReport?
    ) throws -> [Finding] {
        let title = "\(name), \(property.name): Z3"
        let explored = report.flatMap { $0.verdicts.first { $0.property == index } }
        let least = explored?.leastFaulty
        let result = Result { () throws(ProverError) in
            try checker.fewestFaults(property, depth: min(depth, least?.steps ?? depth)) { length in
                show("\(name), \(property.name): length \(length)")
                return !Interruption.shared.isRequested
            }
        }
        show("")
        switch result {
        case .success(let found):
            let isExpectedToHold = property.expected[profile]?.isToHold ?? false
            return [judge(found, property, title, explored, least, isExpectedToHold: isExpectedToHold)]
        case .failure(.unsupported): return []
        case .failure(let error): return [Finding(text: "\(name), \(property.name): \(ProverText.text(error))", differs: true)]
        }
    }

    private func judge(
        _ found: BoundedModelChecker.FewestFaults, _ property: Property, _ title: String, _ explored: Verdict?,
        _ least: LeastFaulty?, isExpectedToHold: Bool
    ) -> Finding {
        let range = "runs of up to \(found.searched) steps"
        let ending = found.ended.map { " (no answer for longer ones: \($0))" } ?? ""
        guard let trace = found.run else {
            let missed = least.map { $0.steps <= found.searched } ?? false
            return Finding(
                text: found.searched < 0
                    ? "\(title) has no answer (\(found.ended ?? ""))"
                    : "\(title) finds nothing in \(range)\(ending)" + (missed ? "; the explorer does" : ""),
                differs: missed, outcome: .nothing(upTo: found.searched))
        }
        let steps = trace.steps.count
        guard isConfirmed(trace, property), let faults = try? Replay(trace, in: model).faults, faults.count == found.faults else {
            return Finding(
                text: "\(title) has a run of \(steps) steps, with \(found.faults) faults, that the interpreter does not confirm",
                differs: true, outcome: .found(trace))
        }
        var isWitness = false
        if case .reachable = property.kind { isWitness = true }
        let what = "\(title) finds \(isWitness ? "a run that reaches it" : "a counterexample") with \(FaultText.text(faults, steps: steps))"
        let scope = found.searched < steps ? "; whether fewer faults do was not decided\(ending)" : ", the fewest in up to \(found.searched) steps\(ending)"
        guard let explored else {
            let isUnexpected = isExpectedToHold && !isWitness
            return Finding(
                text: what + scope + (isUnexpected ? " (!) expected to hold" : ""), differs: isUnexpected, outcome: .found(trace))
        }
        guard let least else {
            let isDecided = explored.status == .decided
            return Finding(text: what + scope + "; the explorer finds none", differs: isDecided, outcome: .found(trace))
        }
        return switch least.comparison(faults: faults.count, steps: steps, searched: found.searched) {
        case .same: Finding(text: what + scope + ", as the explorer's", differs: false, outcome: .found(trace))
        case .consistent:
            Finding(
                text: what + scope + "; the explorer's has \(FaultText.text(least.faults, steps: least.steps))", differs: false,
                outcome: .found(trace))
        case .contradiction:
            Finding(
                text: what + scope + " (!) the explorer's has \(FaultText.text(least.faults, steps: least.steps))", differs: true,
                outcome: .found(trace))
        }
    }
}

/// The explorer's run with the fewest faults.
struct LeastFaulty {
    var faults: Faults
    var steps: Int
    /// Whether the explorer says that no run has fewer.
    var isCertain: Bool

    enum Comparison: Hashable {
        case same
        /// They differ, as the prover's bound or the explorer's limits allow.
        case consistent
        case contradiction
    }

    /// - Parameters:
    ///   - faults: those of the prover's best run of at most `searched` steps.
    ///   - steps: its length.
    func comparison(faults other: Int, steps otherSteps: Int, searched: Int) -> Comparison {
        if (other, otherSteps) == (faults.count, steps) { return .same }
        // A better run than the explorer's.
        if (other, otherSteps) < (faults.count, steps) { return isCertain ? .contradiction : .consistent }
        return steps <= searched ? .contradiction : .consistent
    }
}

extension Verdict {
    /// The best of the explorer's counterexamples, or its witness.
    fileprivate var leastFaulty: LeastFaulty? {
        (failures.map { ($0.faults, $0.trace) } + [(witnessFaults, witness)]).compactMap { count, trace in
            guard let count, let trace else { return nil }
            return LeastFaulty(faults: count.faults, steps: trace.steps.count, isCertain: count.certainty == .fewest)
        }.min { ($0.faults.count, $0.steps) < ($1.faults.count, $1.steps) }
    }
}
