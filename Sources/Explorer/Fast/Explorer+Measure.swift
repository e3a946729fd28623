import ProtocolModel

/// The size of a state space, and what it took to explore it.
public struct StateSpace: Sendable {
    public var states: Int
    public var transitions: Int
    /// The length of the longest of the shortest runs.
    public var depth: Int
    /// A hash of the set of reachable states that does not depend on the order in which they were found.
    public var hash: UInt64
    /// The most bytes that the explorer's tables took at one time.
    public var peakMemory: Int
    /// What the table of states takes at the end, in bytes.
    public var tableMemory: Int
    public var incompleteness: Incompleteness?
    public var extent: StateExtent
    /// The numbers of components and of remembered local steps, for whoever tunes the explorer.
    public var components: [String: Int]
}

extension Explorer {
    /// Explores a profile in the first combination of readings that is not ruled out, and judges nothing.
    ///
    /// - Parameter threads: as many as there are cores where it is `nil`.
    /// - Throws: `ExplorerError` where the model cannot be explored by components.
    public func measure(
        profile: Int, threads: Int? = nil, progress: @escaping (ExplorationProgress) -> Bool = { _ in true }
    ) throws(ExplorerError) -> StateSpace {
        let choices = model.readingChoices
        let sets = ConfigurationSets(optionCounts: choices.map { model.readings[$0.reading].options.count })
        var options = FastSearch.Options()
        options.limits = limits
        options.threads = threads ?? Workers.all.count
        let within = sets.singleton(choices.map { fixedReadings[$0]?.first ?? 0 })
        var keepsSmallestNumber = false
        var folds = false
        while true {
            let steps: StepSystem
            do {
                let system = try FlatSystem(model, profile: model.profiles[profile], sets: sets)
                steps = try StepSystem(
                    system, monitoring: nil, within: within, keepsSmallestNumber: keepsSmallestNumber, foldsNetwork: folds)
            } catch {
                throw .unsupported(error)
            }
            let search = FastSearch(steps, options: options, progress: progress)
            var incompleteness: Incompleteness?
            switch Result(catching: { () throws(EvaluationError) in try search.run() }) {
            case .failure(let error): throw .evaluation(error)
            case .success(.needsSmallestNumber):
                keepsSmallestNumber = true
                continue
            case .success(.needsFolding):
                folds = true
                continue
            case .success(.unsupported(let what)): throw .unsupported(UnsupportedModel(what))
            case .success(.incomplete(let reason)): incompleteness = reason
            case .success(.complete): break
            }
            return StateSpace(
                states: search.stateCount, transitions: search.transitionCount, depth: search.depth, hash: search.hash,
                peakMemory: search.peakMemory, tableMemory: search.table.memory, incompleteness: incompleteness,
                extent: StateExtent(steps), components: [
                    "control": steps.controls.count, "network": steps.networks.count, "local steps": steps.stepMemo.count,
                    "parts": steps.store.table(.part).contents.count, "messages": steps.store.table(.message).contents.count,
                    "channels": steps.store.table(.channel).contents.count, "trees": steps.store.table(.tree).contents.count,
                    "renamings": steps.store.renamings.count, "normalised": steps.normalMemo.count,
                    "overflow": search.table.overflowCount, "left out": search.leftOutCount, "slots": search.table.capacity,
                    "slot bytes": search.table.isWide ? 8 : 4, "names": steps.store.names.count,
                ])
        }
    }
}
