import ProtocolModel

/// Compiles expressions and actions of one role, or of properties, to integers.
struct Compiler {
    let layout: Layout
    /// The role whose rows are compiled; `nil` for properties.
    let role: Int?
    /// The options that the rows are compiled for, by reading.
    var options: [Int: Int] = [:]
    /// The types of the binders in scope.
    var binders: [ValueType] = []

    private var model: ProtocolModel { layout.model }

    // MARK: Types, as far as the compilation depends on them

    private func type(of expression: Expression) -> ValueType? {
        switch expression {
        case .variable(let index): role.map { model.roles[$0].variables[index].type }
        case .binder(let index): binders.indices.contains(index) ? binders[index] : nil
        case .variableOf(let party, let variable): variableType(party, variable)
        case .field(let message, let index):
            if case .message(let type)? = type(of: message)?.unwrapped { model.messages[type].fields[index].type } else { nil }
        case .entry(let map, _):
            if case .map(_, let value)? = type(of: map) { value } else { nil }
        case .message(let type, _): .message(type)
        case .filled(let value, let key): type(of: value).map { .map(key: key, value: $0) }
        case .unwrap(let operand): type(of: operand)?.unwrapped
        case .conditional(_, let a, let b): type(of: a) ?? type(of: b)
        case .union(let a, let b): type(of: a) ?? type(of: b)
        case .subtracting(let a, _): type(of: a)
        default: nil
        }
    }

    /// The roles that the instance may be of are told by the expression where it is a literal or a bound variable.
    private func roles(of party: Expression) -> [Int] {
        switch party {
        case .literal(.party(let index)): return [layout.instances[index].role]
        default:
            if case .role(let role)? = type(of: party) { return [role] }
            return Array(model.roles.indices)
        }
    }

    private func variableType(_ party: Expression, _ variable: Int) -> ValueType? {
        guard let role = roles(of: party).first(where: { model.roles[$0].variables.indices.contains(variable) }) else { return nil }
        return model.roles[role].variables[variable].type
    }

    private func isWide(_ expression: Expression) -> Bool {
        switch type(of: expression)?.unwrapped {
        case .message?, .map?: true
        default: false
        }
    }

    private func domain(_ type: ValueType) throws(UnsupportedModel) -> [Int] {
        guard let values = model.values(of: type) else { throw UnsupportedModel("a domain that is not finite") }
        return values.map(Compiler.integer)
    }

    /// The domain of the set that the expression yields, taken from whichever part of it has a declared type.
    private func setDomain(_ candidates: Expression...) throws(UnsupportedModel) -> [Int] {
        for candidate in candidates {
            if case .set(let element)? = type(of: candidate)?.unwrapped { return try domain(element) }
        }
        // A literal set that no variable gives a type to: of the widest type that its members can have.
        for candidate in candidates {
            if case .setLiteral(let members) = candidate {
                for member in members {
                    if let type = type(of: member), model.values(of: type) != nil { return try domain(type) }
                    switch member {
                    case .own, .sender, .author, .literal(.party): return try domain(.party)
                    case .literal(.enumeration): return Array(0..<62)
                    case .literal(.natural): return Array(0..<62)
                    case .literal(.bool): return [0, 1]
                    default: continue
                    }
                }
            }
        }
        return Array(0..<62)
    }

    static func integer(_ value: Value) -> Int {
        switch value {
        case .none: FlatState.none
        case .bool(let value): value ? 1 : 0
        case .enumeration(let index): index
        case .natural(let value), .epochNumber(let value): value
        case .party(let index): index < 0 ? FlatState.missing : index
        case .epoch(let node), .keyPackage(let node): node.index < 0 ? FlatState.missing : node.index
        case .message, .set, .map: 0
        }
    }

    // MARK: Expressions

    func code(_ expression: Expression) throws(UnsupportedModel) -> Code {
        switch expression {
        case .literal(.set(let members)):
            return .constant(members.isEmpty ? 0 : try mask(of: members))
        case .literal(let value): return .constant(Compiler.integer(value))
        case .welcome: throw UnsupportedModel("'welcome' outside initial values")
        case .variable(let index):
            guard let role else { throw UnsupportedModel("a variable without a party") }
            return .own(offset: layout.offsets[role][index])
        case .binder(let index): return .binder(index)
        case .own: return .party
        case .sender: return .sender
        case .stale: return .stale
        case .variableOf(let party, let variable): return .ofParty(try code(party), slots: slots(of: variable))
        case .inState(let party, let controls):
            let mask = controls.reduce(UInt64(0)) { $0 | (1 << UInt64($1)) }
            return .inState(try code(party), masks: layout.instances.map { _ in mask })
        case .settled(let party):
            return .inState(
                try code(party),
                masks: layout.instances.map { instance in
                    model.roles[instance.role].states.enumerated().reduce(UInt64(0)) {
                        $1.element.isSettled ? $0 | (1 << UInt64($1.offset)) : $0
                    }
                })
        case .quiet: return .quiet
        case .inFlight(let type): return .inFlight(type)
        case .field(let message, let index): return .field(try wide(message), index)
        case .number(let a): return .number(try code(a))
        case .parent(let a): return .parent(try code(a))
        case .author(let a): return .author(try code(a))
        case .keyPackageOf(let a): return .keyPackageOf(try code(a))
        case .unwrap(let a): return .unwrap(try code(a))
        case .not(let a): return .not(try code(a))
        case .and(let a, let b): return .and(try code(a), try code(b))
        case .or(let a, let b): return .or(try code(a), try code(b))
        case .implies(let a, let b): return .or(.not(try code(a)), try code(b))
        case .compare(let comparison, let a, let b): return try compare(comparison, a, b)
        case .sum(let a, let b): return .add(try code(a), try code(b), sign: 1)
        case .difference(let a, let b): return .add(try code(a), try code(b), sign: -1)
        case .remainder(let a, let modulus): return .remainder(try code(a), modulus)
        case .union(let a, let b):
            let domain = try setDomain(a, b)
            return .union(try set(a, domain), try set(b, domain))
        case .subtracting(let a, let b):
            let domain = try setDomain(a, b)
            return .subtracting(try set(a, domain), try set(b, domain))
        case .contains(let element, let members):
            let domain = try setDomain(members)
            return .contains(try code(element), set: try set(members, domain), domain: domain)
        case .setLiteral: return try set(expression, try setDomain(expression))
        case .entry(let map, let key):
            guard case .map(let keyType, let value)? = type(of: map), Layout.width(of: value, in: model) == 1 else {
                throw UnsupportedModel("an entry of a map of messages or maps")
            }
            return .entry(try wide(map), key: try code(key), domain: try domain(keyType))
        case .conditional(let test, let a, let b): return .conditional(try code(test), try code(a), try code(b))
        case .quantified(let quantifier, .type(let type), let body):
            var inner = self
            inner.binders.append(type)
            return .quantified(
                all: quantifier == .all, values: try domain(type), binder: binders.count, try inner.code(body))
        case .quantified(let quantifier, .set(let members), let body):
            let domain = try setDomain(members)
            var inner = self
            if case .set(let element)? = type(of: members) { inner.binders.append(element) } else { inner.binders.append(.party) }
            return .quantifiedSet(
                all: quantifier == .all, set: try set(members, domain), domain: domain, binder: binders.count,
                try inner.code(body))
        case .reading(let reading, let option): return .constant(options[reading] == option ? 1 : 0)
        case .commit(let a): return .commit(try code(a))
        case .create(let a): return .create(try code(a))
        case .newKeyPackage: return .newKeyPackage
        case .export(let a): return try code(a)
        case .message, .filled: throw UnsupportedModel("a message or a map where a single value is expected")
        }
    }

    private func slots(of variable: Int) -> [Int] {
        layout.instances.indices.map { party in
            let offsets = layout.offsets[layout.instances[party].role]
            return offsets.indices.contains(variable) ? layout.bases[party] + offsets[variable] : -1
        }
    }

    private func mask(of members: Set<Value>) throws(UnsupportedModel) -> Int {
        var mask = 0
        for member in members {
            let value = Compiler.integer(member)
            guard (0..<62).contains(value) else { throw UnsupportedModel("a set literal with a member out of range") }
            mask |= 1 << value
        }
        return mask
    }

    private func set(_ expression: Expression, _ domain: [Int]) throws(UnsupportedModel) -> Code {
        switch expression {
        case .setLiteral(let members):
            var codes: [Code] = []
            for member in members { codes.append(try code(member)) }
            return .setLiteral(codes, domain: domain)
        case .literal(.set(let members)):
            return .setLiteral(members.map { .constant(Compiler.integer($0)) }, domain: domain)
        case .union(let a, let b): return .union(try set(a, domain), try set(b, domain))
        case .subtracting(let a, let b): return .subtracting(try set(a, domain), try set(b, domain))
        case .conditional(let test, let a, let b):
            return .conditional(try code(test), try set(a, domain), try set(b, domain))
        default: return try code(expression)
        }
    }

    private func compare(
        _ comparison: Expression.Comparison, _ a: Expression, _ b: Expression
    ) throws(UnsupportedModel) -> Code {
        if isWide(a) || isWide(b) {
            let equal: Code
            if case .literal(.none) = b {
                equal = .isNone(try wide(a))
            } else if case .literal(.none) = a {
                equal = .isNone(try wide(b))
            } else {
                equal = .wideEqual(try wide(a), try wide(b))
            }
            return comparison == .notEqual ? .not(equal) : equal
        }
        if case .set? = type(of: a)?.unwrapped, case let domain = try setDomain(a) {
            return .compare(comparison, try set(a, domain), try set(b, domain))
        }
        if case .set? = type(of: b)?.unwrapped, case let domain = try setDomain(b) {
            return .compare(comparison, try set(a, domain), try set(b, domain))
        }
        return .compare(comparison, try code(a), try code(b))
    }

    func wide(_ expression: Expression) throws(UnsupportedModel) -> WideCode {
        switch expression {
        case .variable(let index):
            guard let role else { throw UnsupportedModel("a variable without a party") }
            let count = Layout.width(of: model.roles[role].variables[index].type, in: model)
            return .own(offset: layout.offsets[role][index], count: count)
        case .variableOf(let party, let variable):
            guard let type = variableType(party, variable) else { throw UnsupportedModel("a variable of unknown type") }
            return .ofParty(
                try code(party), slots: slots(of: variable), count: Layout.width(of: type, in: model))
        case .message(let type, let fields):
            var codes: [Code] = []
            for field in fields { codes.append(try code(field)) }
            return .message(type: type, codes)
        case .filled(let value, let key):
            return .filled(try code(value), count: try domain(key).count)
        case .unwrap(let operand): return .unwrap(try wide(operand))
        case .conditional(let test, let a, let b): return .conditional(try code(test), try wide(a), try wide(b))
        case .literal(.none): return .constant([FlatState.none])
        default: throw UnsupportedModel("an expression of several values that is not a variable")
        }
    }

    // MARK: Actions

    func actions(_ actions: [Action]) throws(UnsupportedModel) -> [FlatAction] {
        guard let role else { return [] }
        var result: [FlatAction] = []
        for action in actions {
            switch action {
            case .drop: break
            case .assign(let variable, let expression):
                let type = model.roles[role].variables[variable].type
                let offset = layout.offsets[role][variable]
                switch type.unwrapped {
                case .message, .map:
                    result.append(
                        .assignWide(offset: offset, try wide(expression), count: Layout.width(of: type, in: model)))
                case .set(let element):
                    result.append(
                        .assign(offset: offset, try set(expression, domain(element)), .of(type), goesRound: false))
                default:
                    let goesRound = expression.contains { if case .remainder = $0 { true } else { false } }
                    result.append(.assign(offset: offset, try code(expression), .of(type), goesRound: goesRound))
                }
            case .assignEntry(let variable, let key, let expression):
                guard case .map(let keyType, let value) = model.roles[role].variables[variable].type,
                    Layout.width(of: value, in: model) == 1
                else { throw UnsupportedModel("an entry of a map of messages or maps") }
                let compiled: Code
                if case .set(let element) = value.unwrapped {
                    compiled = try set(expression, domain(element))
                } else {
                    compiled = try code(expression)
                }
                result.append(
                    .assignEntry(
                        offset: layout.offsets[role][variable], key: try code(key), domain: try domain(keyType), compiled,
                        .of(value)))
            case .send(let payload, let destination, let protected):
                guard case .message(let type)? = self.type(of: payload)?.unwrapped else {
                    throw UnsupportedModel("a payload of unknown type")
                }
                result.append(
                    .send(try wide(payload), type: type, try self.destination(destination), protected: protected))
            case .disconnect(let destination): result.append(.disconnect(try self.destination(destination)))
            case .branch(let condition, let then, let otherwise):
                result.append(.branch(try code(condition), try self.actions(then), try self.actions(otherwise)))
            }
        }
        return result
    }

    private func destination(_ destination: Destination) throws(UnsupportedModel) -> FlatDestination {
        switch destination {
        case .peer: return .peer
        case .all: return .all
        case .to(let expression):
            if case .set(let element)? = type(of: expression)?.unwrapped {
                return .parties(try code(expression), domain: try domain(element))
            }
            if case .setLiteral = expression {
                let domain = try domain(.party)
                return .parties(try set(expression, domain), domain: domain)
            }
            return .party(try code(expression))
        }
    }
}
