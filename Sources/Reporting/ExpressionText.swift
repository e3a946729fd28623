import ProtocolModel

/// Expressions in the words of the document. The fields of a message have the names that the struct gives them, since the names of a row's
/// own pattern are not kept.
public struct ExpressionText {
    let model: ProtocolModel
    /// Whose row it is.
    let role: Int
    /// The names and types of the binders, from the outermost.
    var binders: [MessageField]

    public init(model: ProtocolModel, role: Int, trigger: Trigger) {
        self.model = model
        self.role = role
        switch trigger {
        case .event(let event): binders = model.events[event].parameters
        case .message(let message): binders = model.messages[message].fields
        case .anyMessage, .interrupted, .undecryptable: binders = []
        }
    }

    public func text(_ expression: Expression) -> String { write(expression).text }

    /// How tightly an expression holds together, from the loosest.
    private enum Level: Int, Comparable {
        case conditional, implication, disjunction, conjunction, negation, comparison, sum, postfix

        static func < (a: Level, b: Level) -> Bool { a.rawValue < b.rawValue }
    }

    private typealias Piece = (text: String, level: Level)

    private func write(_ expression: Expression) -> Piece {
        switch expression {
        case .implies(let a, let b): binary(a, "implies", b, .implication, left: .disjunction, right: .implication)
        case .or(let a, let b): binary(a, "or", b, .disjunction, left: .disjunction, right: .conjunction)
        case .and(let a, let b): binary(a, "and", b, .conjunction, left: .conjunction, right: .negation)
        case .not(let a): ("not " + write(a, at: .negation), .negation)
        case .compare(let comparison, let a, let b): compare(a, comparison.rawValue, b)
        case .contains(let element, let set): binary(element, "in", set, .comparison, left: .sum, right: .sum)
        case .sum(let a, let b), .union(let a, let b): binary(a, "+", b, .sum, left: .sum, right: .postfix)
        case .difference(let a, let b), .subtracting(let a, let b): binary(a, "-", b, .sum, left: .sum, right: .postfix)
        case .remainder(let a, let modulus): (write(a, at: .sum) + " mod \(modulus)", .sum)
        case .conditional(let test, let a, let b):
            ("if \(write(test).text) then \(write(a).text) else \(write(b).text)", .conditional)
        case .quantified(let quantifier, let domain, let body): (quantified(quantifier, domain, body), .conditional)
        case .inState(let party, let states): (write(party, at: .sum) + " is " + states.map(String.init).joined(separator: ", "), .comparison)
        case .settled(let party): (write(party, at: .sum) + " is settled", .comparison)
        case .reading(let reading, let option):
            ("\(model.readings[reading].name) = \(model.readings[reading].options[option].name)", .comparison)
        default: (primary(expression), .postfix)
        }
    }

    private func write(_ expression: Expression, at level: Level) -> String {
        let piece = write(expression)
        return piece.level < level ? "(\(piece.text))" : piece.text
    }

    private func binary(
        _ a: Expression, _ sign: String, _ b: Expression, _ level: Level, left: Level, right: Level
    ) -> Piece {
        ("\(write(a, at: left)) \(sign) \(write(b, at: right))", level)
    }

    private func compare(_ a: Expression, _ sign: String, _ b: Expression) -> Piece {
        func side(_ expression: Expression, beside other: Expression) -> String {
            if case .literal(let value) = expression, let type = type(of: other) { return model.describe(value, as: type) }
            return write(expression, at: .sum)
        }
        return ("\(side(a, beside: b)) \(sign) \(side(b, beside: a))", .comparison)
    }

    private func quantified(_ quantifier: Expression.Quantifier, _ domain: Expression.Domain, _ body: Expression) -> String {
        var inner = self
        let name = "x\(binders.count + 1)"
        let over: String
        switch domain {
        case .type(let type):
            inner.binders.append(MessageField(name: name, type: type))
            over = typeName(type)
        case .set(let set):
            inner.binders.append(MessageField(name: name, type: .party))
            over = write(set).text
        }
        return "\(quantifier.rawValue) \(name) in \(over): \(inner.write(body).text)"
    }

    private func typeName(_ type: ValueType) -> String {
        switch type {
        case .enumeration(let index): model.enumerations[index].name
        case .role(let index): model.roles[index].name
        case .natural(let lower, let upper): "\(lower)..\(upper)"
        case .bool: "Bool"
        case .party: "Party"
        default: "?"
        }
    }

    private func primary(_ expression: Expression) -> String {
        switch expression {
        case .literal(let value): literal(value)
        case .welcome: "welcome"
        case .variable(let index): model.roles[role].variables[index].name
        case .binder(let index): binders.indices.contains(index) ? binders[index].name : "?"
        case .own: "self"
        case .sender: "sender"
        case .stale: "stale"
        case .quiet: "quiet"
        case .inFlight(let message): "inFlight(\(model.messages[message].name))"
        case .newKeyPackage: "keyPackage()"
        case .variableOf(let party, let variable): "\(write(party, at: .postfix)).\(variableName(variable, of: party))"
        case .field(let message, let field): "\(write(message, at: .postfix)).\(fieldName(field, of: message))"
        case .number(let a): write(a, at: .postfix) + ".number"
        case .parent(let a): write(a, at: .postfix) + ".parent"
        case .author(let a): write(a, at: .postfix) + ".author"
        case .keyPackageOf(let a): write(a, at: .postfix) + ".keyPackage"
        case .unwrap(let a): write(a, at: .postfix) + "!"
        case .entry(let map, let key): "\(write(map, at: .postfix))[\(write(key).text)]"
        case .setLiteral(let elements): "{" + elements.map { write($0).text }.joined(separator: ", ") + "}"
        case .message(let message, let fields):
            model.messages[message].name + "(" + fields.map { write($0).text }.joined(separator: ", ") + ")"
        case .commit(let a): "commit(\(write(a).text))"
        case .create(let a): "create(\(write(a).text))"
        case .export(let a): "export(\(write(a).text))"
        case .filled(let a, _): write(a).text
        default: write(expression).text
        }
    }

    private func literal(_ value: Value) -> String {
        if case .enumeration = value { return model.enumerations.count == 1 ? model.describe(value, as: .enumeration(0)) : "?" }
        return model.describe(value, as: .party)
    }

    private func variableName(_ variable: Int, of party: Expression) -> String {
        guard case .literal(.party(let index)) = party else { return "?" }
        return model.roles[model.instances[index].role].variables[variable].name
    }

    private func fieldName(_ field: Int, of message: Expression) -> String {
        guard case .message(let index)? = type(of: message)?.unwrapped else { return "?" }
        return model.messages[index].fields[field].name
    }

    /// The type of an expression, where it is easily said.
    private func type(of expression: Expression) -> ValueType? {
        switch expression {
        case .variable(let index): model.roles[role].variables[index].type
        case .binder(let index): binders.indices.contains(index) ? binders[index].type : nil
        case .unwrap(let a): type(of: a)?.unwrapped
        case .own, .sender, .author: .party
        case .field(let message, let field):
            if case .message(let index)? = type(of: message)?.unwrapped { model.messages[index].fields[field].type } else { nil }
        case .entry(let map, _):
            if case .map(_, let value)? = type(of: map) { value } else { nil }
        case .conditional(_, let a, let b): type(of: a) ?? type(of: b)
        default: nil
        }
    }

    /// The type of either side of a comparison, for its values to be told in words.
    public func comparedType(_ a: Expression, _ b: Expression) -> ValueType? { type(of: a) ?? type(of: b) }
}
