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
