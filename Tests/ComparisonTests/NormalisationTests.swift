import ExampleModels
import ProtocolModel
import Testing

/// The form in which states are told apart, against the obviously right one.
struct NormalisationTests {
    /// Random protocols on their first network, and the repaired documents, in whose long runs all numbers grow.
    private static func subjects() throws -> [(name: String, interpreter: Interpreter, seed: UInt64, steps: Int)] {
        let random = (UInt64(0)..<40).map { seed in
            var random = RandomModels(seed: seed)
            let model = random.model()
            return ("seed \(seed)", Interpreter(model: model, profile: model.profiles[0]), seed, 25)
        }
        let documents = try ["mls-tls-repaired", "two-party-profile-repaired"].flatMap { name in
            let model = try Documents.model(name)
            return model.profiles.filter { $0.order == .fifo }.map { ("\(name), \($0.name)", Interpreter(model: model, profile: $0), UInt64(1), 200) }
        }
        return random + documents
    }

    /// States with one normalised form have one relative form, and one future: the same steps, to states with one normalised form again.
    @Test func equalFormsHaveOneFuture() throws {
        var (states, classes, shifted) = (0, 0, 0)
        for (name, interpreter, seed, steps) in try Self.subjects() {
            var generator = SeededGenerator(seed)
            var forms: [GlobalState: GlobalState] = [:]
            for _ in 0..<12 {
                var state = try interpreter.initialState()
                for _ in 0..<steps {
                    guard let all = try? interpreter.transitions(from: state), let next = all.randomElement(using: &generator) else { break }
                    state = next.target
                    let normal = state.normalised(smallest: 1)
                    states += 1
                    if normal.isShifted { shifted += 1 }
                    guard let other = forms[normal.state] else {
                        forms[normal.state] = state
                        classes += 1
                        continue
                    }
                    #expect(RelativeState(other, interpreter) == RelativeState(state, interpreter), "\(name)")
                    guard let mine = try? interpreter.transitions(from: state), let others = try? interpreter.transitions(from: other) else {
                        continue
                    }
                    #expect(mine.map(\.step) == others.map(\.step), "\(name)")
                    for (a, b) in zip(mine, others) {
                        #expect(a.target.normalised(smallest: 1).state == b.target.normalised(smallest: 1).state, "\(name)")
                    }
                }
            }
        }
        #expect(classes < states && shifted > 100, "\(states) states, \(classes) forms, \(shifted) shifted")
    }
}
