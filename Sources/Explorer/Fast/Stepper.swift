import CMachine
import ProtocolModel

/// Computes the successors of packed states; one for each thread.
///
/// A packed state is one word: 24 bits for the parties, the rest and the tree together, and 20 bits for each half of the network; or, where
/// the network has more contents, 32 bits for each.
struct Stepper {
    let steps: StepSystem
    private let store: ComponentStore
    private let parties: Int
    private let channelCount: Int
    private let isOrdered: Bool
    private let loses: Bool
    private let duplicates: Bool
    private let partInfo: UnsafeMutablePointer<ComponentStore.Info>
    private let channelInfo: UnsafeMutablePointer<ComponentStore.Info>
    private let treeInfo: UnsafeMutablePointer<ComponentStore.Info>
    private let channelNotes: UnsafeMutablePointer<ComponentStore.ChannelNote>
    private let channelMembers: UnsafeMutablePointer<UInt32>
    private let results: UnsafeMutablePointer<StepSystem.Result>
    private let messageIsStale: UnsafeMutablePointer<Bool>
    private let restNotes: UnsafeMutablePointer<ComponentStore.RestNote>
    private let treeNotes: UnsafeMutablePointer<ComponentStore.TreeNote>
    private let channelRemovals: UnsafeMutablePointer<UInt32>
    private let operations: UnsafeMutablePointer<UInt64>
    private let stepMemo: SharedMemo
    private let componentMemo: SharedMemo
    private let normalMemo: TupleTable
    private let controls: TupleTable
    private let networks: TupleTable
    private let controlFlags: UnsafeMutablePointer<UInt64>
    private let channelPlaces: UnsafeMutablePointer<Int>
    private let loseLabels: UnsafeMutablePointer<UInt32>
    private let capacity: Int
    private let interruption: NetworkProfile.Interruption
    private let isMonitoring: Bool
    private let isFolded: Bool
    private let inspectsNetwork: Bool
    private let bounded: UInt64
    private let within: Int32
    private let gapLimit: Int
    private let keepsSmallestNumber: Bool
    private let isFamily: Bool
    /// Components: parties, rest, tree, channels. The state that is expanded, the one that is made, and two more to make it in.
    private let source: UnsafeMutablePointer<Int>
    private let work: UnsafeMutablePointer<Int>
    private let before: UnsafeMutablePointer<Int>
    private let trial: UnsafeMutablePointer<Int>
    private let middle: UnsafeMutablePointer<Int>
    private let size: Int
    private var sourceWord: UInt64 = 0
    private var sourceNumbers: UInt64 = 0
    /// Whether the state that is expanded is not in canonical form.
    private var isRaw = false
    /// How many messages of the step that is being made found their channel full.
    private var lost = 0
    /// Whether states whose numbers are too far apart are taken with smaller gaps, instead of being left out.
    private let saturates: Bool

    /// What was found; emptied by whoever reads it.
    let targets: UnsafeMutablePointer<UInt64>
    let labels: UnsafeMutablePointer<UInt32>
    let presences: UnsafeMutablePointer<Int32>
    private(set) var count = 0
    static let room = 1 << 16
    /// Steps into states whose numbers are further apart than can be told.
    private(set) var leftOut = 0
    /// A group was created beside living epochs: the smallest number has to be kept.
    private(set) var needsSmallestNumber = false
    /// Rows that could not be carried out, with their configurations.
    private(set) var failures: [(failure: Int, presence: ConfigurationSet)] = []
    private(set) var overflow = false
    /// Where steps lead that are left out.
    static let beyond = UInt64.max
    /// A step that changes nothing, in searches that store no edges.
    static let same = UInt64.max - 1

    init(_ steps: StepSystem, isFamily: Bool = false, saturates: Bool = false) {
        self.steps = steps
        self.isFamily = isFamily
        self.saturates = saturates
        store = steps.store
        parties = steps.parties
        channelCount = steps.channels.count
        let profile = steps.system.profile
        capacity = profile.capacity
        interruption = profile.interruption
        isMonitoring = steps.isMonitoring
        isFolded = steps.foldsNetwork
        inspectsNetwork = steps.inspectNetwork != nil
        bounded = steps.bounded
        within = steps.within.node
        gapLimit = store.gapLimit
        keepsSmallestNumber = store.keepsSmallestNumber
        messageIsStale = store.messageIsStale.base
        restNotes = store.restNotes.base
        treeNotes = store.treeNotes.base
        channelRemovals = store.channelRemovals.base
        operations = steps.operations.base
        stepMemo = steps.stepMemo
        componentMemo = steps.componentMemo
        normalMemo = steps.normalMemo
        controls = steps.controls
        networks = steps.networks
        controlFlags = steps.controlFlags.base
        channelPlaces = .allocate(capacity: max(1, channelCount))
        loseLabels = .allocate(capacity: max(1, channelCount))
        for (index, channel) in steps.channels.enumerated() {
            channelPlaces[index] = channel
            loseLabels[index] = steps.loseLabels[index]
        }
        isOrdered = profile.order == .fifo
        loses = profile.loss
        duplicates = profile.duplication
        partInfo = store.table(.part).info.base
        channelInfo = store.table(.channel).info.base
        treeInfo = store.table(.tree).info.base
        channelNotes = store.channelNotes.base
        channelMembers = store.channelMembers.base
        results = steps.results.base
        size = parties + 2 + channelCount
        source = .allocate(capacity: size)
        work = .allocate(capacity: size)
        before = .allocate(capacity: size)
        trial = .allocate(capacity: size)
        middle = .allocate(capacity: size)
        targets = .allocate(capacity: Stepper.room)
        labels = .allocate(capacity: Stepper.room)
        presences = .allocate(capacity: Stepper.room)
    }

    func free() {
        for buffer in [source, work, before, trial, middle] { buffer.deallocate() }
        channelPlaces.deallocate()
        loseLabels.deallocate()
        targets.deallocate()
        labels.deallocate()
        presences.deallocate()
    }

    mutating func clear() { count = 0 }
    mutating func clearFailures() { failures = [] }

    // MARK: Packing

    @inline(__always)
    private func half(_ second: Bool) -> Range<Int> {
        let middle = channelCount <= 2 ? 1 : channelCount / 2
        return second ? min(middle, channelCount)..<channelCount : 0..<min(middle, channelCount)
    }

    @inline(__always)
    private mutating func networkHalf(_ components: UnsafeMutablePointer<Int>, _ second: Bool) -> Int {
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
            var hash: UInt64 = second ? 31 : 29
            for channel in range { hash = ComponentStore.mix(hash, channelInfo[components[parties + 2 + channel]].hash) }
            return hash
        }
    }

    private mutating func unpackHalf(_ number: Int, _ second: Bool, into components: UnsafeMutablePointer<Int>) {
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

    private mutating func networkFlags(of word: UInt64) -> UInt64 {
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

    /// Which message types are in flight.
    mutating func types(of word: UInt64) -> UInt64 {
        if channelCount == 2, !isFolded { return channelNotes[Int(word >> 24 & 0xf_ffff)].types | channelNotes[Int(word >> 44)].types }
        return components(of: word).dropFirst(parties + 2).reduce(0) { $0 | channelNotes[$1].types }
    }

    @inline(__always)
    private mutating func pack(_ components: UnsafeMutablePointer<Int>) -> UInt64 {
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
        return pack(work)
    }

    /// `nil` where its numbers or epochs have no room.
    private func rawComponents(of state: FlatState, keepsNumbers: Bool) -> [Int]? {
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

    // MARK: Canonical form

    /// Brings `work` into canonical form; `false` where its numbers are too far apart.
    @inline(__always)
    private mutating func canonicalise() -> Bool {
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
    private mutating func rename(_ components: UnsafeMutablePointer<Int>, by renaming: Int) {
        for index in 0...parties where partInfo[components[index]].names != .zero || partInfo[components[index]].numbers != 0 {
            components[index] = renamed(.part, components[index], by: renaming)
        }
        for index in parties + 2..<size where components[index] != 0 {
            components[index] = renamed(.channel, components[index], by: renaming)
        }
    }

    @inline(__always)
    private mutating func renamed(_ kind: ComponentStore.Kind, _ number: Int, by renaming: Int) -> Int {
        let known = componentMemo.value(StepSystem.ComponentKey.renamed(kind, number, renaming))
        return known != .max ? Int(known) : steps.computeRenamed(kind, number, by: renaming)
    }

    @inline(__always)
    private mutating func appending(_ message: Int, to channel: Int) -> Int {
        let known = componentMemo.value(StepSystem.ComponentKey.appending(message, channel))
        return known != .max ? Int(known) : steps.computeAppending(message, to: channel)
    }

    @inline(__always)
    private mutating func removing(_ place: Int, from channel: Int, start: Int) -> Int {
        let known = machine_load_32(channelRemovals + start + place)
        return known != 0 ? Int(known) - 1 : steps.computeRemoving(place, from: channel)
    }

    @inline(__always)
    private mutating func marking(_ rest: Int, aware: UInt64, unaware: UInt64) -> Int {
        let before = restNotes[rest].unaware
        let after = before & ~aware | unaware
        if after == before { return rest }
        let known = componentMemo.value(StepSystem.ComponentKey.marking(rest, after))
        return known != .max ? Int(known) : steps.computeMarking(rest, unaware: after)
    }

    /// Takes the automorphism of the tree that makes the components least.
    private mutating func minimise(_ note: ComponentStore.TreeNote) {
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

    // MARK: Steps

    @inline(__always)
    private mutating func restart() {
        for index in 0..<size { work[index] = source[index] }
        lost = 0
    }

    @inline(__always)
    private mutating func emit(_ word: UInt64, _ label: UInt32, _ presence: Int32) {
        if count == Stepper.room {
            overflow = true
            return
        }
        targets[count] = word
        labels[count] = label
        presences[count] = presence
        count += 1
    }

    /// Finishes the state in `work`.
    @inline(__always)
    private mutating func finish(_ label: UInt32, _ presence: Int32, _ effects: UInt32 = 0, newest: Int = -1) {
        let label = lost == 0 ? label : steps.losingLabel(label, lost)
        if isMonitoring {
            finishMonitored(label, presence, effects, newest)
            return
        }
        if newest >= 0, checkCreation(newest), !saturates {
            leave(label, presence)
            return
        }
        if canonicalise() { emit(pack(work), label, presence) } else { leave(label, presence) }
    }

    private mutating func leave(_ label: UInt32, _ presence: Int32) {
        leftOut += 1
        emit(Stepper.beyond, label, presence)
    }

    private mutating func finishMonitored(_ label: UInt32, _ presence: Int32, _ effects: UInt32, _ newest: Int) {
        var names = SIMD2<UInt64>.zero
        var numbers: UInt64 = 0
        for index in 0..<parties {
            names |= partInfo[work[index]].names
            numbers |= partInfo[work[index]].numbers
        }
        for index in parties + 2..<size {
            names |= channelInfo[work[index]].names
            numbers |= channelInfo[work[index]].numbers
        }
        let isOpen = newest >= 0 && checkCreation(newest) && !saturates
        let list = steps.continuations(work[parties], Int(effects), work[parties + 1], names, numbers)
        for index in 0..<size { middle[index] = work[index] }
        for index in Int(list >> 16)..<Int(list >> 16) + Int(list & 0xffff) {
            for index in 0..<size { work[index] = middle[index] }
            let continuation = steps.continuationParts.base[index]
            work[parties] = Int(continuation >> 1)
            let label = continuation & 1 != 0 ? steps.violationLabel(label) : label
            if isOpen || !canonicalise() { leave(label, presence) } else { emit(pack(work), label, presence) }
        }
    }

    /// Whether it is not known how far the number 1 of a new group is from the others'.
    private mutating func checkCreation(_ newest: Int) -> Bool {
        var names = SIMD2<UInt64>.zero
        var numbers: UInt64 = 0
        for index in 0..<parties {
            names |= partInfo[work[index]].names
            numbers |= partInfo[work[index]].numbers
        }
        for index in parties + 2..<size {
            names |= channelInfo[work[index]].names
            numbers |= channelInfo[work[index]].numbers
        }
        names &= ~ComponentStore.mask(newest)
        let (others, looseNumbers) = (names, numbers)
        let otherEpochs = steps.locked {
            store.names.indices.contains { ComponentStore.contains(others, $0) && store.names[$0].number >= 0 }
        }
        if !otherEpochs && looseNumbers & ~2 == 0 { return false }
        if !keepsSmallestNumber {
            needsSmallestNumber = true
            return false
        }
        return sourceNumbers != 0 && sourceNumbers.trailingZeroBitCount == 2
    }

    /// Takes over what a local step does.
    @inline(__always)
    private mutating func apply(_ result: StepSystem.Result, _ party: Int) {
        work[party] = Int(result.part)
        work[parties + 1] = Int(result.tree)
        if result.operationCount != 0 { operate(result) }
    }

    private mutating func operate(_ result: StepSystem.Result) {
        for index in Int(result.operations)..<Int(result.operations) + Int(result.operationCount) {
            let operation = operations[index]
            if operation & StepSystem.disconnects != 0 {
                let party = Int(operation >> 32 & 0xffff)
                let peer = Int(operation & 0xffff)
                cut(party, peer)
                work[parties] = marking(work[parties], aware: bit(party, peer), unaware: bit(peer, party))
            } else {
                let channel = Int(operation >> 32)
                if restNotes[work[parties]].unaware >> UInt64(channelPlaces[channel]) & 1 != 0 { continue }
                let place = parties + 2 + channel
                let message = Int(operation & 0xffff_ffff)
                let before = work[place]
                work[place] = appending(message, to: before)
                if work[place] == before, !contains(message, before) { lost += 1 }
            }
        }
    }

    /// Whether a message is in flight already, in a network where one copy is as good as several.
    private func contains(_ message: Int, _ channel: Int) -> Bool {
        if isOrdered || !duplicates { return false }
        let note = channelNotes[channel]
        for index in Int(note.start)..<Int(note.start) + Int(note.count) where Int(channelMembers[index]) == message { return true }
        return false
    }

    private func bit(_ from: Int, _ to: Int) -> UInt64 { 1 << UInt64(from * parties + to) }

    /// The index of a channel among those that there are.
    private func index(_ from: Int, _ to: Int) -> Int { from * (parties - 1) + (to > from ? to - 1 : to) }

    private mutating func cut(_ a: Int, _ b: Int) {
        cut(parties + 2 + index(a, b))
        cut(parties + 2 + index(b, a))
    }

    private mutating func cut(_ place: Int) {
        if interruption != .lingering || work[place] == 0 {
            work[place] = 0
            return
        }
        let known = componentMemo.value(StepSystem.ComponentKey.cut(work[place]))
        work[place] = known != .max ? Int(known) : steps.computeCut(work[place])
    }

    @inline(__always)
    private mutating func count(_ subject: UInt64) {
        if bounded & subject == 0 { return }
        let known = componentMemo.value(StepSystem.ComponentKey.counting(subject, work[parties]))
        work[parties] = known != .max ? Int(known) : steps.computeCounting(subject, work[parties])
    }

    private mutating func fail(_ result: StepSystem.Result) {
        failures.append((Int(result.failure), ConfigurationSet(node: result.presence)))
    }

    /// Appends the successors of a state to `targets`.
    mutating func expand(_ word: UInt64) {
        sourceWord = word
        isRaw = false
        unpack(word, into: source)
        var numbers: UInt64 = 0
        for index in 0...parties { numbers |= partInfo[source[index]].numbers }
        for index in parties + 2..<size { numbers |= channelInfo[source[index]].numbers }
        sourceNumbers = numbers
        expandSource()
    }

    /// Appends the successors of a state that is not in canonical form.
    mutating func expand(_ state: FlatState) {
        guard let components = rawComponents(of: state, keepsNumbers: true) else {
            steps.locked { store.limit = "epoch numbers further apart than \(ComponentStore.numberLimit)" }
            return
        }
        for index in 0..<size { source[index] = components[index] }
        sourceWord = Stepper.beyond
        sourceNumbers = 0
        isRaw = true
        expandSource()
    }

    @inline(__always)
    private mutating func expandSource() {
        restart()
        let rest = restNotes[source[parties]]
        let tree = source[parties + 1]
        for party in 0..<parties {
            var list = stepMemo.value(StepSystem.key(source[party], 0, tree, tag: 1))
            if list == .max { list = steps.evaluate(.spontaneous, source[party], tree) }
            for index in Int(list >> 16)..<Int(list >> 16) + Int(list & 0xffff) { take(results[index], party, rest) }
        }
        for channel in 0..<channelCount where source[parties + 2 + channel] != 0 {
            deliverAll(channel, tree, rest)
        }
        if interruption != .no, rest.blocked & StepSystem.subjectBit(.interruption) == 0 { interruptAll() }
        if rest.unaware != 0 { noticeAll(rest) }
    }

    @inline(__always)
    private mutating func take(_ result: StepSystem.Result, _ party: Int, _ rest: ComponentStore.RestNote) {
        if rest.blocked & result.subject != 0 { return }
        if result.flags & StepSystem.isFailure != 0 {
            fail(result)
            return
        }
        restart()
        apply(result, party)
        if !loses, result.operationCount != 0, isOverfull(result) { return }
        count(result.subject)
        finish(result.label, result.presence, result.effects, newest: newest(result))
    }

    @inline(__always)
    private mutating func newest(_ result: StepSystem.Result) -> Int {
        result.flags & StepSystem.hasCreated != 0 ? Int(result.newest) : -1
    }

    /// Whether a spontaneous step has to wait for room.
    private mutating func isOverfull(_ result: StepSystem.Result) -> Bool {
        for index in Int(result.operations)..<Int(result.operations) + Int(result.operationCount) {
            let operation = operations[index]
            if operation & StepSystem.disconnects != 0 { continue }
            let channel = Int(operation >> 32)
            if rest(work).unaware >> UInt64(channelPlaces[channel]) & 1 != 0 { continue }
            if Int(channelNotes[work[parties + 2 + channel]].freshCount) > capacity { return true }
        }
        return false
    }

    private mutating func rest(_ components: UnsafeMutablePointer<Int>) -> ComponentStore.RestNote { restNotes[components[parties]] }

    @inline(__always)
    private mutating func deliverAll(_ channel: Int, _ tree: Int, _ rest: ComponentStore.RestNote) {
        let place = parties + 2 + channel
        let content = source[place]
        let note = channelNotes[content]
        let from = channelPlaces[channel] / parties
        let to = channelPlaces[channel] % parties
        let isUnaware = rest.unaware & bit(to, from) != 0
        let mayLose = loses && rest.blocked & StepSystem.subjectBit(.loss) == 0
        let losesCount = bounded & StepSystem.subjectBit(.loss) != 0
        let staysCount = bounded & StepSystem.subjectBit(.duplication) != 0
        let mayStay = duplicates && rest.blocked & StepSystem.subjectBit(.duplication) == 0
        for position in 0..<Int(note.count) {
            let message = Int(channelMembers[Int(note.start) + position])
            let isStale = messageIsStale[message]
            let isNext = !isOrdered || position == Int(isStale ? note.firstStale : note.firstFresh)
            if !mayLose && !(isNext && (isStale || !isUnaware)) { continue }
            let removed = removing(position, from: content, start: Int(note.start))
            // The message is gone and nothing else has changed: lost, or delivered and ignored. That leads to the same state.
            var gone = Stepper.beyond - 2
            if mayLose {
                restart()
                work[place] = removed
                count(StepSystem.subjectBit(.loss))
                let before = self.count
                finishRemoval(place, loseLabels[channel], within)
                if self.count == before + 1, !losesCount, !isMonitoring { gone = targets[before] }
            }
            if !isNext || !(isStale || !isUnaware) { continue }
            var list = stepMemo.value(StepSystem.key(source[to], message, tree, tag: 2))
            if list == .max { list = steps.evaluate(.delivery(message: message), source[to], tree) }
            for index in Int(list >> 16)..<Int(list >> 16) + Int(list & 0xffff) {
                let result = results[index]
                if result.flags & StepSystem.isFailure != 0 {
                    fail(result)
                    continue
                }
                if result.flags & StepSystem.isIgnored != 0, !isMonitoring {
                    if gone != Stepper.beyond - 2 {
                        emit(gone, result.label, result.presence)
                    } else {
                        restart()
                        work[place] = removed
                        let before = self.count
                        finishRemoval(place, result.label, result.presence)
                        if self.count == before + 1 { gone = targets[before] }
                    }
                    if mayStay {
                        if staysCount || isRaw {
                            restart()
                            count(StepSystem.subjectBit(.duplication))
                            finish(result.stayLabel, result.presence)
                        } else {
                            emit(isFamily ? sourceWord : Stepper.same, result.stayLabel, result.presence)
                        }
                    }
                    continue
                }
                restart()
                work[place] = removed
                apply(result, to)
                finish(result.label, result.presence, result.effects, newest: newest(result))
                if mayStay {
                    restart()
                    count(StepSystem.subjectBit(.duplication))
                    apply(result, to)
                    finish(result.stayLabel, result.presence, result.effects, newest: newest(result))
                }
            }
        }
    }

    /// Finishes a state that has lost nothing but a message.
    @inline(__always)
    private mutating func finishRemoval(_ place: Int, _ label: UInt32, _ presence: Int32) {
        let before = channelInfo[source[place]]
        let after = channelInfo[work[place]]
        // Where as many epochs and numbers are mentioned as before nothing else changes.
        if !isMonitoring, !isRaw, before.names == after.names, before.numbers == after.numbers, treeNotes[source[parties + 1]].automorphismCount == 0 {
            emit(pack(work), label, presence)
        } else {
            finish(label, presence)
        }
    }

    private mutating func interruptAll() {
        for a in 0..<parties {
            for b in a + 1..<max(parties, a + 1) {
                if interruption == .halfOpen {
                    for (told, other) in [(a, b), (b, a)] {
                        let list = notices(told, other, source[told], source[parties + 1])
                        for index in list {
                            let result = results[index]
                            if result.flags & StepSystem.isFailure != 0 {
                                fail(result)
                                continue
                            }
                            breakConnection(a, b)
                            work[parties] = marking(work[parties], aware: bit(told, other), unaware: bit(other, told))
                            apply(result, told)
                            finish(
                                steps.interruptionLabel(first: result.label, second: nil, told, other), result.presence, result.effects,
                                newest: newest(result))
                        }
                    }
                    continue
                }
                for index in notices(a, b, source[a], source[parties + 1]) {
                    let first = results[index]
                    if first.flags & StepSystem.isFailure != 0 {
                        fail(first)
                        continue
                    }
                    breakConnection(a, b)
                    work[parties] = marking(work[parties], aware: bit(a, b), unaware: 0)
                    apply(first, a)
                    let held = Array(UnsafeBufferPointer(start: work, count: size))
                    let lostBefore = lost
                    for index in notices(b, a, held[b], held[parties + 1]) {
                        let second = results[index]
                        var presence = first.presence
                        if isFamily {
                            let sets = steps.system.sets
                            presence = sets.intersection(
                                ConfigurationSet(node: first.presence), ConfigurationSet(node: second.presence)).node
                            if presence == ConfigurationSet.empty.node { continue }
                        }
                        if second.flags & StepSystem.isFailure != 0 {
                            failures.append((Int(second.failure), ConfigurationSet(node: presence)))
                            continue
                        }
                        for index in 0..<size { work[index] = held[index] }
                        lost = lostBefore
                        work[parties] = marking(work[parties], aware: bit(b, a), unaware: 0)
                        apply(second, b)
                        finish(
                            steps.interruptionLabel(first: first.label, second: second.label, a, b), presence,
                            steps.joined(first.effects, second.effects), newest: max(newest(first), newest(second)))
                    }
                }
            }
        }
    }

    private mutating func breakConnection(_ a: Int, _ b: Int) {
        restart()
        cut(a, b)
        count(StepSystem.subjectBit(.interruption))
    }

    private mutating func notices(_ party: Int, _ peer: Int, _ part: Int, _ tree: Int) -> Range<Int> {
        var list = stepMemo.value(StepSystem.key(part, peer, tree, tag: 3))
        if list == .max { list = steps.evaluate(.notice(peer: peer), part, tree) }
        return Int(list >> 16)..<Int(list >> 16) + Int(list & 0xffff)
    }

    private mutating func noticeAll(_ rest: ComponentStore.RestNote) {
        for party in 0..<parties {
            for peer in 0..<parties where rest.unaware & bit(party, peer) != 0 {
                for index in notices(party, peer, source[party], source[parties + 1]) {
                    let result = results[index]
                    if result.flags & StepSystem.isFailure != 0 {
                        fail(result)
                        continue
                    }
                    restart()
                    work[parties] = marking(work[parties], aware: bit(party, peer), unaware: 0)
                    apply(result, party)
                    finish(result.label, result.presence, result.effects, newest: newest(result))
                }
            }
        }
    }
}
