import CMachine
import ProtocolModel

/// Components that come from others, computed once.
extension StepSystem {
    func memo(_ key: UInt64, _ compute: () -> Int) -> Int {
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
        /// Key 6 is `interruptionLabel`'s, key 8 is `losingLabel`'s.
        @inline(__always)
        static func marking(_ rest: Int, _ unaware: UInt64) -> UInt64 { 7 << 60 | unaware << 28 | UInt64(rest) }
        @inline(__always)
        static func permuted(_ kind: ComponentStore.Kind, _ number: Int, _ permutation: Int) -> UInt64 {
            UInt64(9 + kind.rawValue) << 60 | UInt64(permutation) << 28 | UInt64(number)
        }
        @inline(__always)
        static func invariant(_ part: Int) -> UInt64 { 13 << 60 | UInt64(part) }
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
