import ProtocolModel

extension ProfileJudge {
    /// The best run to a goal, as a trace, and its faults where the fewest are asked for.
    ///
    /// - Parameters:
    ///   - configurations: those in which the outcome is the verdict.
    ///   - endless: makes a run that goes on for ever of one that leads to the goal.
    func show(
        _ property: Property, _ outcome: Outcome, _ goal: RankedSearch.Goal, within configurations: ConfigurationSet,
        _ exploration: Exploration, endless: ((RankedSearch.Run) -> GraphPath?)? = nil
    ) -> (trace: Trace?, faults: FaultCount?) {
        let search = exploration.search
        let ranked = RankedSearch(system: system, graph: search.graph, ranking: explorer.ranking)
        guard let run = ranked.run(to: goal, within: configurations) else { return (nil, nil) }
        let path = endless.map { $0(run) } ?? run.path
        let builder = TraceBuilder(system: system, search: search, profile: profile, configuration: run.configuration)
        guard let path, let trace = builder.trace(along: path, property: property, outcome: outcome) else { return (nil, nil) }
        guard explorer.ranking == .fewestFaults, let replay = try? Replay(trace, in: model) else { return (trace, nil) }
        let faults = replay.faults
        return (trace, FaultCount(faults: faults, certainty: certainty(faults, run, ranked, within: configurations, exploration)))
    }

    /// Whether no run has fewer faults than one that was found with the fewest on the explored part of the graph.
    private func certainty(
        _ faults: Faults, _ run: RankedSearch.Run, _ ranked: RankedSearch, within configurations: ConfigurationSet,
        _ exploration: Exploration
    ) -> FaultCount.Certainty {
        let search = exploration.search
        if faults.count == 0 { return .fewest }
        if exploration.incompleteness != nil { return .perhapsFewer("not every state was explored") }
        if !search.packing.ordered {
            return .perhapsFewer("reorderings were not compared: with the order of messages there are too many states")
        }
        // Every run that breaks the property gets to where this one does with as many faults or more.
        if faults.count > run.faults { return .perhapsFewer("what is repeated has faults of its own") }
        if let beyond = search.graph.beyond {
            var outside = search.graph.reach.map { _ in ConfigurationSet.empty }
            outside[beyond] = .all
            if let way = ranked.run(to: RankedSearch.Goal(states: outside), within: configurations), way.faults < run.faults {
                return .perhapsFewer("runs in which epoch numbers drift far apart were left out")
            }
        }
        return .fewest
    }
}
