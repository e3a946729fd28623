import ExampleModels
import Explorer
import ProtocolModel
import Testing

@testable import Prover

/// Explorer and prover on documents with a mistake in them: rows deleted, guards negated, targets and actions altered.
struct MutantAgreementTests {
    static let perDocument = 60
    /// How long the counterexamples are whose lengths are compared.
    static let depth = 6

    /// Each document on a connection that holds one message each way, which is quick to explore.
    static let subjects = DocumentProfile.all.filter { $0.model.profiles[$0.profile].order == .fifo && $0.isFirstWithInterruptions }

    @Test(arguments: subjects)
    func enginesAgree(_ one: DocumentProfile) throws {
        var random = SeededGenerator(2026)
        var (lengths, proofs, mutants) = (0, 0, 0)
        for number in 0..<Self.perDocument {
            var model = EncodingTests.mutant(of: one.model, &random)
            // Readings once as they are, otherwise each in its first option.
            if number % 4 != 0 { model = model.inFirstReadings }
            model.profiles[one.profile].capacity = 1
            guard
                let report = try? Explorer(model: model, limits: ExplorationLimits(states: 2_000)).check(profile: one.profile),
                report.modelErrors.isEmpty
            else { continue }
            mutants += 1
            let profile = model.profiles[one.profile]
            let title = "\(one.document), mutant \(number)"
            if report.incompleteness == nil {
                let outcome = try InductiveProver(model, profile, limits: ProofLimits(states: 4_000)).prove(Array(model.properties.indices))
                if case .invariant(_, let proved, let open) = outcome {
                    for verdict in report.verdicts where verdict.status == .decided {
                        let name = model.properties[verdict.property].name
                        if proved.contains(verdict.property) {
                            #expect(verdict.failures.isEmpty, "\(title), \(name): proved and refuted")
                            proofs += 1
                        }
                        // With a choice of readings an invariant may say less than holds in each.
                        if open.contains(verdict.property), model.readings.isEmpty {
                            #expect(!verdict.failures.isEmpty, "\(title), \(name): holds, and is not proved")
                        }
                    }
                }
            }
            lengths += try compareLengths(model, profile, report, title)
        }
        print("\(one.testDescription): \(mutants) mutants, \(lengths) lengths, \(proofs) proofs")
        #expect(mutants > Self.perDocument / 3 && lengths + proofs > 50)
    }

    private func compareLengths(
        _ model: ProtocolModel, _ profile: NetworkProfile, _ report: ExplorationReport, _ title: String
    ) throws -> Int {
        var compared = 0
        var checker: BoundedModelChecker?
        for verdict in report.verdicts where !verdict.failures.isEmpty {
            let property = model.properties[verdict.property]
            guard InductiveProver.covers(property.kind), let shortest = verdict.failures.compactMap({ $0.trace?.steps.count }).min(),
                shortest <= Self.depth
            else { continue }
            var bounded = try checker ?? BoundedModelChecker(model, profile)
            guard case .found(let trace) = try bounded.check(property, depth: Self.depth) else {
                Issue.record("\(title), \(property.name): the explorer has a counterexample of \(shortest) steps, Z3 none")
                continue
            }
            checker = bounded
            #expect(trace.steps.count == shortest, "\(title), \(property.name)")
            #expect(try Replay(trace, in: model).judge(property) == .shown, "\(title), \(property.name)")
            compared += 1
        }
        return compared
    }
}

extension DocumentProfile {
    fileprivate var isFirstWithInterruptions: Bool {
        profile == model.profiles.firstIndex { $0.order == .fifo && $0.interruption != .no }
    }
}

extension ProtocolModel {
    /// The model as those see it who take every reading in its first option.
    fileprivate var inFirstReadings: ProtocolModel {
        var result = self
        for role in result.roles.indices {
            result.roles[role].rows.removeAll { row in row.readings.contains { !$0.options.contains(0) } }
            for row in result.roles[role].rows.indices { result.roles[role].rows[row].readings = [] }
        }
        result.readings = readings.map { reading in
            var reading = reading
            reading.options = Array(reading.options.prefix(1))
            return reading
        }
        return result
    }
}
