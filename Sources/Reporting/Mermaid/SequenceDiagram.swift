import ProtocolModel

/// A run as a Mermaid sequence diagram. An arrow stands where a message arrives; what a party sends stands in the note on its step, so that
/// messages that cross are seen to cross. Steps bear the numbers of the story.
struct SequenceDiagram {
    private let replay: Replay
    private let values: ValueRenderer
    private let quiet: [Range<Int>]

    /// - Parameter quiet: stretches of steps that are told as one.
    init(_ replay: Replay, quiet: [Range<Int>] = []) {
        self.replay = replay
        self.quiet = quiet
        values = ValueRenderer(model: replay.model, tree: replay.states.last?.tree ?? replay.initial.tree)
    }

    private var model: ProtocolModel { replay.model }
    private var instances: [Instance] { replay.interpreter.instances }

    func lines() -> [String] {
        var lines = ["sequenceDiagram"]
        for (index, instance) in instances.enumerated() { lines.append("    participant p\(index) as \(MermaidText.escape(instance.name))") }
        let states = replay.states
        let everybody = instances.count == 1 ? "p0" : "p0,p\(instances.count - 1)"
        var margin = "    "
        for (index, transition) in replay.transitions.enumerated() {
            if index == replay.cycleStart {
                lines.append("\(margin)loop again and again")
                margin += "    "
            }
            if let stretch = quiet.first(where: { $0.contains(index) }) {
                if index == stretch.lowerBound {
                    lines.append("\(margin)Note over \(everybody): \(stretch.lowerBound + 1) to \(stretch.upperBound)" + MermaidText.escape(". messages that change nothing"))
                }
                continue
            }
            lines += step(index, transition, before: states[index], everybody).map { margin + $0 }
        }
        if let start = replay.cycleStart {
            if start < replay.transitions.count {
                lines.append("    end")
            } else {
                lines.append("\(margin)Note over \(everybody): and then nothing more has to happen")
            }
        }
        return lines
    }

    private func step(_ index: Int, _ transition: Transition, before: GlobalState, _ everybody: String) -> [String] {
        let number = "\(index + 1). "
        func note(_ parties: String, _ parts: [String]) -> String {
            "Note over \(parties): " + parts.map(MermaidText.escape).joined(separator: MermaidText.lineBreak)
        }
        func row(_ row: Int?, of party: Int) -> String {
            row.map { " [\(model.roles[instances[party].role].rows[$0].name)]" } ?? ""
        }
        func arrow(_ from: Int, _ arrow: String, _ to: Int, _ text: String) -> String {
            "p\(from)\(arrow)p\(to): " + MermaidText.escape(text)
        }
        switch transition.step {
        case .event(let party, let event, let arguments, let index):
            let list = zip(arguments, model.events[event].parameters).map { model.describe($0, as: $1.type) }
            let call = model.events[event].name + (list.isEmpty ? "" : "(\(list.joined(separator: ", ")))")
            return [note("p\(party)", [number + call + row(index, of: party)] + changes(from: before, transition, of: party))]
        case .deliver(let from, let to, let position, let stays, let index):
            let text = values.text(before.channels[from * instances.count + to][position], from: from) + (stays ? ", a copy stays in flight" : "")
            var lines: [String]
            if transition.effects.contains(where: { if case .undecryptable = $0 { true } else { false } }) {
                lines = [arrow(from, "-x", to, number + text + " cannot be opened" + row(index, of: to))]
            } else if index == nil {
                let control = model.roles[instances[to].role].states[before.parties[to].control].name
                lines = [arrow(from, "-x", to, number + text), note("p\(to)", ["no row in \(control) takes it"])]
            } else {
                lines = [arrow(from, "->>", to, number + text + row(index, of: to))]
            }
            let changed = changes(from: before, transition, of: to)
            return lines + (changed.isEmpty ? [] : [note("p\(to)", changed)])
        case .lose(let from, let to, let position):
            return [arrow(from, "--x", to, number + values.text(before.channels[from * instances.count + to][position], from: from) + " is lost")]
        case .interrupt(let first, let second, let a, let b):
            let told = [first, second].compactMap { $0 }
            var parts = [number + "the connection breaks" + (second == nil ? ", only \(instances[first.party].name) knows" : "")]
            if replay.interpreter.profile.interruption != .lingering {
                for (from, to) in [(a, b), (b, a)] {
                    parts += before.channels[from * instances.count + to].map { "lost: \(values.text($0, from: from)) to \(instances[to].name)" }
                }
            }
            let both = a < b ? "p\(a),p\(b)" : "p\(b),p\(a)"
            let answers = told.compactMap { told -> String? in
                let parts = changes(from: before, transition, of: told.party)
                guard told.row != nil || !parts.isEmpty else { return nil }
                let head = row(told.row, of: told.party).trimmingPrefix(" ")
                return note("p\(told.party)", (head.isEmpty ? [] : [String(head)]) + parts)
            }
            return [note(both, parts)] + answers
        case .learn(let told, _):
            return [
                note(
                    "p\(told.party)",
                    [number + "learns that the connection has gone" + row(told.row, of: told.party)] + changes(from: before, transition, of: told.party))
            ]
        }
    }

    /// To whom a message goes, where that is not clear.
    private func receiver(_ party: Int) -> String { instances.count == 2 ? "" : " to \(instances[party].name)" }

    /// What a party sends in the step, and what changes for it.
    private func changes(from before: GlobalState, _ transition: Transition, of party: Int) -> [String] {
        var parts: [String] = []
        for case .sent(party, let to, let envelope, let arrives) in transition.effects {
            parts.append("sends \(values.text(envelope, from: party))\(receiver(to))" + (arrives ? "" : ", lost at once"))
        }
        parts += lost(from: before, transition)
        let role = model.roles[instances[party].role]
        let (old, new) = (before.parties[party], transition.target.parties[party])
        if old.control != new.control { parts.append("\(role.states[old.control].name) → \(role.states[new.control].name)") }
        for (index, variable) in role.variables.enumerated() where old.variables[index] != new.variables[index] {
            parts.append(
                "\(variable.name) = \(values.text(new.variables[index], as: variable.type))")
        }
        return parts
    }

    /// What was in flight and is no more, though it was neither delivered nor lost by itself: a party has broken off the connection.
    private func lost(from before: GlobalState, _ transition: Transition) -> [String] {
        var parts: [String] = []
        for from in instances.indices {
            for to in instances.indices {
                let channel = from * instances.count + to
                var rest = before.channels[channel]
                switch transition.step {
                case .deliver(from, to, let position, stays: false, _), .lose(from, to, let position): rest.remove(at: position)
                // Told of in full where it happens.
                case .interrupt: continue
                default: break
                }
                if transition.target.channels[channel].starts(with: rest) { continue }
                parts += rest.filter { !$0.isStale }.map { "lost: \(values.text($0, from: from)) to \(instances[to].name)" }
            }
        }
        return parts
    }
}
