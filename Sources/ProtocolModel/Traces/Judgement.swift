/// What a replayed run says of a property, judged from the run itself and its true epoch numbers.
public enum Judgement: Hashable, Sendable {
    /// The run shows that the property fails (for `reachable`: that it holds).
    case shown
    /// It does not; why.
    case notShown(String)
}

extension Replay {
    /// Judges whether the run shows what a counterexample to the property (or a witness of `reachable`) has to show.
    ///
    /// `recoverable` is judged by searching for a way back from the last state, in at most `searchLimit` states.
    public func judge(_ property: Property, searchLimit: Int = 20_000) throws(EvaluationError) -> Judgement {
        guard let last = states.last else { return .notShown("the run is empty") }
        switch property.kind {
        case .agreement(let variable):
            return fork(in: last, variable, settledOnly: false) ? .shown : .notShown("no fork in the last state")
        case .settledAgreement(let variable):
            return fork(in: last, variable, settledOnly: true) ? .shown : .notShown("no fork between settled parties")
        case .historyAgreement(let variable):
            return forkInHistory(variable) ? .shown : .notShown("no two adopted epochs with one number differ")
        case .drift(let variable, let most):
            let numbers = held(variable, in: last).compactMap { last.tree[$0.epoch]?.number }
            let drift = (numbers.max() ?? 0) - (numbers.min() ?? 0)
            return drift > most ? .shown : .notShown("the numbers differ by \(drift)")
        case .freshKeys: return keyUsedAnew() ? .shown : .notShown("no key is used from sequence number zero twice")
        case .specified:
            let found = transitions.last?.effects.contains { if case .unspecified = $0 { true } else { false } } ?? false
            return found ? .shown : .notShown("the last message finds a row")
        case .decryptable:
            let found = transitions.last?.effects.contains { if case .undecryptable = $0 { true } else { false } } ?? false
            return found ? .shown : .notShown("the last record can be opened")
        case .invariant(let condition):
            return try interpreter.holds(condition, in: last) ? .notShown("the invariant holds in the last state") : .shown
        case .never(let condition), .reachable(let condition):
            return try interpreter.holds(condition, in: last) ? .shown : .notShown("the condition does not hold in the last state")
        case .recoverable(let condition): return try judgeStuck(condition, in: last, limit: searchLimit)
        case .live(let condition): return try judgeLasso(avoiding: condition, after: cycleStart ?? 0)
        case .leadsTo(let cause, let condition):
            // The last moment before the cycle at which the cause holds.
            let stem = Array(states.prefix((cycleStart ?? 0) + 1))
            var start: Int?
            for index in stem.indices where try interpreter.holds(cause, in: stem[index]) { start = index }
            guard let start else { return .notShown("the condition that should lead on never holds") }
            return try judgeLasso(avoiding: condition, after: start)
        }
    }

    private func held(_ variable: String, in state: GlobalState) -> [(party: Int, epoch: Node)] {
        interpreter.instances.indices.compactMap { party in
            let role = model.roles[interpreter.instances[party].role]
            guard let index = role.variables.firstIndex(where: { $0.name == variable }),
                case .epoch(let epoch) = state.parties[party].variables[index]
            else { return nil }
            return (party, epoch)
        }
    }

    private func fork(in state: GlobalState, _ variable: String, settledOnly: Bool) -> Bool {
        let holders = held(variable, in: state).filter { holder in
            let role = model.roles[interpreter.instances[holder.party].role]
            return !settledOnly || role.states[state.parties[holder.party].control].isSettled
        }
        return holders.contains { a in
            holders.contains { b in
                a.epoch != b.epoch && state.tree[a.epoch]?.number == state.tree[b.epoch]?.number
            }
        }
    }

    private func forkInHistory(_ variable: String) -> Bool {
        guard let tree = states.last?.tree else { return false }
        var adopted = held(variable, in: initial)
        for transition in transitions {
            for case .assigned(let party, let index, .epoch(let epoch), _) in transition.effects
            where model.roles[interpreter.instances[party].role].variables[index].name == variable {
                adopted.append((party, epoch))
            }
        }
        return adopted.contains { a in
            adopted.contains { b in
                a.party != b.party && a.epoch != b.epoch && tree[a.epoch]?.number == tree[b.epoch]?.number
                    && tree.root(of: a.epoch) == tree.root(of: b.epoch)
            }
        }
    }

    /// Whether a party seals the first record after keying its sending direction with a key that it had used for such a record.
    private func keyUsedAnew() -> Bool {
        var startsAtZero = Set(interpreter.instances.indices)
        var used: [Int: Set<[Value]>] = [:]
        for transition in transitions {
            for effect in transition.effects {
                switch effect {
                case .connectionReset(let party): startsAtZero.insert(party)
                case .assigned(let party, let variable, let value, let goesRound):
                    let key = model.roles[interpreter.instances[party].role].protection.sending ?? []
                    guard let position = key.firstIndex(of: .variable(variable)) else { break }
                    startsAtZero.insert(party)
                    if goesRound {
                        used[party] = used[party]?.filter { $0[position] != value }
                    }
                case .sealed(let party, let key):
                    guard startsAtZero.remove(party) != nil else { break }
                    if !used[party, default: []].insert(key).inserted { return true }
                default: break
                }
            }
        }
        return false
    }

    private func judgeStuck(_ condition: Expression, in last: GlobalState, limit: Int) throws(EvaluationError) -> Judgement {
        var seen: Set<RelativeState> = [RelativeState(last, interpreter)]
        var queue = [last]
        while let state = queue.popLast() {
            if try interpreter.holds(condition, in: state) { return .notShown("there is a way back") }
            for transition in try interpreter.transitions(from: state) where interpreter.isPromised(transition.step) {
                if seen.insert(RelativeState(transition.target, interpreter)).inserted { queue.append(transition.target) }
            }
            if seen.count > limit { return .notShown("no way back within \(limit) states") }
        }
        return .shown
    }

    private func judgeLasso(avoiding condition: Expression, after start: Int) throws(EvaluationError) -> Judgement {
        guard let cycleStart else { return .notShown("the run is no lasso") }
        let states = states
        guard let last = states.last, interpreter.closes(from: states[cycleStart], to: last) else {
            return .notShown("the cycle does not close")
        }
        for state in states[min(start, cycleStart)...] where try interpreter.holds(condition, in: state) {
            return .notShown("the condition holds on the way")
        }
        let cycle = transitions[cycleStart...]
        if cycle.contains(where: { $0.step.isFault }) { return .notShown("the network does not behave in the cycle") }
        // Every promise is kept: taken in the cycle, or not enabled somewhere in it.
        var open: Set<FairnessPromise>?
        for state in states[cycleStart...] {
            let enabled = Set(try interpreter.transitions(from: state).compactMap { interpreter.promise(of: $0.step, in: state) })
            open = open?.intersection(enabled) ?? enabled
        }
        for (index, transition) in cycle.enumerated() {
            if let kept = interpreter.promise(of: transition.step, in: states[cycleStart + index]) { open?.remove(kept) }
        }
        return open?.isEmpty ?? true ? .shown : .notShown("the cycle is not fair")
    }
}

/// Something that fairness promises: what can be done for ever is done at some time.
enum FairnessPromise: Hashable {
    case delivery(from: Int, to: Int, message: Int, isStale: Bool)
    case notification(party: Int, peer: Int)
    case event(party: Int, event: Int)
}

extension Interpreter {
    func promise(of step: Step, in state: GlobalState) -> FairnessPromise? {
        switch step {
        case .event(let party, let event, _, _):
            return model.events[event].fairness == .fair ? .event(party: party, event: event) : nil
        case .deliver(let from, let to, let position, let stays, _):
            if stays { return nil }
            let envelope = state.channels[channel(from: from, to: to)][position]
            return .delivery(
                from: from, to: to, message: profile.order == .fifo ? 0 : envelope.message.type, isStale: envelope.isStale)
        case .learn(let told, let peer): return .notification(party: told.party, peer: peer)
        case .lose, .interrupt: return nil
        }
    }

    /// Whether a behaving network and parties that do what they must do take the step.
    func isPromised(_ step: Step) -> Bool {
        switch step {
        case .event(_, let event, _, _): model.events[event].fairness == .fair
        case .deliver(_, _, _, let stays, _): !stays
        case .learn: true
        case .lose, .interrupt: false
        }
    }
}
