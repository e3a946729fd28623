import ProtocolModel

/// The interpreter's transitions, remembered.
///
/// States are kept in canonical form (`CanonicalState`), of which a protocol between two parties has some thousands, and what the interpreter said of a state and a
/// choice is looked up the next time. So every step of a simulation is the interpreter's own, and most cost a look into a table. What is remembered is
/// thrown away when it grows beyond `limit`; results do not depend on that.
///
/// A class because it is shared by the runs of a thread, one after the other, and changes as it is asked.
final class Automaton {
    /// What a run has to know of a state without looking into it.
    struct Summary {
        /// Bit `party`: in a settled control state.
        var settled: UInt64 = 0
        /// Bit `from * parties + to`, as in `GlobalState.unaware`.
        var unaware: UInt64 = 0
        /// Bit by position in `watched`: a property of states that is violated (for `reachable`: reached).
        var violated: UInt64 = 0
        /// Where the state's nodes begin in `holders`.
        var firstNode: Int32 = 0
        var nodes: Int32 = 0
        /// Whether all groups are in one epoch.
        var isInStep = false
    }

    /// What a step does to the channels, in order.
    struct Operation {
        enum Kind: UInt8 {
            /// The channel is emptied, but for what lingers: bit `position` of `kept`.
            case cut
            case sent
            /// The same message is in flight already, in a network that keeps sets.
            case merged
            /// It was sent and lost with its connection.
            case gone
            /// It found its channel full.
            case full
        }

        var kind: Kind
        var isSealed = false
        var channel: UInt16
        var message: UInt16 = 0
        /// Of `merged` the position of the message that is there, of `cut` what stays.
        var kept: UInt64 = 0
    }

    struct Edge {
        var target: Int32
        /// The number by which the epoch numbers of the target were made smaller.
        var shift: Int32
        /// Where the new names of the source's nodes begin in `names`; -1 where all keep theirs.
        var renaming: Int32 = -1
        var firstOperation: Int32 = 0
        var operations: Int32 = 0
        /// Commits made in the step, in `commits`.
        var firstCommit: Int32 = 0
        var commits: Int32 = 0
        var violated: UInt64 = 0
        var createsGroup = false
        /// Whether `shift` is the whole distance to the true numbers.
        var isAbsolute = false
        var isUndecryptable = false
        var isUnspecified = false
    }

    struct Commit {
        /// In the target; -1 where nobody holds it any more.
        var node: Int32
        var author: UInt8
    }

    /// What was found for a state and a choice: edges `start ..< start + count`, or a failure.
    struct Found {
        var start: Int32
        /// -1 where a row could not be carried out; `start` is the place in `failures`.
        var count: Int32
    }

    let interpreter: Interpreter
    let parties: Int
    let events: Int
    /// The properties that are watched, by index; at most 64.
    let watched: [Int]
    /// The parties that have a group.
    let members: UInt64
    private let isRebased: Bool
    private let groupVariables: [Int?]
    private let limit: Int
    private let start: GlobalState

    /// What is remembered. It stands behind a pointer, since the property of a class is checked for exclusive access each time that it is read.
    struct Tables {
        var summaries: ContiguousArray<Summary> = []
        var holders: ContiguousArray<UInt64> = []
        var edges: ContiguousArray<Edge> = []
        var operations: ContiguousArray<Operation> = []
        var names: ContiguousArray<Int32> = []
        var commits: ContiguousArray<Commit> = []
        var steps: ContiguousArray<Step> = []
        var memo = ChoiceTable()
    }

    let tables: UnsafeMutablePointer<Tables>
    private(set) var failures: [EvaluationError] = []
    private var states: [GlobalState] = []
    private var index: [GlobalState: Int32] = [:]
    /// What `stuck` found, by state.
    var recoveries: [Int32: [Int]] = [:]
    /// How often the interpreter was asked.
    private(set) var misses = 0
    /// Increased when everything that was remembered is thrown away.
    private(set) var generation = 0

    /// - Parameter limit: how many states and edges together are remembered.
    init(_ interpreter: Interpreter, limit: Int = 1 << 20) throws(EvaluationError) {
        start = try interpreter.initialState()
        tables = .allocate(capacity: 1)
        tables.initialize(to: Tables())
        self.interpreter = interpreter
        let model = interpreter.model
        parties = interpreter.instances.count
        events = max(1, model.events.count)
        isRebased = model.isShiftInvariant
        self.limit = limit
        groupVariables = interpreter.instances.map { model.groupVariable(ofRole: $0.role) }
        var members: UInt64 = 0
        for party in interpreter.instances.indices where model.groupVariable(ofRole: interpreter.instances[party].role) != nil {
            members |= 1 << UInt64(party)
        }
        self.members = members
        let profile = model.profiles.firstIndex { $0.name == interpreter.profile.name }
        watched = Array(
            model.properties.indices.filter { property in
                guard let profile, model.properties[property].expected[profile] != nil else { return false }
                switch model.properties[property].kind {
                case .agreement, .settledAgreement, .drift, .specified, .decryptable, .invariant, .never, .reachable: return true
                case .historyAgreement, .freshKeys, .recoverable, .live, .leadsTo: return false
                }
            }.prefix(64))
    }

    deinit {
        tables.pointee.memo.deallocate()
        tables.deinitialize(count: 1)
        tables.deallocate()
    }

    /// The state that runs begin in, and the distance of its numbers to the true ones.
    func initial() throws(EvaluationError) -> (state: Int32, shift: Int) {
        let canonical = CanonicalState(start, isRebased: isRebased)
        return (try intern(canonical.state), canonical.shift)
    }

    func state(_ index: Int32) -> GlobalState { states[Int(index)] }
    var stateCount: Int { states.count }

    /// Throws away what is remembered, where it is too much, but for one state: its new index is returned.
    func trim(keeping state: Int32) throws(EvaluationError) -> Int32 {
        guard states.count + tables.pointee.edges.count > limit else { return state }
        let kept = states[Int(state)]
        generation += 1
        tables.pointee.summaries.removeAll(keepingCapacity: true)
        tables.pointee.holders.removeAll(keepingCapacity: true)
        tables.pointee.edges.removeAll(keepingCapacity: true)
        tables.pointee.operations.removeAll(keepingCapacity: true)
        tables.pointee.names.removeAll(keepingCapacity: true)
        tables.pointee.commits.removeAll(keepingCapacity: true)
        tables.pointee.steps.removeAll(keepingCapacity: true)
        failures = []
        states = []
        index = [:]
        recoveries = [:]
        tables.pointee.memo.removeAll()
        return try intern(kept)
    }

    // MARK: Edges

    @inline(__always)
    func find(_ state: Int32, _ choice: Choice) throws(EvaluationError) -> Found {
        let key = UInt64(UInt32(bitPattern: state)) << 32 | UInt64(choice.code)
        if let found = tables.pointee.memo.find(key) { return found }
        let found = try ask(states[Int(state)], choice, isAbsolute: false)
        tables.pointee.memo.insert(key, found)
        return found
    }

    /// The same choice of a state with its true numbers; not remembered.
    func findExactly(_ state: Int32, shift: Int, _ choice: Choice) throws(EvaluationError) -> Found {
        try ask(CanonicalState.moved(states[Int(state)], by: shift), choice, isAbsolute: true)
    }

    private func ask(_ source: GlobalState, _ choice: Choice, isAbsolute: Bool) throws(EvaluationError) -> Found {
        misses += 1
        let occasion = choice.occasion(parties: parties, events: events)
        let answer = Result { () throws(EvaluationError) in try interpreter.transitions(at: occasion, from: source) }
        let transitions: [Transition]
        switch answer {
        case .success(let all): transitions = all.filter { choice.admits($0.step) }
        case .failure(let error):
            failures.append(error)
            return Found(start: Int32(failures.count - 1), count: -1)
        }
        var made: [Edge] = []
        for transition in transitions { made.append(try edge(transition, from: source, isAbsolute: isAbsolute)) }
        let start = tables.pointee.edges.count
        tables.pointee.edges += made
        for transition in transitions { tables.pointee.steps.append(transition.step) }
        return Found(start: Int32(start), count: Int32(made.count))
    }

    private func edge(_ transition: Transition, from source: GlobalState, isAbsolute: Bool) throws(EvaluationError) -> Edge {
        let canonical = CanonicalState(transition.target, isRebased: isRebased)
        var edge = Edge(target: try intern(canonical.state), shift: Int32(clamping: canonical.shift))
        edge.isAbsolute = isAbsolute
        let before = source.tree.count
        func name(_ node: Int) -> Int32 { canonical.names[Node(node)].map { Int32($0.index) } ?? -1 }
        if !(0..<before).allSatisfy({ name($0) == $0 }) {
            edge.renaming = Int32(tables.pointee.names.count)
            for node in 0..<before { tables.pointee.names.append(name(node)) }
        }
        edge.firstCommit = Int32(tables.pointee.commits.count)
        for node in before..<max(before, transition.target.tree.count) {
            guard let epoch = transition.target.tree[Node(node)], let parent = epoch.parent, let author = epoch.author else {
                continue
            }
            if parent.index >= before, transition.target.tree[parent]?.parent == nil {
                edge.createsGroup = true
                continue
            }
            tables.pointee.commits.append(Commit(node: name(node), author: UInt8(author)))
            edge.commits += 1
        }
        for effect in transition.effects {
            switch effect {
            case .undecryptable: edge.isUndecryptable = true
            case .unspecified: edge.isUnspecified = true
            default: break
            }
        }
        for (bit, property) in watched.enumerated() {
            switch interpreter.model.properties[property].kind {
            case .specified where edge.isUnspecified, .decryptable where edge.isUndecryptable: edge.violated |= 1 << UInt64(bit)
            default: break
            }
        }
        addOperations(of: transition, from: source, to: &edge)
        return edge
    }

    /// Finds out what became of each channel by comparing it before and after with what was sent.
    private func addOperations(of transition: Transition, from source: GlobalState, to edge: inout Edge) {
        let profile = interpreter.profile
        let isSet = profile.order == .any && profile.duplication
        edge.firstOperation = Int32(tables.pointee.operations.count)
        for channel in source.channels.indices {
            var old = source.channels[channel]
            switch transition.step {
            case .deliver(let from, let to, let position, false, _) where from * parties + to == channel: old.remove(at: position)
            case .lose(let from, let to, let position) where from * parties + to == channel: old.remove(at: position)
            default: break
            }
            let new = transition.target.channels[channel]
            var sent: [(envelope: GlobalState.Envelope, arrives: Bool, isFull: Bool)] = []
            for effect in transition.effects {
                switch effect {
                case .sent(let from, let to, let envelope, let arrives) where from * parties + to == channel:
                    sent.append((envelope, arrives, false))
                case .lost(let from, let to) where from * parties + to == channel && !sent.isEmpty:
                    sent[sent.count - 1].isFull = true
                default: break
                }
            }
            func add(_ kind: Operation.Kind, _ envelope: GlobalState.Envelope? = nil, kept: UInt64 = 0) {
                tables.pointee.operations.append(
                    Operation(
                        kind: kind, isSealed: envelope?.seal != nil, channel: UInt16(channel),
                        message: UInt16(envelope?.message.type ?? 0), kept: kept))
            }
            var whole = old
            for one in sent where one.arrives && !(isSet && whole.contains(one.envelope)) { whole.append(one.envelope) }
            var position = 0
            var surviving = sent.count(where: \.arrives)
            var here = old
            if whole != new {
                // The connection was cut. What stands behind what lingers was sent after it.
                var kept: UInt64 = 0
                here = []
                if profile.interruption == .lingering {
                    for index in old.indices.prefix(64) where !old[index].isStale {
                        var envelope = old[index]
                        envelope.isStale = true
                        if isSet, here.contains(envelope) { continue }
                        kept |= 1 << UInt64(index)
                        here.append(envelope)
                    }
                }
                surviving = min(surviving, max(0, new.count - here.count))
                add(.cut, kept: kept)
            }
            let arriving = sent.count(where: \.arrives)
            for one in sent {
                if !one.arrives {
                    add(one.isFull ? .full : .gone, one.envelope)
                    continue
                }
                defer { position += 1 }
                if position < arriving - surviving {
                    add(.gone, one.envelope)
                } else if isSet, let there = here.firstIndex(of: one.envelope) {
                    add(.merged, one.envelope, kept: UInt64(there))
                } else {
                    add(.sent, one.envelope)
                    here.append(one.envelope)
                }
            }
        }
        edge.operations = Int32(tables.pointee.operations.count) - edge.firstOperation
    }

    // MARK: States

    private func intern(_ state: GlobalState) throws(EvaluationError) -> Int32 {
        if let known = index[state] { return known }
        let made = try summary(of: state)
        let number = Int32(states.count)
        states.append(state)
        tables.pointee.summaries.append(made)
        index[state] = number
        return number
    }

    private func summary(of state: GlobalState) throws(EvaluationError) -> Summary {
        let model = interpreter.model
        var result = Summary()
        for party in 0..<parties
        where model.roles[interpreter.instances[party].role].states[state.parties[party].control].isSettled {
            result.settled |= 1 << UInt64(party)
        }
        for channel in state.unaware { result.unaware |= 1 << UInt64(channel) }
        result.firstNode = Int32(tables.pointee.holders.count)
        result.nodes = Int32(state.tree.count)
        var masks = Array(repeating: UInt64(0), count: state.tree.count)
        var groups: [Node?] = []
        for party in 0..<parties {
            guard let variable = groupVariables[party] else { continue }
            guard case .epoch(let node) = state.parties[party].variables[variable] else {
                groups.append(nil)
                continue
            }
            groups.append(node)
            // A party whose group is in an epoch has taken the epochs that it was made in, too.
            var next: Node? = node
            while let here = next {
                masks[here.index] |= 1 << UInt64(party)
                next = state.tree[here]?.parent
            }
        }
        tables.pointee.holders += masks
        result.isInStep = !groups.isEmpty && groups.allSatisfy { $0 != nil && $0 == groups[0] }
        for (bit, property) in watched.enumerated() where try isViolated(model.properties[property].kind, in: state) {
            result.violated |= 1 << UInt64(bit)
        }
        return result
    }

    private func isViolated(_ kind: Property.Kind, in state: GlobalState) throws(EvaluationError) -> Bool {
        switch kind {
        case .agreement(let variable): return isForked(held(variable, in: state, settledOnly: false), state)
        case .settledAgreement(let variable): return isForked(held(variable, in: state, settledOnly: true), state)
        case .drift(let variable, let most):
            let numbers = held(variable, in: state, settledOnly: false).compactMap { state.tree[$0]?.number }
            return (numbers.max() ?? 0) - (numbers.min() ?? 0) > most
        case .invariant(let condition): return try !interpreter.holds(condition, in: state)
        case .never(let condition), .reachable(let condition): return try interpreter.holds(condition, in: state)
        case .historyAgreement, .freshKeys, .specified, .decryptable, .recoverable, .live, .leadsTo: return false
        }
    }

    private func held(_ variable: String, in state: GlobalState, settledOnly: Bool) -> [Node] {
        interpreter.instances.indices.compactMap { party in
            let role = interpreter.model.roles[interpreter.instances[party].role]
            guard let index = role.variables.firstIndex(where: { $0.name == variable }),
                case .epoch(let epoch) = state.parties[party].variables[index],
                !settledOnly || role.states[state.parties[party].control].isSettled
            else { return nil }
            return epoch
        }
    }

    private func isForked(_ held: [Node], _ state: GlobalState) -> Bool {
        held.indices.contains { a in
            held.indices.contains { b in
                a < b && held[a] != held[b] && state.tree[held[a]]?.number == state.tree[held[b]]?.number
            }
        }
    }
}
