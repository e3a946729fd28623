import ExampleModels
import Explorer
import ProtocolModel
import Testing

@testable import Prover

struct InductionTests {
    /// Profiles whose invariants are found in some seconds.
    static let quick = DocumentProfile.all.filter { $0.document.hasSuffix("repaired") && $0.model.profiles[$0.profile].order == .fifo }

    @Test("What the explorer says holds is proved", arguments: quick)
    func proofs(_ one: DocumentProfile) throws {
        let report = try Explorer(model: one.model).check(profile: one.profile)
        let outcome = try InductiveProver(one.model, one.model.profiles[one.profile]).prove(Array(one.model.properties.indices))
        guard case .invariant(let invariant, let proved, let open) = outcome else {
            Issue.record("\(outcome)")
            return
        }
        let holding = one.model.properties.indices.filter { index in
            InductiveProver.covers(one.model.properties[index].kind)
                && report.verdicts.contains { $0.property == index && $0.status == .decided && $0.failures.isEmpty }
        }
        #expect(proved.filter(holding.contains) == holding)
        #expect(open.isEmpty)
        // Both are the states up to the names of epochs, and neither engine knows of the other's way to tell them apart. Where groups are
        // created, the invariant also says whether an epoch is its group's first.
        if one.document.hasPrefix("two-party") {
            #expect(invariant.size == report.states)
        } else {
            #expect(invariant.size >= report.states)
        }
    }

    @Test("Every state that the interpreter reaches in random runs is in exactly one abstract state of the invariant")
    func statesOfRuns() throws {
        for one in Self.quick {
            let profile = one.model.profiles[one.profile]
            guard case .invariant(let invariant, _, _) = try InductiveProver(one.model, profile).prove([]) else {
                Issue.record("\(one): no invariant")
                continue
            }
            let system = try ProofSubject(model: one.model, profile: profile, fixedReadings: [:]).system()
            let states = Set(invariant.states)
            let interpreter = Interpreter(model: one.model, profile: profile)
            for seed in 0..<UInt64(20) {
                var generator = SeededGenerator(seed)
                var state = try interpreter.initialState()
                for step in 0..<200 {
                    guard let next = try interpreter.transitions(from: state).randomElement(using: &generator) else { break }
                    state = next.target
                    #expect(states.contains(system.abstraction(of: state)), "\(one), seed \(seed), step \(step)")
                }
            }
        }
    }

    @Test("Abstract states are told apart: a state's terms satisfy its own formula and no other's")
    func partition() throws {
        let one = try #require(Self.quick.first)
        let profile = one.model.profiles[one.profile]
        let subject = ProofSubject(model: one.model, profile: profile, fixedReadings: [:])
        guard case .invariant(let invariant, _, _) = try InductiveProver(one.model, profile).prove([]) else {
            Issue.record("no invariant")
            return
        }
        let system = try subject.system()
        let context = system.context
        var generator = SeededGenerator(1)
        for _ in 0..<100 {
            let state = try #require(invariant.states.randomElement(using: &generator))
            let other = try #require(invariant.states.randomElement(using: &generator))
            let here = try system.expand(state)
            let terms = here.system.current.terms
            for candidate in [state, other] {
                let solver = Solver(context)
                solver.assert(here.holds)
                let inside = candidate.contains(terms, system.terms, context)
                // Of its own formula the negation is impossible, of another's the formula.
                solver.assert(candidate == state ? context.not(inside) : inside)
                guard case .unsatisfiable = try solver.check() else {
                    Issue.record("\(AbstractStateText.text(state)) and \(AbstractStateText.text(candidate))")
                    continue
                }
            }
        }
    }

    @Test("In random protocols, what is proved the explorer does not refute, and what it says holds is proved where readings play no part")
    func randomProtocols() throws {
        var proofs = 0
        for seed in 0..<UInt64(150) {
            var models = RandomModels(seed: seed)
            let model = models.model()
            for (index, profile) in model.profiles.enumerated() where profile.order == .fifo {
                let limits = ExplorationLimits(states: 300, memory: 1 << 30)
                guard let report = try? Explorer(model: model, limits: limits).check(profile: index), report.incompleteness == nil else { continue }
                let outcome = try InductiveProver(model, profile, limits: ProofLimits(states: 2_000)).prove(Array(model.properties.indices))
                guard case .invariant(_, let proved, let open) = outcome else { continue }
                for verdict in report.verdicts where verdict.status == .decided {
                    let property = model.properties[verdict.property].name
                    if proved.contains(verdict.property) {
                        proofs += 1
                        #expect(verdict.failures.isEmpty, "seed \(seed), \(profile.name), \(property): proved and refuted")
                    }
                    if open.contains(verdict.property), model.readings.isEmpty {
                        #expect(!verdict.failures.isEmpty, "seed \(seed), \(profile.name), \(property): holds and is not proved")
                    }
                }
            }
        }
        print("\(proofs) proofs")
        #expect(proofs > 50)
    }
}
