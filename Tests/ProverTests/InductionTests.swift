import ProtocolModel
import Testing

@testable import Prover

struct InductionTests {
    /// Where the interpreter's steps lead, from every abstract state that it reaches.
    static func hints(_ model: ProtocolModel, _ profile: NetworkProfile, limit: Int) throws -> [AbstractState: [Step: AbstractState]] {
        let interpreter = Interpreter(model: model, profile: profile)
        let system = try AbstractSystem(model, profile, places: BoundedModelChecker.places(profile), fixedReadings: [:])
        let initial = try interpreter.initialState()
        var result: [AbstractState: [Step: AbstractState]] = [system.abstraction(of: initial): [:]]
        var states = [initial]
        var next = 0
        while next < states.count, states.count < limit {
            let here = system.abstraction(of: states[next])
            for transition in try interpreter.transitions(from: states[next]) {
                let there = system.abstraction(of: transition.target)
                if result[there] == nil {
                    result[there] = [:]
                    states.append(transition.target)
                }
                result[here]?[transition.step] = there
            }
            next += 1
        }
        return result
    }

    @Test(arguments: DocumentProfile.all.filter { $0.testDescription == "mls-tls, unbroken" && $0.model.profiles[$0.profile].order == .fifo })
    func proofs(_ one: DocumentProfile) throws {
        let profile = one.model.profiles[one.profile]
        let start = ContinuousClock.now
        let hints = try Self.hints(one.model, profile, limit: 20_000)
        print(one.testDescription, "hints", hints.count, ContinuousClock.now - start)
        let properties = one.model.properties.indices.filter {
            switch one.model.properties[$0].kind {
            case .agreement, .settledAgreement, .drift, .specified, .decryptable, .invariant, .never: true
            default: false
            }
        }
        let search = InvariantSearch(
            model: one.model, profile: profile, places: BoundedModelChecker.places(profile), fixedReadings: [:], properties: properties,
            steps: 20_000_000, mostStates: 200_000, hints: hints)
        let outcome = try search.run { shapes, open in
            print(one.testDescription, shapes, open, ContinuousClock.now - start)
            return ContinuousClock.now - start < .seconds(240)
        }
        switch outcome {
        case .found(let invariant, let broken):
            print(one.testDescription, invariant.states.count, broken.map { one.model.properties[$0].name }, ContinuousClock.now - start)
        case .unknown(let reason): print(one.testDescription, reason, ContinuousClock.now - start)
        }
    }
}
