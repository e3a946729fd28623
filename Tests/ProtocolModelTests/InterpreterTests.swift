import ExampleModels
import ProtocolModel
import Testing

/// The semantics, step by step, worked out by hand.
struct InterpreterTests {
    private func interpreter(_ profile: String, resend option: Int = 0) throws -> Interpreter {
        let model = try ExampleModels.parse(ExampleModels.handshake)
        let network = try #require(model.profiles.first { $0.name == profile })
        return Interpreter(
            model: model, profile: network,
            readings: ReadingAssignment([ReadingChoice(role: 0, reading: 0): option]))
    }

    /// Takes the only step whose text by names matches.
    private func take(
        _ interpreter: Interpreter, _ state: GlobalState, _ matches: (TraceStep) -> Bool
    ) throws -> Transition {
        let found = try interpreter.transitions(from: state).filter { matches(TraceStep($0.step, in: interpreter.model)) }
        #expect(found.count == 1)
        return try #require(found.first)
    }

    private func rows(_ interpreter: Interpreter, _ state: GlobalState) throws -> Set<String> {
        Set(
            try interpreter.transitions(from: state).flatMap { transition -> [String] in
                let step = TraceStep(transition.step, in: interpreter.model)
                return [step.row].compactMap { $0 } + (step.told ?? []).compactMap(\.row)
            })
    }

    @Test func initialValues() throws {
        let state = try interpreter("connection").initialState()
        #expect(state.parties[0].variables == [.epoch(Node(1)), .none, .epoch(Node(1))])
        #expect(state.parties[1].variables == [.epoch(Node(1))])
        #expect(state.tree[Node(1)]?.number == 1)
        #expect(state.channels.allSatisfy { $0.isEmpty })
    }

    @Test func anUpdateIsAnsweredAndConfirmed() throws {
        let interpreter = try interpreter("connection")
        var state = try interpreter.initialState()
        let update = try take(interpreter, state) { $0.row == "S1" }
        state = update.target
        // The commit is a child of the first epoch, made by the sender, and stored; the group is what it was.
        #expect(state.parties[0].variables == [.epoch(Node(1)), .epoch(Node(2)), .epoch(Node(1))])
        let commit = try #require(state.tree[Node(2)])
        #expect(commit.parent == Node(1) && commit.number == 2 && commit.author == 0)
        #expect(state.channels[1].map(\.message) == [Message(type: 0, fields: [.epoch(Node(2))])])
        #expect(state.channels[1].map(\.seal) == [nil])
        let received = try take(interpreter, state) { $0.row == "R1" }
        state = received.target
        #expect(received.effects.contains(.assigned(party: 1, variable: 0, .epoch(Node(2)), goesRound: false)))
        #expect(state.channels[2].map(\.message) == [Message(type: 1, fields: [.epochNumber(2)])])
        state = try take(interpreter, state) { $0.row == "S2" }.target
        #expect(state.parties[0].variables == [.epoch(Node(2)), .none, .epoch(Node(2))])
        #expect(state.parties[0].control == 0)
    }

    @Test func aRowWithAConditionGoesBeforeOtherwise() throws {
        let interpreter = try interpreter("connection")
        var state = try interpreter.initialState()
        state = try take(interpreter, state) { $0.row == "S1" }.target
        state = try take(interpreter, state) { $0.row == "R1" }.target
        #expect(try rows(interpreter, state).contains("S2"))
        #expect(try !rows(interpreter, state).contains("S3"))
    }

    @Test func rowsOfAnotherReadingAreNotThere() throws {
        for (option, row, other) in [(0, "S5", "S6"), (1, "S6", "S5")] {
            let interpreter = try interpreter("connection", resend: option)
            var state = try interpreter.initialState()
            state = try take(interpreter, state) { $0.row == "S1" }.target
            state = try take(interpreter, state) { $0.kind == .interrupt }.target
            #expect(try rows(interpreter, state).contains(row))
            #expect(try !rows(interpreter, state).contains(other))
        }
    }

    @Test func aSpontaneousStepWaitsWhileTheChannelIsFull() throws {
        let interpreter = try interpreter("connection")
        var state = try interpreter.initialState()
        for _ in 0..<2 { state = try take(interpreter, state) { $0.row == "S7" }.target }
        #expect(try !rows(interpreter, state).contains("S7"))
        #expect(try !rows(interpreter, state).contains("S1"))
    }

    @Test func aRecordUnderAnotherKeyIsUndecryptable() throws {
        let interpreter = try interpreter("connection")
        var state = try interpreter.initialState()
        state = try take(interpreter, state) { $0.row == "S1" }.target
        state = try take(interpreter, state) { $0.row == "R1" }.target
        // The sender still seals with the old epoch; the receiver has moved.
        state = try take(interpreter, state) { $0.kind == .deliver }.target
        state = try take(interpreter, state) { $0.row == "S7" }.target
        #expect(state.channels[1].first?.seal == [.epoch(Node(2))])
        #expect(try rows(interpreter, state).contains("R3"))
        var early = try interpreter.initialState()
        early = try take(interpreter, early) { $0.row == "S7" }.target
        early.parties[1].variables[0] = .epoch(Node(0))
        let arrival = try take(interpreter, early) { $0.kind == .deliver }
        #expect(arrival.effects.contains(.undecryptable(party: 1)))
        #expect(TraceStep(arrival.step, in: interpreter.model).row == "R5")
    }

    @Test func anInterruptionEmptiesTheChannelsAndTellsBoth() throws {
        let interpreter = try interpreter("connection")
        var state = try interpreter.initialState()
        state = try take(interpreter, state) { $0.row == "S1" }.target
        let cut = try take(interpreter, state) { $0.kind == .interrupt }
        #expect(cut.target.channels.allSatisfy { $0.isEmpty })
        #expect(TraceStep(cut.step, in: interpreter.model).told?.map(\.row) == ["S4", "R4"])
        #expect(cut.target.parties[0].control == 2)
        #expect(cut.effects.filter { if case .connectionReset = $0 { true } else { false } }.count == 2)
    }

    @Test func halfOpenTellsOneEndAndLosesWhatTheOtherSends() throws {
        let interpreter = try interpreter("half-open")
        var state = try interpreter.initialState()
        state = try take(interpreter, state) { $0.kind == .interrupt && $0.told?.first?.party == "Receiver" }.target
        #expect(state.unaware == [1])
        let lost = try take(interpreter, state) { $0.row == "S7" }
        #expect(lost.target.channels.allSatisfy { $0.isEmpty })
        let learnt = try take(interpreter, state) { $0.kind == .learn }
        #expect(learnt.target.unaware.isEmpty)
    }

    @Test func aPartyLearnsBeforeItReadsFromTheNewConnection() throws {
        let interpreter = try interpreter("half-open")
        var state = try interpreter.initialState()
        state = try take(interpreter, state) { $0.row == "S1" }.target
        state = try take(interpreter, state) { $0.kind == .interrupt && $0.told?.first?.party == "Sender" }.target
        #expect(state.unaware == [2])
        state = try take(interpreter, state) { $0.row == "S5" }.target
        #expect(try !interpreter.transitions(from: state).contains { if case .deliver = $0.step { true } else { false } })
        let learnt = try take(interpreter, state) { $0.kind == .learn }
        #expect(learnt.target.unaware.isEmpty)
        #expect(learnt.effects.first == .connectionReset(party: 1))
        let arrival = try take(interpreter, learnt.target) { $0.kind == .deliver }
        #expect(arrival.target.channels[2].count == 1)
    }

    @Test func lingeringMessagesStayBesideTheNewConnection() throws {
        let interpreter = try interpreter("lingering")
        var state = try interpreter.initialState()
        state = try take(interpreter, state) { $0.row == "S1" }.target
        state = try take(interpreter, state) { $0.kind == .interrupt }.target
        #expect(state.channels[1].map(\.isStale) == [true])
        state = try take(interpreter, state) { $0.row == "S5" }.target
        #expect(state.channels[1].map(\.isStale) == [true, false])
        // Each connection delivers its own head.
        #expect(try interpreter.transitions(from: state).filter { if case .deliver = $0.step { true } else { false } }.count == 2)
        // A second interruption loses what the first left.
        state = try take(interpreter, state) { $0.kind == .interrupt }.target
        #expect(state.channels[1].map(\.isStale) == [true])
    }

    @Test func datagramsAreLostDuplicatedAndOvertake() throws {
        let interpreter = try interpreter("datagram")
        var state = try interpreter.initialState()
        state = try take(interpreter, state) { $0.row == "S1" }.target
        // The same message twice in flight is the same as once.
        state = try take(interpreter, state) { $0.kind == .deliver && $0.stays == true }.target
        let again = try take(interpreter, state) { $0.kind == .deliver && $0.to == "Receiver" && $0.stays == true }.target
        #expect(again.channels[2].count == 1)
        let lost = try take(interpreter, state) { $0.kind == .lose && $0.to == "Receiver" }.target
        #expect(lost.channels[1].isEmpty)
    }

    @Test func relyingOnNoneIsAnErrorOfTheModel() throws {
        let text = ExampleModels.handshake.replacing("`pending := commit(group)`; send `Update(pending!)` in the clear | Waiting | | |", with: "send `Update(pending!)` in the clear | Waiting | | |")
        let model = try ExampleModels.parse(text)
        let interpreter = Interpreter(model: model, profile: model.profiles[0])
        let state = try interpreter.initialState()
        #expect(throws: EvaluationError(.unwrappedNone, row: "S1")) { try interpreter.transitions(from: state) }
    }
}
