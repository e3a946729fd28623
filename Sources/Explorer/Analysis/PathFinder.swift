import ProtocolModel

/// A run through the graph: states and the edges between them.
struct GraphPath {
    var states: [Int]
    /// Indices into `StateGraph.edges`; one fewer than states.
    var edges: [Int]
    /// Where in `states` a lasso's cycle begins; the last state is that state again.
    var cycleStart: Int?
}

/// Finds runs in one configuration: shortest, then with the fewest faults, then with the fewest switches between parties.
struct PathFinder {
    let system: FlatSystem
    let graph: StateGraph
    /// The configuration in which the run takes place.
    let configuration: [Int]

    private struct Cost: Comparable {
        var faults: Int
        var switches: Int

        static func < (a: Cost, b: Cost) -> Bool { (a.faults, a.switches) < (b.faults, b.switches) }
    }

    private struct Point: Hashable {
        var state: Int
        /// The party that acted last, -1 at the start.
        var actor: Int
    }

    private func isPresent(_ edge: StateGraph.Edge) -> Bool { system.sets.contains(edge.presence, configuration) }

    /// The best run from the initial states to a state or through an edge that is a goal; `nil` where there is none.
    func path(toState isGoal: (Int) -> Bool, orEdge isGoalEdge: (Int) -> Bool = { _ in false }) -> GraphPath? {
        path(from: graph.initial, toState: isGoal, orEdge: isGoalEdge, along: { _ in true })
    }

    func path(
        from starts: [Int], toState isGoal: (Int) -> Bool, orEdge isGoalEdge: (Int) -> Bool = { _ in false },
        along accepts: (StateGraph.Edge) -> Bool
    ) -> GraphPath? {
        var level: [Point: (cost: Cost, from: Point?, edge: Int)] = [:]
        var seen = Set(starts)
        var history: [[Point: (cost: Cost, from: Point?, edge: Int)]] = []
        for state in starts { level[Point(state: state, actor: -1)] = (Cost(faults: 0, switches: 0), nil, -1) }
        while !level.isEmpty {
            history.append(level)
            let reached = level.filter { isGoal($0.key.state) }
            // One state may be reached with either party as the last to act: what is found does not depend on chance.
            let best = reached.min { a, b in
                (a.value.cost, a.key.state, a.key.actor) < (b.value.cost, b.key.state, b.key.actor)
            }
            if let best {
                return trace(back: best.key, history)
            }
            var next: [Point: (cost: Cost, from: Point?, edge: Int)] = [:]
            var finish: (cost: Cost, point: Point, edge: Int)?
            for (point, entry) in level.sorted(by: { ($0.key.state, $0.key.actor) < ($1.key.state, $1.key.actor) }) {
                guard graph.edgeRanges[point.state].lowerBound >= 0 else { continue }
                for index in graph.edgeRanges[point.state] {
                    let edge = graph.edges[index]
                    guard isPresent(edge), accepts(edge) else { continue }
                    let label = graph.labels[Int(edge.label)]
                    let (actor, isSwitch) = label.actor(after: point.actor)
                    let cost = Cost(
                        faults: entry.cost.faults + label.faults, switches: entry.cost.switches + (isSwitch ? 1 : 0))
                    if isGoalEdge(index), finish.map({ cost < $0.cost }) ?? true { finish = (cost, point, index) }
                    if seen.contains(Int(edge.target)) { continue }
                    let target = Point(state: Int(edge.target), actor: actor)
                    if let known = next[target], known.cost <= cost { continue }
                    next[target] = (cost, point, index)
                }
            }
            if let finish {
                var path = trace(back: finish.point, history)
                path.states.append(Int(graph.edges[finish.edge].target))
                path.edges.append(finish.edge)
                return path
            }
            for point in next.keys { seen.insert(point.state) }
            level = next
        }
        return nil
    }

    private func trace(back end: Point, _ history: [[Point: (cost: Cost, from: Point?, edge: Int)]]) -> GraphPath {
        var states = [end.state]
        var edges: [Int] = []
        var point = end
        for level in history.indices.reversed() {
            guard let entry = history[level][point], let from = entry.from else { break }
            edges.append(entry.edge)
            states.append(from.state)
            point = from
        }
        return GraphPath(states: states.reversed(), edges: edges.reversed(), cycleStart: nil)
    }

    // MARK: Lassos

    /// A run that stays for ever in `region` and is fair, with a beginning that leads into it.
    ///
    /// - Parameter isAllowed: which edges may be taken after the beginning.
    func lasso(
        after stem: GraphPath, in region: Set<Int>, analysis: GraphAnalysis, along isAllowed: (EdgeLabel) -> Bool
    ) -> GraphPath? {
        let components = fairComponents(of: region, analysis: analysis, along: isAllowed)
        var home: [Int: Int] = [:]
        for (index, component) in components.enumerated() { for state in component.states { home[state] = index } }
        // From where it enters the region, inside it, to a component that can be stayed in.
        guard let door = stem.states.last,
            let rest = path(
                from: [door], toState: { home[$0] != nil },
                along: { region.contains(Int($0.target)) && isAllowed(graph.labels[Int($0.label)]) }),
            let start = rest.states.last, let index = home[start]
        else { return nil }
        var lasso = GraphPath(
            states: stem.states + rest.states.dropFirst(), edges: stem.edges + rest.edges, cycleStart: nil)
        lasso.cycleStart = lasso.states.count - 1
        let component = components[index]
        var current = start
        func go(to goal: Int) -> Bool {
            guard
                let leg = path(
                    from: [current], toState: { $0 == goal },
                    along: { component.states.contains(Int($0.target)) && isAllowed(graph.labels[Int($0.label)]) })
            else { return false }
            lasso.states += leg.states.dropFirst()
            lasso.edges += leg.edges
            current = goal
            return true
        }
        for service in component.service {
            guard let edge = service.edge else {
                // Not enabled somewhere in the component: be there once, unless the cycle has been already.
                if lasso.states[(lasso.cycleStart ?? 0)...].contains(where: { isDisabled(service.constraint, at: $0, analysis) }) {
                    continue
                }
                if !go(to: service.state) { return nil }
                continue
            }
            let cycleEdges = lasso.edges[(lasso.cycleStart ?? 0)...]
            if cycleEdges.contains(where: { analysis.serves(service.constraint, edge: $0) }) { continue }
            if !go(to: service.state) { return nil }
            lasso.edges.append(edge)
            current = Int(graph.edges[edge].target)
            lasso.states.append(current)
        }
        if current != start, !go(to: start) { return nil }
        return lasso
    }

    private func isDisabled(_ constraint: Int, at state: Int, _ analysis: GraphAnalysis) -> Bool {
        !graph.edgeRanges[state].contains { isPresent(graph.edges[$0]) && analysis.serves(constraint, edge: $0) }
    }

    private struct Component {
        var states: Set<Int>
        var service: [(constraint: Int, state: Int, edge: Int?)]
    }

    /// The strongly connected components of a region that a fair run can stay in (Tarjan, without recursion).
    private func fairComponents(
        of region: Set<Int>, analysis: GraphAnalysis, along isAllowed: (EdgeLabel) -> Bool
    ) -> [Component] {
        var index: [Int: Int] = [:]
        var low: [Int: Int] = [:]
        var onStack = Set<Int>()
        var stack: [Int] = []
        var result: [Component] = []
        func targets(_ state: Int) -> [Int] {
            graph.edgeRanges[state].compactMap {
                let edge = graph.edges[$0]
                guard isPresent(edge), region.contains(Int(edge.target)), isAllowed(graph.labels[Int(edge.label)]) else { return nil }
                return Int(edge.target)
            }
        }
        for root in region.sorted() where index[root] == nil {
            var work: [(state: Int, targets: [Int], next: Int)] = [(root, targets(root), 0)]
            index[root] = index.count
            low[root] = index[root]
            stack.append(root)
            onStack.insert(root)
            while let frame = work.last {
                if frame.next < frame.targets.count {
                    work[work.count - 1].next += 1
                    let target = frame.targets[frame.next]
                    if index[target] == nil {
                        index[target] = index.count
                        low[target] = index[target]
                        stack.append(target)
                        onStack.insert(target)
                        work.append((target, targets(target), 0))
                    } else if onStack.contains(target) {
                        low[frame.state] = min(low[frame.state] ?? 0, index[target] ?? 0)
                    }
                    continue
                }
                work.removeLast()
                if let parent = work.last?.state { low[parent] = min(low[parent] ?? 0, low[frame.state] ?? 0) }
                if low[frame.state] == index[frame.state] {
                    var component = Set<Int>()
                    while let top = stack.popLast() {
                        onStack.remove(top)
                        component.insert(top)
                        if top == frame.state { break }
                    }
                    if let service = analysis.fairService(of: component, configuration: configuration, along: isAllowed) {
                        result.append(Component(states: component, service: service))
                    }
                }
            }
        }
        return result
    }
}
