import ExampleModels
import Foundation
import ModelDocument
import ProtocolModel
import Testing

@testable import Explorer

/// The fast successor function and the packed, relative states against the interpreter and the obviously right form.
struct DifferentialTests {
    /// Every document, in every profile, with capacities cut down so that a naive search ends.
    struct Instance: CustomTestStringConvertible {
        var name: String
        var model: ProtocolModel
        var profile: Int
        var readings: [Int]

        var testDescription: String { "\(name), \(model.profiles[profile].name), readings \(readings)" }
    }

    static let directory = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent().appendingPathComponent("Models")

    static var models: [(String, ProtocolModel)] {
        get throws {
            let files = try FileManager.default.contentsOfDirectory(atPath: directory.path)
                .filter { $0.hasSuffix(".md") && $0 != "README.md" }.sorted()
            return [("example", try ExampleModels.parse(ExampleModels.handshake))]
                + (try files.map { ($0, try ModelDocument.read(file: directory.appendingPathComponent($0).path).model) })
        }
    }

    /// Of instances with more states nothing is compared that takes all of them: documents of groups of three have millions, whatever the capacity.
    static let limits = ExplorationLimits(states: 50_000)

    /// Some combinations of readings of every document and profile: the first options, and others by a printed seed.
    static var instances: [Instance] {
        get throws {
            var generator = SeededGenerator(seed: 20_260_201)
            return try models.flatMap { name, model in
                model.profiles.indices.flatMap { profile in
                    var small = model
                    small.profiles[profile].capacity = 1
                    let counts = small.readingChoices.map { small.readings[$0.reading].options.count }
                    let combinations = [counts.map { _ in 0 }, counts.map { Int.random(in: 0..<$0, using: &generator) }]
                    return Array(Set(combinations)).sorted { $0.lexicographicallyPrecedes($1) }.map {
                        Instance(name: name, model: small, profile: profile, readings: $0)
                    }
                }
            }
        }
    }

    private func assignment(_ instance: Instance) -> ReadingAssignment {
        ReadingAssignment(
            Dictionary(uniqueKeysWithValues: zip(instance.model.readingChoices, instance.readings).map { ($0, $1) }))
    }

    private func fixed(_ instance: Instance) -> [ReadingChoice: [Int]] {
        Dictionary(uniqueKeysWithValues: zip(instance.model.readingChoices, instance.readings).map { ($0, [$1]) })
    }

    @Test(arguments: try instances)
    func everyStateHasTheInterpretersSuccessors(_ instance: Instance) throws {
        let interpreter = Interpreter(
            model: instance.model, profile: instance.model.profiles[instance.profile], readings: assignment(instance))
        let naive = try NaiveSearch(interpreter, limit: 1_500)
        let sets = ConfigurationSets(
            optionCounts: instance.model.readingChoices.map { instance.model.readings[$0.reading].options.count })
        let system = try FlatSystem(instance.model, profile: interpreter.profile, sets: sets)
        let packing = Packing(
            layout: system.layout, profile: interpreter.profile, monitorKinds: [], gapLimit: 50, keepsSmallestNumber: false)
        for state in naive.states {
            let slow = Set(
                try interpreter.transitions(from: state).map { packing.pack(FlatState($0.target, layout: system.layout)).bytes })
            // Once from the interpreter's state with true numbers, and once from its packed form.
            for flat in [
                FlatState(state, layout: system.layout),
                packing.unpack(packing.pack(FlatState(state, layout: system.layout)).bytes[...]),
            ] {
                var failures: [FlatSystem.Failure] = []
                let fast = Set(
                    system.successors(of: flat, failures: &failures)
                        .filter { sets.contains($0.presence, instance.readings) }.map { packing.pack($0.state).bytes })
                #expect(slow == fast)
                if slow != fast { return }
            }
        }
    }

    @Test(arguments: try instances)
    func theExplorerFindsTheSameStates(_ instance: Instance) throws {
        let interpreter = Interpreter(
            model: instance.model, profile: instance.model.profiles[instance.profile], readings: assignment(instance))
        let report = try Explorer(model: instance.model, limits: Self.limits, fixedReadings: fixed(instance)).check(profile: instance.profile)
        if report.incompleteness != nil {
            #expect(report.states >= Self.limits.states)
            return
        }
        if report.isOverApproximated || report.states > 4_000 { return }
        let exploration = try ProfileJudge(
            Explorer(model: instance.model, fixedReadings: fixed(instance)), profile: instance.profile, progress: { _ in true }
        ).explore(monitoring: nil)
        let naive = try NaiveSearch(
            interpreter, limit: 10_000, keepsSmallestNumber: exploration.exact.search.packing.keepsSmallestNumber)
        #expect(naive.isComplete)
        #expect(report.states == naive.distances.count)
        #expect(report.depth == naive.depth)
        for verdict in report.verdicts {
            let property = instance.model.properties[verdict.property]
            let length = verdict.failures.first?.trace?.steps.count
            switch property.kind {
            case .specified: #expect(length == naive.shortestHole)
            case .decryptable: #expect(length == naive.shortestUndecryptable)
            case .invariant(let condition): #expect(try length == naive.shortest(to: .not(condition)))
            case .never(let condition): #expect(try length == naive.shortest(to: condition))
            case .reachable(let condition):
                #expect(try verdict.witness?.steps.count == naive.shortest(to: condition))
            default: break
            }
        }
    }

    /// With bounds on everything, relative epochs must not change what is reachable: a search over true, absolute epochs
    /// reaches the same states up to renaming and shifting.
    @Test(arguments: try models.map(\.0))
    func relativeEpochsAgreeWithAbsoluteOnes(_ name: String) throws {
        let found = try #require(try Self.models.first { $0.0 == name })
        var model = found.1
        model.profiles[0].capacity = 1
        model.profiles[0].bounds = model.events.indices.map { Bound(subject: .event($0), most: 1) } + [
            Bound(subject: .interruption, most: 1), Bound(subject: .loss, most: 1), Bound(subject: .duplication, most: 1),
        ]
        let readings = model.readingChoices.reduce(into: [ReadingChoice: [Int]]()) { $0[$1] = [0] }
        let report = try Explorer(model: model, fixedReadings: readings).check(profile: 0)
        let interpreter = Interpreter(model: model, profile: model.profiles[0])
        var seen: Set<GlobalState> = [try interpreter.initialState()]
        var queue = Array(seen)
        while let state = queue.popLast() {
            for transition in try interpreter.transitions(from: state) where seen.insert(transition.target).inserted {
                queue.append(transition.target)
            }
        }
        #expect(report.states == Set(seen.map { RelativeState($0, interpreter) }).count)
        #expect(seen.count >= report.states)
    }

    @Test(arguments: try instances)
    func everyCounterexampleIsConfirmed(_ instance: Instance) throws {
        let report = try Explorer(model: instance.model, limits: Self.limits, fixedReadings: fixed(instance)).check(profile: instance.profile)
        for verdict in report.verdicts where verdict.status == .decided {
            for failure in verdict.failures {
                if case .reachable = instance.model.properties[verdict.property].kind { continue }
                #expect(failure.isConfirmed, "\(instance.model.properties[verdict.property].name): \(failure.outcome)")
            }
        }
    }
}

/// SplitMix64, so that a test's choices are the same everywhere.
struct SeededGenerator: RandomNumberGenerator {
    var state: UInt64

    init(seed: UInt64) { state = seed }

    mutating func next() -> UInt64 {
        state &+= 0x9e37_79b9_7f4a_7c15
        var z = state
        z = (z ^ (z >> 30)) &* 0xbf58_476d_1ce4_e5b9
        z = (z ^ (z >> 27)) &* 0x94d0_49bb_1331_11eb
        return z ^ (z >> 31)
    }
}
