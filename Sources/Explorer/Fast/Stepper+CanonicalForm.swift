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
        if DenseRows.has(channel, message) {
            if let known = appended.value(channel, message) { return known }
            let result = steps.computeAppending(message, to: channel)
            appended.store(result, channel, message)
            return result
        }
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
            let renaming = Int(store.automorphisms.base[Int(note.automorphismStart) + other])
            // The first component that differs decides, so no more are renamed than it takes to find it.
            var order = 0
            var next = 0
            while order == 0, next < size {
                if next != parties + 1 {
                    trial[next] = renamed(before[next], at: next, by: renaming)
                    if trial[next] != work[next] { order = self.order(trial[next], work[next], at: next) }
                }
                next += 1
            }
            if order >= 0 { continue }
            for index in next..<max(next, size) where index != parties + 1 { trial[index] = renamed(before[index], at: index, by: renaming) }
            trial[parties + 1] = before[parties + 1]
            for index in 0..<size { work[index] = trial[index] }
        }
    }

    /// The component at a place, renamed.
    @inline(__always)
    private mutating func renamed(_ component: Int, at place: Int, by renaming: Int) -> Int {
        if place <= parties {
            let info = partInfo[component]
            return info.names == .zero && info.numbers == 0 ? component : renamed(.part, component, by: renaming)
        }
        return component == 0 ? 0 : renamed(.channel, component, by: renaming)
    }

    /// Which of two components comes first; by their content alone.
    @inline(__always)
    func order(_ one: Int, _ other: Int, at place: Int) -> Int {
        let kind: ComponentStore.Kind = place <= parties ? .part : place == parties + 1 ? .tree : .channel
        let info = kind == .part ? partInfo : kind == .tree ? treeInfo : channelInfo
        let (a, b) = (info[one].hash, info[other].hash)
        return a != b ? (a < b ? -1 : 1) : steps.locked { store.order(kind, one, other) }
    }
}
