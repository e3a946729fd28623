import ExampleModels
import ProtocolModel
import Testing

/// The form in which states are told apart, against the obviously right one.
struct NormalisationTests {
    /// States with one normalised form have one relative form, and one future: the same steps, to states with one normalised form again.
    @Test func equalFormsHaveOneFuture() throws {
        var (states, classes, shifted) = (0, 0, 0)
        for seed in UInt64(0)..<40 {
            var random = RandomModels(seed: seed)
            let model = random.model()
            let interpreter = Interpreter(model: model, profile: model.profiles[0])
            var generator = SeededGenerator(seed)
            var forms: [GlobalState: GlobalState] = [:]
            for _ in 0..<12 {
                var state = try interpreter.initialState()
                for _ in 0..<25 {
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
                    #expect(RelativeState(other, interpreter) == RelativeState(state, interpreter), "seed \(seed)")
                    guard let mine = try? interpreter.transitions(from: state), let others = try? interpreter.transitions(from: other) else {
                        continue
                    }
                    #expect(mine.map(\.step) == others.map(\.step), "seed \(seed)")
                    for (a, b) in zip(mine, others) {
                        #expect(a.target.normalised(smallest: 1).state == b.target.normalised(smallest: 1).state, "seed \(seed)")
                    }
                }
            }
        }
        #expect(classes < states && shifted > 100, "\(states) states, \(classes) forms, \(shifted) shifted")
    }
}
