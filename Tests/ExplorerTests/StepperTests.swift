import ExampleModels
import Foundation
import ModelDocument
import ProtocolModel
import Testing

@testable import Explorer

/// The steps by components against the flat system, state by state.
struct StepperTests {
    static let directory = DifferentialTests.directory

    struct Instance: CustomTestStringConvertible {
        var name: String
        var model: ProtocolModel
        var profile: Int
        var monitored: Property.Kind?

        var testDescription: String { "\(name), \(model.profiles[profile].name), \(monitored.map { "\($0)" } ?? "plain")" }
    }

    /// Every document in every profile, and on networks that lose, duplicate and reorder, with and without interruptions of each kind.
    static var instances: [Instance] {
        get throws {
            let examples = try [
                ("handshake", ExampleModels.handshake), ("ways back", PropertyModels.waysBack), ("history", PropertyModels.history),
                ("no history", PropertyModels.noHistory), ("runaway", PropertyModels.runaway), ("group", PropertyModels.group),
                ("keys", PropertyModels.keys),
            ].map { ($0, try ExampleModels.parse($1)) }
            let models = try DifferentialTests.models + examples
            return models.flatMap { name, model in
                var wide = model
                for (order, interruption) in [
                    (NetworkProfile.Order.any, NetworkProfile.Interruption.no), (.any, .lingering), (.fifo, .lingering), (.any, .halfOpen),
                    (.fifo, .atomic),
                ] {
                    wide.profiles.append(
                        NetworkProfile(
                            name: "\(order) \(interruption)", order: order, loss: order == .any, duplication: true, capacity: 2,
                            interruption: interruption,
                            bounds: interruption == .no ? [] : [Bound(subject: .event(0), most: 2), Bound(subject: .duplication, most: 1)]))
                }
                return wide.profiles.indices.flatMap { profile in
                    let monitors = wide.properties.map(\.kind).filter {
                        switch $0 {
                        case .historyAgreement, .freshKeys: true
                        default: false
                        }
                    }
                    return [Instance(name: name, model: wide, profile: profile)]
                        + Set(monitors).map { Instance(name: name, model: wide, profile: profile, monitored: $0) }
                }
            }
        }
    }

    @Test(arguments: try instances)
    func everyStateHasTheSameSuccessors(_ instance: Instance) throws {
        let model = instance.model
        let choices = model.readingChoices
        let sets = ConfigurationSets(optionCounts: choices.map { model.readings[$0.reading].options.count })
        let system = try FlatSystem(model, profile: model.profiles[instance.profile], sets: sets)
        var keepsSmallestNumber = false
        while true {
            let search = Search(
                system, monitoring: instance.monitored, configurations: .all, keepsSmallestNumber: keepsSmallestNumber, gaps: .leftOut,
                limits: ExplorationLimits(states: 1500), usesComponents: false, progress: { _ in true })
            let finding = try search.run()
            if case .needsSmallestNumber = finding {
                keepsSmallestNumber = true
                continue
            }
            let steps = try StepSystem(
                system, monitoring: instance.monitored, within: .all, keepsSmallestNumber: keepsSmallestNumber)
            var stepper = Stepper(steps, isFamily: true)
            defer { stepper.free() }
            let graph = search.graph
            for state in graph.reach.indices where graph.edgeRanges[state].lowerBound >= 0 && state != graph.beyond {
                let flat = search.packing.unpack(graph.states[state])
                let packed = stepper.pack(flat)
                let word = try #require(packed)
                // The packed state says the same: taking it apart and packing it again changes nothing.
                #expect(stepper.pack(stepper.flatState(word)) == word)
                stepper.clear()
                stepper.expand(word)
                try #require(steps.store.limit == nil)
                struct Edge: Hashable {
                    var target: UInt64
                    var label: EdgeLabel
                    var presence: ConfigurationSet
                }
                var slow: [Edge: Int] = [:]
                for edge in graph.edges(of: state) {
                    let target = Int(edge.target)
                    let word = target == graph.beyond ? Stepper.beyond : stepper.pack(search.packing.unpack(graph.states[target]))
                    slow[
                        Edge(target: try #require(word), label: graph.labels[Int(edge.label)], presence: edge.presence),
                        default: 0] += 1
                }
                var fast: [Edge: Int] = [:]
                for index in 0..<stepper.count {
                    fast[
                        Edge(
                            target: stepper.targets[index], label: steps.labels[Int(stepper.labels[index])],
                            presence: ConfigurationSet(node: stepper.presences[index])), default: 0] += 1
                }
                #expect(slow == fast)
                if slow != fast { return }
            }
            return
        }
    }

    /// Mutants in which a row leads to another state.
    static func misled(_ model: ProtocolModel) -> [MutationTests.Mutant] {
        model.roles.indices.flatMap { role in
            model.roles[role].rows.indices.flatMap { row in
                model.roles[role].states.indices.compactMap { state in
                    var mutant = model
                    if mutant.roles[role].rows[row].next == state { return nil }
                    mutant.roles[role].rows[row].next = state
                    return MutationTests.Mutant(name: "\(model.roles[role].rows[row].name) to \(model.roles[role].states[state].name)", model: mutant)
                }
            }
        }
    }

    /// Documents with a mistake in them whose epoch numbers drift apart: the searches that stand larger gaps for smaller ones find the same
    /// states and steps by components and without.
    @Test(arguments: try DifferentialTests.models.map { $0.0 })
    func overApproximationsAgree(_ name: String) throws {
        let original = try #require(try DifferentialTests.models.first { $0.0 == name }).1
        guard let profile = original.profiles.firstIndex(where: { $0.order == .fifo && $0.interruption != .no }) else { return }
        var compared = 0
        for (number, mutant) in (MutationTests.mutants(of: original) + Self.misled(original)).enumerated() where number % 2 == 0 {
            var model = mutant.model
            model.profiles[profile].capacity = 1
            let sets = ConfigurationSets(optionCounts: model.readingChoices.map { model.readings[$0.reading].options.count })
            let system = try FlatSystem(model, profile: model.profiles[profile], sets: sets)
            let within = sets.singleton(model.readingChoices.map { _ in 0 })
            func search(_ gaps: Search.LargeGaps, _ keepsSmallestNumber: Bool, _ usesComponents: Bool) throws -> (Search, Search.Finding) {
                let search = Search(
                    system, monitoring: nil, configurations: within, keepsSmallestNumber: keepsSmallestNumber, gaps: gaps,
                    limits: ExplorationLimits(states: 3_000), usesComponents: usesComponents, progress: { _ in true })
                return (search, try search.run())
            }
            for keepsSmallestNumber in [false, true] {
                let (exact, finding) = try search(.leftOut, keepsSmallestNumber, true)
                guard case .complete = finding, exact.graph.beyond != nil else { continue }
                let (fast, fastFinding) = try search(.overApproximated, keepsSmallestNumber, true)
                let (slow, slowFinding) = try search(.overApproximated, keepsSmallestNumber, false)
                guard case .complete = slowFinding, case .complete = fastFinding else { continue }
                func states(_ search: Search) -> Set<[UInt8]> {
                    Set(search.graph.reach.indices.filter { !search.graph.reach[$0].isEmpty }.map { slow.packing.pack(search.state($0)).bytes })
                }
                func edges(_ search: Search) -> Int {
                    search.graph.edges.count { !sets.intersection($0.presence, within).isEmpty }
                }
                #expect(states(fast) == states(slow), "\(mutant.name)")
                #expect(edges(fast) == edges(slow), "\(mutant.name)")
                #expect(fast.graph.depth == slow.graph.depth, "\(mutant.name)")
                compared += 1
            }
        }
        print("\(name): \(compared) mutants whose numbers drift apart")
    }

    /// Networks that reorder, with few enough states for every order of every channel to be tried.
    static var small: [Instance] {
        get throws {
            try instances.filter { instance in
                instance.monitored == nil && (instance.model.profiles[instance.profile].order == .any || instance.model.roles.count > 2)
            }.map { instance in
                var instance = instance
                instance.model.profiles[instance.profile].bounds += [Bound(subject: .event(1), most: 1)]
                return instance
            }
        }
    }

    /// The same number of states, the same depth and the same hash as a search that does nothing clever, for one and two threads.
    @Test(arguments: try small)
    func aSearchFindsWhatTheInterpreterFinds(_ instance: Instance) throws {
        let model = instance.model
        let choices = model.readingChoices
        let sets = ConfigurationSets(optionCounts: choices.map { model.readings[$0.reading].options.count })
        let system = try FlatSystem(model, profile: model.profiles[instance.profile], sets: sets)
        let within = sets.singleton(choices.map { _ in 0 })
        for keepsSmallestNumber in [false, true] {
            let steps = try StepSystem(system, monitoring: nil, within: within, keepsSmallestNumber: keepsSmallestNumber)
            var options = FastSearch.Options()
            options.limits.states = 3_000
            let search = FastSearch(steps, options: options)
            let finding = try search.run()
            if finding == .needsSmallestNumber { continue }
            // Too large for the naive search, or with numbers that drift apart.
            if finding != .complete || search.leftOutCount > 0 { return }
            let naive = try NaiveSearch(
                Interpreter(model: model, profile: system.profile, readings: ReadingAssignment(readings: steps)), limit: 10_000,
                keepsSmallestNumber: keepsSmallestNumber)
            #expect(search.stateCount == naive.distances.count)
            #expect(search.depth == naive.depth)
            var words = Set<UInt64>()
            var hash: UInt64 = 0
            var stepper = Stepper(steps)
            defer { stepper.free() }
            for state in naive.states {
                let packed = stepper.pack(FlatState(state, layout: system.layout))
                let word = try #require(packed)
                if words.insert(word).inserted { hash &+= stepper.hash(of: word) }
            }
            #expect(words.count == search.stateCount)
            #expect(hash == search.hash)
            options.threads = 2
            let other = FastSearch(
                try StepSystem(system, monitoring: nil, within: within, keepsSmallestNumber: keepsSmallestNumber), options: options)
            #expect(try other.run() == .complete)
            #expect(other.stateCount == search.stateCount)
            #expect(other.transitionCount == search.transitionCount)
            #expect(other.depth == search.depth)
            #expect(other.hash == search.hash)
            return
        }
    }
}
