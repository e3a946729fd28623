extension Interpreter {
    /// What a party is confronted with: a trigger with the values that it brings.
    public struct Occurrence: Hashable, Sendable {
        public var trigger: Trigger
        /// The arguments of the event or the fields of the message.
        public var binders: [Value]
        /// The party that the message is from, or to which the connection has gone.
        public var sender: Int?
        /// Whether the message was sent on an earlier connection.
        public var stale: Bool

        public init(trigger: Trigger, binders: [Value] = [], sender: Int? = nil, stale: Bool = false) {
            self.trigger = trigger
            self.binders = binders
            self.sender = sender
            self.stale = stale
        }
    }

    /// The rows by which a party can answer. A row with a condition goes before `otherwise`, and a row for the message
    /// itself before `any message`.
    public func rows(for occurrence: Occurrence, at party: Int, in state: GlobalState) throws(EvaluationError) -> [Int] {
        let explicit = try rows(occurrence.trigger, occurrence, at: party, in: state)
        if explicit.isEmpty, case .message = occurrence.trigger {
            return try rows(.anyMessage, occurrence, at: party, in: state)
        }
        return explicit
    }

    private func rows(
        _ trigger: Trigger, _ occurrence: Occurrence, at party: Int, in state: GlobalState
    ) throws(EvaluationError) -> [Int] {
        let role = instances[party].role
        let rows = model.roles[role].rows
        var firing: [Int] = []
        var fallbacks: [Int] = []
        for (index, row) in rows.enumerated()
        where row.triggers.contains(trigger) && row.states.contains(state.parties[party].control) {
            guard try readings.satisfies(row.readings, role: role) else { continue }
            switch row.guards {
            case .always: firing.append(index)
            case .otherwise: fallbacks.append(index)
            case .when(let condition):
                var evaluator = evaluator(for: occurrence, row, at: party, in: state)
                do {
                    if try evaluator.condition(condition) { firing.append(index) }
                } catch {
                    throw EvaluationError(error.reason, row: row.name)
                }
            }
        }
        return firing.isEmpty ? fallbacks : firing
    }

    /// A row for `any message` does not see the fields.
    func evaluator(
        for occurrence: Occurrence, _ row: Row, at party: Int, in state: GlobalState
    ) -> Evaluator {
        Evaluator(
            model: model, instances: instances, readings: readings, state: state, party: party, sender: occurrence.sender,
            stale: occurrence.stale, binders: row.triggers.contains(occurrence.trigger) ? occurrence.binders : [])
    }

    /// Carries a row out. The result is `nil` where a spontaneous step has to wait for room in a channel.
    public func fire(
        _ row: Int, for occurrence: Occurrence, at party: Int, in state: GlobalState
    ) throws(EvaluationError) -> (GlobalState, [Effect])? {
        let declaration = model.roles[instances[party].role].rows[row]
        var effects: [Effect] = []
        var evaluator = evaluator(for: occurrence, declaration, at: party, in: state)
        do {
            try carryOut(declaration.actions, with: &evaluator, at: party, effects: &effects)
        } catch {
            throw EvaluationError(error.reason, row: declaration.name)
        }
        if let next = declaration.next { evaluator.state.parties[party].control = next }
        if case .event = occurrence.trigger, !profile.loss {
            for case .sent(let from, let to, _, true) in effects
            where evaluator.state.channels[channel(from: from, to: to)].count(where: { !$0.isStale }) > profile.capacity {
                return nil
            }
        }
        return (evaluator.state, effects)
    }

    private func carryOut(
        _ actions: [Action], with evaluator: inout Evaluator, at party: Int, effects: inout [Effect]
    ) throws(EvaluationError) {
        for action in actions {
            switch action {
            case .drop: break
            case .assign(let variable, let expression):
                let value = try evaluator.evaluate(expression)
                let goesRound = expression.contains { if case .remainder = $0 { true } else { false } }
                try assign(
                    value, to: variable, of: party, goesRound: goesRound, with: &evaluator, effects: &effects)
            case .assignEntry(let variable, let key, let expression):
                let declared = model.roles[instances[party].role].variables[variable].type
                guard case .map(var values) = evaluator.state.parties[party].variables[variable],
                    case .map(let keyType, _) = declared,
                    let ordinal = model.ordinal(of: try evaluator.evaluate(key), in: keyType)
                else { throw EvaluationError(.illTyped("map entry")) }
                values[ordinal] = try evaluator.evaluate(expression)
                try assign(
                    .map(values), to: variable, of: party, goesRound: false, with: &evaluator, effects: &effects)
            case .send(let payload, let destination, let protected):
                guard case .message(let message) = try evaluator.evaluate(payload) else {
                    throw EvaluationError(.unwrappedNone)
                }
                var seal: [Value]?
                if protected, let key = model.roles[instances[party].role].protection.sending {
                    var values: [Value] = []
                    for part in key { values.append(try evaluator.evaluate(part)) }
                    if !values.contains(.none) { seal = values }
                }
                let envelope = GlobalState.Envelope(message: message, seal: seal, isStale: false)
                for receiver in try receivers(destination, with: &evaluator, at: party) {
                    if let seal { effects.append(.sealed(party: party, key: seal)) }
                    let sending = send(envelope, from: party, to: receiver, in: &evaluator.state)
                    effects.append(.sent(from: party, to: receiver, envelope, arrives: sending == .inFlight))
                    if sending == .full { effects.append(.lost(from: party, to: receiver)) }
                }
            case .disconnect(let destination):
                for peer in try receivers(destination, with: &evaluator, at: party) {
                    cut(party, peer, in: &evaluator.state)
                    evaluator.state.unaware.remove(channel(from: party, to: peer))
                    evaluator.state.unaware.insert(channel(from: peer, to: party))
                    effects.append(.connectionReset(party: party))
                }
            case .branch(let condition, let then, let otherwise):
                let chosen = try evaluator.condition(condition) ? then : otherwise
                try carryOut(chosen, with: &evaluator, at: party, effects: &effects)
            }
        }
    }

    private func assign(
        _ value: Value, to variable: Int, of party: Int, goesRound: Bool, with evaluator: inout Evaluator,
        effects: inout [Effect]
    ) throws(EvaluationError) {
        let type = model.roles[instances[party].role].variables[variable].type
        guard value.isInRange(of: type) else { throw EvaluationError(.outOfRange(value, type)) }
        evaluator.state.parties[party].variables[variable] = value
        effects.append(.assigned(party: party, variable: variable, value, goesRound: goesRound))
    }

    private func receivers(
        _ destination: Destination, with evaluator: inout Evaluator, at party: Int
    ) throws(EvaluationError) -> [Int] {
        let others = instances.indices.filter { $0 != party }
        switch destination {
        case .all: return others
        case .peer:
            if let sender = evaluator.sender { return [sender] }
            guard others.count == 1 else { throw EvaluationError(.noDestination) }
            return others
        case .to(let expression):
            switch try evaluator.evaluate(expression) {
            case .party(let receiver) where others.contains(receiver): return [receiver]
            case .set(let members):
                return others.filter { members.contains(.party($0)) }
            default: throw EvaluationError(.noDestination)
            }
        }
    }
}

extension Value {
    /// Whether the value fits a variable of the type as far as numbers go; its shape is the type checker's business.
    func isInRange(of type: ValueType) -> Bool {
        switch (self, type.unwrapped) {
        case (.natural(let value), .natural(let lower, let upper)): lower <= value && value <= upper
        case (.map(let values), .map(_, let element)): values.allSatisfy { $0.isInRange(of: element) }
        case (.none, _): type.isOptional
        default: true
        }
    }
}
