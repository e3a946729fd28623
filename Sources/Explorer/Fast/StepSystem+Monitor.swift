import ProtocolModel

/// How what a monitor remembers goes on with a step.
extension StepSystem {
    func kind(ofSlot slot: Int) -> Layout.Kind { system.layout.kinds[slot] }

    /// A list of effects with names in place of nodes.
    func number(of effects: [FlatEffect], _ namer: inout Namer) -> Int {
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

    func number(_ content: [Int], _ named: [FlatEffect]) -> Int {
        if let known = effectNumbers[content] { return known }
        effectLists.append(named)
        effectContents.append(content)
        effectNumbers[content] = effectLists.count - 1
        return effectLists.count - 1
    }


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
}
