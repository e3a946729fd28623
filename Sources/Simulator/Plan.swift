import ProtocolModel

/// A scenario worked out for a model.
struct Plan: Sendable {
    /// A step that a party tries again and again.
    struct Process {
        /// `party * events + event`.
        var step: Int
        var event: Int
        var interval: Distribution
    }

    struct Partition {
        var pair: Int
        var from: Int64
        var length: Int64
    }

    let scenario: Scenario
    let seed: UInt64
    var processes: [Process] = []
    /// `a * parties + b`, a < b.
    var pairs: [Int] = []
    var partitions: [Partition] = []

    init(_ scenario: Scenario, _ model: ProtocolModel, seed: UInt64) {
        self.scenario = scenario
        self.seed = seed
        let instances = model.instances
        for party in instances.indices {
            for event in model.events.indices
            where model.roles[instances[party].role].rows.contains(where: { $0.triggers.contains(.event(event)) }) {
                guard let interval = scenario.interval(event: event, role: instances[party].role, in: model) else { continue }
                processes.append(Process(step: party * model.events.count + event, event: event, interval: interval))
            }
        }
        for a in instances.indices {
            for b in instances.indices where a < b {
                pairs.append(a * instances.count + b)
                for partition in scenario.partitions {
                    let sides = partition.sides.indices.filter { partition.sides[$0].contains(a) || partition.sides[$0].contains(b) }
                    guard sides.count == 2 else { continue }
                    partitions.append(
                        Partition(
                            pair: a * instances.count + b, from: VirtualTime.nanoseconds(partition.from),
                            length: VirtualTime.nanoseconds(partition.until - partition.from)))
                }
            }
        }
    }

    /// The seed of a run: the same for every scenario, document and number of threads.
    func seed(ofRun run: Int) -> UInt64 {
        var generator = SeededGenerator(seed: seed, stream: UInt64(run) &+ 0x1_0000)
        return generator.next()
    }
}
