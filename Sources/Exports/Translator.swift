import ProtocolModel

/// Translates the expressions and actions of one party, or of properties.
struct Translator {
    let system: TransitionSystem
    /// `nil` in properties.
    var party: Int?
    var sender: Int?
    var stale = Term.truth(false)
    var binders: [Operand] = []
    /// How many epochs and key packages the body has made so far.
    var made = 0

    private var model: ProtocolModel { system.model }

    /// The value of an expression.
    struct Operand {
        var term: Term
        var type: ValueType?
        /// When the value is `none`.
        var none = Term.truth(false)
        /// When the value can be computed.
        var defined = Term.truth(true)
        /// Whether the term is something else than 0 where the value is `none`.
        var isComputed = false
        /// What has to be made first.
        var before: [Statement] = []
    }

    init(_ system: TransitionSystem, party: Int? = nil, sender: Int? = nil) {
        self.system = system
        self.party = party
        self.sender = sender
    }

    private func literal(_ value: Value, _ type: ValueType?) -> Operand {
        Operand(term: system.constants.literal(value, type), type: type, none: .truth(value == .none))
    }

    /// What stands in a variable or a column.
    func operand(_ term: Term, _ type: ValueType) -> Operand {
        let none = system.constants.literal(.none, type)
        return Operand(term: term, type: type, none: type.isOptional ? .equal(term, none) : .truth(false))
    }

    // MARK: Conditions

    /// When a condition can be evaluated, and holds.
    func condition(_ expression: Expression) throws(ExportError) -> Term {
        let operand = try operand(expression)
        guard operand.before.isEmpty else { throw .unsupported("a condition that makes an epoch") }
        return .all([operand.defined, operand.term])
    }

    // MARK: Expressions

    func operand(_ expression: Expression) throws(ExportError) -> Operand {
        switch expression {
        case .literal(let value): return literal(value, LiteralType.of(value))
        case .variable(let index):
            guard let party else { throw .unsupported("a variable without a party") }
            return operand(.variable(system.slots[party][index]), model.roles[system.instances[party].role].variables[index].type)
        case .binder(let index):
            guard binders.indices.contains(index) else { throw .unsupported("an unknown binder") }
            return binders[index]
        case .own:
            guard let party else { throw .unsupported("'self' without a party") }
            return literal(.party(party), .party)
        case .sender: return sender.map { literal(.party($0), .party) } ?? literal(.none, .party)
        case .stale: return Operand(term: stale, type: .bool)
        case .variableOf(let operand, let variable):
            let index = try partyIndex(operand)
            let declared = model.roles[system.instances[index].role].variables
            guard declared.indices.contains(variable) else { throw .unsupported("a variable that the party does not have") }
            return self.operand(.variable(system.slots[index][variable]), declared[variable].type)
        case .inState(let operand, let controls):
            let index = try partyIndex(operand)
            return Operand(term: isIn(index, controls), type: .bool)
        case .settled(let operand):
            let index = try partyIndex(operand)
            let states = model.roles[system.instances[index].role].states
            return Operand(term: isIn(index, states.indices.filter { states[$0].isSettled }), type: .bool)
        case .quiet:
            return Operand(
                term: .all(system.channels.indices.map { .equal(.column(channel: $0, place: .at(0), column: 0), .none) }), type: .bool)
        case .inFlight(let type):
            let places = system.channels.indices.flatMap { channel in
                (0..<system.sizes.places).map { place in
                    Term.equal(.column(channel: channel, place: .at(place), column: 0), .constant(system.constants.messages[type]))
                }
            }
            return Operand(term: .some(places), type: .bool)
        case .number(let inner): return try attribute(.number, .epochNumber, inner)
        case .parent(let inner):
            var operand = try attribute(.parent, .optional(.epoch), inner)
            operand.none = .equal(operand.term, .none)
            return operand
        case .author(let inner): return try attribute(.author, .party, inner)
        case .keyPackageOf(let inner): return try attribute(.keyPackage, .keyPackage, inner)
        case .unwrap(let inner):
            var operand = try operand(inner)
            operand.defined = .all([operand.defined, .negation(operand.none)])
            operand.none = .truth(false)
            operand.isComputed = false
            operand.type = operand.type?.unwrapped
            return operand
        case .not(let inner):
            var operand = try operand(inner)
            operand.term = .negation(operand.term)
            return operand
        case .and(let a, let b): return try connective(a, b) { .all([$0, $1]) } shortcut: { .negation($0) }
        case .or(let a, let b): return try connective(a, b) { .some([$0, $1]) } shortcut: { $0 }
        case .implies(let a, let b): return try connective(a, b) { .some([.negation($0), $1]) } shortcut: { .negation($0) }
        case .compare(let comparison, let a, let b): return try compare(comparison, operand(a), operand(b))
        case .sum(let a, let b): return try arithmetic(a, b) { .sum($0, $1) }
        case .difference(let a, let b): return try arithmetic(a, b) { .difference($0, $1) }
        case .remainder(let inner, let modulus):
            var operand = try operand(inner)
            if case .difference = operand.term { operand.term = .sum(operand.term, .integer(modulus)) }
            operand.term = .remainder(operand.term, modulus)
            operand.type = .natural(lower: 0, upper: max(0, modulus - 1))
            return operand
        case .conditional(let test, let a, let b):
            let test = try operand(test)
            var yes = try operand(a)
            var no = try operand(b)
            let type = (yes.type ?? no.type).map { $0.unwrapped }
            if yes.none == .truth(true) { yes.term = system.constants.literal(.none, type) }
            if no.none == .truth(true) { no.term = system.constants.literal(.none, type) }
            return Operand(
                term: .choice(test.term, yes.term, no.term), type: type.map { .optional($0) }, none: .choice(test.term, yes.none, no.none),
                defined: .all([test.defined, .choice(test.term, yes.defined, no.defined)]), isComputed: yes.isComputed || no.isComputed,
                before: test.before + yes.before + no.before)
        case .quantified(let quantifier, .type(let type), let body):
            guard let values = model.values(of: type) else { throw .unsupported("a domain that is not finite") }
            var parts: [Term] = []
            var defined: [Term] = []
            for value in values {
                var inner = self
                inner.binders.append(literal(value, type))
                let part = try inner.operand(body)
                parts.append(part.term)
                defined.append(part.defined)
            }
            return Operand(term: quantifier == .all ? .all(parts) : .some(parts), type: .bool, defined: .all(defined))
        case .reading(let reading, let option):
            guard let party else { throw .unsupported("a reading without a party") }
            return Operand(term: .truth(system.request.readings.option(role: system.instances[party].role, reading: reading) == option), type: .bool)
        case .export(let inner): return try operand(inner)
        case .commit, .create, .newKeyPackage: throw .unsupported("an epoch made outside an assignment")
        case .welcome: throw .unsupported("'welcome' outside initial values")
        case .union, .subtracting, .contains, .setLiteral, .quantified(_, .set, _): throw .unsupported("sets")
        case .entry, .filled: throw .unsupported("maps")
        case .field, .message: throw .unsupported("stored messages")
        }
    }

    func isIn(_ party: Int, _ controls: [Int]) -> Term {
        let names = system.constants.states[system.instances[party].role]
        if controls.count == names.count { return .truth(true) }
        return .some(controls.map { .equal(.variable(system.controls[party]), .constant(names[$0])) })
    }

    private func partyIndex(_ expression: Expression) throws(ExportError) -> Int {
        let operand = try operand(expression)
        if case .constant(let name) = operand.term, let index = system.partyNames.firstIndex(of: name) { return index }
        throw .unsupported("a party that is not named")
    }

    private func attribute(_ attribute: Term.Attribute, _ type: ValueType, _ inner: Expression) throws(ExportError) -> Operand {
        var operand = try operand(inner)
        operand.term = .attribute(attribute, operand.term)
        operand.type = type
        return operand
    }

    private func connective(
        _ a: Expression, _ b: Expression, _ combine: (Term, Term) -> Term, shortcut: (Term) -> Term
    ) throws(ExportError) -> Operand {
        let a = try operand(a)
        let b = try operand(b)
        return Operand(
            term: combine(a.term, b.term), type: .bool,
            defined: b.defined == .truth(true) ? a.defined : .all([a.defined, .some([shortcut(a.term), b.defined])]))
    }

    private func arithmetic(_ a: Expression, _ b: Expression, _ combine: (Term, Term) -> Term) throws(ExportError) -> Operand {
        let a = try operand(a)
        let b = try operand(b)
        return Operand(
            term: combine(a.term, b.term), type: a.type ?? b.type, none: .some([a.none, b.none]), defined: .all([a.defined, b.defined]),
            isComputed: true)
    }

    private func compare(_ comparison: Expression.Comparison, _ a: Operand, _ b: Operand) throws(ExportError) -> Operand {
        let defined = Term.all([a.defined, b.defined])
        let (a, b) = (named(a, b.type), named(b, a.type))
        var result: Term
        switch comparison {
        case .equal, .notEqual:
            if a.none == .truth(true) {
                result = b.none
            } else if b.none == .truth(true) {
                result = a.none
            } else if a.isComputed || b.isComputed {
                result = .some([
                    .all([.negation(a.none), .negation(b.none), .equal(a.term, b.term)]), .all([a.none, b.none]),
                ])
            } else {
                result = .equal(a.term, b.term)
            }
            if comparison == .notEqual { result = .negation(result) }
        default:
            let kind: Term.Comparison =
                switch comparison {
                case .less: .less
                case .lessOrEqual: .lessOrEqual
                case .greater: .greater
                default: .greaterOrEqual
                }
            result = .all([.negation(a.none), .negation(b.none), .comparing(kind, a.term, b.term)])
        }
        return Operand(term: result, type: .bool, defined: defined)
    }

    /// A case of an enumeration by its name, where what it is compared with or assigned to tells which enumeration it is of.
    private func named(_ operand: Operand, _ type: ValueType?) -> Operand {
        guard case .integer(let value) = operand.term, value > 0, case .enumeration(let index)? = type?.unwrapped else { return operand }
        var named = operand
        named.term = .constant(system.constants.cases[index][value - 1])
        return named
    }

    // MARK: Actions

    /// An expression that may make epochs and key packages.
    private mutating func makingOperand(_ expression: Expression) throws(ExportError) -> Operand {
        guard let party else { throw .unsupported("an epoch made outside a row") }
        let making: Statement.Making
        var result: Operand
        switch expression {
        case .commit(let inner):
            result = try makingOperand(inner)
            result.defined = .all([result.defined, .negation(result.none)])
            making = .commit(result.term)
            result.type = .epoch
        case .create(let inner):
            result = try makingOperand(inner)
            result.defined = .all([result.defined, .negation(result.none)])
            making = .group(result.term)
            result.type = .epoch
        case .newKeyPackage:
            result = Operand(term: .none, type: .keyPackage)
            making = .keyPackage
        case .unwrap(let inner) where inner.contains(where: { $0.isMaking }): return try makingOperand(inner)
        case .export(let inner): return try makingOperand(inner)
        default: return try operand(expression)
        }
        result.none = .truth(false)
        if result.defined != .truth(true) { result.before.append(.require(result.defined, "the value is there")) }
        result.defined = .truth(true)
        result.before.append(.make(made, making, author: system.partyNames[party]))
        result.term = .made(made)
        made += 1
        return result
    }

    mutating func statements(_ actions: [Action]) throws(ExportError) -> [Statement] {
        guard let party else { throw .unsupported("actions without a party") }
        let role = model.roles[system.instances[party].role]
        var result: [Statement] = []
        for action in actions {
            switch action {
            case .drop: break
            case .assign(let index, let expression):
                let variable = role.variables[index]
                var operand = named(try makingOperand(expression), variable.type)
                result += operand.before
                if operand.none == .truth(true) { operand.term = system.constants.literal(.none, variable.type) }
                var required = [operand.defined]
                if !variable.type.isOptional { required.append(.negation(operand.none)) }
                if case .natural(let lower, let upper) = variable.type.unwrapped {
                    let isWithin: Bool
                    switch operand.type?.unwrapped {
                    case .natural(let low, let high)? where !operand.isComputed: isWithin = lower <= low && high <= upper
                    default: isWithin = false
                    }
                    if !isWithin, operand.none != .truth(true) {
                        required.append(
                            .some([
                                operand.none,
                                .all([.comparing(.greaterOrEqual, operand.term, .integer(lower)), .comparing(.lessOrEqual, operand.term, .integer(upper))]),
                            ]))
                    }
                }
                if Term.all(required) != .truth(true) { result.append(.require(.all(required), "a value for \(variable.name)")) }
                result.append(.set(variable: system.slots[party][index], operand.term))
            case .assignEntry: throw .unsupported("maps")
            case .send(let payload, let destination, let protected): result += try send(payload, destination, protected, role)
            case .disconnect(let destination):
                for (condition, peer) in try receivers(destination) {
                    var closing: [Statement] = [.cut(channels: [system.channel(party, peer), system.channel(peer, party)].compactMap { $0 })]
                    if let own = system.channel(party, peer) { closing.append(.setUnaware(channel: own, false)) }
                    if let other = system.channel(peer, party) { closing.append(.setUnaware(channel: other, true)) }
                    result += condition == .truth(true) ? closing : [.branch(condition, closing, [])]
                }
            case .branch(let condition, let then, let otherwise):
                let test = try operand(condition)
                if test.defined != .truth(true) { result.append(.require(test.defined, "the condition has a value")) }
                switch test.term {
                case .truth(let value): result += try statements(value ? then : otherwise)
                default: result.append(.branch(test.term, try statements(then), try statements(otherwise)))
                }
            }
        }
        return result
    }

    private mutating func send(
        _ payload: Expression, _ destination: Destination, _ protected: Bool, _ role: Role
    ) throws(ExportError) -> [Statement] {
        guard let party else { return [] }
        let type: Int
        var fields: [Operand] = []
        var result: [Statement] = []
        switch payload {
        case .message(let index, let expressions):
            type = index
            for (position, expression) in expressions.enumerated() {
                let declared = model.messages[index].fields[position].type
                var operand = named(try makingOperand(expression), declared)
                result += operand.before
                if operand.none == .truth(true) { operand.term = system.constants.literal(.none, declared) }
                if operand.defined != .truth(true) { result.append(.require(operand.defined, "a value for \(model.messages[index].fields[position].name)")) }
                fields.append(operand)
            }
        case .literal(.message(let message)):
            type = message.type
            for (value, field) in zip(message.fields, model.messages[type].fields) { fields.append(literal(value, field.type)) }
        default: throw .unsupported("a message that is not written down where it is sent")
        }
        var key: [Operand] = []
        if protected {
            for part in role.protection.sending ?? [] { key.append(try operand(part)) }
        }
        let isClear = Term.some(key.map(\.none))
        for (condition, receiver) in try receivers(destination) {
            guard let index = system.channel(party, receiver) else { continue }
            let channel = system.channels[index]
            var columns = channel.columns.map { $0.kind == .boolean ? Term.truth(false) : Term.none }
            columns[0] = .constant(system.constants.messages[type])
            for (position, operand) in fields.enumerated() { columns[channel.fields[type][position]] = operand.term }
            for (position, operand) in key.enumerated() { columns[channel.seal[position]] = .choice(isClear, .none, operand.term) }
            let sending = Statement.send(channel: index, columns)
            result.append(condition == .truth(true) ? sending : .branch(condition, [sending], []))
        }
        return result
    }

    /// Who is meant, and when.
    private func receivers(_ destination: Destination) throws(ExportError) -> [(Term, Int)] {
        guard let party else { return [] }
        let others = system.instances.indices.filter { $0 != party }
        switch destination {
        case .all: return others.map { (.truth(true), $0) }
        case .peer:
            if let sender { return [(.truth(true), sender)] }
            guard others.count == 1 else { throw .unsupported("a message to 'peer' among more than two parties") }
            return [(.truth(true), others[0])]
        case .to(let expression):
            let operand = try operand(expression)
            return others.compactMap { other in
                let condition = Term.all([.negation(operand.none), .equal(operand.term, .constant(system.partyNames[other]))])
                return condition == .truth(false) ? nil : (condition, other)
            }
        }
    }
}

extension Expression {
    /// Whether the expression itself makes an epoch or a key package.
    fileprivate var isMaking: Bool {
        switch self {
        case .commit, .create, .newKeyPackage: true
        default: false
        }
    }
}

/// The type of a literal, as far as it tells.
private enum LiteralType {
    static func of(_ value: Value) -> ValueType? {
        switch value {
        case .bool: .bool
        case .natural(let value): .natural(lower: value, upper: value)
        case .party: .party
        case .epochNumber: .epochNumber
        default: nil
        }
    }
}
