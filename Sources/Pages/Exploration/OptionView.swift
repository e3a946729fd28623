import ProtocolModel
import Reporting

/// A step that can be taken next, as the page offers it.
public struct OptionView: Hashable, Sendable, Codable {
    /// What to append to the trace's steps to take it.
    public var step: TraceStep
    public var text: String
    /// What it would change.
    public var consequences: [String]
    /// What the network does wrong in it; absent where it does nothing wrong.
    public var faults: String?
    /// Whether the network does it, and not a party.
    public var isNetwork: Bool

    init(_ transition: Transition, in before: GlobalState, _ replay: Replay) {
        let interpreter = replay.interpreter
        let instances = interpreter.instances
        let model = interpreter.model
        let values = ValueRenderer(model: model, tree: transition.target.tree)
        step = TraceStep(transition.step, in: model)
        text = Story(replay).headline(transition, in: before).trimmed
        let found = interpreter.faults(of: transition, in: before)
        faults = found.count > 0 ? FaultText.text(found) : nil
        switch transition.step {
        case .event, .learn: isNetwork = false
        case .deliver, .lose, .interrupt: isNetwork = true
        }
        var consequences: [String] = []
        for case .sent(let from, let to, let envelope, let arrives) in transition.effects {
            consequences.append("sends \(values.text(envelope, from: from)) to \(instances[to].name)\(arrives ? "" : " (lost at once)")")
        }
        for (index, instance) in instances.enumerated() {
            let states = model.roles[instance.role].states
            let (old, new) = (before.parties[index].control, transition.target.parties[index].control)
            if old != new { consequences.append("\(instance.name): \(states[old].name) → \(states[new].name)") }
        }
        self.consequences = consequences
    }
}
