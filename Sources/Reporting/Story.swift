import ProtocolModel

/// A replayed run as a numbered story: who does what by which row, what is in flight, and only the variables that changed.
public struct Story {
    private let replay: Replay
    private let values: ValueRenderer

    public init(_ replay: Replay) {
        self.replay = replay
        values = ValueRenderer(model: replay.model, tree: replay.states.last?.tree ?? replay.initial.tree)
    }

    private var model: ProtocolModel { replay.model }
    private var instances: [Instance] { replay.interpreter.instances }

    /// One step in words.
    public struct Step: Hashable, Sendable {
        /// Who does what, by which row.
        public var headline: String
        /// What is sent, the variables that changed, what is in flight.
        public var changes: [String]
    }

    /// The steps, in order.
    public func steps() -> [Step] {
        var before = replay.initial
        return replay.transitions.map { transition in
            defer { before = transition.target }
            return Step(headline: headline(transition, in: before), changes: changes(from: before, transition))
        }
    }

    /// The story's lines.
    public func lines() -> [String] { Self.lines(steps(), cycleStart: replay.cycleStart) }

    /// - Parameter cycleStart: where the cycle of a lasso begins, as a number of steps.
    static func lines(_ steps: [Step], cycleStart: Int?) -> [String] {
        var result: [String] = []
        let width = String(steps.count).count
        let margin = String(repeating: " ", count: width + 4)
        for (index, step) in steps.enumerated() {
            if index == cycleStart { result.append("  -- from here on the same again and again:") }
            let number = String(index + 1)
            let pad = String(repeating: " ", count: width - number.count)
            result.append("  \(pad)\(number). \(step.headline)")
            for line in step.changes { result.append(margin + line) }
        }
        if cycleStart == steps.count { result.append("  -- and then nothing more has to happen") }
        return result
    }

    private func row(_ row: Int?, of party: Int) -> String {
        row.map { "[\(model.roles[instances[party].role].rows[$0].name)]" } ?? ""
    }

    /// Who does what in one step, by which row.
    ///
    /// - Parameter before: the state in which it is taken.
    public func headline(_ transition: Transition, in before: GlobalState) -> String {
        switch transition.step {
        case .event(let party, let event, let arguments, let row):
            let parameters = model.events[event].parameters
            let list = zip(arguments, parameters).map { model.describe($0, as: $1.type) }.joined(separator: ", ")
            let call = list.isEmpty ? model.events[event].name : "\(model.events[event].name)(\(list))"
            return "\(instances[party].name): \(call) \(self.row(row, of: party))"
        case .deliver(let from, let to, let position, let stays, let row):
            let envelope = before.channels[from * instances.count + to][position]
            let what = values.text(envelope, from: from)
            let control = model.roles[instances[to].role].states[before.parties[to].control].name
            let copy = stays ? " (a copy stays in flight)" : ""
            if transition.effects.contains(where: { if case .undecryptable = $0 { true } else { false } }) {
                return "\(instances[to].name) cannot open \(what)\(copy) \(self.row(row, of: to))"
            }
            if row == nil { return "\(instances[to].name), in \(control), receives \(what)\(copy): no row takes it" }
            return "\(instances[to].name) receives \(what)\(copy) \(self.row(row, of: to))"
        case .lose(let from, let to, let position):
            let envelope = before.channels[from * instances.count + to][position]
            return "the network loses \(values.text(envelope, from: from)) on its way to \(instances[to].name)"
        case .interrupt(let first, let second, let a, let b):
            let told = [first, second].compactMap { $0 }.map { "\(instances[$0.party].name) \(self.row($0.row, of: $0.party))" }
            let suffix = second == nil ? "; the other end does not know yet" : ""
            let lost = (before.channels[a * instances.count + b] + before.channels[b * instances.count + a]).isEmpty
            let what = lost || replay.interpreter.profile.interruption == .lingering ? "" : ", what is in flight is lost"
            return "the connection breaks\(what): \(told.joined(separator: ", "))\(suffix)"
        case .learn(let told, _):
            return "\(instances[told.party].name) learns that the connection has gone \(row(told.row, of: told.party))"
        }
    }

    private func changes(from before: GlobalState, _ transition: Transition) -> [String] {
        var result: [String] = []
        let after = transition.target
        for case .sent(let from, let to, let envelope, let arrives) in transition.effects {
            let fate = arrives ? "" : " (lost at once)"
            result.append("sends \(values.text(envelope, from: from)) to \(instances[to].name)\(fate)")
        }
        for party in instances.indices {
            let role = model.roles[instances[party].role]
            var parts: [String] = []
            if before.parties[party].control != after.parties[party].control {
                parts.append("\(role.states[before.parties[party].control].name) -> \(role.states[after.parties[party].control].name)")
            }
            for (index, variable) in role.variables.enumerated() {
                let old = before.parties[party].variables[index]
                let new = after.parties[party].variables[index]
                if old == new { continue }
                parts.append("\(variable.name): \(values.text(old, as: variable.type)) -> \(values.text(new, as: variable.type))")
            }
            if !parts.isEmpty { result.append("\(instances[party].name): \(parts.joined(separator: "; "))") }
        }
        if before.channels != after.channels {
            let flight = inFlight(after)
            result.append("in flight: \(flight.isEmpty ? "nothing" : flight.joined(separator: "; "))")
        }
        return result
    }

    private func inFlight(_ state: GlobalState) -> [String] {
        var result: [String] = []
        for from in instances.indices {
            for to in instances.indices {
                let channel = state.channels[from * instances.count + to]
                if channel.isEmpty { continue }
                let list = channel.map { values.text($0, from: from) }.joined(separator: ", then ")
                result.append("to \(instances[to].name): \(list)")
            }
        }
        return result
    }

    /// What each party holds at the end.
    ///
    /// - Parameter leavingOutNone: whether variables that hold nothing are left out.
    public func ending(leavingOutNone: Bool = false) -> [String] {
        guard let last = replay.states.last else { return [] }
        return instances.indices.map { party in
            let role = model.roles[instances[party].role]
            let list = role.variables.enumerated().filter { !leavingOutNone || last.parties[party].variables[$0.offset] != .none }.map { index, variable in
                "\(variable.name) \(values.text(last.parties[party].variables[index], as: variable.type))"
            }
            let control = role.states[last.parties[party].control].name
            return "\(instances[party].name) is in \(control)" + (list.isEmpty ? "" : " with " + list.joined(separator: ", "))
        }
    }
}
