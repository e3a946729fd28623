import CMachine

/// The one form that isomorphic states have: see `ComponentStore`.
extension Stepper {
    /// Brings `work` into canonical form; `false` where its numbers are too far apart.
    @inline(__always)
    mutating func canonicalise() -> Bool {
        var names = SIMD2<UInt64>.zero
        var numbers: UInt64 = 0
        for index in 0...parties {
            let info = partInfo[work[index]]
            names |= info.names
            numbers |= info.numbers
        }
        for index in parties + 2..<size {
            let info = channelInfo[work[index]]
            names |= info.names
            numbers |= info.numbers
        }
        let tree = work[parties + 1]
        var note = treeNotes[tree]
        if !note.isCanonical || names != treeInfo[tree].names
            || (numbers != sourceNumbers
                && !ComponentStore.areCanonical(numbers, gapLimit: gapLimit, keepsSmallestNumber: keepsSmallestNumber))
        {
            let key = TupleTable.Tuple(UInt64(tree), names[0], names[1], numbers)
            let found = normalMemo.find(key)
            let result = found >= 0 ? normalMemo.notes.base[found] : steps.computeNormalised(key, tree, names, numbers)
            if result >> 63 != 0, !saturates { return false }
            work[parties + 1] = Int(result & 0xff_ffff)
            let renaming = Int((result << 1) >> 25)
            if renaming != 0 { rename(work, by: renaming) }
            note = treeNotes[work[parties + 1]]
        }
        if note.automorphismCount != 0 { minimise(note) }
        return true
    }

    @inline(__always)
    mutating func rename(_ components: UnsafeMutablePointer<Int>, by renaming: Int) {
        for index in 0...parties where partInfo[components[index]].names != .zero || partInfo[components[index]].numbers != 0 {
            components[index] = renamed(.part, components[index], by: renaming)
        }
        for index in parties + 2..<size where components[index] != 0 {
            components[index] = renamed(.channel, components[index], by: renaming)
        }
    }

    @inline(__always)
    mutating func renamed(_ kind: ComponentStore.Kind, _ number: Int, by renaming: Int) -> Int {
        let known = componentMemo.value(StepSystem.ComponentKey.renamed(kind, number, renaming))
        return known != .max ? Int(known) : steps.computeRenamed(kind, number, by: renaming)
    }

    @inline(__always)
    mutating func appending(_ message: Int, to channel: Int) -> Int {
        let known = componentMemo.value(StepSystem.ComponentKey.appending(message, channel))
        return known != .max ? Int(known) : steps.computeAppending(message, to: channel)
    }

    @inline(__always)
    mutating func removing(_ place: Int, from channel: Int, start: Int) -> Int {
        let known = machine_load_32(channelRemovals + start + place)
        return known != 0 ? Int(known) - 1 : steps.computeRemoving(place, from: channel)
    }

    @inline(__always)
    mutating func marking(_ rest: Int, aware: UInt64, unaware: UInt64) -> Int {
        let before = restNotes[rest].unaware
        let after = before & ~aware | unaware
        if after == before { return rest }
        let known = componentMemo.value(StepSystem.ComponentKey.marking(rest, after))
        return known != .max ? Int(known) : steps.computeMarking(rest, unaware: after)
    }

    /// Takes the automorphism of the tree that makes the components least.
    mutating func minimise(_ note: ComponentStore.TreeNote) {
        for index in 0..<size { before[index] = work[index] }
        for other in 0..<Int(note.automorphismCount) {
            for index in 0..<size { trial[index] = before[index] }
            rename(trial, by: Int(store.automorphisms.base[Int(note.automorphismStart) + other]))
            var order = 0
            for index in 0..<size where index != parties + 1 && order == 0 && trial[index] != work[index] {
                let kind = index <= parties ? ComponentStore.Kind.part : .channel
                let (one, another) =
                    kind == .part
                    ? (partInfo[trial[index]].hash, partInfo[work[index]].hash)
                    : (channelInfo[trial[index]].hash, channelInfo[work[index]].hash)
                if one != another {
                    order = one < another ? -1 : 1
                } else {
                    let (a, b) = (trial[index], work[index])
                    order = steps.locked { store.order(kind, a, b) }
                }
            }
            if order < 0 { for index in 0..<size { work[index] = trial[index] } }
        }
    }
}
