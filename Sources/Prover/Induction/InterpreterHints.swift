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
    mutating func explore(_ system: AbstractSystem, limit: Int, progress: (Int) -> Bool) {
        guard let initial = try? Interpreter(model: subject.model, profile: subject.profile).initialState() else { return }
        states = [system.abstraction(of: initial)]
        targets = [states[0]: [:]]
        var examples = [initial]
        var next = 0
        while next < examples.count, examples.count <= limit {
            if next % 1_024 == 0, !progress(examples.count) { return }
            let here = states[next]
            for transition in transitions(from: examples[next]) {
                let there = system.abstraction(of: transition.target)
                if targets[there] == nil {
                    targets[there] = [:]
                    states.append(there)
                    examples.append(transition.target.compacted().state)
                }
                if targets[here]?[transition.step, default: []].contains(there) == false {
                    targets[here]?[transition.step, default: []].append(there)
                }
            }
            next += 1
        }
        isComplete = next == examples.count
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
