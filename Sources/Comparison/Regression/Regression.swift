import ProtocolModel

/// Takes a recorded counterexample through another document, or another revision of its own.
///
/// Steps are matched by what happens and not by the names of rows: the same party takes the spontaneous step of the same name, a message of
/// the same name is delivered or lost on the same way, the same parties learn of an interruption. So a row may be renamed, and
/// where another row answers, the run goes on with it; whether the property still fails is judged at the end. Whether a record could be opened is not
/// compared, nor what is in a message. Where several runs match, those with the recorded rows are tried first.
public struct Regression {
    public let model: ProtocolModel
    /// The most positions that are tried for one case.
    public var limit = 20_000

    public init(model: ProtocolModel) { self.model = model }

    public func outcome(of recorded: RegressionCase) throws(EvaluationError) -> RegressionOutcome {
        let missing = missing(recorded)
        guard missing.isEmpty, let profile = profile(for: recorded), let property = property(recorded.trace) else {
            return .notApplicable(missing)
        }
        var best: Attempt?
        for readings in combinations(recorded.trace) {
            let attempt = try attempt(recorded, Interpreter(model: model, profile: profile, readings: readings), property)
            if case .possible = attempt.outcome { return attempt.outcome }
            if best.map({ $0.reached < attempt.reached }) ?? true { best = attempt }
        }
        return best?.outcome ?? .notApplicable([])
    }

    private struct Attempt {
        /// How many steps were taken; one more where all were and the property was judged.
        var reached: Int
        var outcome: RegressionOutcome
    }

    // MARK: What the document has to have

    private func property(_ trace: Trace) -> Property? { model.properties.first { $0.name == trace.property } }

    private func missing(_ recorded: RegressionCase) -> [RegressionOutcome.Missing] {
        var result: [RegressionOutcome.Missing] = []
        func need(_ kind: RegressionOutcome.Missing.Kind, _ name: String?, _ known: [String], step: Int?) {
            guard let name, !known.contains(name), !result.contains(where: { $0.kind == kind && $0.name == name }) else { return }
            result.append(RegressionOutcome.Missing(kind: kind, name: name, step: step))
        }
        need(.property, recorded.trace.property ?? "(none)", model.properties.map(\.name), step: nil)
        if profile(for: recorded) == nil { result.append(.init(kind: .network, name: recorded.trace.profile, step: nil)) }
        let parties = model.instances.map(\.name)
        for (index, (step, happening)) in zip(recorded.trace.steps, recorded.record.happenings).enumerated() {
            for name in [step.party, step.from, step.to, step.peer] + (step.between ?? []) { need(.party, name, parties, step: index) }
            need(.event, step.event, model.events.map(\.name), step: index)
            need(.message, happening.message, model.messages.map(\.name), step: index)
        }
        return result
    }

    /// The profile of the same name, or one in which all that the recorded network did can happen.
    private func profile(for recorded: RegressionCase) -> NetworkProfile? {
        if let named = model.profiles.first(where: { $0.name == recorded.trace.profile }) { return named }
        let network = recorded.record.network
        return model.profiles.first { candidate in
            (network.order == .fifo ? candidate.order == .fifo : candidate.order == .any) && (candidate.loss || !network.loss)
                && (candidate.duplication || !network.duplication) && candidate.capacity >= network.capacity
                && (network.interruption == .no || candidate.interruption == network.interruption)
        }
    }

    /// The recorded readings where the document has them; of others every option.
    private func combinations(_ trace: Trace) -> [ReadingAssignment] {
        var result = [ReadingAssignment()]
        for choice in model.readingChoices {
            let reading = model.readings[choice.reading]
            let recorded = trace.readings["\(model.roles[choice.role].name).\(reading.name)"]
            let options = reading.options.indices.filter { recorded == nil || reading.options[$0].name == recorded }
            let open = options.isEmpty ? Array(reading.options.indices) : options
            if result.count * open.count > 4096 { continue }
            result = result.flatMap { assignment in
                open.map { option in
                    var next = assignment
                    next.options[choice] = option
                    return next
                }
            }
        }
        return result
    }

    // MARK: The run

    private struct Position {
        var state: GlobalState
        var steps: [Step]
    }

    /// Depth first, the likeliest match first.
    private func attempt(_ recorded: RegressionCase, _ interpreter: Interpreter, _ property: Property) throws(EvaluationError) -> Attempt {
        var stack = [Position(state: try interpreter.initialState(), steps: [])]
        var furthest = stack[0]
        var harmless: (trace: Trace, why: String)?
        var visits = 0
        while let position = stack.popLast() {
            let index = position.steps.count
            if index > furthest.steps.count { furthest = position }
            if index == recorded.trace.steps.count {
                let trace = trace(position.steps, recorded, interpreter)
                switch try judge(trace, property) {
                case .shown: return Attempt(reached: index + 1, outcome: .possible(trace))
                case .notShown(let why): if harmless == nil { harmless = (trace, why) }
                }
                continue
            }
            visits += 1
            if visits > limit { break }
            let matches = try matches(recorded, index, position.state, interpreter)
            for match in matches.reversed() { stack.append(Position(state: match.target, steps: position.steps + [match.step])) }
        }
        if let harmless { return Attempt(reached: recorded.trace.steps.count + 1, outcome: .harmless(harmless.trace, why: harmless.why)) }
        let index = furthest.steps.count
        let (reason, instead) = reason(recorded, index, furthest.state, interpreter)
        return Attempt(
            reached: index,
            outcome: .blocked(
                RegressionOutcome.Blocked(
                    step: index, run: trace(furthest.steps, recorded, interpreter), reason: reason, instead: instead)))
    }

    private func judge(_ trace: Trace, _ property: Property) throws(EvaluationError) -> Judgement {
        // The interpreter has just taken these steps.
        guard let replay = try? Replay(trace, in: model) else { return .notShown("the run cannot be replayed") }
        return try replay.judge(property)
    }

    private func trace(_ steps: [Step], _ recorded: RegressionCase, _ interpreter: Interpreter) -> Trace {
        Trace(
            model: model, profile: interpreter.profile, readings: interpreter.readings, property: recorded.trace.property,
            outcome: recorded.trace.outcome, steps: steps,
            cycleStart: steps.count == recorded.trace.steps.count ? recorded.trace.cycleStart : nil)
    }

    /// The steps that are the recorded one, the likeliest first: by the recorded rows, and of the message in the recorded place.
    private func matches(
        _ recorded: RegressionCase, _ index: Int, _ state: GlobalState, _ interpreter: Interpreter
    ) throws(EvaluationError) -> [Transition] {
        let wanted = recorded.trace.steps[index]
        let happening = recorded.record.happenings[index]
        var ranked: [(rank: Int, transition: Transition)] = []
        for occasion in occasions(of: wanted, interpreter) {
            for transition in try interpreter.transitions(at: occasion, from: state) {
                let found = TraceStep(transition.step, in: model)
                guard isSame(found, wanted) else { continue }
                var rank = 0
                switch transition.step {
                case .deliver(let from, let to, let position, _, _), .lose(let from, let to, let position):
                    let channel = state.channels[interpreter.channel(from: from, to: to)]
                    let type = channel[position].message.type
                    guard model.messages[type].name == happening.message else { continue }
                    if channel[..<position].count(where: { $0.message.type == type }) != happening.ordinal { rank += 4 }
                case .event, .interrupt, .learn: break
                }
                if found.row != wanted.row { rank += 1 }
                if (found.told ?? []).map(\.row) != (wanted.told ?? []).map(\.row) { rank += 1 }
                let sent = transition.effects.compactMap { effect -> String? in
                    if case .sent(_, _, let envelope, _) = effect { model.messages[envelope.message.type].name } else { nil }
                }
                if sent != (happening.sent ?? []) { rank += 2 }
                ranked.append((rank, transition))
            }
        }
        return ranked.enumerated().sorted { ($0.element.rank, $0.offset) < ($1.element.rank, $1.offset) }.map(\.element.transition)
    }

    private func party(_ name: String?, _ interpreter: Interpreter) -> Int? {
        interpreter.instances.firstIndex { $0.name == name }
    }

    private func occasions(of step: TraceStep, _ interpreter: Interpreter) -> [Occasion] {
        func both(_ a: String?, _ b: String?, _ make: (Int, Int) -> Occasion) -> [Occasion] {
            guard let a = party(a, interpreter), let b = party(b, interpreter) else { return [] }
            return [make(a, b)]
        }
        switch step.kind {
        case .event:
            guard let party = party(step.party, interpreter), let event = model.events.firstIndex(where: { $0.name == step.event }) else {
                return []
            }
            return [.event(party: party, event: event)]
        case .deliver: return both(step.from, step.to) { .delivery(from: $0, to: $1) }
        case .lose: return both(step.from, step.to) { .loss(from: $0, to: $1) }
        case .interrupt:
            return both(step.between?.first, step.between?.last) { .interruption(min($0, $1), max($0, $1)) }
        case .learn: return both(step.party, step.peer) { .notification(party: $0, peer: $1) }
        }
    }

    private func isSame(_ found: TraceStep, _ wanted: TraceStep) -> Bool {
        found.kind == wanted.kind && found.party == wanted.party && found.event == wanted.event
            && (found.arguments ?? []) == (wanted.arguments ?? []) && (found.stays ?? false) == (wanted.stays ?? false)
            && Set((found.told ?? []).map(\.party)) == Set((wanted.told ?? []).map(\.party))
    }

    // MARK: Why it ends

    private func reason(
        _ recorded: RegressionCase, _ index: Int, _ state: GlobalState, _ interpreter: Interpreter
    ) -> (RegressionOutcome.Reason, [TraceStep]) {
        let wanted = recorded.trace.steps[index]
        guard let occasion = occasions(of: wanted, interpreter).first else { return (.impossible, []) }
        let possible = (try? interpreter.transitions(at: occasion, from: state)) ?? []
        let instead = possible.map { TraceStep($0.step, in: model) }
        let who: Int =
            switch occasion {
            case .event(let party, _), .notification(let party, _): party
            case .delivery(_, let to), .loss(_, let to): to
            case .interruption(let first, _): party(wanted.told?.first?.party, interpreter) ?? first
            }
        if case .delivery(let from, let to) = occasion, let message = recorded.record.happenings[index].message {
            let channel = state.channels[interpreter.channel(from: from, to: to)]
            if !channel.contains(where: { model.messages[$0.message.type].name == message }) { return (.notInFlight(message: message), instead) }
        }
        if case .loss = occasion { return (.notInFlight(message: recorded.record.happenings[index].message ?? "?"), instead) }
        switch interpreter.report(on: occasion, of: who, in: state) {
        case .obstacle(let obstacle): return (.obstacle(obstacle), instead)
        case .confrontations(let list):
            let fitting = list.first { confrontation in
                guard let envelope = confrontation.envelope else { return true }
                return model.messages[envelope.message.type].name == recorded.record.happenings[index].message
            }
            if let fitting { return (.confrontation(fitting), instead) }
            return (recorded.record.happenings[index].message.map { .behind(message: $0) } ?? .impossible, instead)
        }
    }
}
