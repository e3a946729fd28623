import ProtocolModel

/// Explores one profile of a model and judges its properties.
struct ProfileJudge {
    let explorer: Explorer
    let profile: Int
    let progress: (ExplorationProgress) -> Bool
    let system: FlatSystem
    let all: ConfigurationSet
    var model: ProtocolModel { explorer.model }
    var sets: ConfigurationSets { system.sets }

    init(
        _ explorer: Explorer, profile: Int, progress: @escaping (ExplorationProgress) -> Bool
    ) throws(ExplorerError) {
        self.explorer = explorer
        self.profile = profile
        self.progress = progress
        let choices = explorer.model.readingChoices
        let sets = ConfigurationSets(
            optionCounts: choices.map { explorer.model.readings[$0.reading].options.count })
        do {
            system = try FlatSystem(explorer.model, profile: explorer.model.profiles[profile], sets: sets)
        } catch {
            throw .unsupported(error)
        }
        var all = ConfigurationSet.all
        for (choice, options) in explorer.fixedReadings {
            guard let index = choices.firstIndex(of: choice) else { continue }
            all = sets.intersection(all, sets.choosing(index, options: options))
        }
        self.all = all
    }

    struct Exploration {
        var search: Search
        var finding: Search.Finding

        var incompleteness: Incompleteness? {
            if case .incomplete(let reason) = finding { reason } else { nil }
        }
    }

    /// Explores with the smallest number kept only where it has to be.
    private func explore(
        monitoring kind: Property.Kind?, gaps: Search.LargeGaps, keepsMessageOrder: Bool
    ) throws(ExplorerError) -> Exploration {
        var keepsSmallestNumber = false
        while true {
            let search = Search(
                system, monitoring: kind, configurations: all, keepsSmallestNumber: keepsSmallestNumber, gaps: gaps,
                keepsMessageOrder: keepsMessageOrder, limits: explorer.limits, progress: progress)
            let finding: Search.Finding
            do {
                finding = try search.run()
            } catch {
                throw .evaluation(error)
            }
            if case .needsSmallestNumber = finding, !keepsSmallestNumber {
                keepsSmallestNumber = true
            } else {
                return Exploration(search: search, finding: finding)
            }
        }
    }

    /// What is explored for a property: exactly, and where that leaves states out, also more than what can happen.
    struct Explorations {
        var exact: Exploration
        var over: Exploration?

        /// The one that has all that can happen.
        var complete: Exploration { over ?? exact }
    }

    /// - Parameter keepsMessageOrder: whether states are told apart by the order in which the messages in flight were sent, in
    ///   a network that has none. What can happen is the same, in more states.
    func explore(monitoring kind: Property.Kind?, keepsMessageOrder: Bool = false) throws(ExplorerError) -> Explorations {
        let exact = try explore(monitoring: kind, gaps: .leftOut, keepsMessageOrder: keepsMessageOrder)
        if exact.search.graph.beyond == nil || exact.incompleteness != nil { return Explorations(exact: exact, over: nil) }
        return Explorations(
            exact: exact, over: try explore(monitoring: kind, gaps: .overApproximated, keepsMessageOrder: keepsMessageOrder))
    }

    /// What the runs that are shown are looked for in. Reorderings can be counted only where the order of messages is known; where
    /// that takes more states than the limits allow, `otherwise` has to do.
    private func rankable(_ kind: Property.Kind?, otherwise: Explorations) throws(ExplorerError) -> Explorations {
        guard explorer.ranking == .fewestFaults, system.profile.order == .any else { return otherwise }
        let ordered = try explore(monitoring: kind, keepsMessageOrder: true)
        return ordered.complete.incompleteness == nil ? ordered : otherwise
    }

    func condition(_ set: ConfigurationSet) -> ConfigurationCondition {
        ConfigurationCondition(set, sets: sets, choices: system.choices, within: all)
    }

    mutating func report() throws(ExplorerError) -> ExplorationReport {
        if let large = try largeReport() { return large }
        let base = try explore(monitoring: nil)
        let graph = base.complete.search.graph
        let judged = try rankable(nil, otherwise: base)
        var verdicts: [Verdict] = []
        for (index, property) in model.properties.enumerated() where property.expected[profile] != nil {
            switch property.kind {
            case .historyAgreement, .freshKeys:
                let explorations = try explore(monitoring: property.kind)
                verdicts.append(try judge(index, try rankable(property.kind, otherwise: explorations)))
            default: verdicts.append(try judge(index, judged))
            }
        }
        var hash: UInt64 = 0
        for state in graph.reach.indices where !graph.reach[state].isEmpty && state != graph.beyond {
            hash &+= base.complete.search.hash(state)
        }
        return ExplorationReport(
            profile: profile, states: graph.reachableCount, edges: graph.edges.count, depth: graph.depth,
            configurations: sets.count(all), stateHash: hash, incompleteness: base.complete.incompleteness,
            isOverApproximated: base.over != nil, partialOrder: partialOrderUse, verdicts: verdicts, deadRows: deadRows(graph), holes: holes(graph),
            modelErrors: modelErrors(base.exact.search))
    }

    // MARK: What else the graph tells

    private func isTaken(_ edge: StateGraph.Edge, from state: Int, _ graph: StateGraph) -> Bool {
        !sets.intersection(graph.reach[state], edge.presence).isEmpty
    }

    private func deadRows(_ graph: StateGraph) -> [String] {
        var fired = Set<Int32>()
        for state in graph.reach.indices where !graph.reach[state].isEmpty && graph.edgeRanges[state].lowerBound >= 0 {
            for edge in graph.edges(of: state) where !fired.contains(edge.label) && isTaken(edge, from: state, graph) {
                fired.insert(edge.label)
            }
        }
        return deadRows(fired.map { graph.labels[Int($0)] })
    }

    /// The rows that are on none of these labels.
    func deadRows(_ labels: [EdgeLabel]) -> [String] {
        var rows = Set<[Int]>()
        for label in labels {
            if label.row >= 0 { rows.insert([system.layout.instances[label.party].role, label.row]) }
            if label.secondRow >= 0 { rows.insert([system.layout.instances[label.peer].role, label.secondRow]) }
        }
        return model.roles.indices.flatMap { role in
            model.roles[role].rows.indices.filter { !rows.contains([role, $0]) }.map { model.roles[role].rows[$0].name }
        }
    }

    private func holes(_ graph: StateGraph) -> [ExplorationReport.Hole] {
        var found: [[Int]: ConfigurationSet] = [:]
        for state in graph.reach.indices where !graph.reach[state].isEmpty && graph.edgeRanges[state].lowerBound >= 0 {
            for edge in graph.edges(of: state) {
                let label = graph.labels[Int(edge.label)]
                guard label.hole >= 0, case .deliver(let message, _, _) = label.kind else { continue }
                let here = sets.intersection(graph.reach[state], edge.presence)
                if here.isEmpty { continue }
                let key = [system.layout.instances[label.party].role, label.hole, message]
                found[key] = sets.union(found[key] ?? .empty, here)
            }
        }
        return found.sorted { $0.key.lexicographicallyPrecedes($1.key) }.map {
            ExplorationReport.Hole(role: $0.key[0], state: $0.key[1], message: $0.key[2], condition: condition($0.value))
        }
    }

    private func modelErrors(_ search: Search) -> [ExplorationReport.ModelError] {
        var seen = Set<EvaluationError>()
        return search.graph.modelErrors.compactMap { found in
            guard seen.insert(found.error).inserted, let options = sets.first(of: found.configurations) else { return nil }
            let finder = PathFinder(system: system, graph: search.graph, configuration: options)
            let trace = finder.path(toState: { $0 == found.state }).flatMap {
                TraceBuilder(system: system, search: search, profile: profile, configuration: options).trace(
                    along: $0, property: nil, outcome: nil)
            }
            return ExplorationReport.ModelError(
                error: found.error, trace: trace, condition: condition(found.configurations))
        }
    }
}
