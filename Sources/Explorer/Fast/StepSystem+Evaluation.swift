import ProtocolModel

/// Local cases of steps, evaluated once.
extension StepSystem {
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

    /// The row of a party's state and tree in `delivered`, beyond the limit where there is no room.
    func row(ofPart part: Int, _ tree: Int) -> Int {
        let key = StepSystem.key(part, 0, tree, tag: 4)
        let known = deliveredRows.value(key)
        if known != .max { return Int(known) }
        return locked {
            let known = deliveredRows.value(key)
            if known != .max { return Int(known) }
            let row = deliveredRows.count
            if row < DenseRows.rowLimit { deliveredRows.insert(key, UInt64(row)) }
            return row
        }
    }

    func append(_ result: Result) {
        if resultCount == results.capacity {
            store.limit = "too many local steps"
            return
        }
        results.base[resultCount] = result
        resultCount += 1
    }

    func add(_ successor: FlatSystem.Successor, _ party: Int, of origin: Int, _ tree: Int, _ names: [Int]) {
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
}
