import ProtocolModel
import Prover

/// What Z3 found about rows, in words and in the names of the document.
public struct TableFindingText {
    let model: ProtocolModel

    public init(model: ProtocolModel) { self.model = model }

    /// What is the matter, in one sentence without a full stop.
    public func headline(_ finding: TableFinding) -> String {
        let role = model.roles[finding.role]
        let place = "in " + list(finding.states.map { role.states[$0].name })
        func name(_ row: Int) -> String { "'\(role.rows[row].name)'" }
        switch finding.kind {
        case .overlap(let first, let second):
            return "the rows \(name(first)) and \(name(second)) can both fire on \(text(finding.trigger)) \(place), so there is a choice"
        case .sameTwice(let first, let second):
            return "the rows \(name(first)) and \(name(second)) can both fire on \(text(finding.trigger)) \(place); they do the same"
        case .hole:
            return "the rows of \(role.name) for \(text(finding.trigger)) \(place) do not cover every case"
        case .dead(let row, let because): return "the row \(name(row)) never fires: \(text(because, finding))"
        case .undefinedCondition(let row, let reason):
            return "the condition of \(name(row)) \(text(reason)) \(place)"
        case .failingAction(let row, let action, let reason):
            let number = role.rows[row].actions.count > 1 ? "action \(action + 1) of \(name(row))" : "the action of \(name(row))"
            return "\(number) \(text(reason, role.rows[row].actions[action], role)) \(place)"
        }
    }

    /// Values with which it happens; `nil` where it is about all values.
    public func example(_ finding: TableFinding) -> String? {
        guard let example = finding.example else { return nil }
        let role = model.roles[finding.role]
        let expressions = involved(finding)
        let values = ValueRenderer(model: model, tree: example.state.tree)
        let asksParent = expressions.contains { $0.contains { if case .parent = $0 { true } else { false } } }
        let asksAuthor = expressions.contains { $0.contains { if case .author = $0 { true } else { false } } }
        let asksPackage = expressions.contains { $0.contains { if case .keyPackageOf = $0 { true } else { false } } }
        func text(_ value: Value, _ type: ValueType) -> String {
            var result = values.text(value, as: type)
            guard case .epoch(let node) = value, let epoch = example.state.tree[node] else { return result }
            var remarks: [String] = []
            if asksParent, let parent = epoch.parent, example.state.tree[parent]?.parent != nil {
                remarks.append("a commit in \(values.text(.epoch(parent), as: .epoch))")
            }
            if asksAuthor, let author = epoch.author { remarks.append("by \(model.instances[author].name)") }
            if asksPackage, let package = epoch.keyPackage { remarks.append("for \(values.text(.keyPackage(package), as: .keyPackage))") }
            if !remarks.isEmpty { result += " (\(remarks.joined(separator: ", ")))" }
            return result
        }
        var parts: [String] = []
        let fields: [MessageField]
        switch finding.trigger {
        case .message(let message): fields = model.messages[message].fields
        case .event(let event): fields = model.events[event].parameters
        case .anyMessage, .interrupted, .undecryptable: fields = []
        }
        parts += zip(example.occurrence.binders, fields).map { "\($1.name) = \(text($0, $1.type))" }
        if let sender = example.occurrence.sender, model.instances.count > 2 { parts.append("sender = \(model.instances[sender].name)") }
        if example.occurrence.stale { parts.append("stale") }
        for (index, variable) in role.variables.enumerated()
        where expressions.contains(where: { $0.contains { $0 == .variable(index) } }) {
            parts.append("\(variable.name) = \(text(example.state.parties[example.party].variables[index], variable.type))")
        }
        for reading in readings(finding) {
            let option = example.readings.option(role: finding.role, reading: reading)
            parts.append("\(role.name).\(model.readings[reading].name) = \(model.readings[reading].options[option].name)")
        }
        let state = role.states[example.state.parties[example.party].control].name
        let place = finding.states.count > 1 || parts.isEmpty ? ["in '\(state)'"] : []
        let isHole = if case .hole = finding.kind { true } else { false }
        return (isHole ? "not covered: " : "for example: ") + (place + parts).joined(separator: ", ") + "; whether a run gets there, only `check` tells"
    }

    /// What Z3 did not find out.
    public func text(_ undecided: UndecidedCheck) -> String {
        let role = model.roles[undecided.role]
        let rows = list(undecided.rows.map { role.rows[$0].name })
        let what =
            switch undecided.question {
            case .overlap: "whether \(rows) can both fire"
            case .hole: "whether \(rows) leave a case out"
            case .dead: "whether \(rows) can fire"
            case .failure: "whether \(rows) can always be carried out"
            }
        return "unknown: Z3 did not find out \(what) (\(undecided.reason))"
    }

    private func list(_ names: [String]) -> String { names.map { "'\($0)'" }.joined(separator: ", ") }

    private func text(_ trigger: Trigger) -> String {
        switch trigger {
        case .event(let event): "'\(model.events[event].name)'"
        case .message(let message): "'\(model.messages[message].name)'"
        case .anyMessage: "'any message'"
        case .interrupted: "'interrupted'"
        case .undecryptable: "'undecryptable'"
        }
    }

    private func text(_ reason: EvaluationError.Reason) -> String {
        switch reason {
        case .unwrappedNone: "relies on a value that can be none"
        case .outOfRange(let value, let type): "has the value \(model.describe(value, as: type))"
        case .noDestination: "sends to a party that does not exist or to the party itself"
        case .undecided, .illTyped: "cannot be evaluated"
        }
    }

    private func text(_ reason: EvaluationError.Reason, _ action: Action, _ role: Role) -> String {
        guard case .outOfRange(let value, let type) = reason else { return text(reason) }
        let range = if case .natural(let lower, let upper) = type.unwrapped { "\(lower)..\(upper)" } else { "its type" }
        let said = if case .natural(let number) = value { "\(number)" } else { "a value" }
        switch action {
        case .assignEntry(let variable, _, _): return "assigns an entry of '\(role.variables[variable].name)' that is out of range"
        case .assign(let variable, _):
            return "assigns \(said) to '\(role.variables[variable].name)', which is \(range),"
        default: return "assigns \(said) to a variable that is \(range),"
        }
    }

    private func text(_ because: TableFinding.Contradiction, _ finding: TableFinding) -> String {
        let words = ExpressionText(model: model, role: finding.role, trigger: finding.trigger)
        let parts = because.parts.map { "'\(words.text($0))'" }
        if because.yields { return "other rows go before it, whatever the values" }
        var seen = Set<LocalFact>()
        let facts = because.facts.filter { seen.insert($0).inserted }.map { fact in
            "in '\(model.roles[finding.role].states[fact.state].name)' always '\(words.text(fact.expression))'"
        }
        let what: String
        switch parts.count {
        case 0: what = facts.isEmpty ? "its state is never entered in its reading" : "its state is never entered"
        case 1: what = facts.isEmpty ? "\(parts[0]) never holds" : "\(parts[0]) does not hold"
        default: what = "\(parts.dropLast().joined(separator: ", ")) and \(parts[parts.count - 1]) contradict each other"
        }
        if facts.isEmpty { return what }
        let told = facts.prefix(3).joined(separator: "; ") + (facts.count > 3 ? "; and so on" : "")
        return parts.isEmpty ? "\(what) (\(told))" : "\(what), since \(told)"
    }

    private func rows(_ finding: TableFinding) -> [Row] {
        let rows = model.roles[finding.role].rows
        switch finding.kind {
        case .overlap(let a, let b), .sameTwice(let a, let b): return [rows[a], rows[b]]
        case .hole(let list): return list.map { rows[$0] }
        case .dead(let row, _), .undefinedCondition(let row, _), .failingAction(let row, _, _): return [rows[row]]
        }
    }

    /// What the finding depends on.
    private func involved(_ finding: TableFinding) -> [Expression] {
        var result: [Expression] = []
        for row in rows(finding) {
            if case .when(let condition) = row.guards { result.append(condition) }
            if case .failingAction(_, let action, _) = finding.kind {
                for one in row.actions.prefix(action + 1) { one.forEachExpression { result.append($0) } }
            }
        }
        return result
    }

    private func readings(_ finding: TableFinding) -> [Int] {
        var result = Set(rows(finding).flatMap(\.readings).map(\.reading))
        for expression in involved(finding) {
            _ = expression.contains {
                if case .reading(let reading, _) = $0 { result.insert(reading) }
                return false
            }
        }
        return result.sorted()
    }
}
