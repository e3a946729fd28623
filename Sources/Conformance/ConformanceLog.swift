import ProtocolModel

/// The log of a run, as parties that know everything about themselves would write it.
public enum ConformanceLog {
    /// - Parameter authenticators: what names the epoch that a party is in, in a state.
    public static func events(
        of replay: Replay, authenticators: (_ party: Int, _ state: GlobalState) -> String? = { _, _ in nil }
    ) -> [LogEvent] {
        var before = replay.initial
        return replay.transitions.flatMap { transition in
            defer { before = transition.target }
            return events(of: transition, from: before, in: replay.interpreter, authenticators: authenticators)
        }
    }

    /// The lines of one step: none where the network loses a message, one for each party that learns of an interruption.
    public static func events(
        of transition: Transition, from before: GlobalState, in interpreter: Interpreter,
        authenticators: (_ party: Int, _ state: GlobalState) -> String? = { _, _ in nil }
    ) -> [LogEvent] {
        let model = interpreter.model
        let instances = interpreter.instances
        func event(_ party: Int, _ name: String, row: Int?) -> LogEvent {
            var result = LogEvent(party: instances[party].name, event: name)
            let role = model.roles[instances[party].role]
            result.row = row.map { role.rows[$0].name }
            let after = transition.target.parties[party]
            result.state = role.states[after.control].name
            if let group = model.groupVariable(ofRole: instances[party].role), case .epoch(let node) = after.variables[group] {
                result.epoch = transition.target.tree[node]?.number
                result.authenticator = authenticators(party, transition.target)
            }
            result.sent = transition.effects.compactMap { effect in
                guard case .sent(let from, let to, let envelope, _) = effect, from == party else { return nil }
                return LogMessage(
                    message: model.messages[envelope.message.type].name, to: instances[to].name,
                    fields: fields(of: envelope.message, in: transition.target, model))
            }
            return result
        }
        switch transition.step {
        case .event(let party, let index, let arguments, let row):
            var result = event(party, model.events[index].name, row: row)
            if !arguments.isEmpty {
                result.arguments = zip(arguments, model.events[index].parameters).map { model.describe($0, as: $1.type) }
            }
            return [result]
        case .deliver(let from, let to, let position, _, let row):
            if transition.effects.contains(where: { if case .undecryptable = $0 { true } else { false } }) {
                return [event(to, LogEvent.undecryptable, row: row)]
            }
            let message = before.channels[from * instances.count + to][position].message
            var result = event(to, LogEvent.receive, row: row)
            result.message = model.messages[message.type].name
            result.from = instances[from].name
            result.fields = fields(of: message, in: before, model)
            return [result]
        case .lose: return []
        case .interrupt(let first, let second, let a, let b):
            return [first, second].compactMap { $0 }.map { told in
                var result = event(told.party, LogEvent.interrupted, row: told.row)
                result.from = instances[told.party == a ? b : a].name
                return result
            }
        case .learn(let told, let peer):
            var result = event(told.party, LogEvent.interrupted, row: told.row)
            result.from = instances[peer].name
            return [result]
        }
    }

    /// `nil` where there is nothing to say of them.
    private static func fields(of message: Message, in state: GlobalState, _ model: ProtocolModel) -> [String: LogValue]? {
        var result: [String: LogValue] = [:]
        for (value, field) in zip(message.fields, model.messages[message.type].fields) {
            switch value {
            case .epoch(let node): if let number = state.tree[node]?.number { result[field.name] = .number(number) }
            case .keyPackage: break
            case .natural(let number), .epochNumber(let number): result[field.name] = .number(number)
            default: result[field.name] = .text(model.describe(value, as: field.type))
            }
        }
        return result.isEmpty ? nil : result
    }
}
