import ProtocolModel

/// Questions about an explored graph that are answered for all configurations at once.
struct GraphAnalysis {
    let system: FlatSystem
    let graph: StateGraph
    /// By state: the edges that lead to it, as (source, edge).
    private let incoming: [[(source: Int32, edge: Int32)]]
    /// By label: whether a behaving network and parties that do what they must do take such edges.
    private let isFair: [Bool]
    /// By label: the fairness constraint that the edge serves, -1 for none.
    private let fairnessClass: [Int]
    private let classCount: Int

    private var sets: ConfigurationSets { system.sets }

    init(_ system: FlatSystem, _ graph: StateGraph) {
        self.system = system
        self.graph = graph
        var incoming: [[(source: Int32, edge: Int32)]] = Array(repeating: [], count: graph.states.count)
        for state in graph.edgeRanges.indices where graph.edgeRanges[state].lowerBound >= 0 && !graph.reach[state].isEmpty {
            for edge in graph.edgeRanges[state] {
                incoming[Int(graph.edges[edge].target)].append((Int32(state), Int32(edge)))
            }
        }
        self.incoming = incoming
        let events = system.layout.model.events
        var classes: [FairnessClass: Int] = [:]
        var fairnessClass: [Int] = []
        var isFair: [Bool] = []
        for label in graph.labels {
            guard let constraint = FairnessClass(label, order: system.profile.order, events: events) else {
                fairnessClass.append(-1)
                isFair.append(false)
                continue
            }
            let known = classes[constraint] ?? classes.count
            classes[constraint] = known
            fairnessClass.append(known)
            isFair.append(true)
        }
        self.fairnessClass = fairnessClass
        self.isFair = isFair
        classCount = classes.count
    }

    /// What weak fairness promises, one promise each: what can be done for ever is done at some time.
    enum FairnessClass: Hashable {
        /// The next message of a channel is delivered; where messages overtake one another, a message of each type is.
        case delivery(from: Int, to: Int, message: Int, isStale: Bool)
        /// A party learns that its connection has gone.
        case notification(party: Int, peer: Int)
        case event(party: Int, event: Int)

        init?(_ label: EdgeLabel, order: NetworkProfile.Order, events: [Event]) {
            switch label.kind {
            case .event(let event):
                guard events[event].fairness == .fair else { return nil }
                self = .event(party: label.party, event: event)
            case .deliver(let message, let isStale, let stays):
                if stays { return nil }
                self = .delivery(
                    from: label.peer, to: label.party, message: order == .fifo ? 0 : message, isStale: isStale)
            case .learn: self = .notification(party: label.party, peer: label.peer)
            case .lose, .interrupt: return nil
            }
        }
    }

    // MARK: Ways back

    /// By state: the configurations in which the condition can be reached, by all edges or by those that fairness promises only.
    func canReach(_ condition: [Bool], fairOnly: Bool) -> [ConfigurationSet] {
        let goal = condition.indices.map { condition[$0] ? graph.reach[$0] : .empty }
        return backward(from: goal, within: graph.reach) { fairOnly ? isFair[Int($0.label)] : true }
    }

    private func backward(
        from goal: [ConfigurationSet], within region: [ConfigurationSet], along accepts: (StateGraph.Edge) -> Bool
    ) -> [ConfigurationSet] {
        var result = goal
        var queue = goal.indices.filter { !goal[$0].isEmpty }
        var isQueued = goal.map { !$0.isEmpty }
        while let state = queue.popLast() {
            isQueued[state] = false
            let reached = result[state]
            for (source, index) in incoming[state] {
                let edge = graph.edges[Int(index)]
                guard accepts(edge) else { continue }
                let source = Int(source)
                let arriving = sets.intersection(sets.intersection(edge.presence, reached), region[source])
                let new = sets.subtracting(arriving, result[source])
                if new.isEmpty { continue }
                result[source] = sets.union(result[source], new)
                if !isQueued[source] {
                    isQueued[source] = true
                    queue.append(source)
                }
            }
        }
        return result
    }

    // MARK: Fair cycles

    /// By state: the configurations in which a fair run stays for ever outside the condition, faults having ceased.
    ///
    /// Emerson and Lei, "Efficient Model Checking in Fragments of the Propositional Mu-Calculus", LICS 1986, with weak fairness as
    /// "infinitely often not enabled or taken". Every state may also stutter, which serves the promises that are not enabled there.
    func fairlyAvoids(_ condition: [Bool]) -> [ConfigurationSet] {
        var region = condition.indices.map { condition[$0] ? ConfigurationSet.empty : graph.reach[$0] }
        // By state and class, where the class is enabled at all.
        var enabled: [[(constraint: Int, configurations: ConfigurationSet)]] = Array(repeating: [], count: region.count)
        for state in region.indices where !region[state].isEmpty {
            for edge in graph.edges(of: state) {
                let constraint = fairnessClass[Int(edge.label)]
                if constraint < 0 { continue }
                if let known = enabled[state].firstIndex(where: { $0.constraint == constraint }) {
                    enabled[state][known].configurations = sets.union(enabled[state][known].configurations, edge.presence)
                } else {
                    enabled[state].append((constraint, edge.presence))
                }
            }
        }
        var changed = true
        while changed {
            changed = false
            for constraint in 0..<classCount {
                var goal = Array(repeating: ConfigurationSet.empty, count: region.count)
                for state in region.indices where !region[state].isEmpty {
                    let active = enabled[state].first { $0.constraint == constraint }?.configurations ?? .empty
                    var served = sets.subtracting(region[state], active)
                    if !active.isEmpty {
                        for edge in graph.edges(of: state) where fairnessClass[Int(edge.label)] == constraint {
                            let stays = sets.intersection(edge.presence, region[Int(edge.target)])
                            served = sets.union(served, sets.intersection(stays, region[state]))
                        }
                    }
                    goal[state] = served
                }
                let next = backward(from: goal, within: region) { !graph.labels[Int($0.label)].isFault }
                if next != region {
                    region = next
                    changed = true
                }
            }
        }
        return region
    }

    /// Whether the edges of one configuration inside a set of states, with stuttering, serve every fairness promise: then a fair run
    /// can stay in it for ever. The result names, for every class, a state where it is not enabled or an edge that serves it.
    func fairService(
        of component: Set<Int>, configuration: [Int], along isAllowed: (EdgeLabel) -> Bool
    ) -> [(constraint: Int, state: Int, edge: Int?)]? {
        var result: [(constraint: Int, state: Int, edge: Int?)] = []
        for constraint in 0..<classCount {
            var service: (constraint: Int, state: Int, edge: Int?)?
            for state in component.sorted() {
                var isEnabled = false
                for index in graph.edgeRanges[state] {
                    let edge = graph.edges[index]
                    guard fairnessClass[Int(edge.label)] == constraint, sets.contains(edge.presence, configuration) else { continue }
                    isEnabled = true
                    if component.contains(Int(edge.target)), isAllowed(graph.labels[Int(edge.label)]) {
                        service = (constraint, state, index)
                        break
                    }
                }
                if !isEnabled { service = (constraint, state, nil) }
                if service != nil { break }
            }
            guard let service else { return nil }
            result.append(service)
        }
        return result
    }

    /// Whether an edge serves a fairness promise.
    func serves(_ constraint: Int, edge: Int) -> Bool { fairnessClass[Int(graph.edges[edge].label)] == constraint }
}
