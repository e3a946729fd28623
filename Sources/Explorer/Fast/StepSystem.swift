import CMachine
import ProtocolModel

/// The transition system of a model in one profile by components: every distinct local case of a step is evaluated once, by `FlatSystem`, and
/// remembered; from then on a step is a few look-ups.
///
/// What a row does depends on the state of its party, the message that it answers, and what can be asked of epochs, which the tree
/// knows; so these three are the key of the memo. (A row whose expressions ask for another party or for the network has more to go
/// by: such models are refused, and explored by `FlatSystem` itself.) What it does to the network is remembered as a list of messages to
/// be sent and connections to be closed.
final class StepSystem: @unchecked Sendable {
    let system: FlatSystem
    /// The same system with a network that takes everything, so that a local case depends on nothing else.
    let local: FlatSystem
    let monitor: Monitor
    let store: ComponentStore
    let within: ConfigurationSet
    let parties: Int
    /// `from * parties + to` of every channel, in order.
    let channels: [Int]
    let isMonitoring: Bool
    /// Whether network contents are one component of the packed state.
    let foldsNetwork: Bool
    private let lock = Lock()

    /// What a step does to the components, in terms of one tree.
    struct Result: BitwiseCopyable {
        var part: UInt32
        var tree: UInt32
        var operations: UInt32
        var operationCount: UInt16
        var flags: UInt16
        var label: UInt32
        /// The label of the same delivery when a duplicate stays.
        var stayLabel: UInt32
        var presence: Int32
        var effects: UInt32
        /// A bit of `subjectBit`, zero for none.
        var subject: UInt64
        /// The name of the epoch that was created, where one was.
        var newest: UInt32
        /// Where the result is a failure, which.
        var failure: UInt32
    }

    static let labelLimit = 1 << 16
    static let isFailure: UInt16 = 1
    static let hasCreated: UInt16 = 2
    /// Nothing changes but that the message is gone.
    static let isIgnored: UInt16 = 4

    let results: ReservedArray<Result>
    private(set) var resultCount = 0
    /// Operations: a channel's index and a message; or a party, a peer, with the highest bit.
    let operations: ReservedArray<UInt64>
    private var operationCount = 0
    static let disconnects: UInt64 = 1 << 63

    /// By tag, part, message or peer, and tree.
    let stepMemo = SharedMemo()
    /// By tag and two numbers.
    let componentMemo = SharedMemo()
    let normalMemo: TupleTable
    let monitorMemo: TupleTable
    /// The parties, the rest and the tree together.
    let controls: TupleTable
    let controlFlags: ReservedArray<UInt64>
    /// Halves of the network, and where that is folded both halves together.
    let networks: TupleTable
    private(set) var labels: [EdgeLabel] = []
    private var labelNumbers: [EdgeLabel: Int] = [:]
    let loseLabels: [UInt32]
    private(set) var failures: [EvaluationError] = []
    private(set) var effectLists: [[FlatEffect]] = [[]]
    private var effectNumbers: [[Int]: Int] = [[]: 0]
    /// What is asked of every control part once, as bits.
    var inspect: ((FlatState) -> UInt64)?
    /// What is asked of the network beside, of every control part and set of message types in flight once.
    var inspectNetwork: ((FlatState) -> UInt64)?
    /// By control part and message types.
    let inspections: TupleTable

    static func subjectBit(_ subject: Bound.Subject) -> UInt64 {
        switch subject {
        case .event(let event): 1 << UInt64(event)
        case .interruption: 1 << 60
        case .loss: 1 << 61
        case .duplication: 1 << 62
        }
    }

    /// The subjects that the profile bounds.
    let bounded: UInt64

    /// More than one search reserves, in bytes. Where a process may not have so much (`ulimit -v`), models are explored without components.
    private static let addressSpace = 64 << 30

    init(
        _ system: FlatSystem, monitoring kind: Property.Kind?, within: ConfigurationSet, keepsSmallestNumber: Bool,
        foldsNetwork: Bool = false
    ) throws(UnsupportedModel) {
        self.system = system
        self.within = within
        self.foldsNetwork = foldsNetwork
        let layout = system.layout
        let model = layout.model
        guard AddressSpace.has(StepSystem.addressSpace) else { throw UnsupportedModel("too little address space for steps by components") }
        guard layout.instances.count <= 4 else { throw UnsupportedModel("more than 4 parties") }
        guard model.events.count <= 59, model.messages.count <= 64 else { throw UnsupportedModel("more than 59 events or 64 messages") }
        if StepSystem.looksAround(model) { throw UnsupportedModel("a row that asks for another party or for the network") }
        var open = system.profile
        open.loss = false
        open.duplication = false
        open.order = .fifo
        open.capacity = .max
        open.bounds = []
        local = try FlatSystem(model, profile: open, sets: system.sets, recordsNetwork: true)
        monitor = Monitor(kind, system: system)
        isMonitoring = !monitor.kinds.isEmpty
        store = ComponentStore(
            layout: layout, profile: system.profile, monitorKinds: monitor.kinds, gapLimit: model.numberHorizon,
            keepsSmallestNumber: keepsSmallestNumber, keepsGroups: monitor.comparesGroups)
        let count = layout.instances.count
        parties = count
        channels = (0..<count * count).filter { $0 / count != $0 % count }
        results = ReservedArray(capacity: 1 << 24)
        operations = ReservedArray(capacity: 1 << 25)
        normalMemo = TupleTable(capacity: 1 << 24)
        monitorMemo = TupleTable(capacity: 1 << 24)
        controls = TupleTable(capacity: 1 << 24)
        controlFlags = ReservedArray(capacity: 1 << 24)
        inspections = TupleTable(capacity: 1 << 26)
        networks = TupleTable(capacity: 1 << 26)
        bounded = system.profile.bounds.reduce(0) { $0 | StepSystem.subjectBit($1.subject) }
        loseLabels = channels.indices.map { UInt32($0) }
        for channel in channels {
            _ = label(EdgeLabel(kind: .lose, party: channel % count, peer: channel / count, row: -1))
        }
    }

    deinit {
        results.free()
        operations.free()
        stepMemo.free()
        componentMemo.free()
        normalMemo.free()
        monitorMemo.free()
        controls.free()
        controlFlags.free()
        inspections.free()
        networks.free()
        continuationParts.free()
    }

    /// Runs something that adds to the tables.
    func locked<T>(_ body: () -> T) -> T { lock.run(body) }

    var memory: Int {
        store.memory + resultCount * MemoryLayout<Result>.stride + operationCount * 8 + stepMemo.memory + componentMemo.memory
            + normalMemo.memory + monitorMemo.memory + controls.memory + networks.memory + inspections.memory
    }

    /// Whether some row reads more than its own party and what it answers.
    private static func looksAround(_ model: ProtocolModel) -> Bool {
        func asks(_ expression: Expression) -> Bool {
            expression.contains {
                switch $0 {
                case .variableOf, .inState, .settled, .quiet, .inFlight: true
                default: false
                }
            }
        }
        for role in model.roles {
            for row in role.rows {
                if case .when(let condition) = row.guards, asks(condition) { return true }
                var found = false
                row.actions.forEach { $0.forEachExpression { if asks($0) { found = true } } }
                if found { return true }
            }
        }
        return false
    }

    func label(_ label: EdgeLabel) -> Int {
        if let known = labelNumbers[label] { return known }
        if labels.count == StepSystem.labelLimit {
            store.limit = "too many kinds of steps"
            return 0
        }
        labels.append(label)
        labelNumbers[label] = labels.count - 1
        return labels.count - 1
    }

    // MARK: Between components and flat states

    /// The nodes of a tree as `FlatState` has them, and the names of the first of them; the others are mere parents.
    func nodes(ofTree tree: Int) -> (nodes: [FlatState.Node], names: [Int]) {
        let known = store.nodes(ofTree: tree)
        let names = known.map(\.name)
        var indices = Array(repeating: FlatState.none, count: ComponentStore.nameLimit)
        for (index, name) in names.enumerated() { indices[name] = index }
        var parents: [Int] = []
        var nodes = known.map { node in
            let name = store.names[node.name]
            var parent = FlatState.none
            if node.parent >= 0 {
                parent = indices[node.parent]
            } else if node.parent < -1 {
                if !parents.contains(node.parent) { parents.append(node.parent) }
                parent = known.count + (parents.firstIndex(of: node.parent) ?? 0)
            }
            return FlatState.Node(
                number: name.number < 0 ? FlatState.none : name.number, parent: parent, author: name.author,
                keyPackage: node.keyPackage < 0 ? FlatState.missing : indices[node.keyPackage],
                group: name.number < 0 ? FlatState.none : node.group)
        }
        for _ in parents {
            nodes.append(
                FlatState.Node(
                    number: 0, parent: FlatState.none, author: FlatState.missing, keyPackage: FlatState.missing, group: FlatState.none))
        }
        return (nodes, names)
    }

    private func values(_ kind: ComponentStore.Kind, _ content: [Int], _ names: [Int]) -> [Int] {
        var indices = Array(repeating: FlatState.none, count: ComponentStore.nameLimit)
        for (index, name) in names.enumerated() { indices[name] = index }
        return zip(content, store.kinds(kind, content)).map { value, kind in
            kind == .node && value != FlatState.none ? indices[value] : value
        }
    }

    private func envelope(_ message: Int, _ names: [Int]) -> FlatState.Envelope {
        let content = store.content(.message, message)
        let values = values(.message, content, names)
        return FlatState.Envelope(
            type: content[1], isStale: content[2] & 1 != 0, isSealed: content[2] & 2 != 0, values: Array(values.dropFirst(3)))
    }

    /// A state with one party's variables and nothing in flight.
    private func scaffold(_ part: Int, _ tree: Int) -> (state: FlatState, party: Int, names: [Int]) {
        let (nodes, names) = nodes(ofTree: tree)
        let content = store.content(.part, part)
        var slots = Array(repeating: FlatState.none, count: system.layout.kinds.count)
        let values = values(.part, content, names)
        slots.replaceSubrange(system.layout.bases[content[0]]..<system.layout.bases[content[0]] + values.count - 1, with: values.dropFirst())
        let state = FlatState(
            slots: slots, channels: Array(repeating: [], count: parties * parties), unaware: 0, counters: [], monitor: [], nodes: nodes)
        return (state, content[0], names)
    }

    /// A flat state from components: parties, rest, tree, channels.
    func flatState(_ components: [Int]) -> FlatState {
        let (nodes, names) = nodes(ofTree: components[parties + 1])
        var slots: [Int] = []
        for party in 0..<parties {
            slots += values(.part, store.content(.part, components[party]), names).dropFirst()
        }
        let rest = values(.part, store.content(.part, components[parties]), names)
        let counters = system.profile.bounds.count
        var contents: [[FlatState.Envelope]] = Array(repeating: [], count: parties * parties)
        for (index, channel) in channels.enumerated() {
            contents[channel] = store.content(.channel, components[parties + 2 + index]).map { envelope($0, names) }
        }
        return FlatState(
            slots: slots, channels: contents, unaware: UInt64(bitPattern: Int64(rest[1])), counters: Array(rest[2..<2 + counters]),
            monitor: Array(rest[(2 + counters)...]), nodes: nodes)
    }

    /// Gives names to the nodes of a flat state that are mentioned.
    private struct Namer {
        let store: ComponentStore
        let nodes: [FlatState.Node]
        let shift: Int
        /// By node: its name, -1 for none.
        var names: [Int]
        var taken = SIMD2<UInt64>.zero

        init(_ store: ComponentStore, _ nodes: [FlatState.Node], known: [Int], shift: Int) {
            self.store = store
            self.nodes = nodes
            self.shift = shift
            names = known + Array(repeating: -1, count: nodes.count - known.count)
            for name in known { taken |= ComponentStore.mask(name) }
        }

        mutating func name(_ node: Int) -> Int {
            if names[node] >= 0 { return names[node] }
            let number = nodes[node].number
            var twin = 0
            while true {
                let name = store.name(number: number == FlatState.none ? -1 : number + shift, author: nodes[node].author, twin: twin)
                if store.limit != nil { return 0 }
                if !ComponentStore.contains(taken, name) {
                    taken |= ComponentStore.mask(name)
                    names[node] = name
                    return name
                }
                twin += 1
            }
        }

        mutating func content(_ values: [Int], _ kinds: [Layout.Kind]) -> [Int] {
            zip(values, kinds).map { value, kind in
                switch kind {
                case _ where value == FlatState.none: value
                case .plain: value
                case .number: value + shift
                case .node: name(value)
                }
            }
        }

        /// The tree of all that has a name.
        func tree() -> Int {
            var list: [ComponentStore.TreeNode] = []
            for (index, name) in names.enumerated() where name >= 0 {
                let node = nodes[index]
                let parent = node.parent == FlatState.none ? -1 : names[node.parent] >= 0 ? names[node.parent] : -2 - node.parent
                let keyPackage = node.keyPackage >= 0 ? names[node.keyPackage] : -1
                list.append(ComponentStore.TreeNode(name: name, parent: parent, keyPackage: keyPackage, group: node.group))
            }
            return store.tree(list)
        }
    }

    /// The components of a flat state, not in canonical form.
    ///
    /// - Parameter keepsNumbers: whether the numbers stay as they are; otherwise they are brought down to where the canonical form begins.
    func components(of state: FlatState, keepsNumbers: Bool) -> [Int] {
        var smallest = Int.max
        system.layout.forEachValue(of: state) { value, kind in
            switch kind {
            case .plain: break
            case .number: smallest = min(smallest, value)
            case .node: if state.nodes[value].number != FlatState.none { smallest = min(smallest, state.nodes[value].number) }
            }
        }
        for (value, kind) in zip(state.monitor, monitor.kinds) where kind == .node && value != FlatState.none {
            if state.nodes[value].number != FlatState.none { smallest = min(smallest, state.nodes[value].number) }
        }
        let shift = keepsNumbers || smallest == .max ? 0 : store.keepsSmallestNumber ? min(smallest, 2) - smallest : 1 - smallest
        var namer = Namer(store, state.nodes, known: [], shift: shift)
        var result: [Int] = []
        for party in 0..<parties {
            let base = system.layout.bases[party]
            let end = party + 1 < parties ? system.layout.bases[party + 1] : state.slots.count
            result.append(
                store.part(.part, [party] + namer.content(Array(state.slots[base..<end]), Array(system.layout.kinds[base..<end]))))
        }
        result.append(rest(unaware: state.unaware, counters: state.counters, monitor: namer.content(state.monitor, monitor.kinds)))
        var contents: [Int] = []
        for channel in channels {
            contents.append(store.channel(state.channels[channel].map { message($0, channel, &namer) }))
        }
        return result + [namer.tree()] + contents
    }

    private func rest(unaware: UInt64, counters: [Int], monitor: [Int]) -> Int {
        store.part(.part, [-1, Int(Int64(bitPattern: unaware))] + counters + monitor)
    }

    private func message(_ envelope: FlatState.Envelope, _ channel: Int, _ namer: inout Namer) -> Int {
        let kinds = system.layout.kinds(of: envelope, channel: channel)
        return store.part(
            .message,
            [channel / parties, envelope.type, (envelope.isStale ? 1 : 0) | (envelope.isSealed ? 2 : 0)]
                + namer.content(envelope.values, kinds))
    }

    // MARK: Steps, evaluated once

    enum Case {
        case spontaneous
        case delivery(message: Int)
        case notice(peer: Int)
    }

    @inline(__always)
    static func key(_ part: Int, _ argument: Int, _ tree: Int, tag: UInt64) -> UInt64 {
        tag << 60 | UInt64(part) << 40 | UInt64(argument) << 24 | UInt64(tree)
    }

    /// The place of the results of a local case, and their number, as `start << 16 | count`.
    func evaluate(_ one: Case, _ part: Int, _ tree: Int) -> UInt64 {
        let key =
            switch one {
            case .spontaneous: StepSystem.key(part, 0, tree, tag: 1)
            case .delivery(let message): StepSystem.key(part, message, tree, tag: 2)
            case .notice(let peer): StepSystem.key(part, peer, tree, tag: 3)
            }
        return locked {
            let known = stepMemo.value(key)
            if known != .max { return known }
            var (state, party, names) = scaffold(part, tree)
            var successors: [FlatSystem.Successor] = []
            var failures: [FlatSystem.Failure] = []
            switch one {
            case .spontaneous: local.spontaneous(state, party, &successors, &failures)
            case .delivery(let message):
                let from = store.content(.message, message)[0]
                state.channels[from * parties + party] = [envelope(message, names)]
                local.deliveries(state, from, party, &successors, &failures)
            case .notice(let peer): successors = local.tell(party, of: peer, state, within: .all, [], &failures)
            }
            let start = resultCount
            for successor in successors { add(successor, party, of: part, tree, names) }
            for failure in failures {
                let presence = system.sets.intersection(failure.presence, within)
                if presence.isEmpty { continue }
                self.failures.append(failure.error)
                append(
                    Result(
                        part: UInt32(part), tree: UInt32(tree), operations: 0, operationCount: 0, flags: StepSystem.isFailure, label: 0,
                        stayLabel: 0, presence: presence.node, effects: 0,
                        subject: failure.event < 0 ? 0 : StepSystem.subjectBit(.event(failure.event)), newest: 0,
                        failure: UInt32(self.failures.count - 1)))
            }
            let value = UInt64(start) << 16 | UInt64(resultCount - start)
            stepMemo.insert(key, value)
            return value
        }
    }

    private func append(_ result: Result) {
        if resultCount == results.capacity {
            store.limit = "too many local steps"
            return
        }
        results.base[resultCount] = result
        resultCount += 1
    }

    private func add(_ successor: FlatSystem.Successor, _ party: Int, of origin: Int, _ tree: Int, _ names: [Int]) {
        let presence = system.sets.intersection(successor.presence, within)
        if presence.isEmpty { return }
        let layout = system.layout
        var namer = Namer(store, successor.state.nodes, known: names, shift: 0)
        let base = layout.bases[party]
        let end = party + 1 < parties ? layout.bases[party + 1] : successor.state.slots.count
        let part = store.part(
            .part, [party] + namer.content(Array(successor.state.slots[base..<end]), Array(layout.kinds[base..<end])))
        let first = operationCount
        var effects: [FlatEffect] = []
        for effect in successor.effects {
            switch effect {
            case .sent(let channel, let envelope):
                let message = message(envelope, channel, &namer)
                operations.base[operationCount] = UInt64(channels.firstIndex(of: channel) ?? 0) << 32 | UInt64(message)
                operationCount += 1
            case .disconnected(let party, let peer):
                operations.base[operationCount] = StepSystem.disconnects | UInt64(party) << 32 | UInt64(peer)
                operationCount += 1
            case .assigned, .sealed, .connectionReset: if isMonitoring { effects.append(effect) }
            case .lost: break
            }
        }
        let listed = isMonitoring ? number(of: effects, &namer) : 0
        if operationCount + 4096 > operations.capacity { store.limit = "too many local steps" }
        var label = successor.label
        var stay = label
        if case .deliver(let message, let isStale, _) = label.kind {
            label.kind = .deliver(message: message, isStale: isStale, stays: false)
            stay.kind = .deliver(message: message, isStale: isStale, stays: true)
        }
        var flags: UInt16 = 0
        var newest: UInt32 = 0
        if successor.created {
            flags |= StepSystem.hasCreated
            newest = UInt32(namer.name(successor.state.nodes.count - 1))
        }
        let grown = namer.tree()
        if part == origin, grown == tree, operationCount == first, listed == 0, !successor.created { flags |= StepSystem.isIgnored }
        var subject: UInt64 = 0
        if case .event(let event) = label.kind { subject = StepSystem.subjectBit(.event(event)) }
        append(
            Result(
                part: UInt32(part), tree: UInt32(grown), operations: UInt32(first), operationCount: UInt16(operationCount - first),
                flags: flags, label: UInt32(self.label(label)), stayLabel: UInt32(self.label(stay)), presence: presence.node,
                effects: UInt32(listed), subject: subject, newest: newest, failure: 0))
    }

    // MARK: Effects, for monitors

    private func kind(ofSlot slot: Int) -> Layout.Kind { system.layout.kinds[slot] }

    /// A list of effects with names in place of nodes.
    private func number(of effects: [FlatEffect], _ namer: inout Namer) -> Int {
        var content: [Int] = []
        var named: [FlatEffect] = []
        for effect in effects {
            switch effect {
            case .assigned(let party, let slot, let value, let goesRound):
                let renamed = namer.content([value], [kind(ofSlot: slot)])[0]
                content += [0, party, slot, renamed, goesRound ? 1 : 0]
                named.append(.assigned(party: party, slot: slot, value: renamed, goesRound: goesRound))
            case .sealed(let party, let key):
                let renamed = namer.content(key, system.layout.sealKinds[system.layout.instances[party].role])
                content += [1, party] + renamed
                named.append(.sealed(party: party, key: renamed))
            case .connectionReset(let party):
                content += [2, party]
                named.append(effect)
            case .sent, .disconnected, .lost: break
            }
        }
        return number(content, named)
    }

    private func number(_ content: [Int], _ named: [FlatEffect]) -> Int {
        if let known = effectNumbers[content] { return known }
        effectLists.append(named)
        effectContents.append(content)
        effectNumbers[content] = effectLists.count - 1
        return effectLists.count - 1
    }

    private var effectContents: [[Int]] = [[]]

    /// The effects of two steps in a row.
    func joined(_ first: UInt32, _ second: UInt32) -> UInt32 {
        if first == 0 { return second }
        if second == 0 { return first }
        return locked {
            UInt32(
                number(
                    effectContents[Int(first)] + effectContents[Int(second)], effectLists[Int(first)] + effectLists[Int(second)]))
        }
    }

    /// How the monitor goes on: the rests that there are after the step, each with whether it is a violation, as `start << 16 | count`
    /// into `continuations`.
    func continuations(_ rest: Int, _ effects: Int, _ tree: Int, _ held: SIMD2<UInt64>, _ numbers: UInt64) -> UInt64 {
        let key = TupleTable.Tuple(UInt64(rest) << 44 | UInt64(effects) << 24 | UInt64(tree), held[0], held[1], numbers)
        let found = monitorMemo.find(key)
        if found >= 0 { return monitorMemo.notes.base[found] }
        return locked {
            let found = monitorMemo.find(key)
            if found >= 0 { return monitorMemo.notes.base[found] }
            if monitorMemo.isFull || effects >= 1 << 20 {
                store.limit = "too many steps of the monitor"
                return 0
            }
            let (nodes, names) = nodes(ofTree: tree)
            var indices = Array(repeating: FlatState.none, count: ComponentStore.nameLimit)
            for (index, name) in names.enumerated() { indices[name] = index }
            func node(_ value: Int, _ kind: Layout.Kind) -> Int {
                kind == .node && value != FlatState.none ? indices[value] : value
            }
            let content = store.content(.part, rest)
            let values = values(.part, content, names)
            let counters = system.profile.bounds.count
            let state = FlatState(
                slots: [], channels: [], unaware: 0, counters: [], monitor: Array(values[(2 + counters)...]), nodes: nodes)
            let list: [FlatEffect] = effectLists[effects].map { effect in
                switch effect {
                case .assigned(let party, let slot, let value, let goesRound):
                    .assigned(party: party, slot: slot, value: node(value, kind(ofSlot: slot)), goesRound: goesRound)
                case .sealed(let party, let key):
                    .sealed(
                        party: party,
                        key: zip(key, system.layout.sealKinds[system.layout.instances[party].role]).map { node($0, $1) })
                default: effect
                }
            }
            let living = Monitor.Living(
                smallestNumber: numbers == 0 ? .max : numbers.trailingZeroBitCount,
                nodes: Set(names.indices.filter { ComponentStore.contains(held, names[$0]) }))
            let start = continuationCount
            for continuation in monitor.advance(state, list, living: living) {
                var namer = Namer(store, nodes, known: names, shift: 0)
                let next = self.rest(
                    unaware: UInt64(bitPattern: Int64(content[1])), counters: Array(content[2..<2 + counters]),
                    monitor: namer.content(continuation.monitor, monitor.kinds))
                continuationParts.base[continuationCount] = UInt32(next) << 1 | (continuation.isViolation ? 1 : 0)
                continuationCount += 1
            }
            let note = UInt64(start) << 16 | UInt64(continuationCount - start)
            _ = monitorMemo.insert(key, note: note)
            return note
        }
    }

    let continuationParts = ReservedArray<UInt32>(capacity: 1 << 26)
    private var continuationCount = 0

    /// The label of a violation that the monitor sees.
    func violationLabel(_ label: UInt32) -> UInt32 {
        locked {
            var violated = labels[Int(label)]
            violated.isViolation = true
            return UInt32(self.label(violated))
        }
    }

    /// The label of a step some of whose messages find their channels full.
    func losingLabel(_ label: UInt32, _ count: Int) -> UInt32 {
        let key = 8 << 60 | UInt64(label) << 24 | UInt64(count)
        let known = componentMemo.value(key)
        if known != .max { return UInt32(known) }
        return locked {
            var losing = labels[Int(label)]
            losing.lostAtOnce = count
            let number = UInt32(self.label(losing))
            if componentMemo.value(key) == .max { componentMemo.insert(key, UInt64(number)) }
            return number
        }
    }

    /// The label of an interruption.
    func interruptionLabel(first: UInt32, second: UInt32?, _ a: Int, _ b: Int) -> UInt32 {
        let key = 6 << 60 | UInt64(first) << 24 | UInt64(second.map { $0 + 1 } ?? 0) | UInt64(a) << 50 | UInt64(b) << 54
        let known = componentMemo.value(key)
        if known != .max { return UInt32(known) }
        return locked {
            var label = EdgeLabel(kind: .interrupt, party: a, peer: b, row: labels[Int(first)].row)
            if let second {
                label.secondRow = labels[Int(second)].row
                label.secondTold = true
            }
            let number = UInt32(self.label(label))
            if componentMemo.value(key) == .max { componentMemo.insert(key, UInt64(number)) }
            return number
        }
    }

    // MARK: Components, computed once

    private func memo(_ key: UInt64, _ compute: () -> Int) -> Int {
        locked {
            let known = componentMemo.value(key)
            if known != .max { return Int(known) }
            let value = compute()
            componentMemo.insert(key, UInt64(value))
            return value
        }
    }

    /// The keys of `componentMemo`.
    enum ComponentKey {
        @inline(__always)
        static func renamed(_ kind: ComponentStore.Kind, _ number: Int, _ renaming: Int) -> UInt64 {
            (kind == .part ? 1 : 2) << 60 | UInt64(renaming) << 28 | UInt64(number)
        }
        @inline(__always)
        static func appending(_ message: Int, _ channel: Int) -> UInt64 { 3 << 60 | UInt64(channel) << 28 | UInt64(message) }
        @inline(__always)
        static func cut(_ channel: Int) -> UInt64 { 4 << 60 | UInt64(channel) }
        @inline(__always)
        static func counting(_ subject: UInt64, _ rest: Int) -> UInt64 {
            5 << 60 | UInt64(subject.trailingZeroBitCount) << 28 | UInt64(rest)
        }
        /// Key 6 is `interruptionLabel`'s.
        @inline(__always)
        static func marking(_ rest: Int, _ unaware: UInt64) -> UInt64 { 7 << 60 | unaware << 28 | UInt64(rest) }
    }

    func computeRenamed(_ kind: ComponentStore.Kind, _ number: Int, by renaming: Int) -> Int {
        memo(ComponentKey.renamed(kind, number, renaming)) { store.renamed(kind, number, by: renaming) }
    }

    /// A channel after a message was put into it, as far as it takes it.
    func computeAppending(_ message: Int, to channel: Int) -> Int {
        memo(ComponentKey.appending(message, channel)) {
            let content = store.content(.channel, channel)
            let profile = system.profile
            if profile.order == .any, profile.duplication, content.contains(message) { return channel }
            if profile.loss, Int(store.channelNotes.base[channel].freshCount) >= profile.capacity { return channel }
            return store.channel(content + [message])
        }
    }

    /// A channel after its connection has gone.
    func computeCut(_ channel: Int) -> Int {
        memo(ComponentKey.cut(channel)) {
            let isSet = system.profile.order == .any && system.profile.duplication
            var kept: [Int] = []
            for message in store.content(.channel, channel) where !store.messageIsStale.base[message] {
                var content = store.content(.message, message)
                content[2] |= 1
                let stale = store.part(.message, content)
                if !isSet || !kept.contains(stale) { kept.append(stale) }
            }
            return store.channel(kept)
        }
    }

    /// A channel without one of its messages.
    func computeRemoving(_ place: Int, from channel: Int) -> Int {
        locked {
            let start = Int(store.channelNotes.base[channel].start)
            var content = store.content(.channel, channel)
            content.remove(at: place)
            let result = store.channel(content)
            machine_store_32(store.channelRemovals.base + start + place, UInt32(result + 1))
            return result
        }
    }

    /// What the network remembers after one thing more has been counted.
    func computeCounting(_ subject: UInt64, _ rest: Int) -> Int {
        memo(ComponentKey.counting(subject, rest)) {
            var content = store.content(.part, rest)
            for (index, bound) in system.profile.bounds.enumerated() where StepSystem.subjectBit(bound.subject) == subject {
                content[2 + index] += 1
            }
            return store.part(.part, content)
        }
    }

    /// What the network remembers when other parties do not know that their connections have gone.
    func computeMarking(_ rest: Int, unaware: UInt64) -> Int {
        memo(ComponentKey.marking(rest, unaware)) {
            var content = store.content(.part, rest)
            content[1] = Int(Int64(bitPattern: unaware))
            return store.part(.part, content)
        }
    }

    /// The canonical tree and the way there, as `isSaturated << 63 | renaming << 24 | tree`.
    func computeNormalised(_ key: TupleTable.Tuple, _ tree: Int, _ held: SIMD2<UInt64>, _ numbers: UInt64) -> UInt64 {
        locked {
            let found = normalMemo.find(key)
            if found >= 0 { return normalMemo.notes.base[found] }
            if normalMemo.isFull {
                store.limit = "too many commit trees"
                return UInt64(tree)
            }
            let result = store.normalised(tree: tree, held: held, numbers: numbers)
            let note = (result.isSaturated ? 1 << 63 : 0) | UInt64(result.renaming) << 24 | UInt64(result.tree)
            _ = normalMemo.insert(key, note: note)
            return note
        }
    }

    func computeControl(_ tuple: TupleTable.Tuple) -> Int {
        locked {
            let found = controls.find(tuple)
            if found >= 0 { return found }
            if controls.isFull {
                store.limit = "too many states of all parties together"
                return 0
            }
            var hash: UInt64 = 23
            var components: [Int] = []
            for index in 0...parties { components.append(StepSystem.field(tuple, index)) }
            components.append(StepSystem.field(tuple, parties + 1))
            for part in components.dropLast() { hash = ComponentStore.mix(hash, store.table(.part).info.base[part].hash) }
            hash = ComponentStore.mix(hash, store.table(.tree).info.base[components[parties + 1]].hash)
            if let inspect {
                controlFlags.base[controls.count] = inspect(flatState(components + channels.map { _ in 0 }))
            }
            return controls.insert(tuple, note: hash)
        }
    }

    /// What `inspectNetwork` says of the control part while such messages are in flight.
    func computeInspection(_ key: TupleTable.Tuple) -> UInt64 {
        locked {
            let found = inspections.find(key)
            if found >= 0 { return inspections.notes.base[found] }
            let tuple = controls.tuples.base[Int(key[0])]
            var state = flatState((0..<parties + 2).map { StepSystem.field(tuple, $0) } + channels.map { _ in 0 })
            for type in 0..<64 where key[1] >> UInt64(type) & 1 != 0 {
                state.channels[channels[0]].append(FlatState.Envelope(type: type, isStale: false, isSealed: false, values: []))
            }
            let flags = inspectNetwork?(state) ?? 0
            if !inspections.isFull { _ = inspections.insert(key, note: flags) }
            return flags
        }
    }

    func computeNetwork(_ tuple: TupleTable.Tuple, hash: () -> UInt64) -> Int {
        locked {
            let found = networks.find(tuple)
            if found >= 0 { return found }
            if networks.isFull {
                store.limit = "too many contents of the network"
                return 0
            }
            return networks.insert(tuple, note: hash())
        }
    }

    /// Tuples have eight fields of 24 bits.
    @inline(__always)
    static func field(_ tuple: TupleTable.Tuple, _ index: Int) -> Int {
        Int(tuple[index >> 1] >> UInt64((index & 1) * 24)) & 0xff_ffff
    }
}
