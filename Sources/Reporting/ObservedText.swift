import ProtocolModel

/// A run as somebody sees it who watches the parties from outside: a line for each step that is seen, with the epochs of this run.
public struct ObservedText {
    private let replay: Replay
    private let values: ValueRenderer

    public init(_ replay: Replay) {
        self.replay = replay
        values = ValueRenderer(model: replay.model, tree: replay.states.last?.tree ?? replay.initial.tree)
    }

    private var model: ProtocolModel { replay.model }
    private var instances: [Instance] { replay.interpreter.instances }

    public func lines() -> [String] { zip(replay.transitions, replay.states).compactMap(line) }

    /// The last step that is seen.
    public func last() -> String? { lines().last }

    /// One step of a run; `nil` for a loss, which nobody sees.
    public static func line(of transition: Transition, from before: GlobalState, in replay: Replay) -> String? {
        ObservedText(replay).line(transition, before)
    }

    private func line(_ transition: Transition, _ before: GlobalState) -> String? {
        var text: String
        var isInterruption = false
        switch transition.step {
        case .event(let party, let event, let arguments, _):
            let list = zip(arguments, model.events[event].parameters).map { model.describe($0, as: $1.type) }.joined(separator: ", ")
            text = "\(instances[party].name): \(model.events[event].name)" + (list.isEmpty ? "" : "(\(list))")
        case .deliver(let from, let to, let position, _, _):
            let message = before.channels[from * instances.count + to][position].message
            let isUndecryptable = transition.effects.contains { if case .undecryptable = $0 { true } else { false } }
            text = "\(instances[to].name) \(isUndecryptable ? "cannot open" : "receives") \(values.text(message))"
            if instances.count > 2 { text += " from \(instances[from].name)" }
        case .lose: return nil
        case .interrupt(let first, let second, _, _):
            isInterruption = true
            let told = [first, second].compactMap { $0 }.map { instances[$0.party].name }
            text = "the connection breaks, " + (told.count == 2 ? "both learn of it" : "\(told[0]) learns of it")
        case .learn(let told, _):
            isInterruption = true
            text = "\(instances[told.party].name) learns that the connection has gone"
        }
        var reactions: [String] = []
        for effect in transition.effects {
            switch effect {
            case .sent(_, let to, let envelope, _):
                let whom = instances.count > 2 ? " to \(instances[to].name)" : ""
                let isClear = envelope.seal == nil && model.roles.contains { $0.protection.sending != nil }
                reactions.append("sends \(values.text(envelope.message))\(isClear ? " in the clear" : "")\(whom)")
            case .connectionReset where !isInterruption: reactions.append("closes the connection")
            default: break
            }
        }
        if !reactions.isEmpty { text += ", " + reactions.joined(separator: ", ") }
        return text
    }
}
