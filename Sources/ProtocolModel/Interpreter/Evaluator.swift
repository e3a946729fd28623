/// The meaning of expressions.
struct Evaluator {
    let model: ProtocolModel
    let instances: [Instance]
    let readings: ReadingAssignment
    var state: GlobalState
    /// The party whose row it is; `nil` in properties.
    var party: Int?
    var sender: Int?
    var stale = false
    var binders: [Value] = []

    mutating func evaluate(_ expression: Expression) throws(EvaluationError) -> Value {
        switch expression {
        case .literal(let value): return value
        case .welcome: return .epoch(Node(1))
        case .variable(let index):
            guard let party, state.parties[party].variables.indices.contains(index) else { throw illTyped("variable") }
            return state.parties[party].variables[index]
        case .binder(let index):
            guard binders.indices.contains(index) else { throw illTyped("binder") }
            return binders[index]
        case .own:
            guard let party else { throw illTyped("self") }
            return .party(party)
        case .sender: return sender.map { .party($0) } ?? .none
        case .stale: return .bool(stale)
        case .variableOf(let party, let variable):
            guard case .party(let index) = try evaluate(party), state.parties.indices.contains(index),
                state.parties[index].variables.indices.contains(variable)
            else { throw illTyped("variable of a party") }
            return state.parties[index].variables[variable]
        case .inState(let party, let controls):
            guard case .party(let index) = try evaluate(party), state.parties.indices.contains(index) else {
                throw illTyped("party")
            }
            return .bool(controls.contains(state.parties[index].control))
        case .settled(let party):
            guard case .party(let index) = try evaluate(party), state.parties.indices.contains(index) else {
                throw illTyped("party")
            }
            return .bool(model.roles[instances[index].role].states[state.parties[index].control].isSettled)
        case .quiet: return .bool(state.channels.allSatisfy(\.isEmpty))
        case .inFlight(let type):
            return .bool(state.channels.contains { $0.contains { $0.message.type == type } })
        case .field(let message, let index):
            guard case .message(let message) = try evaluate(message) else { throw EvaluationError(.unwrappedNone) }
            guard message.fields.indices.contains(index) else { throw illTyped("field") }
            return message.fields[index]
        case .number(let operand):
            return try ofEpoch(operand) { .epochNumber($0.number) }
        case .parent(let operand):
            return try ofEpoch(operand) { $0.parent.map { .epoch($0) } ?? .none }
        case .author(let operand):
            return try ofEpoch(operand) { .party($0.author ?? -1) }
        case .keyPackageOf(let operand):
            return try ofEpoch(operand) { .keyPackage($0.keyPackage ?? Node(-1)) }
        case .unwrap(let operand):
            let value = try evaluate(operand)
            if value == .none { throw EvaluationError(.unwrappedNone) }
            return value
        case .not(let operand): return .bool(try !condition(operand))
        case .and(let a, let b): return .bool(try condition(a) ? try condition(b) : false)
        case .or(let a, let b): return .bool(try condition(a) ? true : try condition(b))
        case .implies(let a, let b): return .bool(try condition(a) ? try condition(b) : true)
        case .compare(let comparison, let a, let b): return .bool(try compare(comparison, evaluate(a), evaluate(b)))
        case .sum(let a, let b): return try add(evaluate(a), evaluate(b), sign: 1)
        case .difference(let a, let b): return try add(evaluate(a), evaluate(b), sign: -1)
        case .remainder(let a, let modulus):
            guard case .natural(let value) = try evaluate(a), modulus > 0 else { throw illTyped("mod") }
            return .natural(((value % modulus) + modulus) % modulus)
        case .union(let a, let b): return .set(try elements(a).union(elements(b)))
        case .subtracting(let a, let b): return .set(try elements(a).subtracting(elements(b)))
        case .contains(let element, let set): return .bool(try elements(set).contains(evaluate(element)))
        case .setLiteral(let members):
            var result = Set<Value>()
            for member in members { result.insert(try evaluate(member)) }
            return .set(result)
        case .entry(let map, let key):
            guard case .map(let values) = try evaluate(map), let type = try keyType(of: map),
                let ordinal = model.ordinal(of: try evaluate(key), in: type), values.indices.contains(ordinal)
            else { throw illTyped("map entry") }
            return values[ordinal]
        case .filled(let value, let key):
            guard let keys = model.values(of: key) else { throw illTyped("map key") }
            return .map(Array(repeating: try evaluate(value), count: keys.count))
        case .conditional(let test, let a, let b): return try condition(test) ? try evaluate(a) : try evaluate(b)
        case .quantified(let quantifier, let domain, let body):
            let values: [Value]
            switch domain {
            case .type(let type):
                guard let all = model.values(of: type) else { throw illTyped("domain") }
                values = all
            case .set(let set): values = Array(try elements(set))
            }
            for value in values {
                binders.append(value)
                defer { binders.removeLast() }
                let holds = try condition(body)
                if quantifier == .some, holds { return .bool(true) }
                if quantifier == .all, !holds { return .bool(false) }
            }
            return .bool(quantifier == .all)
        case .reading(let reading, let option):
            guard let party else { throw illTyped("reading") }
            return .bool(try readings.decided(role: instances[party].role, reading: reading) == option)
        case .message(let type, let fields):
            var values: [Value] = []
            for field in fields { values.append(try evaluate(field)) }
            return .message(Message(type: type, fields: values))
        case .commit(let operand):
            guard let party, case .epoch(let node) = try evaluate(operand),
                let child = state.tree.addCommit(in: node, author: party)
            else { throw EvaluationError(.unwrappedNone) }
            return .epoch(child)
        case .create(let operand):
            guard let party, case .keyPackage(let node) = try evaluate(operand) else {
                throw EvaluationError(.unwrappedNone)
            }
            return .epoch(state.tree.addGroup(author: party, keyPackage: node))
        case .newKeyPackage:
            guard let party else { throw illTyped("keyPackage()") }
            return .keyPackage(state.tree.addKeyPackage(owner: party))
        case .export(let operand): return try evaluate(operand)
        }
    }

    mutating func condition(_ expression: Expression) throws(EvaluationError) -> Bool {
        guard case .bool(let value) = try evaluate(expression) else { throw illTyped("condition") }
        return value
    }

    private mutating func elements(_ expression: Expression) throws(EvaluationError) -> Set<Value> {
        guard case .set(let elements) = try evaluate(expression) else { throw illTyped("set") }
        return elements
    }

    private mutating func ofEpoch(
        _ operand: Expression, _ property: (CommitTree.Epoch) -> Value
    ) throws(EvaluationError) -> Value {
        switch try evaluate(operand) {
        case .none: return .none
        case .epoch(let node):
            guard let epoch = state.tree[node] else { throw illTyped("epoch") }
            return property(epoch)
        default: throw illTyped("epoch")
        }
    }

    private func compare(_ comparison: Expression.Comparison, _ a: Value, _ b: Value) throws(EvaluationError) -> Bool {
        switch comparison {
        case .equal: return a == b
        case .notEqual: return a != b
        case .less, .lessOrEqual, .greater, .greaterOrEqual:
            if a == .none || b == .none { return false }
            guard let a = a.integer, let b = b.integer else { throw illTyped("comparison") }
            return switch comparison {
            case .less: a < b
            case .lessOrEqual: a <= b
            case .greater: a > b
            default: a >= b
            }
        }
    }

    private func add(_ a: Value, _ b: Value, sign: Int) throws(EvaluationError) -> Value {
        switch (a, b) {
        case (.none, _), (_, .none): return .none
        case (.natural(let a), .natural(let b)): return .natural(a + sign * b)
        case (.epochNumber(let a), .natural(let b)): return .epochNumber(a + sign * b)
        case (.natural(let a), .epochNumber(let b)) where sign == 1: return .epochNumber(a + b)
        default: throw illTyped("sum")
        }
    }

    /// The key type of a map-valued expression.
    private mutating func keyType(of map: Expression) throws(EvaluationError) -> ValueType? {
        switch map {
        case .variable(let index):
            guard let party, case .map(let key, _) = model.roles[instances[party].role].variables[index].type else {
                return nil
            }
            return key
        case .variableOf(let party, let variable):
            guard case .party(let index) = try evaluate(party), instances.indices.contains(index),
                case .map(let key, _) = model.roles[instances[index].role].variables[variable].type
            else { return nil }
            return key
        case .filled(_, let key): return key
        case .conditional(_, let a, _): return try keyType(of: a)
        default: return nil
        }
    }

    private func illTyped(_ what: String) -> EvaluationError { EvaluationError(.illTyped(what)) }
}

extension Value {
    /// The integer that a natural number or an epoch number is.
    public var integer: Int? {
        switch self {
        case .natural(let value), .epochNumber(let value): value
        default: nil
        }
    }
}
