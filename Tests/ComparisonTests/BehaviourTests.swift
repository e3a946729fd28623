@testable import Comparison
import ExampleModels
import ProtocolModel
import Testing

/// The comparison of behaviours against a search that tries all runs, on small random protocols in which something was changed.
struct BehaviourTests {
    /// How far the search of all runs goes.
    static let length = 4

    @Test(arguments: 0..<6)
    func agreesWithASearchOfAllRuns(_ part: Int) throws {
        var (same, different, decided) = (0, 0, 0)
        for seed in UInt64(part * 40)..<UInt64(part * 40 + 40) {
            var random = RandomModels(seed: seed)
            let old = random.model()
            var generator = SeededGenerator(seed &+ 1)
            let (new, what) = Planted.change(old, &generator)
            let note = "seed \(seed): \(what)"
            guard let profile = new.profiles.first else { continue }
            let found = try BehaviourComparison(try Correspondence(old, new), on: profile, options: .init(pairs: 3_000, divergences: 40))
            let naive = try (
                NaiveComparison(old, old.profiles[0]).words(upTo: Self.length), NaiveComparison(new, profile).words(upTo: Self.length)
            )
            // Up to here the comparison claims to be complete.
            var compared = Self.length
            if case .upTo(let length, let why) = found.completeness {
                #expect(why != .unconfirmed, "\(note)")
                compared = min(compared, length)
            } else {
                decided += 1
            }
            for isNew in [false, true] {
                let (mine, other) = isNew ? (naive.1, naive.0) : (naive.0, naive.1)
                let shortest = (0...Self.length).first { !mine[$0].isSubset(of: other[$0]) }
                let first = (isNew ? found.onlyNew : found.onlyOld).first?.word.count
                if let shortest, shortest <= compared {
                    #expect(first == shortest, "\(note), only \(isNew ? "new" : "old")")
                    different += 1
                } else if let first {
                    #expect(first > compared, "\(note), only \(isNew ? "new" : "old"): \(first) events")
                } else {
                    same += 1
                }
            }
        }
        // Both happen often enough to mean something.
        #expect(different >= 4 && same > 8 && decided > 8, "\(different) different, \(same) the same, \(decided) compared to the end")
    }

    /// The runs that are shown are runs of the documents, by the interpreter alone.
    @Test func whatIsShownCanBeReplayed() throws {
        var shown = 0
        for seed in UInt64(900)..<1100 {
            var random = RandomModels(seed: seed)
            let old = random.model()
            var generator = SeededGenerator(seed)
            let (new, what) = Planted.change(old, &generator)
            let found = try BehaviourComparison(try Correspondence(old, new), on: new.profiles[0], options: .init(pairs: 500))
            for (divergences, mine, other) in [(found.onlyOld, old, new), (found.onlyNew, new, old)] {
                for divergence in divergences {
                    shown += 1
                    #expect((try? Replay(divergence.run, in: mine)) != nil, "seed \(seed): \(what)")
                    #expect((try? Replay(divergence.prefix, in: other)) != nil, "seed \(seed): \(what)")
                    for trace in divergence.alternatives { #expect((try? Replay(trace, in: other)) != nil, "seed \(seed): \(what)") }
                }
            }
        }
        #expect(shown > 10, "\(shown)")
    }

    @Test func aModelIsAsItIs() throws {
        for seed in UInt64(0)..<60 {
            var random = RandomModels(seed: seed)
            let model = random.model()
            let found = try BehaviourComparison(try Correspondence(model, model), on: model.profiles[0])
            #expect(found.completeness == .sameTables && !found.differs, "seed \(seed)")
        }
    }

    /// The same protocol in other words: a state that is there twice cannot be told from one that is there once.
    @Test func whatCannotBeSeenIsNoDifference() throws {
        var compared = 0
        for seed in UInt64(0)..<60 {
            var random = RandomModels(seed: seed)
            let old = random.model()
            var new = old
            let role = Int(seed % 2)
            // A copy of the second state, to which every second row leads.
            new.roles[role].states.append(ControlState(name: "copy", isSettled: old.roles[role].states[1].isSettled))
            let copy = new.roles[role].states.count - 1
            for index in new.roles[role].rows.indices {
                if new.roles[role].rows[index].states.contains(1) { new.roles[role].rows[index].states.append(copy) }
                if new.roles[role].rows[index].next == 1, index % 2 == 0 { new.roles[role].rows[index].next = copy }
            }
            let found = try BehaviourComparison(try Correspondence(old, new), on: new.profiles[0], options: .init(pairs: 1_000))
            #expect(!found.differs, "seed \(seed)")
            if case .all = found.completeness { compared += 1 }
            #expect(found.completeness != .sameTables, "seed \(seed)")
        }
        #expect(compared > 10, "\(compared) compared to the end")
    }
}

/// A change to one row of a model.
enum Planted {
    static func change(_ model: ProtocolModel, _ generator: inout SeededGenerator) -> (ProtocolModel, String) {
        var result = model
        let role = Int.random(in: model.roles.indices, using: &generator)
        let rows = model.roles[role].rows
        let row = Int.random(in: rows.indices, using: &generator)
        let name = rows[row].name
        switch Int.random(in: 0..<6, using: &generator) {
        case 0:
            result.roles[role].rows.remove(at: row)
            return (result, "\(name) is gone")
        case 1:
            result.roles[role].rows[row].guards = .always
            return (result, "\(name) has no condition")
        case 2:
            result.roles[role].rows[row].next = Int.random(in: model.roles[role].states.indices, using: &generator)
            return (result, "\(name) leads elsewhere")
        case 3:
            result.roles[role].rows[row].actions = rows[row].actions.count > 1 ? Array(rows[row].actions.dropLast()) : [.drop]
            return (result, "\(name) does less")
        case 4:
            result.roles[role].rows[row].actions.append(.assign(variable: 2, .variable(0)))
            return (result, "\(name) changes the key")
        default:
            result.roles[role].rows[row].states = Array(model.roles[role].states.indices)
            return (result, "\(name) is for all states")
        }
    }
}
