import ProtocolModel
import Rehearsal
import Reporting

/// A run as the page shows it: every state in words, and the ways of the messages.
public struct RunView: Hashable, Sendable, Codable {
    /// What it shows, such as "agreement fails".
    public var titles: [String]
    /// Why that is so, in the engine's words.
    public var reasons: [String]
    /// The name of the network profile.
    public var profile: String
    /// The readings that matter to it, such as `Initiator.resend = fresh`.
    public var readings: [String]
    public var initial: [PartyView]
    public var steps: [StepView]
    public var arrows: [ArrowView]
    /// How many steps there are before those that can be repeated for ever.
    public var cycleStart: Int?
    /// What the parties did with real keys before the first step.
    public var begin: [OperationView]
    /// How the run was acted out, or why it was not.
    public var rehearsal: String?
    /// The trace itself, for `lockstep replay`.
    public var trace: Trace
}

/// A step as the page shows it, with the state after it.
public struct StepView: Hashable, Sendable, Codable {
    /// From 1.
    public var number: Int
    public var kind: TraceStep.Kind
    /// Who does what, in full, and the same in a few words for the chart.
    public var headline: String
    public var brief: String
    /// The parties that act: indices.
    public var actors: [Int]
    /// The names of the rows that fire.
    public var rows: [String]
    /// The ends of the connection that breaks.
    public var between: [Int]?
    /// The faults of the network in it, such as "1 loss"; absent where it has none.
    public var faults: String?
    public var parties: [PartyView]
    public var flight: [FlightView]
    /// What the parties did with real keys.
    public var operations: [OperationView]?
    public var epochs: [EpochFact]?
    /// Real nonces that were used twice with one key.
    public var repeatedNonces: [String]?
}

extension RunView {
    /// - Parameters:
    ///   - trace: what the replay is of.
    ///   - readings: those on which the violation depends, beside the ones whose rows fire.
    ///   - act: whether to act the run out with real keys.
    public init(
        _ replay: Replay, of trace: Trace, titles: [String], reasons: [String] = [], readings: [ReadingLiteral] = [], act: Acting
    ) {
        let interpreter = replay.interpreter
        let values = ValueRenderer(model: replay.model, tree: replay.states.last?.tree ?? replay.initial.tree)
        let story = Story(replay)
        let performance = act.perform(replay, trace)
        self.titles = titles
        self.reasons = reasons
        profile = trace.profile
        self.readings = StoryText.usedReadings(trace, in: replay.model, beside: readings).map { "\($0.name) = \($0.option)" }
        initial = PartyView.all(in: replay.initial, of: interpreter, values)
        cycleStart = replay.cycleStart
        rehearsal = performance.note
        self.trace = trace
        let words = performance.recording.map { RecordingText($0) }
        begin = words.map { words in performance.recording?.start.compactMap { OperationView($0, words) } ?? [] } ?? []
        var tracker = MessageTracker(interpreter, values)
        var before = replay.initial
        var steps: [StepView] = []
        for (index, transition) in replay.transitions.enumerated() {
            tracker.take(transition, number: index + 1)
            var step = StepView(transition, number: index + 1, in: before, interpreter, story)
            step.parties = PartyView.all(in: transition.target, of: interpreter, values)
            step.flight = tracker.flight
            if let words, let recorded = performance.recording?.steps[index] { step.add(recorded, words) }
            steps.append(step)
            before = transition.target
        }
        self.steps = steps
        arrows = tracker.arrows
    }
}

extension StepView {
    init(_ transition: Transition, number: Int, in before: GlobalState, _ interpreter: Interpreter, _ story: Story) {
        let instances = interpreter.instances
        let model = interpreter.model
        func row(_ row: Int?, of party: Int) -> [String] { row.map { [model.roles[instances[party].role].rows[$0].name] } ?? [] }
        self.number = number
        kind = TraceStep(transition.step, in: model).kind
        headline = story.headline(transition, in: before).trimmed
        let found = interpreter.faults(of: transition, in: before)
        faults = found.count > 0 ? FaultText.text(found) : nil
        parties = []
        flight = []
        switch transition.step {
        case .event(let party, let event, _, let index):
            actors = [party]
            rows = row(index, of: party)
            brief = "\(instances[party].name): \(model.events[event].name)"
        case .deliver(let from, let to, let position, let stays, let index):
            actors = [to]
            rows = row(index, of: to)
            let message = model.messages[before.channels[interpreter.channel(from: from, to: to)][position].message.type].name
            let isOpened = !transition.effects.contains { if case .undecryptable = $0 { true } else { false } }
            brief = "\(instances[to].name) \(isOpened ? "receives" : "cannot open") \(message)\(stays ? ", a copy" : "")"
            if index == nil { brief += ": no row" }
        case .lose(let from, let to, let position):
            actors = []
            rows = []
            let message = model.messages[before.channels[interpreter.channel(from: from, to: to)][position].message.type].name
            brief = "\(message) to \(instances[to].name) is lost"
        case .interrupt(let first, let second, let a, let b):
            let told = [first, second].compactMap { $0 }
            actors = told.map(\.party)
            rows = told.flatMap { row($0.row, of: $0.party) }
            between = [a, b]
            brief = "the connection breaks" + (second == nil ? ", \(instances[first.party].name) notices" : "")
        case .learn(let told, _):
            actors = [told.party]
            rows = row(told.row, of: told.party)
            brief = "\(instances[told.party].name) learns of it"
        }
    }

    fileprivate mutating func add(_ recorded: RecordedStep, _ words: RecordingText) {
        operations = recorded.operations.compactMap { OperationView($0, words) }
        epochs = recorded.parties.enumerated().flatMap { party, one in
            one.epochs.map { EpochFact(party: party, number: $0.number, group: one.epochs.count > 1 ? $0.groupID : nil, authenticator: $0.epochAuthenticator) }
        }
        repeatedNonces = recorded.repeatedNonces?.map(\.nonce)
    }
}
