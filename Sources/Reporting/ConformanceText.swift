import Conformance
import ProtocolModel

/// Why a model does not allow a line of a log, in words.
public struct ConformanceText {
    let model: ProtocolModel
    let profile: NetworkProfile
    private let instances: [Instance]
    private let readings: ReadingText

    public init(model: ProtocolModel, profile: NetworkProfile) {
        self.model = model
        self.profile = profile
        instances = model.instances
        readings = ReadingText(model: model)
    }

    public func text(_ literals: [ReadingLiteral]) -> String {
        literals.map(readings.text).joined(separator: ", ")
    }

    public func text(_ refusal: Refusal) -> String {
        var lines = ["  line \(refusal.line.number): \(text(refusal.line.event))"]
        let ways = refusal.hypotheses == 1 ? "one explanation" : "\(refusal.hypotheses) explanations"
        lines.append("  The lines before it have \(ways)" + (refusal.suspects.count < refusal.hypotheses ? "; what comes closest:" : ":"))
        for (index, suspect) in refusal.suspects.enumerated() {
            if index > 0 { lines.append("  Or:") }
            lines += text(suspect, refusal).map { "    " + $0 }
        }
        return lines.joined(separator: "\n")
    }

    /// A line of a log, shortly.
    public func text(_ event: LogEvent) -> String {
        var result = "\(event.party): \(event.event)"
        if let arguments = event.arguments { result += "(\(arguments.joined(separator: ", ")))" }
        if let message = event.message { result += " \(message)\(fields(event.fields))" }
        if let from = event.from { result += " from \(from)" }
        if let sent = event.sent {
            result += ", sends " + (sent.isEmpty ? "nothing" : sent.map { "\($0.message)\(fields($0.fields))" }.joined(separator: ", "))
        }
        if let row = event.row { result += ", row \(row)" }
        if let state = event.state { result += ", state \(state)" }
        if let epoch = event.epoch { result += ", epoch \(epoch)" }
        if let authenticator = event.authenticator { result += ", authenticator \(shortened(authenticator))" }
        return result
    }

    private func fields(_ fields: [String: LogValue]?) -> String {
        guard let fields, !fields.isEmpty else { return "" }
        let list = fields.sorted { $0.key < $1.key }.map { name, value in
            switch value {
            case .number(let number): "\(name) \(number)"
            case .text(let text): "\(name) \(shortened(text))"
            case .flag(let flag): "\(name) \(flag)"
            }
        }
        return "(\(list.joined(separator: ", ")))"
    }

    private func shortened(_ text: String) -> String { text.count > 20 ? text.prefix(16) + "..." : text }

    // MARK: A state before the line

    private func text(_ suspect: Refusal.Suspect, _ refusal: Refusal) -> [String] {
        let values = ValueRenderer(model: model, tree: suspect.state.tree)
        let party = refusal.party
        let name = instances[party].name
        let role = model.roles[instances[party].role]
        let control = role.states[suspect.state.parties[party].control].name
        let held = role.variables.enumerated().map { index, variable in
            "\(variable.name) \(values.text(suspect.state.parties[party].variables[index], as: variable.type))"
        }
        var lines = ["\(name) is in \(control)" + (held.isEmpty ? "" : " with " + held.joined(separator: ", "))]
        for from in instances.indices where from != party {
            let channel = suspect.state.channels[from * instances.count + party]
            let list = channel.map { values.text($0, from: from) }
            lines.append("in flight from \(instances[from].name): " + (list.isEmpty ? "nothing" : list.joined(separator: ", then ")))
        }
        if suspect.owesInterruption {
            lines.append("its connection has broken together with that of its peer, and its line 'interrupted' has to come first")
        }
        lines += suspect.nearMisses.map { near in
            let step = near.step.map { describe($0, party) } ?? "the interruption that its peer told of"
            return "\(step) is possible, but " + near.mismatches.map { text($0, party, values, near.target) }.joined(separator: "; ")
        }
        for (occasion, report) in suspect.reports { lines += text(report, at: occasion, suspect, values, refusal) }
        let possible = suspect.possible.map { describe($0.step, party) }
        lines.append("\(name) can do: " + (possible.isEmpty ? "nothing" : possible.joined(separator: "; ")))
        return lines
    }

    private func describe(_ step: Step, _ party: Int) -> String {
        func name(_ row: Int?) -> String { row.map { " [\(model.roles[instances[party].role].rows[$0].name)]" } ?? " [no row]" }
        switch step {
        case .event(_, let event, _, let row): return "\(model.events[event].name)\(name(row))"
        case .deliver(let from, _, let position, let stays, let row):
            let which = position == 0 ? "a message" : "message \(position + 1)"
            return "receive \(which) from \(instances[from].name)\(stays ? ", which stays in flight," : "")\(name(row))"
        case .interrupt(let first, let second, _, _):
            let told = first.party == party ? first : second
            return "interrupted\(name(told?.row))"
        case .learn(let told, _): return "interrupted\(name(told.row))"
        case .lose: return "a loss"
        }
    }

    // MARK: What a step contradicts

    private func text(_ mismatch: Mismatch, _ party: Int, _ values: ValueRenderer, _ target: GlobalState) -> String {
        let role = model.roles[instances[party].role]
        func messages(_ types: [Int]) -> String {
            types.isEmpty ? "nothing" : types.map { model.messages[$0].name }.joined(separator: ", ")
        }
        switch mismatch {
        case .arguments: return "it has other arguments"
        case .message(let said, let found):
            return "the message is \(model.messages[found].name), the line says \(model.messages[said].name)"
        case .from(let said, let found): return "the other party is \(instances[found].name), the line says \(instances[said].name)"
        case .field(let message, let field, let said, let found):
            let type = model.messages[message]
            let value = ValueRenderer(model: model, tree: target.tree).text(found, as: type.fields[field].type)
            return "\(type.fields[field].name) of \(type.name) is \(value), the line says \(shortened(said))"
        case .sent(let said, let found): return "it sends \(messages(found)), the line says \(messages(said))"
        case .receiver(let message, let said, let found):
            return "\(model.messages[message].name) goes to \(instances[found].name), the line says to \(instances[said].name)"
        case .row(let said, let found):
            return "the row is \(found.map { role.rows[$0].name } ?? "none"), the line says \(role.rows[said].name)"
        case .state(let said, let found): return "the state is \(role.states[found].name) then, the line says \(role.states[said].name)"
        case .epoch(let said, let found):
            return found.map { "the epoch is \($0) then, the line says \(said)" } ?? "there is no group then, the line says epoch \(said)"
        case .name(let said, let conflict):
            let text = "the authenticator \(shortened(said))"
            switch conflict {
            case .noEpoch: return "there is no epoch then that \(text) could be of"
            case .namedOtherwise(let other): return "the epoch had the authenticator \(shortened(other)) before, the line says \(shortened(said))"
            case .anotherEpoch(let number?): return "\(text) is that of a different epoch, of number \(number)"
            case .anotherEpoch(nil): return "\(text) is that of a different epoch, which is gone"
            }
        }
    }

    // MARK: Why there is no step

    private func text(
        _ report: OccasionReport, at occasion: Occasion, _ suspect: Refusal.Suspect, _ values: ValueRenderer, _ refusal: Refusal
    ) -> [String] {
        switch report {
        case .obstacle(let obstacle): return [text(obstacle, at: occasion, refusal.party)]
        case .confrontations(let list):
            return list.flatMap { confrontation in
                let what = self.what(confrontation, values)
                let refused = confrontation.answers.filter { $0.refusal != nil }
                var lines: [String] = []
                if confrontation.answers.isEmpty {
                    lines.append("\(what): \(model.roles[instances[confrontation.party].role].name) has no row for that at all")
                } else if !refused.isEmpty {
                    lines.append("\(what): rows that do not fire")
                }
                return lines + refused.map { "  " + text($0, confrontation, suspect, values) }
            }
        }
    }

    private func text(_ obstacle: Obstacle, at occasion: Occasion, _ party: Int) -> String {
        switch obstacle {
        case .bound(let bound): return "the profile \(profile.name) lets this happen \(bound.most) times at most"
        case .nothingInFlight:
            if case .delivery(let from, _) = occasion { return "nothing is in flight from \(instances[from].name)" }
            return "nothing is in flight"
        case .unaware: return "\(instances[party].name) has to learn first that its old connection has gone ('interrupted')"
        case .noInterruption: return "in the profile \(profile.name) connections do not break"
        case .nothingToLearn: return "no connection has gone that \(instances[party].name) has not learnt of yet"
        }
    }

    private func what(_ confrontation: Confrontation, _ values: ValueRenderer) -> String {
        switch confrontation.trigger {
        case .event(let event):
            let parameters = model.events[event].parameters
            let list = zip(confrontation.binders, parameters).map { model.describe($0, as: $1.type) }
            return model.events[event].name + (list.isEmpty ? "" : "(\(list.joined(separator: ", ")))")
        case .interrupted: return "interrupted"
        case .undecryptable, .message, .anyMessage:
            let text = confrontation.envelope.map { values.text($0, from: confrontation.sender ?? 0) } ?? "a message"
            return confrontation.trigger == .undecryptable ? "\(text), which it cannot open" : text
        }
    }

    private func text(
        _ answer: Confrontation.Answer, _ confrontation: Confrontation, _ suspect: Refusal.Suspect, _ values: ValueRenderer
    ) -> String {
        let role = model.roles[instances[confrontation.party].role]
        let row = role.rows[answer.row]
        switch answer.refusal {
        case nil: return "\(row.name) can fire"
        case .state: return "\(row.name) is for \(row.states.map { role.states[$0].name }.joined(separator: ", "))"
        case .reading(let conditions):
            let list = conditions.map { condition in
                let reading = model.readings[condition.reading]
                let options = condition.options.map { reading.options[$0].name }.joined(separator: " | ")
                return "\(reading.name): \(options)"
            }
            return "\(row.name) belongs to the reading \(list.joined(separator: ", "))"
        case .condition(let parts):
            return "\(row.name) asks that " + parts.map { text($0, confrontation, row, values) }.joined(separator: "; and that ")
        case .yields(let rows):
            return "\(row.name) yields to \(rows.map { role.rows[$0].name }.joined(separator: ", "))"
        case .noRoom: return "\(row.name) waits: a channel that it sends on is full"
        case .error(let error): return ErrorText.text(error, in: model)
        }
    }

    private func text(_ part: Confrontation.FalsePart, _ confrontation: Confrontation, _ row: Row, _ values: ValueRenderer) -> String {
        let trigger = row.triggers.contains(confrontation.trigger) ? confrontation.trigger : .anyMessage
        let writer = ExpressionText(model: model, role: instances[confrontation.party].role, trigger: trigger)
        let condition = writer.text(part.condition)
        guard case .compare(_, let a, let b) = part.condition, part.values.count == 2 else { return condition }
        let type = writer.comparedType(a, b) ?? .party
        let texts = part.values.map { value in
            switch value {
            case .epoch, .keyPackage: values.text(value, as: .epoch)
            default: values.text(value, as: type)
            }
        }
        return "\(condition) (here \(texts[0]) and \(texts[1]))"
    }
}
