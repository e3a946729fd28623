import ExampleModels
import Foundation
import ModelDocument
import ProtocolModel
import Synchronization
import Testing

@testable import Explorer

/// Judging without a stored graph, against judging with one; and explorations that were ended and go on.
struct LargeTests {
    private func fixed(_ instance: DifferentialTests.Instance) -> [ReadingChoice: [Int]] {
        Dictionary(uniqueKeysWithValues: zip(instance.model.readingChoices, instance.readings).map { ($0, [$1]) })
    }

    static var instances: [DifferentialTests.Instance] {
        get throws {
            let examples = try [
                ("ways back", PropertyModels.waysBack), ("history", PropertyModels.history), ("no history", PropertyModels.noHistory),
                ("group", PropertyModels.group), ("keys", PropertyModels.keys),
            ].flatMap { name, text in
                let model = try ExampleModels.parse(text)
                return model.profiles.indices.map {
                    DifferentialTests.Instance(name: name, model: model, profile: $0, readings: model.readingChoices.map { _ in 0 })
                }
            }
            return try DifferentialTests.instances + examples
        }
    }

    /// Documents with a mistake in them, in which epoch numbers often drift apart: nothing is said to hold that fails.
    @Test(arguments: try DifferentialTests.models.map { $0.0 })
    func mutantsAreJudgedAlike(_ name: String) throws {
        let original = try #require(try DifferentialTests.models.first { $0.0 == name }).1
        guard let profile = original.profiles.firstIndex(where: { $0.order == .fifo && $0.interruption != .no }) else { return }
        var compared = 0
        for (number, mutant) in (MutationTests.mutants(of: original) + StepperTests.misled(original)).enumerated() where number % 8 == 1 {
            var model = mutant.model
            model.profiles[profile].capacity = 1
            let instance = DifferentialTests.Instance(
                name: mutant.name, model: model, profile: profile, readings: model.readingChoices.map { _ in 0 })
            let report = try? Explorer(model: model, limits: ExplorationLimits(states: 2_000), fixedReadings: fixed(instance)).check(profile: profile)
            guard let report, report.modelErrors.isEmpty, report.incompleteness == nil else { continue }
            try verdictsAndLengthsAreTheSame(instance)
            compared += 1
        }
        #expect(compared > 5)
    }

    @Test(arguments: try instances)
    func verdictsAndLengthsAreTheSame(_ instance: DifferentialTests.Instance) throws {
        let small = try Explorer(model: instance.model, limits: DifferentialTests.limits, fixedReadings: fixed(instance)).check(profile: instance.profile)
        if small.incompleteness != nil, small.states >= DifferentialTests.limits.states { return }
        let explorer = Explorer(
            model: instance.model, fixedReadings: fixed(instance), resources: ExplorationResources(threads: 2, graphLimit: -1))
        let judge = try ProfileJudge(explorer, profile: instance.profile, progress: { _ in true })
        let found = try judge.largeReport()
        let large = try #require(found)
        // Where epoch numbers drift apart the graph has more than what can happen.
        if !small.isOverApproximated {
            #expect(large.states == small.states)
            #expect(large.depth == small.depth)
            #expect(large.stateHash == small.stateHash)
            #expect(large.deadRows == small.deadRows)
            #expect(large.holes.map { [$0.role, $0.state, $0.message] } == small.holes.map { [$0.role, $0.state, $0.message] })
        }
        #expect(large.verdicts.count == small.verdicts.count)
        for (one, other) in zip(large.verdicts, small.verdicts) {
            let name = "\(instance.name), \(instance.model.properties[one.property].name)"
            // And what was not found is not said to hold.
            if one.status != .decided {
                let kind = instance.model.properties[one.property].kind
                var isMonitored = kind == .freshKeys
                if case .historyAgreement = kind { isMonitored = true }
                #expect(small.isOverApproximated || isMonitored, "\(name)")
                continue
            }
            #expect(one.status == other.status, "\(name)")
            #expect(one.failures.map(\.outcome) == other.failures.map(\.outcome), "\(name)")
            #expect(one.vacuity == other.vacuity, "\(name)")
            #expect(one.witness?.steps.count == other.witness?.steps.count, "\(name)")
            #expect(one.failures.map(\.isConfirmed) == other.failures.map(\.isConfirmed), "\(name)")
            switch instance.model.properties[one.property].kind {
            // Of lassos only the way into the region is shortest.
            case .live, .leadsTo: break
            default:
                #expect(one.failures.map { $0.trace?.steps.count } == other.failures.map { $0.trace?.steps.count }, "\(name)")
            }
        }
    }

    /// The repaired two-party profile over datagrams: with a capacity of 3 some thousand states.
    private func steps() throws -> StepSystem {
        var model = try ModelDocument.read(
            file: DifferentialTests.directory.appendingPathComponent("two-party-profile-repaired.md").path).model
        let profile = try #require(model.profiles.firstIndex { $0.name == "datagram" })
        model.profiles[profile].capacity = 3
        let sets = ConfigurationSets(optionCounts: [])
        let system = try FlatSystem(model, profile: model.profiles[profile], sets: sets)
        return try StepSystem(system, monitoring: nil, within: .all, keepsSmallestNumber: false)
    }

    /// The repaired MLS-TLS on a network that it is not made for, which loses, duplicates and reorders: some 40,000 states.
    private func moreSteps() throws -> StepSystem {
        let model = try ModelDocument.read(
            file: DifferentialTests.directory.appendingPathComponent("mls-tls-repaired.md").path).model
        let update = try #require(model.events.firstIndex { $0.name == "update" })
        let profile = NetworkProfile(
            name: "datagram", order: .any, loss: true, duplication: true, capacity: 1, interruption: .no,
            bounds: [Bound(subject: .event(update), most: 2)])
        let sets = ConfigurationSets(optionCounts: model.readingChoices.map { model.readings[$0.reading].options.count })
        let system = try FlatSystem(model, profile: profile, sets: sets)
        let within = sets.singleton(model.readingChoices.map { _ in 0 })
        return try StepSystem(system, monitoring: nil, within: within, keepsSmallestNumber: true)
    }

    private func temporaryDirectory() throws -> URL {
        let directory = FileManager.default.temporaryDirectory.appendingPathComponent("lockstep-tests-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: directory, withIntermediateDirectories: true)
        return directory
    }

    /// What a kill leaves behind is what is on disk at that moment: copies of the directory, taken at random moments, are gone on from.
    @Test(arguments: [UInt64(1), 2, 3, 4])
    func aSearchThatWasEndedGoesOn(_ seed: UInt64) throws {
        print("seed \(seed)")
        let whole = FastSearch(try steps(), options: FastSearch.Options())
        #expect(try whole.run() == .complete)
        let base = try temporaryDirectory()
        defer { try? FileManager.default.removeItem(at: base) }
        var options = FastSearch.Options()
        options.checkpoint = base.appendingPathComponent("running").path
        options.checkpointSeconds = 0
        options.threads = Int(seed % 2) + 1
        var generator = SeededGenerator(seed: seed)
        let copies = Mutex<[URL]>([])
        var rounds = 0
        let interrupted = FastSearch(try steps(), options: options) { _ in
            rounds += 1
            if Int.random(in: 0..<4, using: &generator) == 0 {
                let copy = base.appendingPathComponent("copy-\(rounds)")
                try? FileManager.default.copyItem(at: base.appendingPathComponent("running"), to: copy)
                copies.withLock { $0.append(copy) }
            }
            return rounds < 12
        }
        #expect(try interrupted.run() == .incomplete(.cancelled))
        let directories = copies.withLock { $0 } + [base.appendingPathComponent("running")]
        for directory in directories {
            options.checkpoint = directory.path
            let resumed = FastSearch(try steps(), options: options)
            #expect(try resumed.run() == .complete)
            #expect(resumed.stateCount == whole.stateCount)
            #expect(resumed.hash == whole.hash)
            #expect(resumed.depth == whole.depth)
            #expect(resumed.transitionCount == whole.transitionCount)
            #expect(resumed.labelSightings.count == whole.labelSightings.count)
            // What is complete is there at once.
            let again = FastSearch(try steps(), options: options)
            #expect(try again.run() == .complete)
            #expect(again.hash == whole.hash)
            #expect(again.depth == whole.depth)
        }
    }

    /// A checkpoint that is damaged, or of another system, is not gone on from.
    @Test func aDamagedCheckpointIsBegunAnew() throws {
        let base = try temporaryDirectory()
        defer { try? FileManager.default.removeItem(at: base) }
        var options = FastSearch.Options()
        options.checkpoint = base.path
        let whole = FastSearch(try steps(), options: options)
        #expect(try whole.run() == .complete)
        let file = base.appendingPathComponent("search")
        var data = try Data(contentsOf: file)
        data[data.count / 2] ^= 0x40
        try data.write(to: file)
        let again = FastSearch(try steps(), options: options)
        #expect(try again.run() == .complete)
        #expect(again.stateCount == whole.stateCount)
        #expect(again.hash == whole.hash)
    }

    /// What was seen in answer to one question is no answer to another: a checkpoint is gone on from only with the same properties.
    @Test func aCheckpointIsForTheSameQuestions() throws {
        let base = try temporaryDirectory()
        defer { try? FileManager.default.removeItem(at: base) }
        func failures(_ kind: Property.Kind) throws -> Int? {
            var model = try ExampleModels.parse(PropertyModels.group)
            model.properties = [Property(name: "asked", kind: kind, expected: [0: .unstated])]
            let explorer = Explorer(
                model: model, resources: ExplorationResources(checkpoint: base.path, graphLimit: -1))
            return try ProfileJudge(explorer, profile: 0, progress: { _ in true }).largeReport()?.verdicts[0].failures.count
        }
        let first = Property.Kind.never(.inState(.literal(.party(0)), [2]))
        #expect(try failures(first) == 1)
        #expect(try failures(.never(.and(.inState(.literal(.party(0)), [2]), .inState(.literal(.party(0)), [1])))) == 0)
        #expect(try failures(first) == 1)
    }

    /// Lists of states that have no room in memory go to a file.
    @Test func levelsAreReadAsTheyWereWritten() throws {
        let levels = LevelStore(memoryLimit: 40_000)
        let buffer = UnsafeMutablePointer<UInt64>.allocate(capacity: LevelStore.chunkSize)
        defer { buffer.deallocate() }
        for chunk in 0..<20 {
            for index in 0..<1_000 { buffer[index] = UInt64(chunk * 1_000 + index) }
            levels.append(buffer, count: 1_000)
        }
        #expect(levels.memory <= 40_000)
        #expect(levels.fileSize >= 15 * 8_000)
        for chunk in 0..<20 {
            #expect(levels.read(chunk: chunk, level: 0, into: buffer) == 1_000)
            #expect((0..<1_000).allSatisfy { buffer[$0] == UInt64(chunk * 1_000 + $0) })
        }
    }

    /// The table is a set, whatever its shape, and keeps its members when it is rebuilt.
    @Test(arguments: [[24, 20, 20], [20, 12, 12], [13, 8, 9], [32, 30, 0]])
    func theTableIsAnExactSet(_ widths: [Int]) {
        var generator = SeededGenerator(seed: UInt64(widths[0]))
        let isFolded = widths[2] == 0
        func random() -> UInt64 {
            // Some of them wider than the table is made for.
            let control = UInt64.random(in: 0..<1 << 14, using: &generator)
            let first = UInt64.random(in: 0..<64, using: &generator)
            let second = UInt64.random(in: 0..<64, using: &generator)
            return isFolded ? control | (first << 6 | second) << 32 : control | first << 24 | second << 44
        }
        var table = QuotientTable(lineBits: 4, fields: QuotientTable.Fields(isFolded: isFolded, widths: widths))
        var reference = Set<UInt64>()
        for round in 0..<4 {
            for _ in 0..<3_000 {
                let word = random()
                #expect(table.insert(word) == reference.insert(word).inserted)
            }
            for word in reference { #expect(table.contains(word)) }
            var listed = Set<UInt64>()
            table.forEach(lines: 0..<1 << table.lineBits) { listed.insert($0) }
            #expect(listed.count + table.overflowCount == reference.count)
            table.forEachOverflowing { listed.insert($0) }
            #expect(listed == reference)
            var fields = table.fields
            if round == 1 { fields.widths = isFolded ? [15, 13, 0] : [15, 7, 7] }
            table = table.rebuilt(lineBits: table.lineBits + 2, fields: fields, workers: Workers(2))
        }
        table.free()
    }

    /// With a directory for it the search goes on beyond the memory limit, with the same result; and where that cannot be written it says so.
    @Test func aTableGoesToDisk() throws {
        let base = try temporaryDirectory()
        defer { try? FileManager.default.removeItem(at: base) }
        let whole = FastSearch(try moreSteps(), options: FastSearch.Options())
        #expect(try whole.run() == .complete)
        // Enough for everything but a table of its size.
        var options = FastSearch.Options()
        options.limits.memory = whole.memory - whole.table.memory + (64 << 9)
        #expect(try FastSearch(try moreSteps(), options: options).run() == .incomplete(.memoryLimit(options.limits.memory)))
        options.spill = base.path
        let spilt = FastSearch(try moreSteps(), options: options)
        #expect(try spilt.run() == .complete)
        #expect(spilt.table.isOnDisk)
        #expect(spilt.stateCount == whole.stateCount)
        #expect(spilt.transitionCount == whole.transitionCount)
        #expect(spilt.hash == whole.hash)
        #expect(try FileManager.default.contentsOfDirectory(atPath: base.path).isEmpty)
        options.spill = base.appendingPathComponent("missing").path
        guard case .incomplete(.diskLimit) = try FastSearch(try moreSteps(), options: options).run() else {
            Issue.record("a directory that is not there was written to")
            return
        }
    }

    /// A memory limit ends the search, and says so.
    @Test func aMemoryLimitEndsTheSearch() throws {
        var options = FastSearch.Options()
        options.limits.memory = 3_200_000
        let search = FastSearch(try steps(), options: options)
        #expect(try search.run() == .incomplete(.memoryLimit(3_200_000)))
    }
}
