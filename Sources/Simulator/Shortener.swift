import ProtocolModel

/// Makes a run that shows a property as short as it can by leaving steps out: delta debugging (Zeller and Hildebrandt, "Simplifying and isolating
/// failure-inducing input", 2002). Every candidate is taken through the interpreter with true numbers and judged by it; steps that cannot be taken any more are
/// left out, too.
public struct Shortener {
    public let model: ProtocolModel
    public let profile: NetworkProfile
    public let readings: ReadingAssignment
    public let property: Property
    /// How many candidates are tried at most.
    public let limit: Int

    public init(model: ProtocolModel, profile: NetworkProfile, readings: ReadingAssignment, property: Property, limit: Int = 20_000) {
        self.model = model
        self.profile = profile
        self.readings = readings
        self.property = property
        self.limit = limit
    }

    /// What a step is about, without what changes when others are left out.
    private enum Wish: Hashable {
        case event(party: Int, event: Int, arguments: [Value], row: Int)
        case deliver(from: Int, to: Int, message: Int?, stays: Bool, row: Int?)
        case lose(from: Int, to: Int, message: Int?)
        case interrupt(Step)
        case learn(party: Int, peer: Int, row: Int?)
    }

    /// A run that shows the property and from which no step can be left out; `nil` where the run that is given does not show it.
    public func shortened(_ steps: [Step]) throws(EvaluationError) -> [Step]? {
        let interpreter = Interpreter(model: model, profile: profile, readings: readings)
        let start = try interpreter.initialState()
        var tries = 0
        var found: [Step]?
        if !needsWholeRun || isRecoverable, let direct = try shortcut(steps, interpreter, start) {
            found = try attempt(try wishes(direct, interpreter, start), interpreter, start)
        }
        if found == nil { found = try attempt(try wishes(steps, interpreter, start), interpreter, start) }
        guard var best = found else { return nil }
        var wishes = try wishes(best, interpreter, start)
        var parts = 2
        while wishes.count > 1, tries < limit {
            let size = max(1, (wishes.count + parts - 1) / parts)
            var improved = false
            // From the end: what comes last depends on the most.
            for begin in stride(from: 0, to: wishes.count, by: size).reversed() where tries < limit {
                tries += 1
                var candidate = wishes
                candidate.removeSubrange(begin..<min(begin + size, wishes.count))
                if let shorter = try attempt(candidate, interpreter, start), shorter.count < best.count {
                    best = shorter
                    wishes = try self.wishes(best, interpreter, start)
                    parts = max(2, parts - 1)
                    improved = true
                    break
                }
            }
            if improved { continue }
            if size == 1 { break }
            parts = min(wishes.count, 2 * parts)
        }
        // Two steps that need each other, such as a message and its delivery, go together.
        var improved = true
        while improved, wishes.count <= 80 {
            improved = false
            pairs: for a in wishes.indices {
                for b in wishes.indices where b > a {
                    tries += 1
                    if tries > limit { return best }
                    var candidate = wishes
                    candidate.remove(at: b)
                    candidate.remove(at: a)
                    if let shorter = try attempt(candidate, interpreter, start), shorter.count < best.count {
                        best = shorter
                        wishes = try self.wishes(best, interpreter, start)
                        improved = true
                        break pairs
                    }
                }
            }
        }
        return best
    }

    private var isRecoverable: Bool {
        if case .recoverable = property.kind { true } else { false }
    }

    /// The shortest way to the last step through states that the run went through, up to the names and a shift of epochs: runs go in circles, stories need not.
    private func shortcut(_ steps: [Step], _ interpreter: Interpreter, _ start: GlobalState) throws(EvaluationError) -> [Step]? {
        guard let last = steps.last else { return nil }
        let isRebased = model.isShiftInvariant
        var names: [GlobalState: Int] = [:]
        var ways: [[(step: Step, to: Int)]] = []
        func name(_ state: GlobalState) -> Int {
            if let known = names[state] { return known }
            names[state] = ways.count
            ways.append([])
            return ways.count - 1
        }
        var state = CanonicalState(start, isRebased: isRebased).state
        var place = name(state)
        let first = place
        for step in steps.dropLast() {
            guard let next = try interpreter.take(step, in: state) else { return nil }
            state = CanonicalState(next.target, isRebased: isRebased).state
            let target = name(state)
            if !ways[place].contains(where: { $0.step == step && $0.to == target }) { ways[place].append((step, target)) }
            place = target
        }
        var before: [Int: (from: Int, step: Step)] = [:]
        var queue = [first]
        var head = 0
        while head < queue.count, queue[head] != place {
            let here = queue[head]
            head += 1
            for way in ways[here] where way.to != first && before[way.to] == nil {
                before[way.to] = (here, way.step)
                queue.append(way.to)
            }
        }
        var path = [last]
        while place != first, let (from, step) = before[place] {
            path.append(step)
            place = from
        }
        return path.reversed()
    }

    private func wishes(_ steps: [Step], _ interpreter: Interpreter, _ start: GlobalState) throws(EvaluationError) -> [Wish] {
        var state = start
        var result: [Wish] = []
        for step in steps {
            func message(_ from: Int, _ to: Int, _ position: Int) -> Int? {
                let channel = state.channels[interpreter.channel(from: from, to: to)]
                return channel.indices.contains(position) ? channel[position].message.type : nil
            }
            switch step {
            case .event(let party, let event, let arguments, let row):
                result.append(.event(party: party, event: event, arguments: arguments, row: row))
            case .deliver(let from, let to, let position, let stays, let row):
                result.append(.deliver(from: from, to: to, message: message(from, to, position), stays: stays, row: row))
            case .lose(let from, let to, let position):
                result.append(.lose(from: from, to: to, message: message(from, to, position)))
            case .interrupt: result.append(.interrupt(step))
            case .learn(let told, let peer): result.append(.learn(party: told.party, peer: peer, row: told.row))
            }
            guard let next = try interpreter.take(step, in: state) else { break }
            state = next.target
        }
        return result
    }

    /// The run that the wishes make, up to where it shows the property; `nil` where it never does.
    private func attempt(
        _ wishes: [Wish], _ interpreter: Interpreter, _ start: GlobalState
    ) throws(EvaluationError) -> [Step]? {
        var state = start
        var taken: [Step] = []
        var isShown = try isShown(start, nil, interpreter)
        for wish in wishes {
            if isShown { break }
            // A row that cannot be carried out here is another story.
            guard let found = try? transition(wish, in: state, interpreter) else { continue }
            taken.append(found.step)
            state = found.target
            isShown = try self.isShown(state, found, interpreter)
        }
        if needsWholeRun { isShown = true }
        guard isShown else { return nil }
        let trace = Trace(model: model, profile: profile, readings: readings, property: property.name, steps: taken)
        guard let replay = try? Replay(trace, in: modelWithProfile) else { return nil }
        return try replay.judge(property, searchLimit: 4_000) == .shown ? taken : nil
    }

    /// The model with the profile as it is simulated, which may have another capacity than the document's.
    private var modelWithProfile: ProtocolModel {
        var result = model
        for index in result.profiles.indices where result.profiles[index].name == profile.name { result.profiles[index] = profile }
        return result
    }

    private var needsWholeRun: Bool {
        switch property.kind {
        case .historyAgreement, .freshKeys, .recoverable, .live, .leadsTo: true
        default: false
        }
    }

    /// Whether a state or the step that led to it shows the property, so that the run can end there.
    private func isShown(_ state: GlobalState, _ transition: Transition?, _ interpreter: Interpreter) throws(EvaluationError) -> Bool {
        switch property.kind {
        case .specified: return transition?.effects.contains { if case .unspecified = $0 { true } else { false } } ?? false
        case .decryptable: return transition?.effects.contains { if case .undecryptable = $0 { true } else { false } } ?? false
        case .invariant(let condition): return try !interpreter.holds(condition, in: state)
        case .never(let condition), .reachable(let condition): return try interpreter.holds(condition, in: state)
        case .agreement(let variable): return isForked(variable, state, interpreter, settledOnly: false)
        case .settledAgreement(let variable): return isForked(variable, state, interpreter, settledOnly: true)
        case .drift(let variable, let most):
            let numbers = held(variable, state, interpreter, settledOnly: false).compactMap { state.tree[$0]?.number }
            return (numbers.max() ?? 0) - (numbers.min() ?? 0) > most
        case .historyAgreement, .freshKeys, .recoverable, .live, .leadsTo: return false
        }
    }

    private func held(_ variable: String, _ state: GlobalState, _ interpreter: Interpreter, settledOnly: Bool) -> [Node] {
        interpreter.instances.indices.compactMap { party in
            let role = model.roles[interpreter.instances[party].role]
            guard let index = role.variables.firstIndex(where: { $0.name == variable }),
                case .epoch(let epoch) = state.parties[party].variables[index],
                !settledOnly || role.states[state.parties[party].control].isSettled
            else { return nil }
            return epoch
        }
    }

    private func isForked(_ variable: String, _ state: GlobalState, _ interpreter: Interpreter, settledOnly: Bool) -> Bool {
        let held = held(variable, state, interpreter, settledOnly: settledOnly)
        return held.indices.contains { a in
            held.indices.contains { b in
                a < b && held[a] != held[b] && state.tree[held[a]]?.number == state.tree[held[b]]?.number
            }
        }
    }

    private func transition(_ wish: Wish, in state: GlobalState, _ interpreter: Interpreter) throws(EvaluationError) -> Transition? {
        switch wish {
        case .event(let party, let event, let arguments, let row):
            return try interpreter.transitions(at: .event(party: party, event: event), from: state)
                .first { $0.step == .event(party: party, event: event, arguments: arguments, row: row) }
                ?? interpreter.transitions(at: .event(party: party, event: event), from: state).first
        case .deliver(let from, let to, let message, let stays, let row):
            let channel = state.channels[interpreter.channel(from: from, to: to)]
            let fitting = try interpreter.transitions(at: .delivery(from: from, to: to), from: state).filter {
                if case .deliver(_, _, let position, stays, _) = $0.step { channel[position].message.type == message } else { false }
            }
            return fitting.first { if case .deliver(_, _, _, _, row) = $0.step { true } else { false } } ?? fitting.first
        case .lose(let from, let to, let message):
            let channel = state.channels[interpreter.channel(from: from, to: to)]
            return try interpreter.transitions(at: .loss(from: from, to: to), from: state).first {
                if case .lose(_, _, let position) = $0.step { channel[position].message.type == message } else { false }
            }
        case .interrupt(let step):
            guard case .interrupt(let first, let second, let a, let b) = step else { return nil }
            let all = try interpreter.transitions(at: .interruption(a, b), from: state)
            return all.first { $0.step == step }
                ?? all.first {
                    if case .interrupt(let other, let more, _, _) = $0.step {
                        other.party == first.party && (more == nil) == (second == nil)
                    } else {
                        false
                    }
                }
        case .learn(let party, let peer, let row):
            let all = try interpreter.transitions(at: .notification(party: party, peer: peer), from: state)
            return all.first { if case .learn(let told, _) = $0.step { told.row == row } else { false } } ?? all.first
        }
    }
}
