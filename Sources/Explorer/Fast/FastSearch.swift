import CMachine
import ProtocolModel

/// Breadth-first search over packed states, on all cores, in one combination of readings.
///
/// Steps are computed by components (`StepSystem`), states are kept in a `QuotientTable`, and each level's states in a `LevelStore`. No edge and
/// no predecessor is stored: a shortest run to a state is found by going back level by level (`ShortestRuns`).
///
/// Threads meet at the end of each round of chunks; in between they share the table, the levels and the steps, and work each in a lane of its own.
final class FastSearch: @unchecked Sendable {
    struct Options: Sendable {
        var limits = ExplorationLimits()
        var threads = 1
        /// A directory that a checkpoint is kept in, and how often one is made.
        var checkpoint: String?
        var checkpointSeconds = 60.0
        /// A directory whose disk takes the table of states when memory does not.
        var spill: String?
        /// Which of the steps of a state may stand for all of them, where that is to be made use of.
        var partialOrder: PartialOrder?
    }

    enum Finding: Equatable {
        case complete
        case incomplete(Incompleteness)
        case needsSmallestNumber
        case needsFolding
        /// The components do not have room for what the system is like.
        case unsupported(String)
    }

    /// Where something was seen first.
    struct Sighting: Codable, Equatable {
        var level: Int
        /// The state, or for a step the state that it leads away from.
        var word: UInt64
    }

    let steps: StepSystem
    let options: Options
    let workers: Workers
    let levels: LevelStore
    private(set) var table: QuotientTable
    private var lanes: [UnsafeMutablePointer<Lane>]
    private let progress: (ExplorationProgress) -> Bool

    /// The states that are stored: where identical parties can be exchanged, one for each orbit.
    private(set) var stateCount = 0
    /// The states that were expanded, with all that the exchanges of identical parties make of them.
    private(set) var orbitStateCount = 0
    /// Counted with all that exchanges make of them, as `hash` is.
    private(set) var transitionCount = 0
    private(set) var hash: UInt64 = 0
    private(set) var depth = 0
    /// The steps that were left out because epoch numbers are too far apart.
    private(set) var leftOutCount = 0
    private(set) var initial: [UInt64] = []
    /// By label, by bit of `StepSystem.inspect`, and by failure.
    private(set) var labelSightings: [Int: Sighting] = [:]
    private(set) var flagSightings: [Int: Sighting] = [:]
    private(set) var failureSightings: [Int: Sighting] = [:]
    /// The most bytes that were used at one time.
    private(set) var peakMemory = 0
    /// Where the search stands: the level that is being expanded, and how many of its chunks are done.
    private(set) var level = 0
    private(set) var chunksDone = 0
    private var ratio = 4.0
    let checkpoint: Checkpoint?
    private var lastCheckpoint = ContinuousClock.now

    /// What one thread works with.
    struct Lane {
        var stepper: Stepper
        let input: UnsafeMutablePointer<UInt64>
        let scratch: UnsafeMutablePointer<UInt64>
        let buckets: UnsafeMutablePointer<Int>
        let next: UnsafeMutablePointer<UInt64>
        var nextCount = 0
        var newCount = 0
        var orbitStates = 0
        var transitions = 0
        var hash: UInt64 = 0
        let seenLabels: UnsafeMutablePointer<UInt8>
        var seenFlags: UInt64 = 0
        let sources: UnsafeMutablePointer<UInt64>
        let ends: UnsafeMutablePointer<Int>
        var sourceCount = 0
        let places: UnsafeMutablePointer<QuotientTable.Place>
        var labels: [Int: Sighting] = [:]
        var flags: [Int: Sighting] = [:]
        var failures: [Int: Sighting] = [:]
        var ample: AmpleSets?

        init(_ steps: StepSystem, _ partialOrder: PartialOrder?) {
            stepper = Stepper(steps)
            ample = partialOrder.map { AmpleSets($0, steps) }
            input = .allocate(capacity: LevelStore.chunkSize * Lane.group)
            scratch = .allocate(capacity: LevelStore.chunkSize * Lane.group)
            buckets = .allocate(capacity: 1 << 12)
            next = .allocate(capacity: LevelStore.chunkSize)
            seenLabels = .allocate(capacity: StepSystem.labelLimit)
            seenLabels.initialize(repeating: 0, count: StepSystem.labelLimit)
            sources = .allocate(capacity: Lane.batch)
            ends = .allocate(capacity: Lane.batch)
            places = .allocate(capacity: 2 * Lane.stride)
        }

        func free() {
            stepper.free()
            input.deallocate()
            scratch.deallocate()
            buckets.deallocate()
            next.deallocate()
            seenLabels.deallocate()
            sources.deallocate()
            ends.deallocate()
            places.deallocate()
        }

        /// The number of successors that are collected before they are inserted, and of those whose cache lines are asked for at once.
        static let batch = 512
        static let stride = 32
        /// The most chunks that are expanded together.
        static let group = 128

        /// Sorts the input by the number of what is not the network, so that states with the same local steps follow one another:
        /// then the memos stand in the nearest cache.
        mutating func sortInput(_ count: Int) {
            for (pass, shift) in [UInt64(24), 36, 0, 12].enumerated() {
                let (from, to) = pass & 1 == 0 ? (input, scratch) : (scratch, input)
                for index in 0..<1 << 12 { buckets[index] = 0 }
                for index in 0..<count { buckets[Int(from[index] >> shift & 0xfff)] += 1 }
                var start = 0
                for index in 0..<1 << 12 { (buckets[index], start) = (start, start + buckets[index]) }
                for index in 0..<count {
                    let bucket = Int(from[index] >> shift & 0xfff)
                    to[buckets[bucket]] = from[index]
                    buckets[bucket] += 1
                }
            }
        }
    }

    init(
        _ steps: StepSystem, options: Options, progress: @escaping (ExplorationProgress) -> Bool = { _ in true }
    ) {
        self.steps = steps
        self.options = options
        self.progress = progress
        workers = Workers(options.threads)
        checkpoint = options.checkpoint.map { Checkpoint(directory: $0) }
        levels = LevelStore(memoryLimit: max(1 << 20, min(options.limits.memory / 8, 64 << 20)), path: checkpoint?.statesPath)
        table = QuotientTable(lineBits: 8, fields: FastSearch.fields(steps, slack: 3))
        plainStepper = steps.symmetry.map { _ in
            let stepper = UnsafeMutablePointer<Stepper>.allocate(capacity: 1)
            stepper.initialize(to: Stepper(steps, isSymmetric: false))
            return stepper
        }
        lanes = (0..<workers.count).map { _ in
            let lane = UnsafeMutablePointer<Lane>.allocate(capacity: 1)
            lane.initialize(to: Lane(steps, options.partialOrder))
            return lane
        }
    }

    deinit {
        for lane in lanes {
            lane.pointee.free()
            lane.deinitialize(count: 1)
            lane.deallocate()
        }
        plainStepper?.pointee.free()
        plainStepper?.deinitialize(count: 1)
        plainStepper?.deallocate()
        table.free()
    }

    private static func bits(_ count: Int) -> Int { Int.bitWidth - max(1, count).leadingZeroBitCount }

    /// Fields wide enough for the components that there are, and some more.
    private static func fields(_ steps: StepSystem, slack: Int) -> QuotientTable.Fields {
        let control = bits(steps.controls.count) + slack
        if steps.foldsNetwork {
            return QuotientTable.Fields(isFolded: true, widths: [min(32, control), min(32, bits(steps.networks.count) + slack), 0])
        }
        let contents = steps.channels.count <= 2 ? steps.store.table(.channel).contents.count : steps.networks.count
        let network = min(20, bits(contents) + slack)
        return QuotientTable.Fields(
            isFolded: false,
            widths: [min(24, control), steps.channels.isEmpty ? 0 : network, steps.channels.count < 2 ? 0 : network])
    }

    /// All reachable states of which one for each orbit is stored.
    var allStateCount: Int { steps.symmetry == nil ? stateCount : max(stateCount, orbitStateCount) }

    /// In bytes.
    var memory: Int { table.memory + levels.memory + steps.memory + lanes.count * (3 << 20) }

    var stepper: Stepper {
        get { lanes[0].pointee.stepper }
        set { lanes[0].pointee.stepper = newValue }
    }

    /// Steps between states as they are, none of which stands for others: what runs are made of.
    private let plainStepper: UnsafeMutablePointer<Stepper>?
    var runStepper: Stepper {
        get { plainStepper?.pointee ?? stepper }
        set { if let plainStepper { plainStepper.pointee = newValue } else { stepper = newValue } }
    }

    // MARK: The search

    func run() throws(EvaluationError) -> Finding {
        if let checkpoint, let restored = checkpoint.restore(self) {
            take(restored)
        } else {
            let interpreter = Interpreter(
                model: steps.system.layout.model, profile: steps.system.profile,
                readings: ReadingAssignment(readings: steps))
            try begin(FlatState(try interpreter.initialState(), layout: steps.system.layout))
            var stepper = stepper
            if steps.symmetry != nil, initial.contains(where: { stepper.orbit(of: $0).count > 1 }) {
                return .unsupported("identical parties that begin in different states")
            }
        }
        while true {
            let chunks = levels.chunkCount(ofLevel: level)
            if chunks == 0 { break }
            depth = level
            if levels.levelCount == level + 1 { levels.beginLevel() }
            while chunksDone < chunks {
                if let finding = makeRoom() { return finding }
                let done = chunksDone
                let round = min(chunks - done, roundSize)
                let level = level
                let group = max(1, min(Lane.group, round / (workers.count * 4)))
                workers.run(items: (round + group - 1) / group) { worker, item in
                    process(worker, level: level, chunks: done + item * group..<done + min(round, (item + 1) * group))
                }
                chunksDone += round
                if let finding = merge(expanded: round * LevelStore.chunkSize) { return finding }
            }
            flushNext()
            level += 1
            chunksDone = 0
        }
        save()
        return .complete
    }

    // MARK: Going over what was found

    /// Whether whoever asked for the search wanted an end while its states were gone over.
    private(set) var isCancelled = false

    /// Visits all states of some levels, level after level in the order that is given, on all cores.
    ///
    /// - Parameter canBeEnded: whether the progress function is asked in between; once it has said no, nothing is visited any more.
    func sweep(
        _ levels: some Sequence<Int>, canBeEnded: Bool = true,
        _ body: @Sendable (_ worker: Int, _ word: UInt64, _ stepper: inout Stepper) -> Void
    ) {
        for level in levels where level < self.levels.levelCount {
            if canBeEnded {
                if isCancelled { return }
                let report = ExplorationProgress(
                    states: stateCount, edges: transitionCount, depth: level, frontier: 0, memory: memory, remaining: nil)
                if !progress(report) {
                    isCancelled = true
                    return
                }
            }
            workers.run(items: self.levels.chunkCount(ofLevel: level)) { worker, chunk in
                let lane = lanes[worker]
                let count = self.levels.read(chunk: chunk, level: level, into: lane.pointee.input)
                for index in 0..<count { body(worker, lane.pointee.input[index], &lane.pointee.stepper) }
            }
        }
    }

    private func begin(_ start: FlatState) throws(EvaluationError) {
        for values in steps.monitor.initial(start) {
            var state = start
            state.monitor = values
            guard let word = lanes[0].pointee.stepper.pack(state), !initial.contains(word) else { continue }
            initial.append(word)
        }
        table = table.rebuilt(lineBits: table.lineBits, fields: FastSearch.fields(steps, slack: 3), workers: workers)
        for word in initial where table.insert(word) { accept(word, lane: &lanes[0].pointee, level: 0) }
        flushNext()
        _ = merge(expanded: 1)
    }

    /// How many chunks are expanded before the table, the limits and the terminal are looked at again.
    private var roundSize: Int {
        let free = Double(table.capacity) * 0.90 - Double(stateCount)
        let affordable = Int(free / max(0.25, ratio * 1.3) / Double(LevelStore.chunkSize))
        return max(1, min(affordable, 1024))
    }

    private func flushNext() {
        for lane in lanes {
            levels.append(lane.pointee.next, count: lane.pointee.nextCount)
            lane.pointee.nextCount = 0
        }
    }

    /// Takes a new state in.
    @inline(__always)
    private func accept(_ word: UInt64, lane: inout Lane, level: Int) {
        lane.next[lane.nextCount] = word
        lane.nextCount += 1
        if lane.nextCount == LevelStore.chunkSize {
            levels.append(lane.next, count: lane.nextCount)
            lane.nextCount = 0
        }
        lane.newCount += 1
        if !lane.stepper.isSymmetric { lane.hash &+= lane.stepper.hash(of: word) }
        let flags = lane.stepper.flags(of: word)
        if flags & ~lane.seenFlags != 0 { note(flags, word, lane: &lane, level: level) }
    }

    private func note(_ flags: UInt64, _ word: UInt64, lane: inout Lane, level: Int) {
        for bit in 0..<64 where (flags & ~lane.seenFlags) >> UInt64(bit) & 1 != 0 {
            lane.flags[bit] = Sighting(level: level, word: word)
        }
        lane.seenFlags |= flags
    }

    private func process(_ worker: Int, level: Int, chunks: Range<Int>) {
        let lane = lanes[worker]
        var count = 0
        for chunk in chunks { count += levels.read(chunk: chunk, level: level, into: lane.pointee.input + count) }
        if count > 256 { lane.pointee.sortInput(count) }
        work(&lane.pointee, count: count, level: level)
    }

    private func work(_ lane: inout Lane, count: Int, level: Int) {
        let table = table
        for index in 0..<count {
            let word = lane.input[index]
            let before = lane.stepper.count
            lane.stepper.expand(word)
            lane.ample?.reduce(&lane.stepper, from: before)
            if lane.stepper.isSymmetric {
                let orbit = lane.stepper.orbit(of: word)
                lane.orbitStates += orbit.count
                lane.hash &+= orbit.hash
                lane.transitions += orbit.count * (lane.stepper.count - before)
            }
            lane.sources[lane.sourceCount] = word
            lane.ends[lane.sourceCount] = lane.stepper.count
            lane.sourceCount += 1
            if lane.stepper.count >= Lane.batch || lane.sourceCount == Lane.batch { insert(&lane, table, level: level) }
            if !lane.stepper.failures.isEmpty { noteFailures(word, &lane, level: level) }
        }
        insert(&lane, table, level: level)
    }

    private func noteFailures(_ word: UInt64, _ lane: inout Lane, level: Int) {
        for (failure, _) in lane.stepper.failures where lane.failures[failure] == nil {
            lane.failures[failure] = Sighting(level: level, word: word)
        }
        lane.stepper.clearFailures()
    }

    @inline(__always)
    private func insert(_ lane: inout Lane, _ table: QuotientTable, level: Int) {
        let count = lane.stepper.count
        let targets = lane.stepper.targets
        // While one stride is inserted the lines of the next are on their way.
        var start = 0
        ask(0..<min(count, Lane.stride), &lane, table, level: level)
        while start < count {
            let end = min(count, start + Lane.stride)
            if end < count { ask(end..<min(count, end + Lane.stride), &lane, table, level: level) }
            for index in start..<end where targets[index] < Stepper.same && (index == 0 || targets[index] != targets[index - 1]) {
                if table.insert(targets[index], at: lane.places[index & (2 * Lane.stride - 1)]) {
                    accept(targets[index], lane: &lane, level: level + 1)
                }
            }
            start = end
        }
        if !lane.stepper.isSymmetric { lane.transitions += count }
        lane.stepper.clear()
        lane.sourceCount = 0
    }

    @inline(__always)
    private func ask(_ range: Range<Int>, _ lane: inout Lane, _ table: QuotientTable, level: Int) {
        let targets = lane.stepper.targets
        for index in range {
            if targets[index] < Stepper.same && (index == 0 || targets[index] != targets[index - 1]) {
                let place = table.place(targets[index])
                table.prefetch(place)
                lane.places[index & (2 * Lane.stride - 1)] = place
            }
            if lane.seenLabels[Int(lane.stepper.labels[index])] == 0 { noteLabel(index, &lane, level: level) }
        }
    }

    private func noteLabel(_ index: Int, _ lane: inout Lane, level: Int) {
        let label = Int(lane.stepper.labels[index])
        lane.seenLabels[label] = 1
        var source = 0
        while lane.ends[source] <= index { source += 1 }
        lane.labels[label] = Sighting(level: level, word: lane.sources[source])
    }

    /// Brings together what the threads have found.
    private func merge(expanded: Int) -> Finding? {
        var new = 0
        for lane in lanes {
            new += lane.pointee.newCount
            orbitStateCount += lane.pointee.orbitStates
            transitionCount += lane.pointee.transitions
            hash = hash &+ lane.pointee.hash
            leftOutCount = max(leftOutCount, lane.pointee.stepper.leftOut)
            lane.pointee.newCount = 0
            lane.pointee.orbitStates = 0
            lane.pointee.transitions = 0
            lane.pointee.hash = 0
            for (label, sighting) in lane.pointee.labels { labelSightings[label] = first(labelSightings[label], sighting) }
            for (flag, sighting) in lane.pointee.flags { flagSightings[flag] = first(flagSightings[flag], sighting) }
            for (failure, sighting) in lane.pointee.failures {
                failureSightings[failure] = first(failureSightings[failure], sighting)
            }
            lane.pointee.labels = [:]
            lane.pointee.flags = [:]
            lane.pointee.failures = [:]
        }
        stateCount += new
        if expanded > 1 { ratio = max(0.1, 0.5 * ratio + 0.5 * Double(new) / Double(expanded)) }
        if lanes.contains(where: { $0.pointee.stepper.needsSmallestNumber }) { return .needsSmallestNumber }
        if lanes.contains(where: { $0.pointee.stepper.overflow }) { return .unsupported("a state with more than 65,536 successors") }
        if let limit = steps.locked({ steps.store.limit }) {
            return limit == Stepper.needsFolding ? .needsFolding : .unsupported(limit)
        }
        let memory = memory
        peakMemory = max(peakMemory, memory)
        if let error = levels.error { return .incomplete(.unboundedGrowth(error)) }
        if stateCount > options.limits.states { return .incomplete(.stateLimit(options.limits.states)) }
        if memory > options.limits.memory, !canSpill { return .incomplete(.memoryLimit(options.limits.memory)) }
        let report = ExplorationProgress(
            states: stateCount, edges: transitionCount, depth: level, frontier: max(0, levelsAhead), memory: memory,
            remaining: remaining)
        if !progress(report) {
            save()
            return .incomplete(.cancelled)
        }
        if checkpoint != nil, lastCheckpoint.duration(to: .now) >= .seconds(options.checkpointSeconds) { save() }
        return nil
    }

    /// The states that are still to be found if each level is smaller than the one before by as much as the last were.
    private var remaining: Int? {
        guard level >= 2 else { return nil }
        let (before, last) = (levels.count(ofLevel: level - 1), levels.count(ofLevel: level))
        guard last * 20 < before * 19 else { return nil }
        let whole = last * last / (before - last)
        return max(0, whole - (levels.levelCount > level + 1 ? levels.count(ofLevel: level + 1) : 0))
    }

    private var levelsAhead: Int {
        let here = levels.count(ofLevel: level) - chunksDone * LevelStore.chunkSize
        return max(0, here) + (levels.levelCount > level + 1 ? levels.count(ofLevel: level + 1) : 0)
    }

    private func first(_ a: Sighting?, _ b: Sighting) -> Sighting {
        guard let a else { return b }
        if a.level != b.level { return a.level < b.level ? a : b }
        var stepper = lanes[0].pointee.stepper
        return stepper.hash(of: a.word) <= stepper.hash(of: b.word) ? a : b
    }

    /// Whether the table can still be moved to disk.
    private var canSpill: Bool { options.spill != nil && !table.isOnDisk }

    /// Makes the table larger where the next round may need it, or moves it to disk where memory is short.
    private func makeRoom() -> Finding? {
        let needed = FastSearch.fields(steps, slack: 0)
        let isTooNarrow = zip(needed.widths, table.fields.widths).contains { $0 > $1 }
        let isTight = Double(stateCount) > Double(table.capacity) * 0.84 || table.overflowCount * 12 > table.capacity
        let isOver = memory > options.limits.memory && canSpill
        if !isTooNarrow && !isTight && !isOver { return nil }
        let lineBits = isTight ? table.lineBits + (table.lineBits < 14 ? 2 : 1) : table.lineBits
        var fields = table.fields
        if isTooNarrow || fields.total - lineBits > 30 {
            fields = FastSearch.fields(steps, slack: 1)
            fields.widths = zip(fields.widths, table.fields.widths).map { max($0, min($1, $0 + 1)) }
        }
        if !isOver, memory + (64 << lineBits) <= options.limits.memory, AddressSpace.has(64 << lineBits), !table.isOnDisk {
            peakMemory = max(peakMemory, memory + (64 << lineBits))
            table = table.rebuilt(lineBits: lineBits, fields: fields, workers: workers)
            return nil
        }
        guard let spill = options.spill else { return .incomplete(.memoryLimit(options.limits.memory)) }
        guard let onDisk = QuotientTable(lineBits: lineBits, fields: fields, directory: spill) else {
            return .incomplete(.diskLimit(spill, 64 << lineBits))
        }
        table = table.moved(to: onDisk, workers: workers)
        return nil
    }

    // MARK: Checkpoints

    private func save() {
        guard let checkpoint else { return }
        flushNext()
        checkpoint.save(self)
        lastCheckpoint = .now
    }

    /// What a checkpoint says beside the components and the states.
    struct Progress: Codable, Equatable {
        var stateCount: Int
        var orbitStateCount: Int
        var transitionCount: Int
        var hash: UInt64
        var leftOutCount: Int
        var initial: [UInt64]
        var level: Int
        var chunksDone: Int
        var labelSightings: [Int: Sighting]
        var flagSightings: [Int: Sighting]
        var failureSightings: [Int: Sighting]
    }

    var progressSoFar: Progress {
        Progress(
            stateCount: stateCount, orbitStateCount: orbitStateCount, transitionCount: transitionCount, hash: hash, leftOutCount: leftOutCount, initial: initial,
            level: level, chunksDone: chunksDone, labelSightings: labelSightings, flagSightings: flagSightings,
            failureSightings: failureSightings)
    }

    private func take(_ progress: Progress) {
        stateCount = progress.stateCount
        orbitStateCount = progress.orbitStateCount
        transitionCount = progress.transitionCount
        hash = progress.hash
        leftOutCount = progress.leftOutCount
        initial = progress.initial
        level = progress.level
        chunksDone = progress.chunksDone
        labelSightings = progress.labelSightings
        flagSightings = progress.flagSightings
        failureSightings = progress.failureSightings
        depth = levels.chunkCount(ofLevel: level) == 0 ? max(0, level - 1) : level
        for label in labelSightings.keys { for lane in lanes { lane.pointee.seenLabels[label] = 1 } }
        for flag in flagSightings.keys { for lane in lanes { lane.pointee.seenFlags |= 1 << UInt64(flag) } }
        var lineBits = 8
        while Double(stateCount) > Double(8 << lineBits) * 0.84 { lineBits += 1 }
        table.free()
        let fields = FastSearch.fields(steps, slack: 1)
        let onDisk =
            memory + (64 << lineBits) <= options.limits.memory
            ? nil : options.spill.flatMap { QuotientTable(lineBits: lineBits, fields: fields, directory: $0) }
        table = onDisk ?? QuotientTable(lineBits: lineBits, fields: fields)
        let table = table
        for level in 0..<levels.levelCount {
            workers.run(items: levels.chunkCount(ofLevel: level)) { worker, chunk in
                let input = lanes[worker].pointee.input
                let count = levels.read(chunk: chunk, level: level, into: input)
                for index in 0..<count { _ = table.insert(input[index]) }
            }
        }
    }
}

extension ReadingAssignment {
    /// The one combination of readings that the steps are for.
    init(readings steps: StepSystem) {
        let options = steps.system.sets.first(of: steps.within) ?? []
        self.init(Dictionary(uniqueKeysWithValues: zip(steps.system.choices, options).map { ($0, $1) }))
    }
}
