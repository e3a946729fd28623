/// Something that a party was confronted with, and what became of each row of its role that answers such a thing.
public struct Confrontation: Hashable, Sendable {
    public var party: Int
    public var trigger: Trigger
    /// The arguments of the event or the fields of the message.
    public var binders: [Value]
    /// The party that the message is from, or to which the connection has gone.
    public var sender: Int?
    public var envelope: GlobalState.Envelope?
    public var answers: [Answer]

    public struct Answer: Hashable, Sendable {
        /// An index into `Role.rows`.
        public var row: Int
        /// Why the row cannot fire; `nil` where it can.
        public var refusal: Refusal?
    }

    /// Why a row cannot fire.
    public enum Refusal: Hashable, Sendable {
        /// It is not a row of the control state that the party is in.
        case state(Int)
        /// Its role has chosen another reading.
        case reading([ReadingCondition])
        /// These parts of its condition are false.
        case condition([FalsePart])
        /// Another row goes before it.
        case yields(to: [Int])
        /// A channel that it sends on is full.
        case noRoom
        case error(EvaluationError)
    }

    /// A part of a condition that is false; of a comparison the two values.
    public struct FalsePart: Hashable, Sendable {
        public var condition: Expression
        public var values: [Value]
    }
}

/// Why there is no step at an occasion, whatever the rows say.
public enum Obstacle: Hashable, Sendable {
    /// It has happened as often as the profile lets it.
    case bound(Bound)
    case nothingInFlight
    /// The party has to learn first that its old connection has gone.
    case unaware
    /// The profile's connections do not break.
    case noInterruption
    /// The party's connection has not gone, or it knows that already.
    case nothingToLearn
}

/// What there is at an occasion: confrontations, or a reason why there is none.
public enum OccasionReport: Hashable, Sendable {
    case obstacle(Obstacle)
    case confrontations([Confrontation])
}

extension Interpreter {
    /// Says row by row why steps can be taken at an occasion, or cannot. For explanations only: `transitions(at:from:)` says which can.
    ///
    /// - Parameter party: whose part is asked for, where an interruption tells two.
    public func report(on occasion: Occasion, of party: Int, in state: GlobalState) -> OccasionReport {
        switch occasion {
        case .event(_, let event):
            if let bound = reachedBound(.event(event), in: state) { return .obstacle(.bound(bound)) }
            return .confrontations(
                combinations(of: model.events[event].parameters.map(\.type)).map {
                    confrontation(Occurrence(trigger: .event(event), binders: $0), at: party, in: state)
                })
        case .delivery(let from, let to):
            let channel = state.channels[channel(from: from, to: to)]
            if channel.isEmpty { return .obstacle(.nothingInFlight) }
            let isUnaware = state.unaware.contains(self.channel(from: to, to: from))
            let found = deliverable(channel).filter { channel[$0].isStale || !isUnaware }
            if found.isEmpty { return .obstacle(.unaware) }
            return .confrontations(found.map { arrival(at: $0, from: from, to: to, in: state) })
        case .interruption(let a, let b):
            if profile.interruption == .no { return .obstacle(.noInterruption) }
            if let bound = reachedBound(.interruption, in: state) { return .obstacle(.bound(bound)) }
            var broken = state
            cut(a, b, in: &broken)
            return .confrontations([confrontation(Occurrence(trigger: .interrupted, sender: party == a ? b : a), at: party, in: broken)])
        case .notification(_, let peer):
            guard state.unaware.contains(channel(from: party, to: peer)) else { return .obstacle(.nothingToLearn) }
            return .confrontations([confrontation(Occurrence(trigger: .interrupted, sender: peer), at: party, in: state)])
        case .loss: return .confrontations([])
        }
    }

    private func reachedBound(_ subject: Bound.Subject, in state: GlobalState) -> Bound? {
        mayCount(subject, in: state) ? nil : profile.bounds.first { $0.subject == subject }
    }

    private func arrival(at position: Int, from: Int, to: Int, in state: GlobalState) -> Confrontation {
        let envelope = state.channels[channel(from: from, to: to)][position]
        var occurrence = Occurrence(trigger: .undecryptable, sender: from, stale: envelope.isStale)
        if (try? opens(envelope, at: to, in: state)) ?? false {
            occurrence.trigger = .message(envelope.message.type)
            occurrence.binders = envelope.message.fields
        }
        var arrived = state
        arrived.channels[channel(from: from, to: to)].remove(at: position)
        var result = confrontation(occurrence, at: to, in: arrived)
        result.envelope = envelope
        return result
    }

    private func confrontation(_ occurrence: Occurrence, at party: Int, in state: GlobalState) -> Confrontation {
        let rows = model.roles[instances[party].role].rows
        let firing = Result { () throws(EvaluationError) in try self.rows(for: occurrence, at: party, in: state) }
        let chosen = (try? firing.get()) ?? []
        var isMessage = false
        if case .message = occurrence.trigger { isMessage = true }
        var answers: [Confrontation.Answer] = []
        for (index, row) in rows.enumerated()
        where row.triggers.contains(occurrence.trigger) || (isMessage && row.triggers.contains(.anyMessage)) {
            let refusal = refusal(of: row, index, occurrence, at: party, chosen: chosen, in: state)
            answers.append(Confrontation.Answer(row: index, refusal: refusal))
        }
        return Confrontation(
            party: party, trigger: occurrence.trigger, binders: occurrence.binders, sender: occurrence.sender, answers: answers)
    }

    private func refusal(
        of row: Row, _ index: Int, _ occurrence: Occurrence, at party: Int, chosen: [Int], in state: GlobalState
    ) -> Confrontation.Refusal? {
        let role = instances[party].role
        let control = state.parties[party].control
        guard row.states.contains(control) else { return .state(control) }
        let others = row.readings.filter { !$0.options.contains(readings.option(role: role, reading: $0.reading)) }
        if !others.isEmpty { return .reading(others) }
        if case .when(let condition) = row.guards {
            var evaluator = evaluator(for: occurrence, row, at: party, in: state)
            var parts: [Confrontation.FalsePart] = []
            for part in condition.conjuncts {
                switch Result(catching: { () throws(EvaluationError) in try evaluator.condition(part) }) {
                case .success(true): break
                case .success(false):
                    var values: [Value] = []
                    if case .compare(_, let a, let b) = part {
                        values = [a, b].compactMap { try? evaluator.evaluate($0) }
                    }
                    parts.append(Confrontation.FalsePart(condition: part, values: values))
                case .failure(let error):
                    // What stands after a part that is false may rely on that part.
                    return parts.isEmpty ? .error(EvaluationError(error.reason, row: row.name)) : .condition(parts)
                }
            }
            if !parts.isEmpty { return .condition(parts) }
        }
        guard chosen.contains(index) else { return .yields(to: chosen) }
        switch Result(catching: { () throws(EvaluationError) in try fire(index, for: occurrence, at: party, in: state) }) {
        case .success(nil): return .noRoom
        case .success: return nil
        case .failure(let error): return .error(error)
        }
    }
}

extension Expression {
    /// The parts of a conjunction, from left to right; the expression itself where it is none.
    public var conjuncts: [Expression] {
        if case .and(let a, let b) = self { a.conjuncts + b.conjuncts } else { [self] }
    }
}
