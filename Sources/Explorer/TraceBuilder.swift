import ProtocolModel

/// Turns a path through the graph into a trace by walking it with the interpreter: a path that the interpreter cannot
/// follow, with true epoch numbers, yields none.
struct TraceBuilder {
    let system: FlatSystem
    let graph: StateGraph
    let monitor: Monitor
    /// The index of a state in the graph.
    let find: (FlatState) -> Int?
    /// Whether the labels say which messages overtake older ones, or no message can.
    let knowsMessageOrder: Bool
    let profile: Int
    let configuration: [Int]

    init(
        system: FlatSystem, graph: StateGraph, monitor: Monitor, find: @escaping (FlatState) -> Int?, knowsMessageOrder: Bool,
        profile: Int, configuration: [Int]
    ) {
        self.knowsMessageOrder = knowsMessageOrder
        self.system = system
        self.graph = graph
        self.monitor = monitor
        self.find = find
        self.profile = profile
        self.configuration = configuration
    }

    init(system: FlatSystem, search: Search, profile: Int, configuration: [Int]) {
        self.init(
            system: system, graph: search.graph, monitor: search.monitor, find: search.find,
            knowsMessageOrder: search.packing.ordered, profile: profile, configuration: configuration)
    }

    private var model: ProtocolModel { system.layout.model }

    var readings: ReadingAssignment {
        ReadingAssignment(
            Dictionary(uniqueKeysWithValues: zip(system.choices, configuration).map { ($0, $1) }))
    }

    func trace(along path: GraphPath, property: Property?, outcome: Outcome?) -> Trace? {
        let interpreter = Interpreter(model: model, profile: system.profile, readings: readings)
        guard let initial = try? interpreter.initialState(), let first = path.states.first else { return nil }
        // Depth-first over the interpreter's choices; one is nearly always enough, since labels and targets are matched.
        struct Position {
            var state: GlobalState
            var monitor: [Int]
            var steps: [Step]
        }
        let start = FlatState(initial, layout: system.layout)
        var stack: [Position] = []
        for monitor in monitor.initial(start) {
            var flat = start
            flat.monitor = monitor
            if find(flat) == first {
                stack.append(Position(state: initial, monitor: monitor, steps: []))
            }
        }
        var visits = 0
        while let position = stack.popLast() {
            let depth = position.steps.count
            if depth == path.edges.count {
                return Trace(
                    model: model, profile: system.profile, readings: readings, property: property?.name, outcome: outcome,
                    steps: position.steps, cycleStart: path.cycleStart)
            }
            visits += 1
            if visits > 10_000 + 100 * path.edges.count { return nil }
            let label = graph.labels[Int(graph.edges[path.edges[depth]].label)]
            guard let transitions = try? interpreter.transitions(from: position.state) else { continue }
            for transition in transitions.reversed() where matches(transition, label, in: position.state, interpreter) {
                var flat = FlatState(transition.target, layout: system.layout, monitor: position.monitor)
                for continuation in monitor.advance(flat, transition.effects.compactMap(effect))
                where continuation.isViolation == label.isViolation {
                    flat.monitor = continuation.monitor
                    if find(flat) == path.states[depth + 1] {
                        stack.append(
                            Position(
                                state: transition.target, monitor: continuation.monitor, steps: position.steps + [transition.step]))
                    }
                }
            }
        }
        return nil
    }

    private func matches(
        _ transition: Transition, _ label: EdgeLabel, in state: GlobalState, _ interpreter: Interpreter
    ) -> Bool {
        var faults = interpreter.faults(of: transition, in: state)
        if !knowsMessageOrder { faults.reorderings = 0 }
        if faults.count != label.faults { return false }
        switch (transition.step, label.kind) {
        case (.event(let party, let event, _, let row), .event(let wanted)):
            return party == label.party && event == wanted && row == label.row
        case (.deliver(let from, let to, let position, let stays, let row), .deliver(let message, let isStale, let wanted)):
            let envelope = state.channels[from * system.layout.instances.count + to][position]
            let isHole = transition.effects.contains { if case .unspecified = $0 { true } else { false } }
            let isUndecryptable = transition.effects.contains { if case .undecryptable = $0 { true } else { false } }
            return from == label.peer && to == label.party && stays == wanted && (row ?? -1) == label.row
                && envelope.message.type == message && envelope.isStale == isStale && isHole == (label.hole >= 0)
                && isUndecryptable == label.isUndecryptable
        case (.lose(let from, let to, _), .lose): return from == label.peer && to == label.party
        case (.interrupt(let first, let second, _, _), .interrupt):
            return first.party == label.party && (first.row ?? -1) == label.row && (second != nil) == label.secondTold
                && (second?.row ?? -1) == label.secondRow
        case (.learn(let told, let peer), .learn):
            return told.party == label.party && peer == label.peer && (told.row ?? -1) == label.row
        default: return false
        }
    }

    private func effect(_ effect: Effect) -> FlatEffect? {
        switch effect {
        case .assigned(let party, let variable, let value, let goesRound):
            let role = system.layout.instances[party].role
            return .assigned(
                party: party, slot: system.layout.bases[party] + system.layout.offsets[role][variable],
                value: Compiler.integer(value), goesRound: goesRound)
        case .sealed(let party, let key): return .sealed(party: party, key: key.map(Compiler.integer))
        case .connectionReset(let party): return .connectionReset(party: party)
        case .sent, .lost, .unspecified, .undecryptable: return nil
        }
    }
}
