extension Interpreter {
    // MARK: What parties do of their own accord

    func spontaneous(_ party: Int, _ event: Int, from state: GlobalState) throws(EvaluationError) -> [Transition] {
        guard mayCount(.event(event), in: state) else { return [] }
        var result: [Transition] = []
        for arguments in combinations(of: model.events[event].parameters.map(\.type)) {
            let occurrence = Occurrence(trigger: .event(event), binders: arguments)
            for row in try rows(for: occurrence, at: party, in: state) {
                guard let (fired, effects) = try fire(row, for: occurrence, at: party, in: state) else { continue }
                var target = fired
                count(.event(event), in: &target)
                let step = Step.event(party: party, event: event, arguments: arguments, row: row)
                result.append(Transition(step: step, target: target, effects: effects))
            }
        }
        return result
    }

    func combinations(of types: [ValueType]) -> [[Value]] {
        types.reduce([[]]) { prefixes, type in
            let values = model.values(of: type) ?? []
            return prefixes.flatMap { prefix in values.map { prefix + [$0] } }
        }
    }

    // MARK: Messages

    /// What becomes of a message that is sent.
    enum Sending {
        case inFlight
        /// The connection has gone, and the sender does not know of it.
        case disconnected
        /// The channel is full, and the network loses what it cannot hold.
        case full
    }

    /// Puts a message into a channel.
    func send(_ envelope: GlobalState.Envelope, from: Int, to: Int, in state: inout GlobalState) -> Sending {
        let channel = channel(from: from, to: to)
        // On a connection that has gone and whose end the sender does not know of, everything is lost.
        if state.unaware.contains(channel) { return .disconnected }
        if isSet, state.channels[channel].contains(envelope) { return .inFlight }
        if profile.loss, state.channels[channel].count(where: { !$0.isStale }) >= profile.capacity { return .full }
        state.channels[channel].append(envelope)
        return .inFlight
    }

    /// Where messages may be duplicated and overtake one another, one copy in flight is as good as several.
    private var isSet: Bool { profile.order == .any && profile.duplication }

    /// The positions from which a message can be delivered.
    func deliverable(_ channel: [GlobalState.Envelope]) -> [Int] {
        switch profile.order {
        case .any: Array(channel.indices)
        case .fifo: [false, true].compactMap { stale in channel.firstIndex { $0.isStale == stale } }
        }
    }

    func deliveries(from: Int, to: Int, in state: GlobalState) throws(EvaluationError) -> [Transition] {
        var result: [Transition] = []
        for position in deliverable(state.channels[channel(from: from, to: to)]) {
            for stays in profile.duplication && mayCount(.duplication, in: state) ? [false, true] : [false] {
                result += try deliver(from: from, to: to, position: position, stays: stays, in: state)
            }
        }
        return result
    }

    private func deliver(
        from: Int, to: Int, position: Int, stays: Bool, in state: GlobalState
    ) throws(EvaluationError) -> [Transition] {
        var arrived = state
        var before: [Effect] = []
        let channel = channel(from: from, to: to)
        let envelope = state.channels[channel][position]
        // A party learns that the old connection has gone before it reads from the new one.
        if !envelope.isStale, state.unaware.contains(self.channel(from: to, to: from)) { return [] }
        if stays {
            count(.duplication, in: &arrived)
        } else {
            arrived.channels[channel].remove(at: position)
        }
        var occurrence = Occurrence(trigger: .undecryptable, sender: from, stale: envelope.isStale)
        if try opens(envelope, at: to, in: arrived) {
            occurrence.trigger = .message(envelope.message.type)
            occurrence.binders = envelope.message.fields
        } else {
            before.append(.undecryptable(party: to))
        }
        let rows = try rows(for: occurrence, at: to, in: arrived)
        if rows.isEmpty {
            if case .message(let type) = occurrence.trigger { before.append(.unspecified(party: to, message: type)) }
            let step = Step.deliver(from: from, to: to, position: position, stays: stays, row: nil)
            return [Transition(step: step, target: arrived, effects: before)]
        }
        var result: [Transition] = []
        for row in rows {
            guard let (target, effects) = try fire(row, for: occurrence, at: to, in: arrived) else { continue }
            let step = Step.deliver(from: from, to: to, position: position, stays: stays, row: row)
            result.append(Transition(step: step, target: target, effects: before + effects))
        }
        return result
    }

    func opens(
        _ envelope: GlobalState.Envelope, at party: Int, in state: GlobalState
    ) throws(EvaluationError) -> Bool {
        guard let seal = envelope.seal else { return true }
        var evaluator = Evaluator(model: model, instances: instances, readings: readings, state: state, party: party)
        for key in model.roles[instances[party].role].protection.receiving {
            var values: [Value] = []
            for part in key { values.append(try evaluator.evaluate(part)) }
            if values == seal { return true }
        }
        return false
    }

    func losses(from: Int, to: Int, in state: GlobalState) -> [Transition] {
        guard profile.loss, mayCount(.loss, in: state) else { return [] }
        return state.channels[channel(from: from, to: to)].indices.map { position in
            var target = state
            target.channels[channel(from: from, to: to)].remove(at: position)
            count(.loss, in: &target)
            return Transition(step: .lose(from: from, to: to, position: position), target: target, effects: [])
        }
    }

    // MARK: Connections

    /// Takes away what is in flight between two parties, or lets it go stale.
    func cut(_ a: Int, _ b: Int, in state: inout GlobalState) {
        for channel in [channel(from: a, to: b), channel(from: b, to: a)] {
            if profile.interruption == .lingering {
                state.channels[channel].removeAll(where: \.isStale)
                for index in state.channels[channel].indices { state.channels[channel][index].isStale = true }
                if isSet { state.channels[channel] = uniqued(state.channels[channel]) }
            } else {
                state.channels[channel] = []
            }
        }
    }

    private func uniqued(_ channel: [GlobalState.Envelope]) -> [GlobalState.Envelope] {
        channel.reduce(into: []) { if !$0.contains($1) { $0.append($1) } }
    }

    func interruptions(between a: Int, and b: Int, in state: GlobalState) throws(EvaluationError) -> [Transition] {
        guard profile.interruption != .no, mayCount(.interruption, in: state) else { return [] }
        var result: [Transition] = []
        var broken = state
        cut(a, b, in: &broken)
        count(.interruption, in: &broken)
        if profile.interruption == .halfOpen {
            for (told, other) in [(a, b), (b, a)] {
                var halfOpen = broken
                halfOpen.unaware.insert(channel(from: other, to: told))
                for (first, target, effects) in try tell(told, of: other, in: halfOpen) {
                    let step = Step.interrupt(first: first, second: nil, between: a, and: b)
                    result.append(Transition(step: step, target: target, effects: effects))
                }
            }
        } else {
            for (first, between, effects) in try tell(a, of: b, in: broken) {
                for (second, target, more) in try tell(b, of: a, in: between) {
                    let step = Step.interrupt(first: first, second: second, between: a, and: b)
                    result.append(Transition(step: step, target: target, effects: effects + more))
                }
            }
        }
        return result
    }

    /// A party that a connection's end has been kept from learns of it.
    func notifications(of party: Int, peer: Int, in state: GlobalState) throws(EvaluationError) -> [Transition] {
        guard state.unaware.contains(channel(from: party, to: peer)) else { return [] }
        return try tell(party, of: peer, in: state).map { told, target, effects in
            Transition(step: .learn(told, peer: peer), target: target, effects: effects)
        }
    }

    private func tell(
        _ party: Int, of peer: Int, in state: GlobalState
    ) throws(EvaluationError) -> [(Step.Told, GlobalState, [Effect])] {
        var told = state
        told.unaware.remove(channel(from: party, to: peer))
        let occurrence = Occurrence(trigger: .interrupted, sender: peer)
        let rows = try rows(for: occurrence, at: party, in: told)
        let before = [Effect.connectionReset(party: party)]
        if rows.isEmpty { return [(Step.Told(party: party, row: nil), told, before)] }
        var result: [(Step.Told, GlobalState, [Effect])] = []
        for row in rows {
            guard let (target, effects) = try fire(row, for: occurrence, at: party, in: told) else { continue }
            result.append((Step.Told(party: party, row: row), target, before + effects))
        }
        return result
    }

    // MARK: Bounds

    func mayCount(_ subject: Bound.Subject, in state: GlobalState) -> Bool {
        profile.bounds.indices.allSatisfy {
            profile.bounds[$0].subject != subject || state.counters[$0] < profile.bounds[$0].most
        }
    }

    private func count(_ subject: Bound.Subject, in state: inout GlobalState) {
        for index in profile.bounds.indices where profile.bounds[index].subject == subject {
            state.counters[index] += 1
        }
    }
}
