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
                limits: ExplorationLimits(states: 1500), progress: { _ in true })
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
                guard let word = stepper.pack(flat) else {
                    Issue.record("a state has no packed form")
                    return
                }
                #expect(search.packing.pack(stepper.flatState(word)).bytes == Array(graph.states[state]))
                stepper.clear()
                stepper.expand(word)
                try #require(steps.store.limit == nil)
                struct Edge: Hashable {
                    var target: [UInt8]
                    var label: EdgeLabel
                    var presence: ConfigurationSet
                }
                var slow: [Edge: Int] = [:]
                for edge in graph.edges(of: state) {
                    slow[
                        Edge(target: Array(graph.states[Int(edge.target)]), label: graph.labels[Int(edge.label)], presence: edge.presence),
                        default: 0] += 1
                }
                var fast: [Edge: Int] = [:]
                for index in 0..<stepper.count {
                    let target = stepper.targets[index]
                    let bytes = target == Stepper.beyond ? [0xff] : search.packing.pack(stepper.flatState(target)).bytes
                    fast[
                        Edge(
                            target: bytes, label: steps.labels[Int(stepper.labels[index])],
                            presence: ConfigurationSet(node: stepper.presences[index])), default: 0] += 1
                }
                #expect(slow == fast)
                if slow != fast { return }
            }
            return
        }
    }
}
