import Explorer
import ProtocolModel
import Rehearsal
import Testing

@testable import Prover

/// Z3's shortest counterexamples are as long as the explorer's, and every one is confirmed by the interpreter.
struct BoundedModelCheckingTests {
    /// How far the unrolling goes here; longer ones take Z3 minutes.
    static let depth = 7

    static let profiles = DocumentProfile.all.filter { one in
        ["mls-tls-repaired", "mls-tls-2026-02", "two-party-profile-repaired"].contains(one.document)
            && one.model.profiles[one.profile].order == .fifo
    }

    @Test(arguments: profiles)
    func shortestCounterexamples(_ one: DocumentProfile) throws {
        let report = try Explorer(model: one.model).check(profile: one.profile)
        var checker = try BoundedModelChecker(one.model, one.model.profiles[one.profile])
        var found = 0
        for verdict in report.verdicts {
            let property = one.model.properties[verdict.property]
            let lengths = verdict.failures.compactMap { $0.trace?.steps.count } + [verdict.witness?.steps.count].compactMap { $0 }
            let shortest = lengths.min()
            let outcome: BoundedModelChecker.Outcome
            switch Result(catching: { () throws(ProverError) in
                try checker.check(property, depth: min(shortest ?? 5, Self.depth))
            }) {
            case .success(let reached): outcome = reached
            case .failure(.unsupported): continue
            case .failure(let error): throw error
            }
            switch outcome {
            case .found(let trace):
                #expect(trace.steps.count == shortest, "\(property.name)")
                #expect(try Replay(trace, in: one.model).judge(property) == .shown, "\(property.name)")
                // With real keys, too.
                #expect(throws: Never.self) { try Recorder().record(trace, in: one.model) }
                found += 1
            case .nothing: #expect(shortest.map { $0 > Self.depth } ?? true, "\(property.name): the explorer has \(lengths)")
            case .unknown(_, let reason): Issue.record("\(property.name): \(reason)")
            }
        }
        #expect(found > 0)
    }
}
