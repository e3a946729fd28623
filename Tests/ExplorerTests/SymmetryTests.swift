import ExampleModels
import ProtocolModel
import Testing

@testable import Explorer

/// Searches in which one state stands for all that differ from it by an exchange of identical parties, against searches of all states.
struct SymmetryTests {
    private func report(_ model: ProtocolModel, usesSymmetry: Bool, threads: Int = 2) throws -> ExplorationReport? {
        let explorer = Explorer(
            model: model, limits: ExplorationLimits(states: 30_000), resources: ExplorationResources(
                threads: threads, graphLimit: -1, usesSymmetry: usesSymmetry))
        let report = try ProfileJudge(explorer, profile: 0, progress: { _ in true }).largeReport()
        return report?.incompleteness == nil ? report : nil
    }

    /// What is said of a property: how it fails, how long the shortest runs are, and whether the interpreter could follow them.
    private func facts(_ verdict: Verdict) -> [String] {
        ["\(verdict.status)", verdict.vacuity ?? "", "\(verdict.witness?.steps.count ?? -1)"]
            + verdict.failures.map { "\($0.outcome) \($0.trace?.steps.count ?? -1) \($0.isConfirmed)" }
    }

    /// The same states in number and hash, the same steps, depth, dead rows and holes, the same verdicts with runs of the same length.
    @discardableResult
    private func compare(_ model: ProtocolModel, _ name: String) throws -> Bool {
        guard let all = try report(model, usesSymmetry: false), let one = try report(model, usesSymmetry: true) else { return false }
        #expect(one.states == all.states, "\(name)")
        #expect(one.edges == all.edges, "\(name)")
        #expect(one.depth == all.depth, "\(name)")
        #expect(one.stateHash == all.stateHash, "\(name)")
        #expect(one.deadRows == all.deadRows, "\(name)")
        #expect(one.holes.map { [$0.role, $0.state, $0.message] } == all.holes.map { [$0.role, $0.state, $0.message] }, "\(name)")
        #expect(one.modelErrors.isEmpty == all.modelErrors.isEmpty, "\(name)")
        for (verdict, other) in zip(one.verdicts, all.verdicts) {
            #expect(facts(verdict) == facts(other), "\(name): \(model.properties[verdict.property].name)")
        }
        return true
    }

    @Test(arguments: 0..<4)
    func randomFamilies(_ part: UInt64) throws {
        var compared = 0
        var failures = 0
        for seed in part * 100..<part * 100 + 100 {
            var random = RandomFamilies(seed: seed)
            let model = random.model()
            guard try compare(model, "seed \(seed)") else { continue }
            compared += 1
            failures += try report(model, usesSymmetry: true)?.verdicts.filter { !$0.failures.isEmpty }.count ?? 0
        }
        #expect(compared > 50)
        #expect(failures > 50)
    }

    @Test func aGroupWithAServer() throws {
        var model = try ExampleModels.parse(PropertyModels.group)
        for size in 2...3 {
            let family = try #require(model.roles.firstIndex { $0.familySize != nil })
            model.roles[family].familySize = size
            for profile in model.profiles.indices { model.profiles[profile].capacity = 1 }
            try compare(model, "\(size) members")
        }
    }

    /// One state for each orbit: with three members that do nothing alike, a sixth of all but the few that look alike.
    @Test func fewerStatesAreStored() throws {
        var better = 0
        for seed in UInt64(0)..<150 {
            var random = RandomFamilies(seed: seed)
            let model = random.model()
            let size = try #require(model.roles[0].familySize)
            let limits = ExplorationLimits(states: 30_000)
            guard let space = try? Explorer(model: model, limits: limits).measure(profile: 0), space.incompleteness == nil else { continue }
            let orbit = size == 2 ? 2 : 6
            #expect(space.storedStates <= space.states && space.states <= orbit * space.storedStates, "seed \(seed)")
            if space.states > 1_000 {
                #expect(Double(space.states) > Double(orbit) * 0.8 * Double(space.storedStates), "seed \(seed)")
                better += 1
            }
        }
        #expect(better > 3)
    }

    /// What names a member tells members apart.
    @Test func aNamedMemberIsNotExchanged() throws {
        var random = RandomFamilies(seed: 3)
        var model = random.model()
        let profile = model.profiles[0]
        #expect(Symmetry(try FlatSystem(model, profile: profile, sets: ConfigurationSets(optionCounts: [])).layout) != nil)
        model.properties.append(
            Property(name: "first", kind: .never(.inState(.literal(.party(0)), [1])), expected: [0: .unstated]))
        #expect(Symmetry(try FlatSystem(model, profile: profile, sets: ConfigurationSets(optionCounts: [])).layout) == nil)
    }

    /// The same on one thread and on two, run for run.
    @Test func runsDoNotDependOnThreads() throws {
        for seed in UInt64(0)..<40 {
            var random = RandomFamilies(seed: seed)
            let model = random.model()
            guard let one = try report(model, usesSymmetry: true, threads: 1), let two = try report(model, usesSymmetry: true, threads: 2)
            else { continue }
            #expect(one.stateHash == two.stateHash, "seed \(seed)")
            for (verdict, other) in zip(one.verdicts, two.verdicts) {
                #expect(verdict.failures.map { $0.trace?.steps } == other.failures.map { $0.trace?.steps }, "seed \(seed)")
                #expect(verdict.witness?.steps == other.witness?.steps, "seed \(seed)")
            }
        }
    }
}
