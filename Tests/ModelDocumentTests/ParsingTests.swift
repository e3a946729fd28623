import ProtocolModel
import Testing

@testable import ModelDocument

@Suite struct ParsingTests {
    private func model(_ text: String) throws -> ProtocolModel {
        #expect(Example.diagnostics(text) == "")
        return try ModelDocument.parse(Array(text.utf8), name: "m.md").model
    }

    @Test func declarations() throws {
        let model = try model(Example.twoParties)
        #expect(model.title == "A small protocol")
        #expect(model.draft == "draft-example-small")
        #expect(model.revision == "00")
        #expect(model.variant == .asWritten)
        #expect(model.enumerations.map(\.name) == ["Answer", "Side"])
        #expect(model.enumerations.map(\.cases) == [["no", "yes"], ["left", "right"]])
        #expect(model.messages.map(\.name) == ["Update", "Confirm", "Data", "Reply"])
        #expect(model.messages[0].fields == [MessageField(name: "update", type: .epoch)])
        #expect(model.messages[2].fields.isEmpty)
        #expect(model.messages[3].fields == [
            MessageField(name: "answer", type: .enumeration(0)), MessageField(name: "commit", type: .optional(.epoch)),
        ])
        #expect(model.wireDeclarations.map(\.name) == ["Update", "Confirm", "Data", "Answer", "Reply"])
        guard case .enumeration(_, let cases, let width, _) = model.wireDeclarations[3] else { return #expect(Bool(false)) }
        #expect(cases == [WireCase(name: "no", code: 0), WireCase(name: "yes", code: 1)] && width == 1)
        guard case .structure(_, let fields, let source) = model.wireDeclarations[4] else { return #expect(Bool(false)) }
        #expect(fields.map(\.type) == [.named("Answer"), .optional(.commit), .unsigned(bytes: 1)])
        #expect(source == SourceRange(line: 24, column: 67, length: 5))
        #expect(model.events.map(\.name) == ["renew", "send data"] && model.events.map(\.fairness) == [.optional, .fair])
        #expect(model.readings.map(\.name) == ["again"] && model.readings[0].passage == "\"It may.\"")
        #expect(model.readings[0].options.map(\.name) == ["once", "twice"])
    }

    @Test func role() throws {
        let role = try model(Example.twoParties).roles[0]
        #expect(role.name == "Alice" && role.familySize == nil)
        #expect(role.states.map(\.name) == ["Open", "Waiting"] && role.states.map(\.isSettled) == [true, false])
        #expect(role.variables.map(\.type) == [
            .optional(.epoch), .optional(.epoch), .enumeration(1), .natural(lower: 0, upper: 3), .optional(.message(3)),
        ])
        #expect(role.variables.map(\.initially) == [
            .welcome, .literal(.none), .literal(.enumeration(0)), .literal(.natural(0)), .literal(.none),
        ])
        #expect(role.protection == RecordProtection(
            sending: [.variable(0)], receiving: [[.variable(0)], [.variable(1), .variable(3)]]))
    }

    @Test func rows() throws {
        let rows = try model(Example.twoParties).roles[0].rows
        #expect(rows.map(\.name) == ["A1", "A2", "A3", "A4", "A5", "A6"])
        #expect(rows[0].triggers == [.event(0)] && rows[0].next == 1 && rows[0].citation == "section 1")
        #expect(rows[0].guards == .when(.compare(.less, .variable(3), .literal(.natural(3)))))
        #expect(rows[0].actions == [
            .assign(variable: 1, .commit(.unwrap(.variable(0)))),
            .send(.message(0, [.unwrap(.variable(1))]), to: .peer, protected: false),
        ])
        #expect(rows[0].readings == [ReadingCondition(reading: 0, options: [0])])
        #expect(rows[1].guards == .when(.compare(.equal, .binder(0), .number(.variable(1)))))
        #expect(rows[1].actions == [
            .assign(variable: 0, .variable(1)), .assign(variable: 1, .literal(.none)),
            .branch(
                .reading(0, option: 1),
                then: [.assign(variable: 3, .remainder(.sum(.variable(3), .literal(.natural(1))), 4)), .drop],
                else: [.assign(variable: 3, .literal(.natural(0)))]),
        ])
        #expect(rows[2].guards == .otherwise && rows[2].triggers == [.anyMessage] && rows[2].states == [0, 1])
        #expect(rows[2].readings == [ReadingCondition(reading: 0, options: [0, 1])] && rows[2].next == nil)
        #expect(rows[3].guards == .when(.and(
            .compare(.equal, .parent(.binder(0)), .variable(0)),
            .compare(.equal, .variable(2), .literal(.enumeration(0))))))
        #expect(rows[4].triggers == [.interrupted, .undecryptable] && rows[4].actions == [.disconnect(.peer)])
        #expect(rows[5].guards == .when(.compare(.equal, .binder(0), .literal(.enumeration(1)))))
        #expect(rows[5].actions == [.assign(variable: 4, .message(3, [.literal(.enumeration(0)), .variable(0)]))])
        #expect(rows[5].source == SourceRange(line: 62, column: 3, length: 2))
        let bob = try model(Example.twoParties).roles[1].rows
        #expect(bob[0].actions.last == .send(.message(1, [.number(.binder(0))]), to: .to(.sender), protected: true))
        #expect(bob[1].actions == [
            .send(.message(2, []), to: .peer, protected: true),
            .send(.message(3, [.literal(.enumeration(1)), .literal(.none)]), to: .to(.literal(.party(0))), protected: true),
        ])
    }

    @Test func networkAndProperties() throws {
        let model = try model(Example.twoParties)
        #expect(model.profiles[0].interruption == .halfOpen && model.profiles[1].order == .any && model.profiles[1].loss)
        #expect(model.profiles[0].bounds == [Bound(subject: .event(0), most: 3), Bound(subject: .interruption, most: 1)])
        let kinds = model.properties.map(\.kind)
        #expect(kinds[0] == .agreement(variable: "group") && kinds[1] == .drift(variable: "group", most: 1))
        let alice = Expression.literal(.party(0))
        let bob = Expression.literal(.party(1))
        #expect(kinds[2] == .recoverable(.and(
            .and(.settled(alice), .settled(bob)),
            .compare(.equal, .variableOf(alice, variable: 0), .variableOf(bob, variable: 0)))))
        #expect(kinds[3] == .leadsTo(.inState(alice, [1]), .inState(alice, [0, 1])))
        #expect(kinds[4] == .reachable(.and(.quiet, .not(.inFlight(0)))))
        let choice = ReadingChoice(role: 0, reading: 0)
        #expect(model.properties[0].expected == [0: .cases([.init(outcome: .holds, when: [])])])
        #expect(model.properties[1].expected == [0: .unstated, 1: .someReadings])
        #expect(model.properties[2].expected[0] == .cases([
            .init(outcome: .stuck, when: [
                [ReadingLiteral(choice: choice, options: [0])], [ReadingLiteral(choice: choice, options: [1])],
            ]),
            .init(outcome: .fails, when: []),
        ]))
        #expect(model.passages.map(\.coverage.count) == [4, 7, 1])
        #expect(model.passages[0].coverage == [.row("A1"), .row("A2"), .row("A3"), .reading("again")])
        #expect(model.passages[2].coverage == [.leftOut(reason: "he never does, as a rule")])
    }

    @Test func families() throws {
        let model = try model(Example.group)
        let member = model.roles[0]
        #expect(member.familySize == 3 && model.instances.count == 4)
        #expect(model.events[0].parameters == [
            MessageField(name: "m", type: .role(0)), MessageField(name: "n", type: .natural(lower: 0, upper: 2)),
        ])
        #expect(member.variables.map(\.initially) == [
            .welcome, .filled(.literal(.none), key: .role(0)), .setLiteral([.own]),
            .filled(.literal(.bool(false)), key: .natural(lower: 0, upper: 2)),
        ])
        #expect(member.rows[0].guards == .when(.quantified(.all, .set(.variable(2)), .and(
            .compare(.notEqual, .binder(2), .binder(0)),
            .quantified(.some, .type(.role(0)), .compare(.equal, .entry(.variable(1), key: .binder(3)), .literal(.none)))))))
        #expect(member.rows[0].actions == [
            .assignEntry(variable: 1, key: .binder(0), .commit(.variable(0))),
            .assign(variable: 2, .union(.variable(2), .setLiteral([.binder(0)]))),
            .assignEntry(variable: 3, key: .binder(1), .literal(.bool(true))),
            .send(
                .message(0, [.unwrap(.entry(.variable(1), key: .binder(0)))]), to: .to(.literal(.party(3))), protected: true),
        ])
        // The field of the message is not named and keeps its place.
        #expect(member.rows[2].guards == .when(.quantified(
            .some, .type(.natural(lower: 0, upper: 2)), .entry(.variable(3), key: .binder(1)))))
        let server = model.roles[1].rows[0]
        #expect(server.guards == .when(.not(.contains(element: .sender, .variable(0)))))
        #expect(server.actions == [
            .send(.message(1, [.binder(0)]), to: .all, protected: true),
            .assign(variable: 0, .subtracting(.union(.variable(0), .setLiteral([.sender])), .setLiteral([]))),
            .send(.message(1, [.binder(0)]), to: .to(.subtracting(.variable(0), .setLiteral([.sender]))), protected: true),
        ])
        #expect(model.properties[0].kind == .invariant(.quantified(.all, .type(.role(0)), .quantified(.all, .type(.role(0)), .implies(
            .or(
                .compare(.equal, .variableOf(.binder(0), variable: 0), .variableOf(.binder(1), variable: 0)),
                .compare(.equal, .binder(0), .binder(1))),
            .settled(.binder(0)))))))
        #expect(model.properties[0].expected == [0: .cases([.init(outcome: .fails, when: [])])])
    }

    @Test func carriageReturnsAndByteOrderMark() throws {
        let text = "\u{FEFF}" + Example.twoParties.replacing("\n", with: "\r\n")
        #expect(try model(text) == model(Example.twoParties))
    }
}
