import ProtocolModel

/// Where the interpreter's steps lead, whatever the readings are that each step goes by.
///
/// Only to save time: what it leaves out Z3 finds, and nothing that it says is believed.
struct InterpreterHints {
    private let subject: ProofSubject
    /// All readings left open but those that are fixed, then more and more of them decided, as they are asked for.
    private var interpreters: [ReadingAssignment: Interpreter] = [:]
    private let undecided: ReadingAssignment
    private(set) var targets: [AbstractState: [Step: [AbstractState]]] = [:]
    /// The abstract states in the order in which they were found; whether that was all.
    private(set) var states: [AbstractState] = []
    private(set) var isComplete = false

    init(_ subject: ProofSubject) {
        self.subject = subject
        var readings = ReadingAssignment()
        for choice in subject.model.readingChoices {
            let options = subject.options(of: choice)
            if options.count == 1 { readings.options[choice] = options[0] } else { readings.undecided.insert(choice) }
        }
        undecided = readings
    }

    /// Follows the interpreter from the first state.
    ///
    /// - Parameters:
    ///   - limit: the most abstract states.
    ///   - progress: told how many there are; `false` ends it.
    /// - Throws: `ProverError`.
    mutating func explore(limit: Int, progress: (Int) -> Bool) throws(ProverError) {
        guard let initial = try? Interpreter(model: subject.model, profile: subject.profile).initialState() else { return }
        states = [try subject.system().abstraction(of: initial)]
        targets = [states[0]: [:]]
        var examples = [initial]
        var next = 0
        while next < examples.count, examples.count <= limit {
            if !progress(examples.count) { return }
            let batch = Array(examples[next..<min(examples.count, next + 2_048)])
            let here = self
            for result in Batches.map(batch, size: 256, { [here.expand($0)] }) {
                let expansion: Expansion
                switch result {
                case .success(let found): expansion = found
                case .failure(let error): throw error
                }
                interpreters.merge(expansion.interpreters) { old, _ in old }
                for found in expansion.targets {
                    let state = states[next]
                    next += 1
                    for (step, target, example) in found {
                        if targets[target] == nil {
                            targets[target] = [:]
                            states.append(target)
                            examples.append(example)
                        }
                        targets[state]?[step, default: []].append(target)
                    }
                }
            }
        }
        isComplete = next == examples.count
    }

    private struct Expansion: Sendable {
        /// By state: where its steps lead, each place once, and a state there.
        var targets: [[(Step, AbstractState, GlobalState)]] = []
        var interpreters: [ReadingAssignment: Interpreter]
    }

    /// Follows the interpreter from some states, with a Z3 context that nobody else uses.
    private func expand(_ states: ArraySlice<GlobalState>) -> Result<Expansion, ProverError> {
        Result { () throws(ProverError) in
            let system = try subject.system()
            var own = self
            var result = Expansion(interpreters: [:])
            for state in states {
                var found: [(Step, AbstractState, GlobalState)] = []
                // What no step can refer to any more is dropped, or the states would grow with the run.
                for transition in own.transitions(from: state.compacted().state) {
                    let there = system.abstraction(of: transition.target)
                    if found.contains(where: { $0.0 == transition.step && $0.1 == there }) { continue }
                    found.append((transition.step, there, transition.target))
                }
                result.targets.append(found)
            }
            result.interpreters = own.interpreters
            return result
        }
    }

    private mutating func transitions(from state: GlobalState) -> [Transition] {
        let occasions = interpreter(undecided).occasions
        var result: [Transition] = []
        for occasion in occasions {
            var waiting = [undecided]
            while let readings = waiting.popLast() {
                let interpreter = interpreter(readings)
                switch Result(catching: { () throws(EvaluationError) in try interpreter.transitions(at: occasion, from: state) }) {
                case .success(let found): result += found
                case .failure(let error):
                    guard case .undecided(let choice) = error.reason else { continue }
                    for option in subject.options(of: choice) {
                        var decided = readings
                        decided.undecided.remove(choice)
                        decided.options[choice] = option
                        waiting.append(decided)
                    }
                }
            }
        }
        return result
    }

    private mutating func interpreter(_ readings: ReadingAssignment) -> Interpreter {
        if let known = interpreters[readings] { return known }
        let interpreter = Interpreter(model: subject.model, profile: subject.profile, readings: readings)
        interpreters[readings] = interpreter
        return interpreter
    }
}
