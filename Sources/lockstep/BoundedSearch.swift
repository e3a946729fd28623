import ArgumentParser
import Explorer
import Foundation
import ProtocolModel
import Prover
import Reporting

/// What verifies.
enum Engine: String, CaseIterable, ExpressibleByArgument {
    /// The explorer, and the prover where that is quick.
    case auto
    case explorer
    case prover
    case both
}

/// Bounded model checking of a document's properties, beside the explorer or alone.
struct BoundedSearch {
    struct Finding {
        var text: String
        /// Whether it is not as the explorer, or the document, says.
        var differs: Bool
        var outcome: BoundedModelChecker.Outcome?
    }

    let model: ProtocolModel
    let file: String
    let depth: Int
    let seconds: Int
    let readings: [ReadingChoice: [Int]]
    /// Whether to look for the fewest faults, in place of the shortest run.
    let fewestFaults: Bool

    /// - Parameters:
    ///   - report: what the explorer found in the profile; where there is none, the document's expectations are the measure.
    ///   - selected: which properties to look at, by index.
    func run(
        _ profile: NetworkProfile, comparing report: ExplorationReport? = nil, where selected: (Int) -> Bool = { _ in true }
    ) throws -> [Finding] {
        let name = "\(file), \(profile.name)"
        switch Result(catching: { () throws(ProverError) in
            try BoundedModelChecker(model, profile, fixedReadings: readings, milliseconds: seconds * 1000)
        }) {
        case .failure(let error):
            return [Finding(text: "\(name): not for the prover: \(ProverText.text(error))", differs: false)]
        case .success(var checker):
            var result: [Finding] = []
            guard let number = model.profiles.firstIndex(where: { $0.name == profile.name }) else { return [] }
            for index in model.properties.indices where model.properties[index].expected[number] != nil && selected(index) {
                if Interruption.shared.isRequested { break }
                let property = model.properties[index]
                if fewestFaults {
                    result += try leastFaulty(property, index, number, name, &checker, comparing: report)
                    continue
                }
                let lengths = report?.lengths(ofProperty: index)
                let outcome = Result { () throws(ProverError) in
                    try checker.check(property, depth: min(depth, lengths?.min() ?? depth)) { length in
                        show("\(name), \(property.name): length \(length)")
                        return !Interruption.shared.isRequested
                    }
                }
                show("")
                switch outcome {
                case .success(let outcome):
                    result.append(
                        try judge(outcome, property, name, lengths, isExpectedToHold: property.expected[number]?.isToHold ?? false))
                case .failure(.unsupported): continue
                case .failure(let error):
                    result.append(Finding(text: "\(name), \(property.name): \(ProverText.text(error))", differs: true))
                }
            }
            return result
        }
    }

    private func judge(
        _ outcome: BoundedModelChecker.Outcome, _ property: Property, _ name: String, _ lengths: [Int]?, isExpectedToHold: Bool
    ) throws -> Finding {
        let title = "\(name), \(property.name): Z3"
        var isWitness = false
        if case .reachable = property.kind { isWitness = true }
        switch outcome {
        case .found(let trace):
            let length = trace.steps.count
            guard isConfirmed(trace, property) else {
                return Finding(text: "\(title) has a run of \(length) steps that the interpreter does not confirm", differs: true, outcome: outcome)
            }
            let what = isWitness ? "a run of \(length) steps that reaches it" : "a counterexample of \(length) steps"
            if let lengths {
                let same = lengths.min() == length
                return Finding(
                    text: "\(title) finds \(what)" + (same ? ", as long as the explorer's" : "; the explorer's shortest has \(lengths.min().map(String.init) ?? "none")"),
                    differs: !same, outcome: outcome)
            }
            return Finding(
                text: "\(title) finds \(what)" + (isExpectedToHold && !isWitness ? " (!) expected to hold" : ""),
                differs: isExpectedToHold && !isWitness, outcome: outcome)
        case .nothing(let bound):
            let missed = lengths?.min().map { $0 <= bound } ?? false
            return Finding(
                text: "\(title) finds nothing in runs of up to \(bound) steps" + (missed ? "; the explorer does" : ""), differs: missed,
                outcome: outcome)
        case .unknown(let length, let reason):
            return Finding(text: "\(title) has no answer for runs of \(length) steps (\(reason))", differs: false, outcome: outcome)
        }
    }

    func isConfirmed(_ trace: Trace, _ property: Property) -> Bool {
        guard let replay = try? Replay(trace, in: model) else { return false }
        return (try? replay.judge(property)) == .shown
    }

    func show(_ text: String) {
        guard Console.errorIsTerminal else { return }
        FileHandle.standardError.write(Data("\r\u{1B}[K\(text)".utf8))
    }
}

extension Expectation {
    /// Whether the property is expected to hold in every combination of readings.
    var isToHold: Bool {
        if case .cases(let cases) = self { cases.allSatisfy { $0.outcome == .holds } } else { false }
    }
}

extension ExplorationReport {
    /// How long the explorer's counterexamples to a property, or its witness, are.
    func lengths(ofProperty index: Int) -> [Int]? {
        verdicts.first { $0.property == index }.map { verdict in
            verdict.failures.compactMap { $0.trace?.steps.count } + [verdict.witness?.steps.count].compactMap { $0 }
        }
    }
}

/// Errors of the prover in words.
enum ProverText {
    static func text(_ error: ProverError) -> String {
        switch error {
        case .unsupported(let unsupported): "its encoding does not have \(unsupported.what)"
        case .solver(.z3(let text)): "Z3: \(text)"
        }
    }
}
