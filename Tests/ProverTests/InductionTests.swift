import ProtocolModel
import Testing

@testable import Prover

struct InductionTests {
    @Test(arguments: DocumentProfile.all.filter { $0.model.profiles[$0.profile].order == .fifo })
    func proofs(_ one: DocumentProfile) throws {
        let prover = InductiveProver(one.model, one.model.profiles[one.profile])
        let start = ContinuousClock.now
        let outcome = try prover.prove(Array(one.model.properties.indices)) { progress in
            if case .checking(0, _) = progress { print(one.testDescription, "search", ContinuousClock.now - start) }
            if case .searching(1, _) = progress { print(one.testDescription, "explored", ContinuousClock.now - start) }
            return true }
        switch outcome {
        case .invariant(let invariant, _, let open):
            print(one.testDescription, invariant.size, open.map { one.model.properties[$0].name }, ContinuousClock.now - start)
        case .unknown(let reason): print(one.testDescription, reason, ContinuousClock.now - start)
        }
    }
}
