import ProtocolModel
import Testing

@testable import Explorer
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

    @Test("All states of runs of real documents are among those that the explorer finds", arguments: Support.documents)
    func explored(_ document: String) throws {
        let model = try Support.model(document)
        let fixed = Dictionary(uniqueKeysWithValues: model.readingChoices.map { ($0, [0]) })
        for (index, profile) in model.profiles.enumerated() {
            let judge = try ProfileJudge(Explorer(model: model, fixedReadings: fixed), profile: index, progress: { _ in true })
            let search = try judge.explore(monitoring: nil).exact.search
            var visited = Set<Int>()
            var left = 0
            for seed in UInt64(1)...3 {
                let simulation = try Simulation(
                    model: model, profile: profile, scenario: try Support.rough(model, profile),
                    readings: .fixed(ReadingAssignment(fixed.mapValues { $0[0] })), seed: seed)
                let taken = try simulation.steps(ofRun: 0, upTo: 1500)
                let trace = Trace(model: model, profile: profile, readings: simulation.assignment(ofRun: 0), steps: taken)
                for state in try Replay(trace, in: model).states {
                    if let found = search.find(FlatState(state, layout: search.system.layout)) { visited.insert(found) } else { left += 1 }
                }
            }
            // Where numbers drift apart without bound the explorer says that it leaves states out, and nowhere else may one be missing.
            #expect(left == 0 || search.graph.beyond != nil, "\(left) states of \(profile.name) are not among the explorer's")
            #expect(visited.count > 20, "\(profile.name): \(visited.count) states")
            print("\(document), \(profile.name): \(visited.count) of the explorer's \(search.graph.states.count) states visited, \(left) beyond")
        }
    }

    /// Counted in what grows: states and transitions are thrown away, and what is measured does not get larger.
    @Test("What a run keeps does not depend on how long it is", arguments: ["mls-tls", "two-party-profile"])
    func memory(_ document: String) throws {
        let model = try Support.model(document)
        let profile = try #require(model.profiles.first { $0.interruption != .no })
        let limit = 2000
        var kept: [Int] = []
        for duration in ["100s", "1000s", "10000s"] {
            var scenario = try Support.rough(model, profile)
            try scenario.set("duration=\(duration)", in: model)
            let simulation = try Simulation(model: model, profile: profile, scenario: scenario, memory: limit)
            let automaton = try simulation.automaton(simulation.assignment(ofRun: 0))
            var run = try Run(simulation.plan, automaton, run: 0, measures: simulation.blankMeasures)
            try run.run()
            let tables = automaton.tables.pointee
            // Between two looks at the limit 4096 events bring in that many states, and some edges each.
            #expect(automaton.stateCount + tables.edges.count < limit + 4 * 4096)
            #expect(run.pending < 200, "\(run.pending) events wait")
            kept.append(Int(run.measures.events))
        }
        #expect(kept[2] > 50 * kept[0], "the longest run is not longer: \(kept)")
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
