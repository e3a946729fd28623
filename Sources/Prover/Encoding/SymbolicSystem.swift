import ProtocolModel

/// The transition relation of a model in one network profile, for all readings at once, over true and unbounded epoch numbers.
struct SymbolicSystem {
    /// One way of taking a step: everything chosen but the state it is taken in.
    struct Move {
        /// The step by which the interpreter takes it.
        var step: Step
        /// What must hold for it to be taken.
        var guarded: Term
        var target: SymbolicState
        /// Whether a message was opened that no row takes, or could not be opened.
        var finding: Finding?
        /// For each message that it may send to a full channel of a network that loses messages: when it does.
        var lost: [Term] = []
    }

    enum Finding {
        case unspecified
        case undecryptable
    }

    let layout: SymbolicLayout
    let current: SymbolicState
    let initial: SymbolicState
    let moves: [Move]

    /// - Parameter hasOverflowed: whether a message has found no place already; a constant of the state where it is `nil`.
    /// - Throws: `UnsupportedByProver`.
    init(_ layout: SymbolicLayout, hasOverflowed: Term? = nil) throws(UnsupportedByProver) {
        self.layout = layout
        var current = layout.state("")
        if let hasOverflowed { current.overflow = hasOverflowed }
        self.current = current
        initial = try SymbolicSystem.initialState(layout, pattern: current)
        var builder = MoveBuilder(layout, current)
        try builder.build()
        moves = builder.moves
    }

    /// The moves that can be taken in the states that the terms stand for.
    ///
    /// - Throws: `UnsupportedByProver`.
    init(_ layout: SymbolicLayout, from current: SymbolicState, initial: SymbolicState) throws(UnsupportedByProver) {
        self.layout = layout
        self.current = current
        self.initial = initial
        var builder = MoveBuilder(layout, current)
        try builder.build()
        moves = builder.moves
    }

    /// The state before the first step, as terms without constants but the readings.
    static func initialState(_ layout: SymbolicLayout, pattern: SymbolicState) throws(UnsupportedByProver) -> SymbolicState {
        let context = layout.context
        func zero(_ term: Term) -> Term { context.isBoolean(term) ? context.no : context.integer(0) }
        var state = pattern
        for party in state.parties.indices { state.parties[party].control = context.integer(0) }
        for channel in state.channels.indices {
            state.channels[channel] = state.channels[channel].map { slot in
                var slot = slot
                slot.isPresent = context.no
                if layout.lingers { slot.isStale = context.no }
                slot.isSealed = context.no
                slot.type = context.integer(0)
                slot.seal = slot.seal.map(context.zeroed)
                slot.nodes = slot.nodes.map(context.zeroed)
                slot.integers = slot.integers.map(context.zeroed)
                return slot
            }
            state.unaware[channel] = context.no
        }
        state.counters = state.counters.map(zero)
        // The epoch in which all parties begin has the identity 1, its parent 0.
        state.nextIdentity = context.integer(2)
        state.overflow = context.no
        for party in layout.instances.indices {
            var evaluator = SymbolicEvaluator(layout, state, party: party)
            for (index, variable) in layout.model.roles[layout.instances[party].role].variables.enumerated() {
                let value = try evaluator.evaluate(variable.initially)
                evaluator.state.parties[party].variables[index] = context.shaped(value, like: pattern.parties[party].variables[index])
            }
            state = evaluator.state
        }
        return state
    }
}

extension Context {
    /// A value of the shape with everything zero.
    func zeroed(_ value: Symbolic) -> Symbolic {
        func zero(_ term: Term) -> Term { isBoolean(term) ? no : integer(0) }
        let body: Symbolic.Body =
            switch value.body {
            case .nothing, .list: value.body
            case .bool: .bool(no)
            case .integer: .integer(integer(0))
            case .node(let node): .node(NodeTerms(node.all.map(zero)))
            case .set(let members): .set(members.map { ($0.value, no) })
            case .map(let keys, let values): .map(keys: keys, values.map(zeroed))
            case .message(let type, let fields): .message(type: type, fields.map(zeroed))
            }
        return Symbolic(some: isTrue(value.some) ? yes : no, body: body)
    }

    /// The value with every component that a variable has: what is `none`, or a set that is written out, has none of its own.
    func shaped(_ value: Symbolic, like pattern: Symbolic) -> Symbolic {
        switch (value.body, pattern.body) {
        case (.nothing, _): return Symbolic(some: no, body: zeroed(pattern).body)
        case (.list, .set(let members)):
            return Symbolic(
                some: value.some, body: .set(members.map { ($0.value, isMember(literal($0.value), of: value.body)) }))
        case (.map(_, let values), .map(let keys, let patterns)):
            return Symbolic(some: value.some, body: .map(keys: keys, zip(values, patterns).map { shaped($0, like: $1) }))
        case (.message(let type, let fields), .message(_, let patterns)):
            return Symbolic(some: value.some, body: .message(type: type, zip(fields, patterns).map { shaped($0, like: $1) }))
        default: return value
        }
    }
}
