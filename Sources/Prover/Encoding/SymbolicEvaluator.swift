import ProtocolModel

/// The meaning of expressions over symbolic states: the interpreter's `Evaluator`, with terms for values.
struct SymbolicEvaluator {
    let layout: SymbolicLayout
    var state: SymbolicState
    /// The party whose row it is; `nil` in properties.
    var party: Int?
    var sender: Int?
    var binders: [Symbolic] = []
    /// Whether the message was sent on an earlier connection.
    var stale: Term
    /// Whether what was evaluated so far has a value: `x!` has none where `x` is `none`.
    var isDefined: Term

    init(_ layout: SymbolicLayout, _ state: SymbolicState, party: Int? = nil, sender: Int? = nil, binders: [Symbolic] = [], stale: Term? = nil) {
        self.layout = layout
        self.state = state
        self.party = party
        self.sender = sender
        self.binders = binders
        self.stale = stale ?? layout.context.no
        isDefined = layout.context.yes
    }

    private var context: Context { layout.context }
    private var model: ProtocolModel { layout.model }

    mutating func condition(_ expression: Expression) throws(UnsupportedByProver) -> Term {
        let value = try evaluate(expression)
        guard case .bool(let term) = value.body else { throw UnsupportedByProver(what: "a condition that is no Bool") }
        require(value.some)
        return term
    }

    private mutating func require(_ condition: Term) { isDefined = context.and(isDefined, condition) }

    /// Evaluates what counts only under a condition; where it does not, it need not have a value.
    private mutating func under<Value>(
        _ guarded: Term, _ body: (inout SymbolicEvaluator) throws(UnsupportedByProver) -> Value
    ) throws(UnsupportedByProver) -> Value {
        let before = isDefined
        isDefined = context.yes
        let value = try body(&self)
        isDefined = context.and(before, context.implies(guarded, isDefined))
        return value
    }

    mutating func evaluate(_ expression: Expression) throws(UnsupportedByProver) -> Symbolic {
        switch expression {
        case .literal(let value): return context.literal(value)
        case .welcome:
            return context.symbolic(
                .node(NodeTerms([1, 1, 0, -1, -1].map { context.integer($0) })))
        case .variable(let index): return state.parties[party ?? 0].variables[index]
        case .binder(let index): return binders[index]
        case .own: return context.symbolic(.integer(context.integer(party ?? 0)))
        case .sender:
            return sender.map { context.symbolic(.integer(context.integer($0))) } ?? context.literal(.none)
        case .stale: return context.symbolic(.bool(stale))
        case .variableOf(let operand, let variable):
            return try ofParty(operand) { evaluator, index in
                let variables = evaluator.state.parties[index].variables
                return variables.indices.contains(variable) ? variables[variable] : nil
            }
        case .inState(let operand, let controls):
            return try ofParty(operand) { evaluator, index in
                let control = evaluator.state.parties[index].control
                let context = evaluator.context
                return context.symbolic(.bool(context.or(controls.map { context.equal(control, context.integer($0)) })))
            }
        case .settled(let operand):
            return try ofParty(operand) { evaluator, index in evaluator.context.symbolic(.bool(evaluator.isSettled(index))) }
        case .quiet:
            return context.symbolic(.bool(context.not(context.or(state.channels.joined().map(\.isPresent)))))
        case .inFlight(let type):
            return context.symbolic(
                .bool(
                    context.or(
                        state.channels.joined().map { context.and($0.isPresent, context.equal($0.type, context.integer(type))) })))
        case .field(let operand, let index):
            let value = try evaluate(operand)
            require(value.some)
            guard case .message(_, let fields) = value.body else { throw UnsupportedByProver(what: "a field of no message") }
            return fields[index]
        case .number(let operand): return try ofNode(operand) { .integer($0.number) }
        case .parent(let operand):
            let zero = context.integer(0)
            return try ofNode(operand) { .node(NodeTerms([$0.parent, zero, zero, zero, zero])) }
        case .author(let operand): return try ofNode(operand) { .integer($0.author) }
        case .keyPackageOf(let operand):
            let zero = context.integer(0)
            return try ofNode(operand) { .node(NodeTerms([$0.keyPackage, zero, zero, zero, zero])) }
        case .unwrap(let operand):
            let value = try evaluate(operand)
            require(value.some)
            return Symbolic(some: context.yes, body: value.body)
        case .not(let operand): return context.symbolic(.bool(context.not(try condition(operand))))
        case .and(let a, let b):
            let first = try condition(a)
            let second = try under(first) { (evaluator) throws(UnsupportedByProver) in try evaluator.condition(b) }
            return context.symbolic(.bool(context.and(first, second)))
        case .or(let a, let b):
            let first = try condition(a)
            let second = try under(context.not(first)) { (evaluator) throws(UnsupportedByProver) in try evaluator.condition(b) }
            return context.symbolic(.bool(context.or(first, second)))
        case .implies(let a, let b):
            let first = try condition(a)
            let second = try under(first) { (evaluator) throws(UnsupportedByProver) in try evaluator.condition(b) }
            return context.symbolic(.bool(context.implies(first, second)))
        case .compare(let comparison, let a, let b):
            return context.symbolic(.bool(try compare(comparison, evaluate(a), evaluate(b))))
        case .sum(let a, let b): return try add(evaluate(a), evaluate(b)) { context, x, y in context.add(x, y) }
        case .difference(let a, let b): return try add(evaluate(a), evaluate(b)) { context, x, y in context.subtract(x, y) }
        case .remainder(let operand, let modulus):
            let value = try evaluate(operand)
            guard case .integer(let term) = value.body else { return context.literal(.none) }
            return Symbolic(some: value.some, body: .integer(context.modulo(term, modulus)))
        case .union(let a, let b): return try combine(evaluate(a), evaluate(b), isUnion: true)
        case .subtracting(let a, let b): return try combine(evaluate(a), evaluate(b), isUnion: false)
        case .contains(let element, let set):
            let members = try evaluate(set)
            return context.symbolic(.bool(context.isMember(try evaluate(element), of: members.body)))
        case .setLiteral(let members):
            var values: [Symbolic] = []
            for member in members { values.append(try evaluate(member)) }
            return context.symbolic(.list(values))
        case .entry(let map, let key):
            let value = try evaluate(map)
            let wanted = try evaluate(key)
            guard case .map(let keys, let values) = value.body, var result = values.last else {
                throw UnsupportedByProver(what: "an entry of no map")
            }
            for (key, value) in zip(keys, values).dropLast().reversed() {
                result = context.conditional(context.equal(context.literal(key), wanted), value, result)
            }
            return result
        case .filled(let value, let type):
            let keys = model.values(of: type) ?? []
            let value = try evaluate(value)
            return context.symbolic(.map(keys: keys, keys.map { _ in value }))
        case .conditional(let test, let a, let b): return try choose(test, a, b)
        case .quantified(let quantifier, let domain, let body):
            return context.symbolic(.bool(try quantify(quantifier, domain, body)))
        case .reading(let reading, let option):
            let role = layout.instances[party ?? 0].role
            return context.symbolic(
                .bool(context.equal(layout.option(role: role, reading: reading), context.integer(option))))
        case .message(let type, let fields):
            var values: [Symbolic] = []
            for field in fields { values.append(try evaluate(field)) }
            return context.symbolic(.message(type: type, values))
        case .commit(let operand):
            let parent = try evaluate(operand)
            require(parent.some)
            guard case .node(let node) = parent.body else { throw UnsupportedByProver(what: "a commit in no epoch") }
            let number = context.add(node.number, context.integer(1))
            return make(number: number, parent: node.identity, keyPackage: context.integer(-1))
        case .create(let operand):
            let keyPackage = try evaluate(operand)
            require(keyPackage.some)
            guard case .node(let node) = keyPackage.body else { throw UnsupportedByProver(what: "a group for no key package") }
            let root = state.nextIdentity
            state.nextIdentity = context.add(root, context.integer(1))
            return make(number: context.integer(1), parent: root, keyPackage: node.identity)
        case .newKeyPackage: return make(number: context.integer(0), parent: context.integer(-1), keyPackage: context.integer(-1))
        case .export(let operand): return try evaluate(operand)
        }
    }

    func isSettled(_ index: Int) -> Term {
        let states = model.roles[layout.instances[index].role].states
        return context.or(
            states.indices.filter { states[$0].isSettled }.map {
                context.equal(state.parties[index].control, context.integer($0))
            })
    }

    private mutating func make(number: Term, parent: Term, keyPackage: Term) -> Symbolic {
        let identity = state.nextIdentity
        state.nextIdentity = context.add(identity, context.integer(1))
        return context.symbolic(
            .node(NodeTerms([identity, number, parent, context.integer(party ?? -1), keyPackage])))
    }

    private mutating func ofNode(
        _ operand: Expression, _ property: (NodeTerms) -> Symbolic.Body
    ) throws(UnsupportedByProver) -> Symbolic {
        let value = try evaluate(operand)
        switch value.body {
        case .nothing: return value
        case .node(let node): return Symbolic(some: value.some, body: property(node))
        default: throw UnsupportedByProver(what: "a property of no epoch")
        }
    }

    /// What holds of the party that the operand yields.
    private mutating func ofParty(
        _ operand: Expression, _ body: (SymbolicEvaluator, Int) -> Symbolic?
    ) throws(UnsupportedByProver) -> Symbolic {
        let value = try evaluate(operand)
        require(value.some)
        guard case .integer(let term) = value.body else { throw UnsupportedByProver(what: "a property of no party") }
        var result: Symbolic?
        for index in layout.instances.indices.reversed() {
            guard let one = body(self, index) else { continue }
            result = result.map { context.conditional(context.equal(term, context.integer(index)), one, $0) } ?? one
        }
        guard let result else { throw UnsupportedByProver(what: "a variable that no party has") }
        return result
    }

    private func compare(
        _ comparison: Expression.Comparison, _ a: Symbolic, _ b: Symbolic
    ) throws(UnsupportedByProver) -> Term {
        switch comparison {
        case .equal: return context.equal(a, b)
        case .notEqual: return context.not(context.equal(a, b))
        case .less, .lessOrEqual, .greater, .greaterOrEqual:
            guard case .integer(let x) = a.body, case .integer(let y) = b.body else { return context.no }
            let order =
                switch comparison {
                case .less: context.less(x, y)
                case .lessOrEqual: context.lessOrEqual(x, y)
                case .greater: context.less(y, x)
                default: context.lessOrEqual(y, x)
                }
            return context.and(a.some, b.some, order)
        }
    }

    private func add(
        _ a: Symbolic, _ b: Symbolic, _ operation: (Context, Term, Term) -> Term
    ) throws(UnsupportedByProver) -> Symbolic {
        guard case .integer(let x) = a.body, case .integer(let y) = b.body else { return context.literal(.none) }
        return Symbolic(some: context.and(a.some, b.some), body: .integer(operation(context, x, y)))
    }

    private func combine(_ a: Symbolic, _ b: Symbolic, isUnion: Bool) throws(UnsupportedByProver) -> Symbolic {
        if isUnion, case .list(let x) = a.body {
            if case .list(let y) = b.body { return context.symbolic(.list(x + y)) }
            return try combine(b, a, isUnion: true)
        }
        guard case .set(let members) = a.body else { throw UnsupportedByProver(what: "an operation on a set that is written out") }
        return context.symbolic(
            .set(
                members.map { value, isMember in
                    let other = context.isMember(context.literal(value), of: b.body)
                    return (value, isUnion ? context.or(isMember, other) : context.and(isMember, context.not(other)))
                }))
    }

    private mutating func choose(_ test: Expression, _ a: Expression, _ b: Expression) throws(UnsupportedByProver) -> Symbolic {
        let chosen = try condition(test)
        let before = state
        let first = try under(chosen) { (evaluator) throws(UnsupportedByProver) in try evaluator.evaluate(a) }
        let afterFirst = state
        state = before
        let second = try under(context.not(chosen)) { (evaluator) throws(UnsupportedByProver) in try evaluator.evaluate(b) }
        state = context.conditional(chosen, afterFirst, state)
        return context.conditional(chosen, first, second)
    }

    private mutating func quantify(
        _ quantifier: Expression.Quantifier, _ domain: Expression.Domain, _ body: Expression
    ) throws(UnsupportedByProver) -> Term {
        var values: [(value: Symbolic, isThere: Term)] = []
        switch domain {
        case .type(let type): values = (model.values(of: type) ?? []).map { (context.literal($0), context.yes) }
        case .set(let set):
            switch try evaluate(set).body {
            case .set(let members): values = members.map { (context.literal($0.value), $0.isMember) }
            case .list(let elements): values = elements.map { ($0, context.yes) }
            default: throw UnsupportedByProver(what: "a quantifier over no set")
            }
        }
        var terms: [Term] = []
        for (value, isThere) in values {
            binders.append(value)
            let term = try under(isThere) { (evaluator) throws(UnsupportedByProver) in try evaluator.condition(body) }
            binders.removeLast()
            terms.append(quantifier == .all ? context.implies(isThere, term) : context.and(isThere, term))
        }
        return quantifier == .all ? context.and(terms) : context.or(terms)
    }
}
