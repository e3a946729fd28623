import ProtocolModel

/// Between components and flat states.
extension StepSystem {
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

    func values(_ kind: ComponentStore.Kind, _ content: [Int], _ names: [Int]) -> [Int] {
        var indices = Array(repeating: FlatState.none, count: ComponentStore.nameLimit)
        for (index, name) in names.enumerated() { indices[name] = index }
        return zip(content, store.kinds(kind, content)).map { value, kind in
            kind == .node && value != FlatState.none ? indices[value] : value
        }
    }

    func envelope(_ message: Int, _ names: [Int]) -> FlatState.Envelope {
        let content = store.content(.message, message)
        let values = values(.message, content, names)
        return FlatState.Envelope(
            type: content[1], isStale: content[2] & 1 != 0, isSealed: content[2] & 2 != 0, values: Array(values.dropFirst(3)))
    }

    /// A state with one party's variables and nothing in flight.
    func scaffold(_ part: Int, _ tree: Int) -> (state: FlatState, party: Int, names: [Int]) {
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
    struct Namer {
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

    func rest(unaware: UInt64, counters: [Int], monitor: [Int]) -> Int {
        store.part(.part, [-1, Int(Int64(bitPattern: unaware))] + counters + monitor)
    }

    func message(_ envelope: FlatState.Envelope, _ channel: Int, _ namer: inout Namer) -> Int {
        let kinds = system.layout.kinds(of: envelope, channel: channel)
        return store.part(
            .message,
            [channel / parties, envelope.type, (envelope.isStale ? 1 : 0) | (envelope.isSealed ? 2 : 0)]
                + namer.content(envelope.values, kinds))
    }
}
