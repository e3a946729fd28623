import ExampleModels
import ProtocolModel
import Testing

/// What counts as a fault of the network, case by case.
struct FaultsTests {
    /// A run of the small update protocol on a network of one's own, step by step.
    private struct Run {
        let interpreter: Interpreter
        var state: GlobalState

        init(
            order: NetworkProfile.Order = .any, loss: Bool = false, duplication: Bool = false, capacity: Int = 2,
            interruption: NetworkProfile.Interruption = .no
        ) throws {
            let profile = NetworkProfile(
                name: "test", order: order, loss: loss, duplication: duplication, capacity: capacity, interruption: interruption,
                source: .none)
            interpreter = Interpreter(model: try ExampleModels.parse(ExampleModels.handshake), profile: profile)
            state = try interpreter.initialState()
        }

        /// The faults of the first step that the condition accepts; the run goes on with it.
        mutating func take(_ isWanted: (Step) -> Bool) throws -> Faults {
            let transition = try #require(try interpreter.transitions(from: state).first { isWanted($0.step) })
            defer { state = transition.target }
            return interpreter.faults(of: transition, in: state)
        }

        mutating func act(_ event: String) throws -> Faults {
            let index = try #require(interpreter.model.events.firstIndex { $0.name == event })
            return try take { if case .event(0, index, _, _) = $0 { true } else { false } }
        }

        /// Delivers to the receiver.
        mutating func deliver(_ position: Int, stays: Bool = false) throws -> Faults {
            try take { if case .deliver(0, 1, position, stays, _) = $0 { true } else { false } }
        }
    }

    @Test func whatOvertakesAnOlderMessageIsReordered() throws {
        var run = try Run()
        #expect(try run.act("send data") == Faults())
        #expect(try run.act("update") == Faults())
        #expect(try run.deliver(1) == Faults(reorderings: 1))
        #expect(try run.deliver(0) == Faults())
    }

    @Test func aCopyThatOvertakesIsTwoFaults() throws {
        var run = try Run(duplication: true)
        _ = try run.act("send data")
        _ = try run.act("update")
        #expect(try run.deliver(0, stays: true) == Faults(duplications: 1))
        #expect(try run.deliver(1, stays: true) == Faults(duplications: 1, reorderings: 1))
        #expect(try run.deliver(1).count == 1)
    }

    @Test func whatIsLostInFlightOrAtAFullChannelIsALoss() throws {
        var run = try Run(loss: true)
        #expect(try run.act("send data") == Faults())
        #expect(try run.act("send data") == Faults())
        #expect(try run.act("update") == Faults(losses: 1))
        #expect(run.state.channels[1].count == 2)
        #expect(try run.take { if case .lose(0, 1, 1) = $0 { true } else { false } } == Faults(losses: 1))
        #expect(try run.deliver(0) == Faults())
    }

    @Test func aSecondCopyThatIsNotKeptIsNoLoss() throws {
        var run = try Run(loss: true, duplication: true, capacity: 1)
        #expect(try run.act("send data") == Faults())
        #expect(try run.act("send data") == Faults())
        #expect(try run.act("update") == Faults(losses: 1))
    }

    @Test func aHalfOpenInterruptionIsOneFaultWithAllThatItLeadsTo() throws {
        var run = try Run(order: .fifo, loss: true, interruption: .halfOpen)
        #expect(try run.take { if case .interrupt(let told, nil, _, _) = $0 { told.party == 1 } else { false } } == Faults(interruptions: 1))
        // The sender does not know yet, and what it sends is lost.
        #expect(try run.act("send data") == Faults())
        #expect(run.state.channels[1].isEmpty)
        #expect(try run.take { if case .learn = $0 { true } else { false } } == Faults())
    }

    @Test(arguments: [NetworkProfile.Order.fifo, .any])
    func whatLingersIsNotOvertakenByANewConnection(_ order: NetworkProfile.Order) throws {
        var run = try Run(order: order, interruption: .lingering)
        _ = try run.act("send data")
        #expect(try run.take { if case .interrupt = $0 { true } else { false } } == Faults(interruptions: 1))
        _ = try run.act("send data")
        #expect(run.state.channels[1].map(\.isStale) == [true, false])
        #expect(try run.deliver(1) == Faults())
        #expect(try run.deliver(0) == Faults())
    }

    @Test func theFaultsOfARunAreThoseOfItsSteps() throws {
        var model = try ExampleModels.parse(ExampleModels.handshake)
        let profile = NetworkProfile(name: "all", order: .any, loss: true, duplication: true, capacity: 2, interruption: .atomic)
        model.profiles = [profile]
        let interpreter = Interpreter(model: model, profile: profile)
        var state = try interpreter.initialState()
        var steps: [Step] = []
        var faults = Faults()
        for index in 0..<40 {
            let transitions = try interpreter.transitions(from: state)
            let transition = transitions[(index * 7) % transitions.count]
            faults = faults + interpreter.faults(of: transition, in: state)
            steps.append(transition.step)
            state = transition.target
        }
        #expect(faults.count > 3)
        #expect(faults.count == Faults.Kind.allCases.map { faults[$0] }.reduce(0, +))
        let trace = Trace(model: model, profile: profile, readings: ReadingAssignment(), steps: steps)
        #expect(try Replay(trace, in: model).faults == faults)
    }
}
