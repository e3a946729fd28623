import ProtocolModel

/// Finds the run that is shown, over all configurations at once: the best by a ranking, in whichever configuration it takes place.
///
/// Dijkstra, "A note on two problems in connexion with graphs", Numerische Mathematik 1, 1959, with costs that are compared component by
/// component, and with sets of configurations that are settled in place of states: a state is settled in a configuration when that
/// configuration first reaches it, at the least cost. Each step adds 1 to the length, so that costs which differ in their
/// switches only (a layer) never follow from one another.
struct RankedSearch {
    let system: FlatSystem
    let graph: StateGraph
    let ranking: RunRanking

    /// Where a run may end.
    struct Goal {
        /// By state: the configurations in which it is a goal.
        var states: [ConfigurationSet]
        /// By label: whether an edge with it is a goal, in the configurations in which it is there.
        var labels: [Bool] = []

        var isEmpty: Bool { states.allSatisfy(\.isEmpty) && !labels.contains(true) }
    }

    struct Run {
        var path: GraphPath
        var configuration: [Int]
        /// As the labels count them.
        var faults: Int
    }

    /// The faults and the length of a run, in the order of their weight.
    private struct Layer: Hashable, Comparable {
        var faults: Int
        var length: Int
        var faultsFirst: Bool

        static func < (a: Layer, b: Layer) -> Bool {
            a.faultsFirst ? (a.faults, a.length) < (b.faults, b.length) : (a.length, a.faults) < (b.length, b.faults)
        }
    }

    private struct Point: Hashable {
        var state: Int
        /// The party that acted last, -1 at the start.
        var actor: Int
    }

    private struct Arrival {
        var point: Point
        var switches: Int
        var configurations: ConfigurationSet
        /// The arrival that it continues, -1 at the start.
        var parent: Int
        /// The last edge, and whether it is a goal.
        var edge: Int
        var isGoal: Bool
    }

    /// - Parameter configurations: those in which the run may take place.
    /// - Returns: `nil` where no run reaches the goal.
    func run(to goal: Goal, within configurations: ConfigurationSet) -> Run? {
        if goal.isEmpty { return nil }
        let sets = system.sets
        let start = Layer(faults: 0, length: 0, faultsFirst: ranking == .fewestFaults)
        var settled: [Arrival] = []
        var closed = Array(repeating: ConfigurationSet.empty, count: graph.reach.count)
        var pending: [Layer: [Arrival]] = [
            start: graph.initial.map {
                Arrival(
                    point: Point(state: $0, actor: -1), switches: 0, configurations: configurations, parent: -1, edge: -1, isGoal: false)
            }
        ]
        while let layer = pending.keys.min(), let waiting = pending.removeValue(forKey: layer) {
            // What is found does not depend on chance: the sort is stable.
            let arrivals = waiting.sorted {
                ($0.switches, $0.point.state, $0.point.actor) < ($1.switches, $1.point.state, $1.point.actor)
            }
            var reached: [Point: ConfigurationSet] = [:]
            for arrival in arrivals {
                let point = arrival.point
                if arrival.isGoal { return run(arrival, settled, in: arrival.configurations, layer) }
                var new = sets.subtracting(arrival.configurations, closed[point.state])
                if let known = reached[point] { new = sets.subtracting(new, known) }
                if new.isEmpty { continue }
                reached[point] = sets.union(reached[point] ?? .empty, new)
                let there = sets.intersection(new, goal.states[point.state])
                if !there.isEmpty { return run(arrival, settled, in: there, layer) }
                guard graph.edgeRanges[point.state].lowerBound >= 0 else { continue }
                var kept = arrival
                kept.configurations = new
                settled.append(kept)
                for index in graph.edgeRanges[point.state] {
                    let edge = graph.edges[index]
                    let label = graph.labels[Int(edge.label)]
                    let isGoal = !goal.labels.isEmpty && goal.labels[Int(edge.label)]
                    var arriving = sets.intersection(new, edge.presence)
                    if !isGoal { arriving = sets.subtracting(arriving, closed[Int(edge.target)]) }
                    if arriving.isEmpty { continue }
                    let (actor, isSwitch) = label.actor(after: point.actor)
                    let next = Layer(
                        faults: layer.faults + label.faults, length: layer.length + 1, faultsFirst: layer.faultsFirst)
                    pending[next, default: []].append(
                        Arrival(
                            point: Point(state: Int(edge.target), actor: actor), switches: arrival.switches + (isSwitch ? 1 : 0),
                            configurations: arriving, parent: settled.count - 1, edge: index, isGoal: isGoal))
                }
            }
            for (point, new) in reached { closed[point.state] = sets.union(closed[point.state], new) }
        }
        return nil
    }

    private func run(_ last: Arrival, _ settled: [Arrival], in configurations: ConfigurationSet, _ layer: Layer) -> Run? {
        guard let configuration = system.sets.first(of: configurations) else { return nil }
        var states: [Int] = []
        var edges: [Int] = []
        var arrival = last
        while true {
            states.append(arrival.point.state)
            guard arrival.parent >= 0 else { break }
            edges.append(arrival.edge)
            arrival = settled[arrival.parent]
        }
        return Run(
            path: GraphPath(states: states.reversed(), edges: edges.reversed(), cycleStart: nil), configuration: configuration,
            faults: layer.faults)
    }
}

extension EdgeLabel {
    /// Who acted last when the edge has been taken, and whether that is another party than before; -1 stands for none yet.
    func actor(after actor: Int) -> (actor: Int, isSwitch: Bool) {
        switch kind {
        case .lose, .interrupt: (actor, false)
        case .event, .deliver, .learn: (party, actor >= 0 && actor != party)
        }
    }
}
