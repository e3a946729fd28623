/// A trace taken through the interpreter, step by step: the only way for a trace to be believed.
public struct Replay: Sendable {
    public let interpreter: Interpreter
    public let initial: GlobalState
    public let transitions: [Transition]
    public let cycleStart: Int?

    public var model: ProtocolModel { interpreter.model }

    /// The states of the run, the initial one included.
    public var states: [GlobalState] { [initial] + transitions.map(\.target) }

    /// - Throws: `TraceError` where the trace names what the model has not, or takes a step that cannot be taken.
    public init(_ trace: Trace, in model: ProtocolModel) throws(TraceError) {
        guard let profile = model.profiles.first(where: { $0.name == trace.profile }) else {
            throw TraceError(step: nil, .unknown("profile", trace.profile))
        }
        var readings = ReadingAssignment()
        for choice in model.readingChoices {
            let reading = model.readings[choice.reading]
            let key = "\(model.roles[choice.role].name).\(reading.name)"
            guard let name = trace.readings[key] else { continue }
            guard let option = reading.options.firstIndex(where: { $0.name == name }) else {
                throw TraceError(step: nil, .unknown("option of \(key)", name))
            }
            readings.options[choice] = option
        }
        let known = Set(model.readingChoices.map { "\(model.roles[$0.role].name).\(model.readings[$0.reading].name)" })
        if let stranger = trace.readings.keys.sorted().first(where: { !known.contains($0) }) {
            throw TraceError(step: nil, .unknown("reading", stranger))
        }
        let interpreter = Interpreter(model: model, profile: profile, readings: readings)
        self.interpreter = interpreter
        if let start = trace.cycleStart, !(0...trace.steps.count).contains(start) {
            throw TraceError(step: nil, .missing("cycleStart within the steps"))
        }
        cycleStart = trace.cycleStart
        do {
            initial = try interpreter.initialState()
        } catch {
            throw TraceError(step: nil, .evaluation(error))
        }
        var state = initial
        var taken: [Transition] = []
        for (index, step) in trace.steps.enumerated() {
            let step = try step.resolve(in: model, index: index)
            let transition: Transition
            switch Result(catching: { () throws(EvaluationError) in try interpreter.take(step, in: state) }) {
            case .success(let found?): transition = found
            case .success(nil):
                let possible = (try? interpreter.transitions(from: state)) ?? []
                throw TraceError(step: index, .impossible(possible: possible.map { TraceStep($0.step, in: model) }))
            case .failure(let error): throw TraceError(step: index, .evaluation(error))
            }
            taken.append(transition)
            state = transition.target
        }
        transitions = taken
    }
}
