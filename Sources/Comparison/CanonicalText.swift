import ProtocolModel

/// Rows, expressions and declarations as texts that are equal exactly where the meanings are, whatever the order of declarations and the
/// names that a row gives to the fields of its message. Not for people.
struct CanonicalText {
    let model: ProtocolModel
    let names: Names
    /// Whose row it is; `nil` in properties.
    var role: Int?

    // MARK: Rows

    func trigger(_ trigger: Trigger) -> String {
        switch trigger {
        case .event(let event): "event " + names.events[event]
        case .message(let message): "message " + names.messages[message]
        case .anyMessage: "any message"
        case .interrupted: "interrupted"
        case .undecryptable: "undecryptable"
        }
    }

    func triggers(_ row: Row) -> Set<String> { Set(row.triggers.map(trigger)) }

    func states(_ row: Row) -> Set<String> { role.map { role in Set(row.states.map { names.states[role][$0] }) } ?? [] }

    func next(_ row: Row) -> String {
        guard let next = row.next, let role else { return "same" }
        // A row that leads to the only state that it is for says the same with fewer words.
        return row.states == [next] ? "same" : names.states[role][next]
    }

    /// The parts of the condition.
    func guards(_ row: Row) -> Set<String> {
        switch row.guards {
        case .always: []
        case .otherwise: ["otherwise"]
        case .when(let condition): Set(condition.conjuncts.map(text))
        }
    }

    func readings(_ row: Row) -> Set<String> {
        Set(
            row.readings.map { condition in
                let reading = model.readings[condition.reading]
                return reading.name + ": " + condition.options.map { reading.options[$0].name }.sorted().joined(separator: "|")
            })
    }

    func actions(_ row: Row) -> [String] { row.actions.map(text).filter { $0 != "drop" } }

    /// The messages that the row may send.
    func sends(_ row: Row) -> Set<String> {
        var result = Set<String>()
        func visit(_ action: Action) {
            switch action {
            case .send(let payload, _, _):
                _ = payload.contains { part in
                    if case .message(let type, _) = part { result.insert(names.messages[type]) }
                    return false
                }
            case .branch(_, let then, let otherwise): (then + otherwise).forEach(visit)
            default: break
            }
        }
        row.actions.forEach(visit)
        return result
    }

    /// All that the row means.
    func meaning(_ row: Row) -> [String] {
        [
            triggers(row).sorted().joined(separator: ","), states(row).sorted().joined(separator: ","),
            row.guards == .otherwise ? "otherwise" : guards(row).sorted().joined(separator: " & "),
            actions(row).joined(separator: "; "), next(row), readings(row).sorted().joined(separator: ","),
        ]
    }

    func text(_ action: Action) -> String {
        switch action {
        case .assign(let variable, let value): "\(name(variable)) := \(text(value))"
        case .assignEntry(let variable, let key, let value): "\(name(variable))[\(text(key))] := \(text(value))"
        case .send(let payload, let destination, let protected):
            "send \(text(payload)) \(text(destination))\(protected ? "" : " in the clear")"
        case .drop: "drop"
        case .disconnect(let destination): "disconnect \(text(destination))"
        case .branch(let condition, let then, let otherwise):
            "if \(text(condition)) {\(then.map(text).joined(separator: "; "))} {\(otherwise.map(text).joined(separator: "; "))}"
        }
    }

    private func text(_ destination: Destination) -> String {
        switch destination {
        case .peer: "peer"
        case .all: "all"
        case .to(let party): "to \(text(party))"
        }
    }

    // MARK: Expressions

    private func name(_ variable: Int) -> String { role.map { names.variables[$0][variable] } ?? "?\(variable)" }

    func text(_ expression: Expression) -> String {
        let inner = expression.children.map(text)
        func call(_ name: String) -> String { "(\(([name] + inner).joined(separator: " ")))" }
        switch expression {
        case .literal(let value): return literal(value)
        case .welcome: return "welcome"
        case .variable(let index): return name(index)
        case .binder(let index): return "$\(index)"
        case .own: return "self"
        case .sender: return "sender"
        case .stale: return "stale"
        case .quiet: return "quiet"
        case .newKeyPackage: return "keyPackage"
        case .inFlight(let message): return "(inFlight \(names.messages[message]))"
        case .variableOf(let party, let variable):
            let role = role(of: party)
            return "(of \(inner[0]) \(role.map { names.variables[$0][variable] } ?? "?\(variable)"))"
        case .inState(let party, let states):
            let role = role(of: party)
            let list = states.map { state in role.map { names.states[$0][state] } ?? "?\(state)" }
            return "(in \(inner[0]) \(list.sorted().joined(separator: ",")))"
        case .settled: return call("settled")
        case .field(_, let index): return call("field\(index)")
        case .number: return call("number")
        case .parent: return call("parent")
        case .author: return call("author")
        case .keyPackageOf: return call("keyPackageOf")
        // Unless the row cannot be carried out, it is the value.
        case .unwrap: return call("!")
        case .not: return call("not")
        case .and: return call("and")
        case .or: return call("or")
        case .implies: return call("implies")
        case .compare(let comparison, _, _): return call(comparison.rawValue)
        case .sum, .union: return call("+")
        case .difference, .subtracting: return call("-")
        case .remainder(_, let modulus): return call("mod\(modulus)")
        case .contains: return call("in")
        case .setLiteral: return "{" + inner.sorted().joined(separator: " ") + "}"
        case .entry: return call("entry")
        case .filled(_, let key): return call("filled \(type(key))")
        case .conditional: return call("if")
        case .quantified(let quantifier, let domain, _):
            if case .type(let domain) = domain { return call("\(quantifier.rawValue) \(type(domain))") }
            return call(quantifier.rawValue)
        case .reading(let reading, let option):
            return "(reading \(model.readings[reading].name) \(model.readings[reading].options[option].name))"
        case .message(let message, _): return call(names.messages[message])
        case .commit: return call("commit")
        case .create: return call("create")
        case .export: return call("export")
        }
    }

    private func role(of party: Expression) -> Int? {
        guard case .literal(.party(let index)) = party, model.instances.indices.contains(index) else { return nil }
        return model.instances[index].role
    }

    /// Values of enumerations do not say of which one they are; documents whose enumerations differ are told apart by those.
    private func literal(_ value: Value) -> String {
        switch value {
        case .none: "none"
        case .bool(let value): String(value)
        case .enumeration(let index): "#\(index)"
        case .natural(let number): String(number)
        case .epochNumber(let number): "number \(number)"
        case .epoch(let node): "epoch \(node.index)"
        case .keyPackage(let node): "key package \(node.index)"
        case .party(let index): index < 0 ? "nobody" : names.instances(of: model)[index]
        case .message(let message): "(\(names.messages[message.type]) \(message.fields.map(literal).joined(separator: " ")))"
        case .set(let members): "{" + members.map(literal).sorted().joined(separator: " ") + "}"
        case .map(let values): "[" + values.map(literal).joined(separator: " ") + "]"
        }
    }

    // MARK: Declarations

    func type(_ type: ValueType) -> String {
        switch type {
        case .bool: "Bool"
        case .enumeration(let index): model.enumerations[index].name + "{" + model.enumerations[index].cases.joined(separator: ",") + "}"
        case .natural(let lower, let upper): "\(lower)..\(upper)"
        case .epoch: "Epoch"
        case .epochNumber: "EpochNumber"
        case .keyPackage: "KeyPackage"
        case .party: "Party"
        case .role(let index): names.roles[index]
        case .message(let index): names.messages[index]
        case .optional(let wrapped): self.type(wrapped) + "?"
        case .set(let element): "Set<\(self.type(element))>"
        case .map(let key, let value): "Map<\(self.type(key)), \(self.type(value))>"
        }
    }

    /// The name of a type as the document writes it.
    func typeName(_ type: ValueType) -> String {
        if case .enumeration(let index) = type { return model.enumerations[index].name }
        if case .optional(let wrapped) = type { return typeName(wrapped) + "?" }
        return self.type(type)
    }

    func key(_ key: [Expression]?) -> String { key.map { $0.map(text).joined(separator: ", ") } ?? "nothing" }
}
