#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#else
    import Darwin
#endif
import ProtocolModel

/// A directory from which a search goes on after it was ended, in whatever way.
///
/// `states` has the packed states in the order in which they were found; it only ever grows. `search` has the components that the words
/// stand for and how far the search was, as 64-bit words; it is written anew each time and then put in the place of the one before, so that
/// there is always a whole one.
struct Checkpoint: Sendable {
    let directory: String

    var statesPath: String { directory + "/states" }
    private var searchPath: String { directory + "/search" }
    private static let magic: UInt64 = 0x316b_6365_6863_736c

    init(directory: String) {
        self.directory = directory
        var path = ""
        for part in directory.split(separator: "/", omittingEmptySubsequences: false) {
            path += part + "/"
            if path != "/" { mkdir(path, 0o700) }
        }
    }

    /// Something that tells models, networks and readings apart, so that no search goes on with another's states.
    static func fingerprint(_ steps: StepSystem) -> UInt64 {
        let model = steps.system.layout.model
        var hash: UInt64 = 7
        for text in [model.title, model.draft, model.revision, steps.system.profile.name] {
            for byte in text.utf8 { hash = ComponentStore.mix(hash, UInt64(byte)) }
        }
        // Sets are described in no particular order, so only which characters there are is taken.
        var sum: UInt64 = 0
        for byte in "\(model.roles)\(model.messages)\(model.events)\(steps.system.profile)\(steps.monitor.subject)".utf8 {
            sum &+= ComponentStore.mix(11, UInt64(byte))
        }
        hash = ComponentStore.mix(hash, sum)
        hash = ComponentStore.mix(hash, steps.questions)
        for option in steps.system.sets.first(of: steps.within) ?? [] { hash = ComponentStore.mix(hash, UInt64(option)) }
        return ComponentStore.mix(hash, (steps.foldsNetwork ? 1 : 0) + (steps.store.keepsSmallestNumber ? 2 : 0) + (steps.symmetry != nil ? 4 : 0))
    }

    // MARK: Writing

    private struct Words {
        var words: [UInt64] = []

        mutating func add(_ value: Int) { words.append(UInt64(bitPattern: Int64(value))) }
        mutating func add(_ values: [Int]) {
            add(values.count)
            for value in values { add(value) }
        }
        mutating func add(_ sighting: FastSearch.Sighting) {
            add(sighting.level)
            words.append(sighting.word)
        }
    }

    /// Whether the checkpoint is on disk.
    @discardableResult
    func save(_ search: FastSearch) -> Bool {
        guard let levels = search.levels.flushed() else { return false }
        let steps = search.steps
        var out = Words()
        out.words = [Checkpoint.magic, Checkpoint.fingerprint(steps)]
        let progress = search.progressSoFar
        out.add(progress.stateCount)
        out.add(progress.orbitStateCount)
        out.add(progress.transitionCount)
        out.words.append(progress.hash)
        out.add(progress.leftOutCount)
        out.add(progress.level)
        out.add(progress.chunksDone)
        out.add(progress.initial.count)
        out.words += progress.initial
        let store = steps.store
        out.add(store.names.count)
        for name in store.names { out.add([name.number, name.author, name.twin]) }
        for kind in ComponentStore.Kind.allCases {
            let contents = store.table(kind).contents
            out.add(contents.count)
            for content in contents { out.add(content) }
        }
        out.add(steps.networks.count)
        for index in 0..<steps.networks.count {
            for word in 0..<4 { out.words.append(steps.networks.tuples.base[index][word]) }
            out.words.append(steps.networks.notes.base[index])
        }
        out.add(steps.controls.count)
        for index in 0..<steps.controls.count { for word in 0..<4 { out.words.append(steps.controls.tuples.base[index][word]) } }
        out.add(progress.labelSightings.count)
        for (label, sighting) in progress.labelSightings.sorted(by: { $0.key < $1.key }) {
            out.add(Checkpoint.values(of: steps.labels[label]))
            out.add(sighting)
        }
        out.add(progress.flagSightings.count)
        for (flag, sighting) in progress.flagSightings.sorted(by: { $0.key < $1.key }) {
            out.add(flag)
            out.add(sighting)
        }
        out.add(progress.failureSightings.count)
        for (_, sighting) in progress.failureSightings { out.add(sighting) }
        out.add(search.levels.fileSize)
        out.add(levels.count)
        for level in levels {
            out.add(level.count)
            for chunk in level {
                out.add(chunk.count)
                out.add(chunk.offset)
            }
        }
        out.words.append(Checkpoint.check(out.words))
        return replace(out.words)
    }

    private static func check(_ words: [UInt64]) -> UInt64 { words.reduce(3) { ComponentStore.mix($0, $1) } }

    private func replace(_ words: [UInt64]) -> Bool {
        let path = searchPath + ".new"
        guard let file = fopen(path, "wb") else { return false }
        let written = words.withUnsafeBytes { fwrite($0.baseAddress, 1, $0.count, file) }
        let isWritten = written == words.count * 8 && fflush(file) == 0 && fsync(fileno(file)) == 0
        return fclose(file) == 0 && isWritten && rename(path, searchPath) == 0
    }

    private static func values(of label: EdgeLabel) -> [Int] {
        let kind: [Int] =
            switch label.kind {
            case .event(let event): [0, event, 0, 0]
            case .deliver(let message, let isStale, let stays): [1, message, isStale ? 1 : 0, stays ? 1 : 0]
            case .lose: [2, 0, 0, 0]
            case .interrupt: [3, 0, 0, 0]
            case .learn: [4, 0, 0, 0]
            }
        return kind + [
            label.party, label.peer, label.row, label.secondRow, label.secondTold ? 1 : 0, label.hole, label.isUndecryptable ? 1 : 0,
            label.isViolation ? 1 : 0, label.lostAtOnce,
        ]
    }

    private static func label(_ values: [Int]) -> EdgeLabel? {
        guard values.count == 13 else { return nil }
        let kind: EdgeLabel.Kind
        switch values[0] {
        case 0: kind = .event(values[1])
        case 1: kind = .deliver(message: values[1], isStale: values[2] != 0, stays: values[3] != 0)
        case 2: kind = .lose
        case 3: kind = .interrupt
        default: kind = .learn
        }
        var label = EdgeLabel(kind: kind, party: values[4], peer: values[5], row: values[6])
        label.secondRow = values[7]
        label.secondTold = values[8] != 0
        label.hole = values[9]
        label.isUndecryptable = values[10] != 0
        label.isViolation = values[11] != 0
        label.lostAtOnce = values[12]
        return label
    }

    // MARK: Reading

    /// Reads words one by one; what is not there is zero, and said at the end.
    private struct Reader {
        let words: [UInt64]
        var position = 0
        var isShort = false

        mutating func word() -> UInt64 {
            guard position < words.count else {
                isShort = true
                return 0
            }
            position += 1
            return words[position - 1]
        }
        mutating func int() -> Int { Int(Int64(bitPattern: word())) }
        /// A number of things that take at least so many words each.
        mutating func count(of size: Int = 1) -> Int {
            let count = int()
            if count < 0 || count > (words.count - position) / max(1, size) {
                isShort = true
                return 0
            }
            return count
        }
        mutating func ints() -> [Int] {
            let count = count()
            return (0..<count).map { _ in int() }
        }
        mutating func sighting() -> FastSearch.Sighting {
            let level = int()
            return FastSearch.Sighting(level: level, word: word())
        }
    }

    /// Puts the components and the levels of an earlier run into a search that has not begun; `nil` where there is nothing of the same system.
    func restore(_ search: FastSearch) -> FastSearch.Progress? {
        guard let words = readWords(), words.count > 3, words[0] == Checkpoint.magic, Checkpoint.check(Array(words.dropLast())) == words.last,
            words[1] == Checkpoint.fingerprint(search.steps)
        else { return nil }
        var reader = Reader(words: words, position: 2)
        let steps = search.steps
        let store = steps.store
        var progress = FastSearch.Progress(
            stateCount: reader.int(), orbitStateCount: reader.int(), transitionCount: reader.int(), hash: reader.word(), leftOutCount: reader.int(), initial: [],
            level: reader.int(), chunksDone: reader.int(), labelSightings: [:], flagSightings: [:], failureSightings: [:])
        for _ in 0..<reader.count() { progress.initial.append(reader.word()) }
        for _ in 0..<reader.count(of: 4) {
            let name = reader.ints()
            if name.count == 3 { _ = store.name(number: name[0], author: name[1], twin: name[2]) }
        }
        for kind in ComponentStore.Kind.allCases {
            for _ in 0..<reader.count() {
                let content = reader.ints()
                switch kind {
                case .part, .message: _ = store.part(kind, content)
                case .channel: _ = store.channel(content)
                case .tree:
                    _ = store.tree(
                        stride(from: 0, to: content.count - 3, by: 4).map {
                            ComponentStore.TreeNode(
                                name: content[$0], parent: content[$0 + 1], keyPackage: content[$0 + 2], group: content[$0 + 3])
                        })
                }
            }
        }
        func tuple(_ reader: inout Reader) -> TupleTable.Tuple {
            var tuple = TupleTable.Tuple.zero
            for index in 0..<4 { tuple[index] = reader.word() }
            return tuple
        }
        for _ in 0..<reader.count(of: 5) {
            let tuple = tuple(&reader)
            let note = reader.word()
            _ = steps.computeNetwork(tuple) { note }
        }
        for _ in 0..<reader.count(of: 4) { _ = steps.computeControl(tuple(&reader)) }
        for _ in 0..<reader.count() {
            let values = reader.ints()
            let sighting = reader.sighting()
            if let label = Checkpoint.label(values) { progress.labelSightings[steps.label(label)] = sighting }
        }
        for _ in 0..<reader.count(of: 3) {
            let flag = reader.int()
            progress.flagSightings[flag] = reader.sighting()
        }
        // Failures are found again where they were found first.
        for _ in 0..<reader.count(of: 2) {
            let sighting = reader.sighting()
            var stepper = search.stepper
            stepper.expand(sighting.word)
            for (failure, _) in stepper.failures { progress.failureSightings[failure] = sighting }
            stepper.clear()
            stepper.clearFailures()
            search.stepper = stepper
        }
        let fileEnd = reader.int()
        var levels: [[(count: Int, offset: Int)]] = []
        for _ in 0..<reader.count() {
            var chunks: [(count: Int, offset: Int)] = []
            for _ in 0..<reader.count(of: 2) {
                let count = reader.int()
                chunks.append((count, reader.int()))
            }
            levels.append(chunks)
        }
        guard !reader.isShort, store.limit == nil, search.levels.restore(levels, fileEnd: fileEnd) else { return nil }
        return progress
    }

    private func readWords() -> [UInt64]? {
        guard let file = fopen(searchPath, "rb") else { return nil }
        defer { fclose(file) }
        fseek(file, 0, SEEK_END)
        let size = ftell(file)
        guard size > 0, size % 8 == 0 else { return nil }
        rewind(file)
        var words = [UInt64](repeating: 0, count: size / 8)
        let got = words.withUnsafeMutableBytes { fread($0.baseAddress, 1, $0.count, file) }
        return got == size ? words : nil
    }
}
