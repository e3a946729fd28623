import ProtocolModel

/// Breadth-first exploration of a flat system in all configurations at once.
///
/// A state carries the set of configurations in which it is reachable. It is expanded once; when later found reachable in
/// further configurations, only these are carried on along its stored edges. Breadth-first in each configuration, so the level at which
/// a configuration reaches a state is the length of the shortest run there.
final class Search {
    let system: FlatSystem
    let monitor: Monitor
    let packing: Packing
    private(set) var graph = StateGraph()
    private var labelIndices: [EdgeLabel: Int32] = [:]
    private let gaps: LargeGaps
    private let largestStep: Int
    /// Steps by components, where the model allows it: states are then kept as packed words.
    private var fast: FastSteps?
    private let limits: ExplorationLimits
    /// Asked from time to time; `false` ends the search.
    private let progress: (ExplorationProgress) -> Bool

    /// What becomes of states in which epoch numbers are further apart than the packed form can tell.
    enum LargeGaps {
        /// They are not explored: steps that lead there end in `StateGraph.beyond`. What is explored is exact.
        case leftOut
        /// They are explored for all gaps that they stand for: at least everything that can happen is explored.
        case overApproximated
    }

    /// What a first attempt may find out about the packed form that it used.
    enum Finding {
        case complete
        case incomplete(Incompleteness)
        /// A group was created beside living epochs: the smallest number has to be kept.
        case needsSmallestNumber
    }

    init(
        _ system: FlatSystem, monitoring kind: Property.Kind?, configurations: ConfigurationSet,
        keepsSmallestNumber: Bool, gaps: LargeGaps, keepsMessageOrder: Bool = false, limits: ExplorationLimits,
        usesComponents: Bool = true,
        progress: @escaping (ExplorationProgress) -> Bool
    ) {
        self.system = system
        monitor = Monitor(kind, system: system)
        let model = system.layout.model
        packing = Packing(
            layout: system.layout, profile: system.profile, monitorKinds: monitor.kinds,
            gapLimit: model.numberHorizon, keepsSmallestNumber: keepsSmallestNumber,
            keepsGroups: monitor.comparesGroups, keepsMessageOrder: keepsMessageOrder)
        self.gaps = gaps
        self.configurations = configurations
        largestStep = model.roles.flatMap(\.rows).map(Search.commits).max() ?? 1
        self.limits = limits
        self.progress = progress
        // Components do not keep the order in which messages were sent where the network has none.
        guard usesComponents, !keepsMessageOrder else { return }
        fast = try? FastSteps(system, monitoring: kind, within: configurations, keepsSmallestNumber: keepsSmallestNumber, gaps: gaps)
    }

    private let configurations: ConfigurationSet

    /// The most commits that a row makes.
    private static func commits(_ row: Row) -> Int {
        var count = 0
        func visit(_ expression: Expression) {
            if case .commit = expression { count += 1 }
            expression.children.forEach(visit)
        }
        row.actions.forEach { $0.forEachExpression(visit) }
        return max(1, count)
    }

    // MARK: The search

    func run() throws(EvaluationError) -> Finding {
        let finding = try explore()
        guard let fast, fast.hasNoRoom else { return finding }
        // What has no room in components is explored without them.
        self.fast = nil
        graph = StateGraph()
        labelIndices = [:]
        fastLabelIndices = []
        return try explore()
    }

    private func explore() throws(EvaluationError) -> Finding {
        let interpreter = Interpreter(model: system.layout.model, profile: system.profile)
        let start = FlatState(try interpreter.initialState(), layout: system.layout)
        var frontier: [Int: ConfigurationSet] = [:]
        for values in monitor.initial(start) {
            var state = start
            state.monitor = values
            guard let bytes = bytes(of: state) else { continue }
            let index = insert(bytes)
            if graph.initial.contains(index) { continue }
            graph.initial.append(index)
            graph.reach[index] = configurations
            frontier[index] = configurations
        }
        var level = 0
        var sinceReport = 0
        while !frontier.isEmpty {
            graph.depth = level
            var next: [Int: ConfigurationSet] = [:]
            for (state, fresh) in frontier.sorted(by: { $0.key < $1.key }) {
                if graph.edgeRanges[state].lowerBound < 0 {
                    if let finding = expand(state) { return finding }
                }
                for edge in graph.edges(of: state) {
                    let arriving = system.sets.intersection(fresh, edge.presence)
                    if arriving.isEmpty { continue }
                    let target = Int(edge.target)
                    let new = system.sets.subtracting(arriving, graph.reach[target])
                    if new.isEmpty { continue }
                    graph.reach[target] = system.sets.union(graph.reach[target], new)
                    next[target] = next[target].map { system.sets.union($0, new) } ?? new
                }
                sinceReport += 1
                if sinceReport == 1024 {
                    sinceReport = 0
                    let memory = graph.states.memory + graph.edges.capacity * MemoryLayout<StateGraph.Edge>.stride
                    let report = ExplorationProgress(
                        states: graph.states.count, edges: graph.edges.count, depth: level, frontier: frontier.count + next.count,
                        memory: memory)
                    if !progress(report) { return .incomplete(.cancelled) }
                    if graph.states.count > limits.states { return .incomplete(.stateLimit(limits.states)) }
                    if memory > limits.memory { return .incomplete(.memoryLimit(limits.memory)) }
                }
            }
            if graph.states.count > limits.states { return .incomplete(.stateLimit(limits.states)) }
            level += 1
            frontier = next
        }
        for index in graph.modelErrors.indices {
            graph.modelErrors[index].configurations = system.sets.intersection(
                graph.modelErrors[index].configurations, graph.reach[graph.modelErrors[index].state])
        }
        graph.modelErrors.removeAll { $0.configurations.isEmpty }
        return .complete
    }

    /// The state that stands for all that is left out.
    private func beyond() -> Int {
        if let known = graph.beyond { return known }
        // No packed state is a single byte.
        let index = insert([0xff])
        graph.edgeRanges[index] = 0..<0
        graph.beyond = index
        return index
    }

    private func insert(_ bytes: [UInt8]) -> Int {
        let (index, isNew) = graph.states.insert(bytes)
        if isNew {
            graph.reach.append(.empty)
            graph.edgeRanges.append(-1 ..< -1)
        }
        return index
    }

    // MARK: States

    private func bytes(of state: FlatState) -> [UInt8]? {
        guard let fast else { return packing.pack(state).bytes }
        return fast.bytes(of: state)
    }

    /// A state of the graph, with relative numbers.
    func state(_ index: Int) -> FlatState {
        guard let fast else { return packing.unpack(graph.states[index]) }
        return fast.state(graph.states[index])
    }

    /// The index of a state in the graph, `nil` where it is not there.
    func find(_ state: FlatState) -> Int? { bytes(of: state).flatMap { graph.states.find($0) } }

    /// A hash of a state that does not depend on when it was found.
    func hash(_ index: Int) -> UInt64 {
        guard let fast, index != graph.beyond else { return StateTable.hash(graph.states[index]) }
        return fast.hash(graph.states[index])
    }

    /// By the number of a label among the steps by components: its index in the graph, -1 while it has none.
    private var fastLabelIndices: [Int32] = []

    private func labelIndex(_ number: Int, _ fast: FastSteps) -> Int32 {
        while fastLabelIndices.count <= number { fastLabelIndices.append(-1) }
        if fastLabelIndices[number] < 0 { fastLabelIndices[number] = labelIndex(fast.label(number)) }
        return fastLabelIndices[number]
    }

    /// Computes the edges of a state; a finding ends the search.
    private func expand(_ index: Int) -> Finding? {
        if let fast {
            let first = graph.edges.count
            let isWithin = fast.expand(graph.states[index], packing, largestStep: largestStep) { target, presence, label in
                let reached = target.map { insert($0) } ?? beyond()
                graph.edges.append(StateGraph.Edge(target: Int32(reached), presence: presence, label: labelIndex(label, fast)))
            } failure: { error, presence in
                graph.modelErrors.append(StateGraph.ModelError(state: index, error: error, configurations: presence))
            }
            graph.edgeRanges[index] = first..<graph.edges.count
            if fast.needsSmallestNumber { return .needsSmallestNumber }
            return isWithin ? nil : .incomplete(.unboundedGrowth("the components have no room"))
        }
        let unpacked = packing.unpack(graph.states[index])
        let variants = gaps == .overApproximated ? packing.variants(of: unpacked, largestStep: largestStep) : [unpacked]
        let first = graph.edges.count
        var failures: [FlatSystem.Failure] = []
        for state in variants {
            for successor in system.successors(of: state, failures: &failures) {
                if successor.created, !packing.keepsSmallestNumber, otherEpochsLive(in: successor.state) {
                    return .needsSmallestNumber
                }
                // How far the new group's number 1 is from the others is not known here.
                let isOpen = successor.created && packing.smallestIsOpen(in: unpacked) && otherEpochsLive(in: successor.state)
                for continuation in monitor.advance(successor.state, successor.effects) {
                    var target = successor.state
                    target.monitor = continuation.monitor
                    if target.channels.contains(where: { $0.count > 250 }) {
                        return .incomplete(.unboundedGrowth("a channel holds more than 250 messages"))
                    }
                    let packed = packing.pack(target)
                    var label = successor.label
                    label.isViolation = continuation.isViolation
                    // Without their order it is not known which message is older.
                    if !packing.ordered { label.overtakes = false }
                    label.lostAtOnce = successor.effects.count { if case .lost = $0 { true } else { false } }
                    let reached: Int
                    if gaps == .leftOut, packed.isSaturated || isOpen {
                        reached = beyond()
                    } else {
                        reached = insert(packed.bytes)
                    }
                    graph.edges.append(
                        StateGraph.Edge(target: Int32(reached), presence: successor.presence, label: labelIndex(label)))
                }
            }
        }
        for failure in failures {
            graph.modelErrors.append(
                StateGraph.ModelError(state: index, error: failure.error, configurations: failure.presence))
        }
        graph.edgeRanges[index] = first..<graph.edges.count
        return nil
    }

    private func labelIndex(_ label: EdgeLabel) -> Int32 {
        if let known = labelIndices[label] { return known }
        let index = Int32(graph.labels.count)
        graph.labels.append(label)
        labelIndices[label] = index
        return index
    }

    /// Whether numbers other than 1 can be compared with those of a group that was just created.
    private func otherEpochsLive(in state: FlatState) -> Bool {
        var groups = Set<Int>()
        var loose = false
        let newest = state.nodes.count - 1
        system.layout.forEachValue(of: state) { value, kind in
            switch kind {
            case .plain: break
            case .number: loose = loose || value != 1
            case .node: if state.nodes[value].number != FlatState.none, value != newest { groups.insert(value) }
            }
        }
        return loose || !groups.isEmpty
    }
}
