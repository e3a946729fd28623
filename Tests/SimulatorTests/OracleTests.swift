import ProtocolModel
import Testing

@testable import Simulator

@Suite("Simulated runs are the interpreter's")
struct OracleTests {
    /// The trace names rows, positions and what stays; `Replay` takes it with true epoch numbers and no canonical forms.
    @Test("Whole runs replay through the interpreter", arguments: Support.documents + ["handshake"])
    func replay(_ document: String) throws {
        let model = try Support.model(document)
        for profile in model.profiles {
            var steps = 0
            for seed in UInt64(1)...3 {
                let simulation = try Simulation(
                    model: model, profile: profile, scenario: try Support.rough(model, profile), readings: .random([:]), seed: seed)
                let taken = try simulation.steps(ofRun: 0, upTo: 1200)
                steps += taken.count
                let trace = Trace(model: model, profile: profile, readings: simulation.assignment(ofRun: 0), steps: taken)
                let replay = try Replay(trace, in: model)
                #expect(replay.transitions.map(\.step) == taken)
                // What the simulator keeps beside the state agrees with it at the end.
                let automaton = try simulation.automaton(simulation.assignment(ofRun: 0))
                var run = try Run(simulation.plan, automaton, run: 0, measures: simulation.blankMeasures)
                try run.run(stopsAfter: 1200)
                let last = replay.transitions.last?.target ?? replay.initial
                #expect(CanonicalState(last, isRebased: model.isShiftInvariant).state == automaton.state(run.lastState), "seed \(seed)")
                #expect(run.inFlight == last.channels.map { $0.map(\.message.type) }, "seed \(seed)")
                #expect(run.stale == last.channels.map { $0.map(\.isStale) }, "seed \(seed)")
            }
            #expect(steps > 0, "\(profile.name)")
        }
    }

    /// Judged by the replay's states, one by one, what the simulator recorded as the first violation is the first one.
    @Test("Violations are recorded at the step that shows them", arguments: ["mls-tls-2026-02", "two-party-profile", "handshake"])
    func violations(_ document: String) throws {
        let model = try Support.model(document)
        var seen = 0
        for profile in model.profiles {
            for seed in UInt64(1)...2 {
                let simulation = try Simulation(
                    model: model, profile: profile, scenario: try Support.rough(model, profile), readings: .random([:]), seed: seed)
                let taken = try simulation.steps(ofRun: 0, upTo: 80)
                let automaton = try simulation.automaton(simulation.assignment(ofRun: 0))
                var run = try Run(simulation.plan, automaton, run: 0, measures: simulation.blankMeasures)
                try run.run(stopsAfter: 80)
                for property in automaton.watched {
                    let first = try (0...taken.count).first { count in
                        let trace = Trace(
                            model: model, profile: profile, readings: simulation.assignment(ofRun: 0), steps: Array(taken.prefix(count)))
                        return try Replay(trace, in: model).judge(model.properties[property]) == .shown
                    }
                    let recorded = run.summary.hits.first { $0.property == property }?.steps
                    #expect(recorded == first.map(UInt64.init), "\(model.properties[property].name), \(profile.name), seed \(seed)")
                    if recorded != nil { seen += 1 }
                }
            }
        }
        #expect(seen > 5)
    }

    @Test("All states of runs are among those that a search through the interpreter finds")
    func states() throws {
        let model = try Support.model("handshake")
        for profile in model.profiles where profile.interruption != .lingering {
            let interpreter = Interpreter(model: model, profile: profile)
            let start = try interpreter.initialState()
            var known: Set<RelativeState> = [RelativeState(start, interpreter)]
            var open = [start]
            while let next = open.popLast() {
                for transition in try interpreter.transitions(from: next) {
                    if known.insert(RelativeState(transition.target, interpreter)).inserted { open.append(transition.target) }
                }
                // Where gaps grow without bound the search has no end.
                if known.count > 20_000 { break }
            }
            guard known.count <= 20_000 else { continue }
            var visited = Set<RelativeState>()
            for seed in UInt64(1)...5 {
                let simulation = try Simulation(model: model, profile: profile, scenario: try Support.rough(model, profile), seed: seed)
                let taken = try simulation.steps(ofRun: 0, upTo: 2000)
                let replay = try Replay(Trace(model: model, profile: profile, readings: ReadingAssignment(), steps: taken), in: model)
                for state in replay.states { visited.insert(RelativeState(state, interpreter)) }
            }
            #expect(visited.isSubset(of: known))
            #expect(visited.count > known.count / 20, "\(visited.count) of \(known.count) states in \(profile.name)")
        }
    }

    @Test("The same result with any number of threads and any memory", arguments: ["mls-tls", "two-party-profile"])
    func determinism(_ document: String) throws {
        let model = try Support.model(document)
        for profile in model.profiles {
            func simulation(_ memory: Int) throws -> Simulation {
                try Simulation(
                    model: model, profile: profile, scenario: try Support.rough(model, profile), readings: .fixed(ReadingAssignment()), seed: 5, memory: memory)
            }
            let one = try simulation(1 << 20).run(count: 6, threads: 1)
            for (threads, memory) in [(4, 1 << 20), (1, 300), (3, 50)] {
                let other = try simulation(memory).run(count: 6, threads: threads)
                #expect(one.runs == other.runs, "\(threads) threads, memory \(memory)")
                #expect(one.measures == other.measures, "\(threads) threads, memory \(memory)")
            }
        }
    }
}
