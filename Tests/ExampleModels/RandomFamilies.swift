import ProtocolModel

/// Small well-typed protocols of a family of two or three identical members, some with a server, drawn at random: members hold one another in
/// variables, sets, maps, messages and as the authors of epochs.
public struct RandomFamilies {
    private var random: SeededGenerator

    public init(seed: UInt64) { random = SeededGenerator(seed) }

    private mutating func chance(_ one: Int, of all: Int) -> Bool { Int.random(in: 0..<all, using: &random) < one }
    private mutating func pick<T>(_ items: [T]) -> T { items[Int.random(in: items.indices, using: &random)] }

    // Variables: 0 group, 1 pending, 2 friend, 3 heard, 4 held.
    private static let variables = [
        Variable(name: "group", type: .epoch, initially: .welcome),
        Variable(name: "pending", type: .optional(.epoch), initially: .literal(.none)),
        Variable(name: "friend", type: .optional(.role(0)), initially: .literal(.none)),
        Variable(name: "heard", type: .set(.role(0)), initially: .literal(.set([]))),
        Variable(
            name: "held", type: .map(key: .role(0), value: .optional(.epoch)), initially: .filled(.literal(.none), key: .role(0))),
    ]

    private static let messages = [
        MessageType(name: "Change", fields: [MessageField(name: "change", type: .epoch)]),
        MessageType(name: "About", fields: [MessageField(name: "who", type: .role(0))]),
        MessageType(name: "Hello", fields: []),
    ]

    public mutating func model() -> ProtocolModel {
        let hasServer = chance(1, of: 2)
        var roles = [role(named: "Member", family: hasServer ? Int.random(in: 2...3, using: &random) : pick([2, 3, 3]))]
        if hasServer { roles.append(role(named: "Server", family: nil)) }
        let profile = NetworkProfile(
            name: "net", order: pick([.fifo, .fifo, .any]), loss: chance(1, of: 3), duplication: chance(1, of: 4), capacity: 1,
            interruption: pick([.no, .no, .atomic, .halfOpen]), bounds: [Bound(subject: .event(0), most: 2)])
        let expected: [Int: Expectation] = [0: .unstated]
        let group = Expression.variableOf(.binder(0), variable: 0)
        let properties = [
            Property(name: "agreement", kind: .agreement(variable: "group"), expected: expected),
            Property(name: "drift", kind: .drift(variable: "group", most: 1), expected: expected),
            Property(name: "specified", kind: .specified, expected: expected),
            Property(
                name: "all elsewhere",
                kind: .reachable(.quantified(.all, .type(.role(0)), .not(.inState(.binder(0), [0])))), expected: expected),
            Property(
                name: "friends",
                kind: .never(
                    .quantified(
                        .some, .type(.role(0)), .compare(.equal, .variableOf(.binder(0), variable: 2), .binder(0)))),
                expected: expected),
            Property(
                name: "back",
                kind: .recoverable(
                    .quantified(
                        .all, .type(.role(0)),
                        .quantified(.all, .type(.role(0)), .compare(.equal, group, .variableOf(.binder(1), variable: 0))))),
                expected: expected),
        ]
        return ProtocolModel(
            title: "family", messages: Self.messages,
            events: [Event(name: "act", fairness: .optional), Event(name: "again", fairness: .fair)], roles: roles, profiles: [profile],
            properties: properties)
    }

    private mutating func role(named name: String, family: Int?) -> Role {
        let states = (0..<2).map { ControlState(name: "S\($0)", isSettled: $0 == 0) }
        var rows: [Row] = []
        func add(_ trigger: Trigger, _ field: ValueType?, _ self: inout RandomFamilies) {
            rows.append(
                Row(
                    name: "\(name)\(rows.count + 1)", states: self.pick([[0], [1], [0, 1]]), triggers: [trigger],
                    guards: self.guards(field, answers: trigger != .event(0) && trigger != .event(1)),
                    actions: self.actions(field, answers: trigger != .event(0) && trigger != .event(1)),
                    next: self.pick([nil, 0, 1])))
        }
        add(.event(0), nil, &self)
        if chance(1, of: 2) { add(.event(1), nil, &self) }
        for (index, message) in Self.messages.enumerated() {
            for _ in 0..<Int.random(in: 0...2, using: &random) { add(.message(index), message.fields.first?.type, &self) }
        }
        if chance(1, of: 2) { add(.anyMessage, nil, &self) }
        if chance(1, of: 2) { add(.interrupted, nil, &self) }
        return Role(name: name, familySize: family, states: states, variables: Self.variables, rows: rows)
    }

    private mutating func guards(_ field: ValueType?, answers: Bool) -> Guard {
        if chance(1, of: 3) { return .always }
        var conditions: [Expression] = [
            .compare(.equal, .variable(1), .literal(.none)), .compare(.notEqual, .variable(2), .literal(.none)),
            .quantified(.all, .type(.role(0)), .contains(element: .binder(field == nil ? 0 : 1), .variable(3))),
            .quantified(
                .some, .type(.role(0)),
                .compare(.equal, .entry(.variable(4), key: .binder(field == nil ? 0 : 1)), .variable(0))),
            .compare(.equal, .variable(3), .literal(.set([]))),
        ]
        if case .epoch? = field {
            conditions += [
                .compare(.equal, .parent(.binder(0)), .variable(0)), .compare(.equal, .author(.binder(0)), .variable(2)),
                .compare(.equal, .binder(0), .variable(1)),
            ]
        }
        if case .role? = field {
            conditions += [
                .contains(element: .binder(0), .variable(3)), .compare(.equal, .binder(0), .variable(2)),
                .compare(.equal, .binder(0), .own),
            ]
        }
        if answers { conditions.append(.compare(.equal, .sender, .variable(2))) }
        return .when(chance(1, of: 3) ? .not(pick(conditions)) : pick(conditions))
    }

    private mutating func actions(_ field: ValueType?, answers: Bool) -> [Action] {
        let count = Int.random(in: 1...3, using: &random)
        return (0..<count).map { _ in action(field, answers: answers) }
    }

    private mutating func action(_ field: ValueType?, answers: Bool) -> Action {
        let own: Expression = .conditional(.compare(.equal, .variable(1), .literal(.none)), .variable(0), .unwrap(.variable(1)))
        var actions: [Action] = [
            .assign(variable: 1, .commit(.variable(0))), .assign(variable: 0, own), .assign(variable: 1, .literal(.none)),
            .assign(variable: 2, .literal(.none)), .assign(variable: 3, .literal(.set([]))),
            .send(.message(0, [own]), to: answers ? pick([.all, .peer]) : .all, protected: false), .send(.message(2, []), to: .all, protected: false),
        ]
        if case .epoch? = field {
            actions += [.assign(variable: 0, .binder(0)), .assign(variable: 1, .binder(0))]
        }
        if case .role? = field {
            actions += [
                .assign(variable: 2, .binder(0)), .assign(variable: 3, .union(.variable(3), .setLiteral([.binder(0)]))),
                .assignEntry(variable: 4, key: .binder(0), .variable(0)), .send(.message(1, [.binder(0)]), to: .all, protected: false),
                .assign(variable: 3, .subtracting(.variable(3), .setLiteral([.binder(0)]))),
                .send(.message(2, []), to: .to(.binder(0)), protected: false),
            ]
        }
        return pick(actions)
    }
}
