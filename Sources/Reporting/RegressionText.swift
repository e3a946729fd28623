import Comparison
import ProtocolModel

/// What a document makes of a recorded counterexample, in words.
public struct RegressionText {
    let model: ProtocolModel
    let recorded: RegressionCase

    public init(model: ProtocolModel, recorded: RegressionCase) {
        self.model = model
        self.recorded = recorded
    }

    /// In a word or two.
    public func verdict(_ outcome: RegressionOutcome) -> String {
        switch outcome {
        case .possible: "STILL POSSIBLE"
        case .harmless: "impossible now"
        case .blocked: "impossible now"
        case .notApplicable: "not applicable"
        }
    }

    /// The network that it was tried in, where the document has none of the recorded name.
    public func network(_ outcome: RegressionOutcome) -> String? {
        switch outcome {
        case .possible(let trace), .harmless(let trace, _): trace.profile == recorded.trace.profile ? nil : trace.profile
        case .blocked(let blocked): blocked.run.profile == recorded.trace.profile ? nil : blocked.run.profile
        case .notApplicable: nil
        }
    }

    /// Why.
    public func reasons(_ outcome: RegressionOutcome) -> [String] {
        switch outcome {
        case .possible(let trace):
            return ["all \(trace.steps.count) steps can be taken, and \(trace.property ?? "the property") is violated" + detour(trace)]
        case .harmless(let trace, let why):
            return ["all \(trace.steps.count) steps can be taken, and \(trace.property ?? "the property") holds: \(why)" + detour(trace)]
        case .blocked(let blocked): return reasons(blocked)
        case .notApplicable(let missing): return missing.map(text)
        }
    }

    /// Which other rows were taken.
    private func detour(_ trace: Trace) -> String {
        var other: [String] = []
        for (index, (now, then)) in zip(trace.steps, recorded.trace.steps).enumerated() {
            for (row, old) in zip([now.row] + (now.told ?? []).map(\.row), [then.row] + (then.told ?? []).map(\.row)) where row != old {
                other.append("\(row ?? "no row") for \(old ?? "no row") in step \(index + 1)")
            }
        }
        if other.isEmpty { return "" }
        return other.count > 3 ? " (by other rows: \(other.prefix(3).joined(separator: ", ")), ...)" : " (by other rows: \(other.joined(separator: ", ")))"
    }

    private func text(_ missing: RegressionOutcome.Missing) -> String {
        let where_ = missing.step.map { "step \($0 + 1): " } ?? ""
        switch missing.kind {
        case .property: return "\(where_)the document has no property '\(missing.name)'"
        case .party: return "\(where_)the document has no party '\(missing.name)'"
        case .message: return "\(where_)the document has no message '\(missing.name)'"
        case .event: return "\(where_)the document has no event '\(missing.name)'"
        case .network: return "\(where_)the document claims nothing for a network like '\(missing.name)'"
        }
    }

    /// The recorded step, shortly.
    public func step(_ index: Int) -> String {
        let step = recorded.trace.steps[index]
        let message = recorded.record.happenings[index].message ?? "a message"
        switch step.kind {
        case .event:
            let arguments = step.arguments.map { "(\($0.joined(separator: ", ")))" } ?? ""
            return "\(step.party ?? "?"): \(step.event ?? "?")\(arguments)"
        case .deliver:
            let verb = recorded.record.happenings[index].undecryptable == true ? "cannot open" : "receives"
            return "\(step.to ?? "?") \(verb) \(message)\(step.stays == true ? ", of which a copy stays in flight" : "")"
        case .lose: return "the network loses \(message) from \(step.from ?? "?") to \(step.to ?? "?")"
        case .interrupt: return "the connection breaks, and \((step.told ?? []).map(\.party).joined(separator: " and ")) learn\(step.told?.count == 1 ? "s" : "") of it"
        case .learn: return "\(step.party ?? "?") learns that its connection has gone"
        }
    }

    private func reasons(_ blocked: RegressionOutcome.Blocked) -> [String] {
        let what = "step \(blocked.step + 1), \(step(blocked.step))"
        var lines: [String] = []
        switch blocked.reason {
        case .obstacle(let obstacle): lines = ["\(what): \(text(obstacle))"]
        case .notInFlight(let message): lines = ["\(what): no \(message) is in flight there"]
        case .behind(let message): lines = ["\(what): another message has to arrive before \(message)"]
        case .impossible: lines = ["\(what): it cannot happen"]
        case .confrontation(let confrontation): lines = reasons(confrontation, blocked, what)
        }
        if let last = lastWords(blocked) { lines.append(last + detour(blocked.run)) }
        return lines
    }

    /// Where the run stands: the states of the parties.
    private func lastWords(_ blocked: RegressionOutcome.Blocked) -> String? {
        guard let state = (try? Replay(blocked.run, in: model))?.states.last else { return nil }
        let parties = zip(model.instances, state.parties).map { "\($0.name) is in \(model.roles[$0.role].states[$1.control].name)" }
        return parties.joined(separator: ", ")
    }

    private func reasons(_ confrontation: Confrontation, _ blocked: RegressionOutcome.Blocked, _ what: String) -> [String] {
        guard let state = (try? Replay(blocked.run, in: model))?.states.last else { return [what] }
        let refusals = RefusalText(model: model, tree: state.tree)
        let wanted = recorded.trace.steps[blocked.step].row
        let role = model.roles[model.instances[confrontation.party].role]
        // The recorded row says most; of the others those that the party is in the right state for.
        let refused = confrontation.answers.filter { $0.refusal != nil }
        let named = refused.filter { role.rows[$0.row].name == wanted }
        let near = refused.filter { if case .state? = $0.refusal { false } else { true } }
        var shown = near.isEmpty ? (named.isEmpty ? Array(refused.prefix(3)) : named) : near
        if shown.count > 4 { shown = Array(shown.prefix(4)) }
        if shown.isEmpty {
            let can = confrontation.answers.isEmpty
            return ["\(what): " + (can ? "\(role.name) has no row for it" : "it does not happen")]
        }
        return shown.map { answer in
            let row = role.rows[answer.row].name
            return "\(what): \(row) does not fire: \(refusals.text(answer, confrontation))"
        }
    }

    private func text(_ obstacle: Obstacle) -> String {
        switch obstacle {
        case .bound(let bound): "the network lets it happen \(bound.most) times at most"
        case .nothingInFlight: "nothing is in flight there"
        case .unaware: "the party has to learn first that its old connection has gone"
        case .noInterruption: "connections do not break in this network"
        case .nothingToLearn: "no connection has gone that it has not learnt of"
        }
    }
}

/// Why a row does not fire, in the words of the document.
struct RefusalText {
    let model: ProtocolModel
    private let values: ValueRenderer

    init(model: ProtocolModel, tree: CommitTree) {
        self.model = model
        values = ValueRenderer(model: model, tree: tree)
    }

    func text(_ answer: Confrontation.Answer, _ confrontation: Confrontation) -> String {
        let role = model.roles[model.instances[confrontation.party].role]
        let row = role.rows[answer.row]
        switch answer.refusal {
        case nil: return "it can"
        case .state(let control):
            return "it is for \(row.states.map { role.states[$0].name }.joined(separator: ", ")), and \(role.name) is in \(role.states[control].name)"
        case .reading(let conditions):
            return "it belongs to the reading "
                + conditions.map { condition in
                    let reading = model.readings[condition.reading]
                    return "\(reading.name): \(condition.options.map { reading.options[$0].name }.joined(separator: " | "))"
                }.joined(separator: ", ")
        case .condition(let parts): return parts.map { "guard `\(condition($0, confrontation, row))` is false\(found($0, confrontation, row))" }.joined(separator: "; ")
        case .yields(let rows): return "it yields to \(rows.map { role.rows[$0].name }.joined(separator: ", "))"
        case .noRoom: return "a channel that it sends on is full"
        case .error(let error): return ErrorText.text(error, in: model)
        }
    }

    private func writer(_ confrontation: Confrontation, _ row: Row) -> ExpressionText {
        let trigger = row.triggers.contains(confrontation.trigger) ? confrontation.trigger : .anyMessage
        return ExpressionText(model: model, role: model.instances[confrontation.party].role, trigger: trigger)
    }

    private func condition(_ part: Confrontation.FalsePart, _ confrontation: Confrontation, _ row: Row) -> String {
        writer(confrontation, row).text(part.condition)
    }

    /// What the sides of a comparison are, but for what is written as it is.
    private func found(_ part: Confrontation.FalsePart, _ confrontation: Confrontation, _ row: Row) -> String {
        guard case .compare(_, let a, let b) = part.condition, part.values.count == 2 else { return "" }
        let writer = writer(confrontation, row)
        let type = writer.comparedType(a, b) ?? .party
        let sides = zip([a, b], part.values).compactMap { side, value -> String? in
            if case .literal = side { return nil }
            switch value {
            case .epoch, .keyPackage: return "\(writer.text(side)) is \(values.text(value, as: .epoch))"
            default: return "\(writer.text(side)) is \(values.text(value, as: type))"
            }
        }
        return sides.isEmpty ? "" : " (\(sides.joined(separator: ", ")))"
    }
}

/// Why a spontaneous step that another document allows cannot be taken, row by row.
struct ObstructionText {
    let model: ProtocolModel

    /// - Parameter run: where the step would be taken.
    func reasons(_ event: String, of party: String, after run: Replay) -> [String] {
        guard let who = model.instances.firstIndex(where: { $0.name == party }),
            let index = model.events.firstIndex(where: { $0.name == event }), let state = run.states.last
        else { return [] }
        guard case .confrontations(let list) = run.interpreter.report(on: .event(party: who, event: index), of: who, in: state) else {
            return []
        }
        let refusals = RefusalText(model: model, tree: state.tree)
        let role = model.roles[model.instances[who].role]
        var result: [String] = []
        for confrontation in list {
            let refused = confrontation.answers.filter { $0.refusal != nil }
            let near = refused.filter { if case .state? = $0.refusal { false } else { true } }
            for answer in near.isEmpty ? Array(refused.prefix(2)) : near {
                let text = "\(role.rows[answer.row].name) does not fire: \(refusals.text(answer, confrontation))"
                if !result.contains(text) { result.append(text) }
            }
            if confrontation.answers.isEmpty { result.append("\(role.name) has no row for it") }
        }
        return result
    }
}
