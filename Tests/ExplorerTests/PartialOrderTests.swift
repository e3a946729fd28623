import ExampleModels
import ProtocolModel
import Testing

@testable import Explorer

/// Searches in which the steps of one party stand for all of a state, against searches of all steps.
struct PartialOrderTests {
    private func report(_ model: ProtocolModel, reduces: Bool, usesSymmetry: Bool = false, threads: Int = 2) throws -> ExplorationReport? {
        let explorer = Explorer(
            model: model, limits: ExplorationLimits(states: 30_000),
            fixedReadings: Dictionary(uniqueKeysWithValues: model.readingChoices.map { ($0, [0]) }), resources: ExplorationResources(
                threads: threads, graphLimit: -1, usesSymmetry: usesSymmetry, usesPartialOrder: reduces))
        let report = try ProfileJudge(explorer, profile: 0, progress: { _ in true }).largeReport()
        return report?.incompleteness == nil ? report : nil
    }

    /// What has to be the same: how a property fails, and that the interpreter can follow the run.
    private func facts(_ verdict: Verdict) -> [String] {
        ["\(verdict.status)", verdict.vacuity ?? "", "\(verdict.witness != nil)"]
            + verdict.failures.map { "\($0.outcome) \($0.trace != nil) \($0.isConfirmed)" }
    }

    /// The states of both searches, where the reduction was used.
    private func compare(_ model: ProtocolModel, _ name: String, usesSymmetry: Bool = false) throws -> (all: Int, reduced: Int)? {
        guard let all = try report(model, reduces: false, usesSymmetry: usesSymmetry),
            let reduced = try report(model, reduces: true, usesSymmetry: usesSymmetry), reduced.partialOrder == .used
        else { return nil }
        #expect(reduced.states <= all.states, "\(name)")
        #expect(reduced.deadRows == all.deadRows, "\(name)")
        #expect(reduced.holes.map { [$0.role, $0.state, $0.message] } == all.holes.map { [$0.role, $0.state, $0.message] }, "\(name)")
        #expect(reduced.modelErrors.isEmpty == all.modelErrors.isEmpty, "\(name)")
        for (verdict, other) in zip(reduced.verdicts, all.verdicts) {
            let property = model.properties[verdict.property]
            if PartialOrder.preserves(property.kind) {
                #expect(facts(verdict) == facts(other), "\(name): \(property.name)")
            } else {
                #expect(verdict.status != .decided, "\(name): \(property.name)")
            }
        }
        return (all.states, reduced.states)
    }

    /// In a network that does nothing of its own; every event may happen so often.
    private func calmed(_ model: ProtocolModel, order: NetworkProfile.Order, most: Int) -> ProtocolModel {
        var model = model
        for index in model.profiles.indices {
            model.profiles[index].loss = false
            model.profiles[index].duplication = false
            model.profiles[index].interruption = .no
            model.profiles[index].order = order
            model.profiles[index].bounds = model.events.indices.map { Bound(subject: .event($0), most: most) }
        }
        return model
    }

    /// The model with all its properties, and with each alone that the reduction preserves: the fewer there are, the more steps are invisible.
    private func variants(_ model: ProtocolModel) -> [ProtocolModel] {
        [model] + model.properties.filter { PartialOrder.preserves($0.kind) }.map { property in
            var alone = model
            alone.properties = [property]
            return alone
        }
    }

    @Test(arguments: 0..<4)
    func randomFamilies(_ part: UInt64) throws {
        var compared = 0
        var smaller = 0
        for seed in part * 100..<part * 100 + 100 {
            var random = RandomFamilies(seed: seed)
            let model = calmed(random.model(), order: seed % 3 == 0 ? .any : .fifo, most: 1 + Int(seed / 2 % 3))
            for variant in variants(model) {
                guard let sizes = try compare(variant, "seed \(seed)", usesSymmetry: seed % 2 == 0) else { continue }
                compared += 1
                smaller += sizes.reduced < sizes.all ? 1 : 0
            }
        }
        print("partial order: \(compared) families, \(smaller) of them with fewer states")
        #expect(compared > 30)
        #expect(smaller > 5)
    }

    @Test(arguments: 0..<4)
    func randomProtocols(_ part: UInt64) throws {
        var compared = 0
        var smaller = 0
        for seed in part * 200..<part * 200 + 200 {
            var random = RandomModels(seed: seed)
            let model = calmed(random.model(), order: seed % 3 == 0 ? .any : .fifo, most: 1 + Int(seed / 2 % 3))
            for variant in variants(model) {
                guard let sizes = try compare(variant, "seed \(seed)") else { continue }
                compared += 1
                smaller += sizes.reduced < sizes.all ? 1 : 0
            }
        }
        print("partial order: \(compared) protocols, \(smaller) of them with fewer states")
        #expect(compared > 30)
        #expect(smaller > 5)
    }

    /// The reduced states do not depend on the number of threads.
    @Test func threads() throws {
        for seed in UInt64(0)..<60 {
            var random = RandomFamilies(seed: seed)
            let model = calmed(random.model(), order: .fifo, most: 2)
            guard let one = try report(model, reduces: true, threads: 1), let two = try report(model, reduces: true, threads: 2) else { continue }
            #expect(one.states == two.states && one.stateHash == two.stateHash && one.edges == two.edges, "seed \(seed)")
        }
    }

    /// Seen to fail where the reader's steps are taken for all that it can do while something may still arrive.
    @Test(arguments: [("fifo", "Other"), ("any", "First"), ("any", "Other")])
    func whatIsStillToCome(_ order: String, _ second: String) throws {
        let model = try ExampleModels.parse(PropertyModels.overtaking(order: order, by: second))
        let all = try #require(try report(model, reduces: false))
        let reduced = try #require(try report(model, reduces: true))
        #expect(reduced.partialOrder == .used)
        #expect(!all.verdicts[0].failures.isEmpty)
        #expect(!reduced.verdicts[0].failures.isEmpty)
    }

    /// Seen to fail where any invisible delivery is taken for all steps, and where a step that waits for room is overlooked.
    @Test(arguments: [PropertyModels.endlessTalk, PropertyModels.waitingForRoom])
    func whatIsPutOff(_ document: String) throws {
        let model = try ExampleModels.parse(document)
        let all = try #require(try report(model, reduces: false))
        let reduced = try #require(try report(model, reduces: true))
        #expect(reduced.partialOrder == .used)
        #expect(!all.verdicts[0].failures.isEmpty)
        #expect(!reduced.verdicts[0].failures.isEmpty)
    }

    /// In order, and from one sender, the second message cannot overtake.
    @Test func whatComesInOrder() throws {
        let model = try ExampleModels.parse(PropertyModels.overtaking(order: "fifo", by: "First"))
        let all = try #require(try report(model, reduces: false))
        let reduced = try #require(try report(model, reduces: true))
        #expect(reduced.verdicts[0].failures.isEmpty)
        #expect(reduced.states < all.states)
    }

    /// What makes the reduction unsound refuses it, with the reason.
    @Test func refusals() throws {
        var random = RandomFamilies(seed: 1)
        let calm = calmed(random.model(), order: .fifo, most: 2)
        var lossy = calm
        for index in lossy.profiles.indices { lossy.profiles[index].loss = true }
        let refused = try report(lossy, reduces: true)?.partialOrder
        guard case .refused(let reason) = refused else {
            Issue.record("not refused: \(String(describing: refused))")
            return
        }
        #expect(reason.contains("loses"))
    }
}
