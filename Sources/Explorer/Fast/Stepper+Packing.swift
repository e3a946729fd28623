import ProtocolModel

/// Packed states and what they are made of.
extension Stepper {
    @inline(__always)
    func half(_ second: Bool) -> Range<Int> {
        let middle = channelCount <= 2 ? 1 : channelCount / 2
        return second ? min(middle, channelCount)..<channelCount : 0..<min(middle, channelCount)
    }

    /// The two halves have one table, so a half that is shorter is taken with an empty channel more.
    private func halfHash(_ components: UnsafeMutablePointer<Int>, _ second: Bool) -> UInt64 {
        let range = half(second)
        var hash: UInt64 = 29
        for index in 0..<(channelCount + 1) / 2 {
            let content = index < range.count ? components[parties + 2 + range.lowerBound + index] : 0
            hash = ComponentStore.mix(hash, channelInfo[content].hash)
        }
        return hash
    }

    @inline(__always)
    mutating func networkHalf(_ components: UnsafeMutablePointer<Int>, _ second: Bool) -> Int {
        let range = half(second)
        if range.isEmpty { return 0 }
        if channelCount <= 2 { return components[parties + 2 + range.lowerBound] }
        var tuple = TupleTable.Tuple.zero
        for (index, channel) in range.enumerated() {
            tuple[index >> 1] |= UInt64(components[parties + 2 + channel]) << UInt64((index & 1) * 24)
        }
        let found = networks.find(tuple)
        if found >= 0 { return found }
        return steps.computeNetwork(tuple) {
            halfHash(components, second)
        }
    }

    mutating func unpackHalf(_ number: Int, _ second: Bool, into components: UnsafeMutablePointer<Int>) {
        let range = half(second)
        if range.isEmpty { return }
        if channelCount <= 2 {
            components[parties + 2 + range.lowerBound] = number
            return
        }
        let tuple = networks.tuples.base[number]
        for (index, channel) in range.enumerated() { components[parties + 2 + channel] = StepSystem.field(tuple, index) }
    }

    mutating func unpack(_ word: UInt64, into components: UnsafeMutablePointer<Int>) {
        let control: Int
        let first: Int
        let second: Int
        if isFolded {
            control = Int(word & 0xffff_ffff)
            let tuple = networks.tuples.base[Int(word >> 32)]
            first = Int(tuple[0])
            second = Int(tuple[1])
        } else {
            control = Int(word & 0xff_ffff)
            first = Int(word >> 24 & 0xf_ffff)
            second = Int(word >> 44)
        }
        let tuple = controls.tuples.base[control]
        for index in 0..<parties + 2 { components[index] = StepSystem.field(tuple, index) }
        unpackHalf(first, false, into: components)
        unpackHalf(second, true, into: components)
    }

    mutating func components(of word: UInt64) -> [Int] {
        let buffer = UnsafeMutablePointer<Int>.allocate(capacity: size)
        defer { buffer.deallocate() }
        unpack(word, into: buffer)
        return Array(UnsafeBufferPointer(start: buffer, count: size))
    }

    mutating func flatState(_ word: UInt64) -> FlatState {
        let components = components(of: word)
        return steps.locked { steps.flatState(components) }
    }

    /// The number of the parties, rest and tree of a packed state.
    @inline(__always)
    mutating func control(of word: UInt64) -> Int { Int(word & (isFolded ? 0xffff_ffff : 0xff_ffff)) }

    /// What `StepSystem.inspect` and `inspectNetwork` say of a state.
    @inline(__always)
    mutating func flags(of word: UInt64) -> UInt64 {
        let flags = controlFlags[control(of: word)]
        return inspectsNetwork ? flags | networkFlags(of: word) : flags
    }

    mutating func networkFlags(of word: UInt64) -> UInt64 {
        let key = TupleTable.Tuple(UInt64(control(of: word)), types(of: word), 1, 0)
        let found = steps.inspections.find(key)
        return found >= 0 ? steps.inspections.notes.base[found] : steps.computeInspection(key)
    }

    /// A hash of a packed state that is the same in every run.
    @inline(__always)
    mutating func hash(of word: UInt64) -> UInt64 {
        let control = controls.notes.base[control(of: word)]
        let first: Int
        let second: Int
        if isFolded {
            let tuple = networks.tuples.base[Int(word >> 32)]
            first = Int(tuple[0])
            second = Int(tuple[1])
        } else {
            first = Int(word >> 24 & 0xf_ffff)
            second = Int(word >> 44)
        }
        let halves: (UInt64, UInt64) =
            channelCount <= 2
            ? (channelInfo[first].hash, channelInfo[second].hash)
            : (networks.notes.base[first], networks.notes.base[second])
        return ComponentStore.mix(ComponentStore.mix(control, halves.0), halves.1)
    }

    /// The hash that `hash(of:)` has for the packed state of some components.
    func hash(ofComponents components: UnsafeMutablePointer<Int>) -> UInt64 {
        var hash: UInt64 = 23
        for index in 0...parties { hash = ComponentStore.mix(hash, partInfo[components[index]].hash) }
        hash = ComponentStore.mix(hash, treeInfo[components[parties + 1]].hash)
        for isSecond in [false, true] {
            if channelCount <= 2 {
                let range = half(isSecond)
                hash = ComponentStore.mix(hash, channelInfo[range.isEmpty ? 0 : components[parties + 2 + range.lowerBound]].hash)
                continue
            }
            hash = ComponentStore.mix(hash, halfHash(components, isSecond))
        }
        return hash
    }

    /// Which message types are in flight.
    mutating func types(of word: UInt64) -> UInt64 {
        if channelCount == 2, !isFolded { return channelNotes[Int(word >> 24 & 0xf_ffff)].types | channelNotes[Int(word >> 44)].types }
        return components(of: word).dropFirst(parties + 2).reduce(0) { $0 | channelNotes[$1].types }
    }

    @inline(__always)
    mutating func pack(_ components: UnsafeMutablePointer<Int>) -> UInt64 {
        var control: Int
        var isSame = true
        for index in 0..<parties + 2 where components[index] != source[index] { isSame = false }
        if isSame, sourceWord != Stepper.beyond {
            control = self.control(of: sourceWord)
        } else {
            var tuple = TupleTable.Tuple.zero
            for index in 0..<parties + 2 { tuple[index >> 1] |= UInt64(components[index]) << UInt64((index & 1) * 24) }
            control = controls.find(tuple)
            if control < 0 { control = steps.computeControl(tuple) }
        }
        let first = networkHalf(components, false)
        let second = networkHalf(components, true)
        if isFolded {
            let tuple = TupleTable.Tuple(UInt64(first), UInt64(second), 1, 0)
            var network = networks.find(tuple)
            if network < 0 { network = steps.computeNetwork(tuple) { 0 } }
            return UInt64(control) | UInt64(network) << 32
        }
        if (first | second) >> 20 != 0 {
            steps.locked { store.limit = Stepper.needsFolding }
            return UInt64(control)
        }
        return UInt64(control) | UInt64(first) << 24 | UInt64(second) << 44
    }

    static let needsFolding = "more than a million contents of a half of the network"

    /// The canonical packed state of a flat one.
    mutating func pack(_ state: FlatState) -> UInt64? {
        guard let components = rawComponents(of: state, keepsNumbers: false) else { return nil }
        for index in 0..<size { work[index] = components[index] }
        sourceWord = Stepper.beyond
        sourceNumbers = 0
        guard canonicalise() else { return nil }
        if isSymmetric, let symmetry = steps.symmetry { takeRepresentative(symmetry) }
        return pack(work)
    }

    /// `nil` where its numbers or epochs have no room.
    func rawComponents(of state: FlatState, keepsNumbers: Bool) -> [Int]? {
        steps.locked {
            let before = store.limit
            let components = steps.components(of: state, keepsNumbers: keepsNumbers)
            if before == nil, store.limit != nil {
                store.limit = nil
                return nil
            }
            return components
        }
    }
}
