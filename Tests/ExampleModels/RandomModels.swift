import ProtocolModel

/// Small well-typed protocols drawn at random: two roles with two or three states, epochs, two to four messages.
public struct RandomModels {
    private var random: SeededGenerator
    /// Whether things of different kinds have one name: names must not matter. Every second protocol is so.
    private let namesClash: Bool

    public init(seed: UInt64) {
        random = SeededGenerator(seed)
        namesClash = seed % 2 == 1
    }

    private mutating func chance(_ one: Int, of all: Int) -> Bool { Int.random(in: 0..<all, using: &random) < one }
    private mutating func pick<T>(_ items: [T]) -> T { items[Int.random(in: items.indices, using: &random)] }

    // Variables: 0 group, 1 pending, 2 key, 3 round.
    private static let variables = [
        Variable(name: "group", type: .epoch, initially: .welcome),
        Variable(name: "pending", type: .optional(.epoch), initially: .literal(.none)),
        Variable(name: "key", type: .optional(.epoch), initially: .literal(.none)),
        Variable(name: "round", type: .natural(lower: 0, upper: 2), initially: .literal(.natural(0))),
    ]

    public mutating func model() -> ProtocolModel {
        let kinds: [ValueType?] = [.epoch, .epochNumber, nil, .bool]
        let messages = (0..<Int.random(in: 2...4, using: &random)).map { index in
            let kind = kinds[index]
            return MessageType(name: "M\(index)", fields: kind.map { [MessageField(name: "f", type: $0)] } ?? [])
        }
        let events = [Event(name: "act", fairness: .optional), Event(name: "again", fairness: .fair)]
        let readings = [
            Reading(name: namesClash ? "key" : "way", options: [Reading.Option(name: "one"), Reading.Option(name: "other")])
        ]
        let roles = ["A", "B"].map { role(named: $0, messages) }
        let interruption = pick([NetworkProfile.Interruption.no, .no, .atomic, .halfOpen])
        let isLossy = chance(1, of: 3)
        let profile = NetworkProfile(
            name: "net", order: pick([.fifo, .fifo, .any]), loss: isLossy, duplication: chance(1, of: 4),
            capacity: Int.random(in: 1...2, using: &random), interruption: interruption,
            bounds: chance(1, of: 4) ? [Bound(subject: .event(0), most: 2)] : [])
        let expected: [Int: Expectation] = [0: .unstated]
        let properties = [
            Property(name: "agreement", kind: .agreement(variable: "group"), expected: expected),
            Property(name: "drift", kind: .drift(variable: "group", most: 1), expected: expected),
            Property(name: "specified", kind: .specified, expected: expected),
            Property(name: "decryptable", kind: .decryptable, expected: expected),
            Property(
                name: "meet",
                kind: .reachable(
                    .and(
                        .compare(.notEqual, .variableOf(.literal(.party(0)), variable: 1), .literal(.none)),
                        .inState(.literal(.party(1)), [1]))),
                expected: expected),
        ]
        return ProtocolModel(
            title: "random", messages: messages, events: events, roles: roles, readings: readings, profiles: [profile],
            properties: properties)
    }

    private mutating func role(named name: String, _ messages: [MessageType]) -> Role {
        let states = (0..<Int.random(in: 2...3, using: &random)).map { ControlState(name: "S\($0)", isSettled: $0 == 0) }
        var rows: [Row] = []
        func add(_ triggers: [Trigger], _ field: ValueType?, _ self: inout RandomModels) {
            let condition = self.guards(field)
            let readings =
                self.chance(1, of: 6) ? [ReadingCondition(reading: 0, options: [Int.random(in: 0...1, using: &self.random)])] : []
            let from = states.indices.filter { _ in self.chance(2, of: 3) }
            rows.append(
                Row(
                    name: "\(name)\(rows.count + 1)", states: from.isEmpty ? [0] : from, triggers: triggers, guards: condition,
                    actions: self.actions(field, messages), next: self.chance(1, of: 3) ? nil : self.pick(Array(states.indices)),
                    readings: readings))
        }
        add([.event(0)], nil, &self)
        if chance(1, of: 2) { add([.event(1)], nil, &self) }
        for index in messages.indices {
            for _ in 0..<Int.random(in: 0...2, using: &random) { add([.message(index)], messages[index].fields.first?.type, &self) }
        }
        if chance(1, of: 3) { add([.anyMessage], nil, &self) }
        if chance(1, of: 2) { add([.interrupted], nil, &self) }
        if chance(1, of: 2) { add([.undecryptable], nil, &self) }
        let protection =
            chance(1, of: 2)
            ? RecordProtection(sending: [.variable(2)], receiving: chance(1, of: 2) ? [[.variable(2)]] : [[.variable(2)], [.variable(0)]])
            : RecordProtection()
        var variables = Self.variables
        if namesClash { variables[3].name = "state" }
        return Role(name: name, states: states, variables: variables, protection: protection, rows: rows)
    }

    private mutating func guards(_ field: ValueType?) -> Guard {
        if chance(1, of: 8) { return .otherwise }
        if chance(1, of: 4) { return .always }
        var conditions: [Expression] = [
            .compare(.equal, .variable(1), .literal(.none)), .compare(.notEqual, .variable(1), .literal(.none)),
            .compare(.equal, .parent(.variable(1)), .variable(0)), .compare(.less, .variable(3), .literal(.natural(2))),
            .reading(0, option: 1), .compare(.notEqual, .variable(2), .literal(.none)),
        ]
        switch field {
        case .epoch?:
            conditions += [
                .compare(.equal, .parent(.binder(0)), .variable(0)), .compare(.equal, .binder(0), .variable(0)),
                .compare(.equal, .number(.binder(0)), .sum(.number(.variable(0)), .literal(.natural(1)))),
                .compare(.equal, .author(.binder(0)), .own),
            ]
        case .epochNumber?:
            conditions += [
                .compare(.equal, .binder(0), .number(.variable(1))), .compare(.greaterOrEqual, .binder(0), .number(.variable(0))),
            ]
        case .bool?: conditions += [.binder(0), .not(.binder(0))]
        default: break
        }
        let first = pick(conditions)
        switch Int.random(in: 0..<4, using: &random) {
        case 0: return .when(.and(first, pick(conditions)))
        case 1: return .when(.or(first, .not(pick(conditions))))
        default: return .when(first)
        }
    }

    private mutating func actions(_ field: ValueType?, _ messages: [MessageType]) -> [Action] {
        var result: [Action] = []
        for _ in 0..<Int.random(in: 0...3, using: &random) { result.append(action(field, messages)) }
        if chance(1, of: 6), !result.isEmpty {
            result = [.branch(.compare(.equal, .variable(1), .literal(.none)), then: result, else: [action(field, messages)])]
        }
        return result.isEmpty ? [.drop] : result
    }

    private mutating func action(_ field: ValueType?, _ messages: [MessageType]) -> Action {
        let own: Expression = .conditional(
            .compare(.equal, .variable(1), .literal(.none)), .variable(0), .unwrap(.variable(1)))
        var actions: [Action] = [
            .assign(variable: 1, .commit(.variable(0))), .assign(variable: 0, own), .assign(variable: 1, .literal(.none)),
            .assign(variable: 2, .variable(0)), .assign(variable: 2, .literal(.none)),
            .assign(variable: 3, .remainder(.sum(.variable(3), .literal(.natural(1))), 3)),
        ]
        if case .epoch? = field {
            actions += [.assign(variable: 0, .binder(0)), .assign(variable: 1, .commit(.binder(0))), .assign(variable: 2, .export(.binder(0)))]
        }
        if chance(1, of: 12) { return .disconnect(.peer) }
        if chance(1, of: 2) { return pick(actions) }
        let type = Int.random(in: messages.indices, using: &random)
        let fields: [Expression] = messages[type].fields.map { message in
            switch message.type {
            case .epoch: own
            case .epochNumber: .number(.variable(0))
            default: .compare(.equal, .variable(3), .literal(.natural(1)))
            }
        }
        return .send(.message(type, fields), to: .peer, protected: chance(2, of: 3))
    }
}

/// Random bits that are wholly determined by a seed (SplitMix64).
public struct SeededGenerator: RandomNumberGenerator {
    private var state: UInt64

    public init(_ seed: UInt64) { state = seed }

    public mutating func next() -> UInt64 {
        state &+= 0x9e37_79b9_7f4a_7c15
        var z = state
        z = (z ^ (z >> 30)) &* 0xbf58_476d_1ce4_e5b9
        z = (z ^ (z >> 27)) &* 0x94d0_49bb_1331_11eb
        return z ^ (z >> 31)
    }
}
