import ProtocolModel

/// The shape of a model's symbolic states: which constants stand for what.
struct SymbolicLayout {
    let context: Context
    let model: ProtocolModel
    let profile: NetworkProfile
    let instances: [Instance]
    /// Places in a channel.
    let places: Int
    /// By message type and field: whether it is among a slot's nodes, and its place there or among the integers.
    let fields: [[(isNode: Bool, index: Int)]]
    let nodeCount: Int
    let integerCount: Int
    let choices: [ReadingChoice]
    /// The option of each reading, by role.
    let readings: [Term]

    /// - Throws: `UnsupportedByProver`.
    init(_ context: Context, _ model: ProtocolModel, _ profile: NetworkProfile, places: Int) throws(UnsupportedByProver) {
        self.context = context
        self.model = model
        self.profile = profile
        instances = model.instances
        self.places = places
        var fields: [[(isNode: Bool, index: Int)]] = []
        var most = (nodes: 0, integers: 0)
        for message in model.messages {
            var count = (nodes: 0, integers: 0)
            var places: [(isNode: Bool, index: Int)] = []
            for field in message.fields {
                switch field.type.unwrapped {
                case .epoch, .keyPackage:
                    places.append((true, count.nodes))
                    count.nodes += 1
                case .bool, .enumeration, .natural, .epochNumber, .party, .role:
                    places.append((false, count.integers))
                    count.integers += 1
                case .message, .set, .map, .optional:
                    throw UnsupportedByProver(what: "the field '\(field.name)' of \(message.name)")
                }
            }
            fields.append(places)
            most = (max(most.nodes, count.nodes), max(most.integers, count.integers))
        }
        self.fields = fields
        nodeCount = most.nodes
        integerCount = most.integers
        choices = model.readingChoices
        // What no document names has a space before its last word, so that no variable and no field can have the name.
        let names = choices.map { "\(model.roles[$0.role].name) reads \(model.readings[$0.reading].name)" }
        readings = names.map { context.constant($0, isBoolean: false) }
    }

    /// That each reading is one of its options.
    var readingsAreSound: Term {
        context.and(
            zip(choices, readings).map { choice, term in
                let count = model.readings[choice.reading].options.count
                return context.and(
                    context.lessOrEqual(context.integer(0), term), context.less(term, context.integer(count)))
            })
    }

    func option(role: Int, reading: Int) -> Term {
        choices.firstIndex(of: ReadingChoice(role: role, reading: reading)).map { readings[$0] } ?? context.integer(0)
    }

    /// Whether what was sent on an earlier connection may still arrive.
    var lingers: Bool { profile.interruption == .lingering }

    // MARK: Constants

    /// A state of constants whose names begin with the prefix.
    func state(_ prefix: String) -> SymbolicState {
        func int(_ name: String) -> Term { context.constant(prefix + name, isBoolean: false) }
        func flag(_ name: String) -> Term { context.constant(prefix + name, isBoolean: true) }
        func node(_ name: String) -> Symbolic.Body { self.node(prefix + name) }
        func value(_ type: ValueType, _ name: String) -> Symbolic { constant(type, prefix + name) }
        let parties = instances.map { instance in
            SymbolicState.Party(
                control: int("\(instance.name) is in"),
                variables: model.roles[instance.role].variables.map { value($0.type, "\(instance.name).\($0.name)") })
        }
        let channels = (0..<instances.count * instances.count).map { channel -> [SymbolicState.Slot] in
            let (from, to) = (channel / instances.count, channel % instances.count)
            if from == to { return [] }
            let sealing = model.roles[instances[from].role].protection.sending ?? []
            return (0..<places).map { place in
                let name = "\(instances[from].name)>\(instances[to].name)[\(place)]"
                return SymbolicState.Slot(
                    isPresent: flag(name), isStale: lingers ? flag(name + ".stale") : nil, isSealed: flag(name + ".sealed"), type: int(name + ".type"),
                    seal: sealing.enumerated().map { index, part in
                        guard case .variable(let variable) = part else { return context.literal(.none) }
                        let type = model.roles[instances[from].role].variables[variable].type.unwrapped
                        return value(type, "\(name).seal\(index)")
                    },
                    nodes: (0..<nodeCount).map { Symbolic(some: flag("\(name).node\($0).some"), body: node("\(name).node\($0)")) },
                    integers: (0..<integerCount).map {
                        Symbolic(some: flag("\(name).integer\($0).some"), body: .integer(int("\(name).integer\($0)")))
                    })
            }
        }
        return SymbolicState(
            parties: parties, channels: channels,
            unaware: channels.indices.map { channel in
                channels[channel].isEmpty
                    ? context.no
                    : flag("\(instances[channel / instances.count].name) unaware of \(instances[channel % instances.count].name)")
            },
            counters: profile.bounds.indices.map { int("bound\($0)") }, nextIdentity: int("next"), overflow: flag("overflow"))
    }

    private func node(_ name: String) -> Symbolic.Body {
        .node(NodeTerms(["", ".number", ".parent", ".author", ".keyPackage"].map { context.constant(name + $0, isBoolean: false) }))
    }

    /// A value of the type, of constants whose names begin with the name.
    func constant(_ type: ValueType, _ name: String) -> Symbolic {
        let some = type.isOptional ? context.constant(name + " is some", isBoolean: true) : context.yes
        let body: Symbolic.Body
        switch type.unwrapped {
        case .bool: body = .bool(context.constant(name, isBoolean: true))
        case .epoch, .keyPackage: body = node(name)
        case .set(let element):
            body = .set((model.values(of: element) ?? []).enumerated().map { ($1, context.constant("\(name)[\($0)]", isBoolean: true)) })
        case .map(let key, let element):
            let keys = model.values(of: key) ?? []
            body = .map(keys: keys, keys.indices.map { constant(element, "\(name)[\($0)]") })
        case .message(let type):
            body = .message(type: type, model.messages[type].fields.map { constant($0.type, "\(name).\($0.name)") })
        default: body = .integer(context.constant(name, isBoolean: false))
        }
        return Symbolic(some: some, body: body)
    }

    func channel(_ from: Int, _ to: Int) -> Int { from * instances.count + to }

    /// The fields of a message in a slot that holds one of the type.
    func binders(_ slot: SymbolicState.Slot, type: Int) -> [Symbolic] {
        zip(fields[type], model.messages[type].fields).map { place, field in
            if place.isNode { return slot.nodes[place.index] }
            let pooled = slot.integers[place.index]
            guard field.type.unwrapped == .bool, case .integer(let term) = pooled.body else { return pooled }
            return Symbolic(some: pooled.some, body: .bool(context.equal(term, context.integer(1))))
        }
    }

    /// A slot with a message; fields that the type does not have are as in `pattern`.
    func slot(_ type: Int, _ values: [Symbolic], seal: [Symbolic], isSealed: Term, pattern: SymbolicState.Slot) -> SymbolicState.Slot {
        var slot = pattern
        slot.isPresent = context.yes
        if lingers { slot.isStale = context.no }
        slot.isSealed = isSealed
        slot.type = context.integer(type)
        if !seal.isEmpty {
            // What is not sealed keeps nothing of the key: equal messages have equal slots.
            slot.seal = seal.map { Symbolic(some: context.yes, body: $0.body) }
        }
        slot.nodes = slot.nodes.map { _ in empty }
        slot.integers = slot.integers.map { _ in Symbolic(some: context.no, body: .integer(context.integer(0))) }
        for (place, value) in zip(fields[type], values) {
            var value = value
            if case .nothing = value.body { value.body = place.isNode ? empty.body : .integer(context.integer(0)) }
            if case .bool(let term) = value.body {
                value.body = .integer(context.conditional(term, context.integer(1), context.integer(0)))
            }
            if place.isNode { slot.nodes[place.index] = value } else { slot.integers[place.index] = value }
        }
        return slot
    }

    private var empty: Symbolic {
        Symbolic(some: context.no, body: .node(NodeTerms(Array(repeating: context.integer(0), count: 5))))
    }
}

/// What the encoding does not have.
public struct UnsupportedByProver: Error, Hashable, Sendable {
    public var what: String
}
