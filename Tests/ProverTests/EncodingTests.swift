import ExampleModels
import ProtocolModel
import Testing

@testable import Prover

/// The encoding says of each state what the interpreter says: the same steps, to the same states.
struct EncodingTests {
    static func compare(
        _ system: SymbolicSystem, _ interpreter: Interpreter, _ state: GlobalState, _ place: String
    ) throws -> [Transition] {
        let transitions = try interpreter.transitions(from: state)
        let encoded = system.transitions(from: state, readings: interpreter.readings)
        #expect(Set(encoded.map(\.step)) == Set(transitions.map(\.step)), "\(place)")
        #expect(encoded.count == Set(encoded.map(\.step)).count, "\(place): a step by two moves")
        for transition in transitions {
            guard let found = encoded.first(where: { $0.step == transition.step }) else { continue }
            let expected = system.layout.values(of: transition.target)
            #expect(found.target.count == expected.count)
            let agree = zip(found.target, expected).allSatisfy { $1.fits($0) }
            #expect(agree, "\(place): \(transition.step)")
            let unspecified = transition.effects.contains { if case .unspecified = $0 { true } else { false } }
            let undecryptable = transition.effects.contains { if case .undecryptable = $0 { true } else { false } }
            #expect(unspecified == (found.finding == .unspecified), "\(place)")
            #expect(undecryptable == (found.finding == .undecryptable), "\(place)")
        }
        return transitions
    }

    /// A document with one mistake: a row deleted, its condition deleted or negated, its target or an action changed.
    static func mutant(of model: ProtocolModel, _ random: inout SeededGenerator) -> ProtocolModel {
        var model = model
        let role = Int.random(in: model.roles.indices, using: &random)
        let row = Int.random(in: model.roles[role].rows.indices, using: &random)
        var altered = model.roles[role].rows[row]
        switch Int.random(in: 0..<5, using: &random) {
        case 0:
            model.roles[role].rows.remove(at: row)
            return model
        case 1: altered.guards = .always
        case 2: if case .when(let condition) = altered.guards { altered.guards = .when(.not(condition)) }
        case 3: altered.next = Int.random(in: model.roles[role].states.indices, using: &random)
        default: altered.actions.remove(at: Int.random(in: altered.actions.indices, using: &random))
        }
        model.roles[role].rows[row] = altered
        return model
    }

    /// The same for documents with a mistake in them; where a row cannot be carried out, the interpreter says so and there is nothing to compare.
    @Test(arguments: DocumentProfile.all)
    func mutants(_ one: DocumentProfile) throws {
        var compared = 0
        for seed in 1...15 as ClosedRange<UInt64> {
            var random = SeededGenerator(seed &* 31)
            let model = Self.mutant(of: one.model, &random)
            let profile = model.profiles[one.profile]
            let system = try SymbolicSystem(
                SymbolicLayout(Context(), model, profile, places: BoundedModelChecker.places(profile) + 2))
            let interpreter = Interpreter(model: model, profile: profile)
            var state = try interpreter.initialState()
            for step in 0..<12 {
                if state.channels.contains(where: { $0.count > system.layout.places - 2 }) { break }
                guard (try? interpreter.transitions(from: state)) != nil else { break }
                let transitions = try Self.compare(system, interpreter, state, "mutant \(seed), step \(step)")
                compared += 1
                guard let next = transitions.randomElement(using: &random) else { break }
                state = next.target
            }
        }
        #expect(compared > 50)
    }

    @Test("Networks in which messages of an earlier connection linger", arguments: DocumentProfile.lingering)
    func lingering(_ one: DocumentProfile) throws { try everyStateHasTheInterpretersSteps(one) }

    @Test(arguments: DocumentProfile.all)
    func everyStateHasTheInterpretersSteps(_ one: DocumentProfile) throws {
        let profile = one.model.profiles[one.profile]
        let context = Context()
        let system = try SymbolicSystem(
            SymbolicLayout(context, one.model, profile, places: BoundedModelChecker.places(profile)))
        for seed in 1...3 as ClosedRange<UInt64> {
            var random = SeededGenerator(seed)
            var readings = ReadingAssignment()
            for choice in one.model.readingChoices {
                readings.options[choice] = Int.random(in: 0..<one.model.readings[choice.reading].options.count, using: &random)
            }
            let interpreter = Interpreter(model: one.model, profile: profile, readings: readings)
            var state = try interpreter.initialState()
            #expect(zip(system.initial.terms, system.layout.values(of: state)).allSatisfy { $1.fits(context.value($0)) })
            for step in 0..<25 {
                let transitions = try Self.compare(system, interpreter, state, "seed \(seed), step \(step)")
                let calm = transitions.filter { !$0.step.isFault }
                guard let next = (random.next() % 8 == 0 || calm.isEmpty ? transitions : calm).randomElement(using: &random) else { break }
                state = next.target
            }
        }
    }
}
