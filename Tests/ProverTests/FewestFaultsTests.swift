import ExampleModels
import Explorer
import ProtocolModel
import Testing

@testable import Prover

/// The prover's runs with the fewest faults have as many as the explorer's and are as long, and the interpreter counts as many.
struct FewestFaultsTests {
    /// How far the unrolling goes here.
    static let depth = 7

    static let profiles = DocumentProfile.all.filter { $0.model.profiles[$0.profile].order == .fifo }

    /// The explorer's best run: its faults and its length.
    private func best(_ verdict: Verdict) -> (faults: Int, steps: Int)? {
        (verdict.failures.map { ($0.faults, $0.trace) } + [(verdict.witnessFaults, verdict.witness)]).compactMap { count, trace in
            guard let count, let trace else { return nil }
            return (count.faults.count, trace.steps.count)
        }.min { $0 < $1 }
    }

    /// Compares what both engines say of a property; whether there was a run to compare.
    private func compare(
        _ verdict: Verdict, _ model: ProtocolModel, _ checker: inout BoundedModelChecker, depth: Int, _ place: String
    ) throws -> Bool {
        let property = model.properties[verdict.property]
        let best = best(verdict)
        let found: BoundedModelChecker.FewestFaults
        switch Result(catching: { () throws(ProverError) in
            // Where there is no run within the bound, a lower bound has to do: Z3 takes long to find that there is none.
            try checker.fewestFaults(property, depth: best.map { $0.steps <= depth ? $0.steps : min(depth, 4) } ?? depth)
        }) {
        case .success(let result): found = result
        case .failure(.unsupported): return false
        case .failure(let error): throw error
        }
        let title = "\(place), \(property.name)"
        guard let trace = found.run else {
            #expect(best.map { $0.steps > found.searched } ?? true, "\(title): the explorer has a run")
            return false
        }
        let replay = try Replay(trace, in: model)
        #expect(try replay.judge(property) == .shown, "\(title)")
        #expect(replay.faults.count == found.faults, "\(title): the interpreter counts \(replay.faults)")
        guard let best else {
            #expect(verdict.status != .decided, "\(title): the explorer has no run")
            return true
        }
        if best.steps <= found.searched {
            #expect((found.faults, trace.steps.count) == best, "\(title)")
        } else {
            // Within the bound there may be only worse ones.
            #expect((found.faults, trace.steps.count) > best, "\(title)")
        }
        return true
    }

    @Test(arguments: profiles)
    func documents(_ one: DocumentProfile) throws {
        let report = try Explorer(model: one.model, ranking: .fewestFaults).check(profile: one.profile)
        var checker = try BoundedModelChecker(one.model, one.model.profiles[one.profile], milliseconds: 60_000)
        var found = 0
        for verdict in report.verdicts {
            // What holds is compared elsewhere, length by length.
            if verdict.failures.isEmpty && verdict.witness == nil { continue }
            if try compare(verdict, one.model, &checker, depth: Self.depth, "\(one)") { found += 1 }
        }
        #expect(found > 0)
    }

    @Test(arguments: 0..<8 as Range<UInt64>)
    func randomProtocols(_ part: UInt64) throws {
        var found = 0
        for seed in stride(from: part, to: 160, by: 8) {
            var models = RandomModels(seed: seed)
            let model = models.model()
            guard
                let report = try? Explorer(model: model, limits: ExplorationLimits(states: 1_000), ranking: .fewestFaults).check(profile: 0),
                report.modelErrors.isEmpty, report.incompleteness == nil, !report.isOverApproximated
            else { continue }
            let places = BoundedModelChecker.places(model.profiles[0]) + 2
            var checker = try BoundedModelChecker(model, model.profiles[0], places: places, milliseconds: 20_000)
            for verdict in report.verdicts {
                if try compare(verdict, model, &checker, depth: 4, "seed \(seed)") { found += 1 }
            }
        }
        #expect(found > 2, "no run was found, so nothing was compared")
    }
}
