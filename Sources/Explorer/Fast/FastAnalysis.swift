import CMachine
import ProtocolModel

/// Questions about all states of a finished search and the steps between them; steps are computed again whenever they are asked for.
///
/// A set of states is one bit for each slot of the table.
final class FastAnalysis: @unchecked Sendable {
    let search: FastSearch
    /// The slots of the states that stand outside the lines of the table.
    private let outside: [UInt64: Int]
    private let bitCount: Int

    init(_ search: FastSearch) {
        self.search = search
        var outside: [UInt64: Int] = [:]
        let capacity = search.table.capacity
        search.table.forEachOverflowing { outside[$0] = capacity + outside.count }
        self.outside = outside
        bitCount = capacity + outside.count
    }

    final class States: @unchecked Sendable {
        private let bits: ReservedArray<UInt8>
        let size: Int

        init(size: Int) {
            self.size = size
            bits = ReservedArray(capacity: (size + 7) / 8 + 8)
        }

        deinit { bits.free() }

        @inline(__always)
        func contains(_ index: Int) -> Bool { bits.base[index >> 3] >> UInt8(index & 7) & 1 != 0 }
        @inline(__always)
        func insert(_ index: Int) { machine_set_bit(bits.base, UInt64(index)) }
    }

    @inline(__always)
    func index(of word: UInt64) -> Int { search.table.slot(of: word) ?? outside[word] ?? 0 }

    private func none() -> States { States(size: bitCount) }

    private func count(_ workers: Int) -> ReservedArray<UInt64> { ReservedArray(capacity: workers * 8) }

    /// The states of which the search's questions were answered in some way.
    func states(_ holds: @escaping @Sendable (_ flags: UInt64) -> Bool) -> States {
        let result = none()
        search.sweep(0..<search.levels.levelCount) { _, word, stepper in
            if holds(stepper.flags(of: word)) { result.insert(self.index(of: word)) }
        }
        return result
    }

    /// The states from which steps of accepted labels lead to the goal, through states of the region.
    func canReach(_ goal: States, within region: States?, along accepts: [Bool]) -> States {
        let result = none()
        let total = search.levels.levelCount
        search.sweep(0..<total) { _, word, _ in
            let index = self.index(of: word)
            if goal.contains(index) { result.insert(index) }
        }
        let changes = count(search.workers.count)
        defer { changes.free() }
        var isForward = false
        var before: UInt64 = .max
        while true {
            let levels = isForward ? Array(0..<total) : Array((0..<total).reversed())
            search.sweep(levels) { worker, word, stepper in
                let index = self.index(of: word)
                if result.contains(index) || !(region?.contains(index) ?? true) { return }
                stepper.clear()
                stepper.expand(word)
                for edge in 0..<stepper.count
                where stepper.targets[edge] < Stepper.same && accepts[Int(stepper.labels[edge])] {
                    if result.contains(self.index(of: stepper.targets[edge])) {
                        result.insert(index)
                        changes.base[worker * 8] += 1
                        break
                    }
                }
                stepper.clear()
            }
            let now = (0..<search.workers.count).reduce(UInt64(0)) { $0 + changes.base[$1 * 8] }
            if now == before || (before == .max && now == 0) { return result }
            before = now
            isForward.toggle()
        }
    }

    // MARK: Fairness

    struct Fairness: Sendable {
        /// By label: whether a behaving network and parties that do what they must do take such steps.
        var isFair: [Bool]
        /// By label: the promise that the step serves, -1 for none.
        var promise: [Int]
        var promiseCount: Int
        var isFault: [Bool]
        var all: [Bool]
    }

    /// The promises of weak fairness. To be asked for when all labels are known.
    var fairness: Fairness {
        let system = search.steps.system
        var classes: [GraphAnalysis.FairnessClass: Int] = [:]
        var result = Fairness(isFair: [], promise: [], promiseCount: 0, isFault: [], all: [])
        for label in search.steps.labels {
            result.isFault.append(label.isFault)
            result.all.append(true)
            guard let constraint = GraphAnalysis.FairnessClass(label, order: system.profile.order, events: system.layout.model.events)
            else {
                result.isFair.append(false)
                result.promise.append(-1)
                continue
            }
            let known = classes[constraint] ?? classes.count
            classes[constraint] = known
            result.isFair.append(true)
            result.promise.append(known)
        }
        result.promiseCount = classes.count
        return result
    }

    /// The states from which a fair run stays for ever outside the goal, faults having ceased: see `GraphAnalysis.fairlyAvoids`.
    func fairlyAvoids(_ goal: States) -> States {
        let fairness = fairness
        let total = search.levels.levelCount
        var region = none()
        let first = region
        let size = count(search.workers.count)
        defer { size.free() }
        search.sweep(0..<total) { worker, word, _ in
            let index = self.index(of: word)
            if !goal.contains(index) {
                first.insert(index)
                size.base[worker * 8] += 1
            }
        }
        func sum() -> UInt64 {
            defer { for worker in 0..<search.workers.count { size.base[worker * 8] = 0 } }
            return (0..<search.workers.count).reduce(UInt64(0)) { $0 + size.base[$1 * 8] }
        }
        var regionSize = sum()
        let staying = fairness.isFault.map { !$0 }
        var unchanged = 0
        var promise = 0
        while regionSize > 0, fairness.promiseCount > 0, unchanged < fairness.promiseCount {
            let served = none()
            let here = region
            let wanted = promise
            search.sweep(0..<total) { _, word, stepper in
                let index = self.index(of: word)
                if !here.contains(index) { return }
                stepper.clear()
                stepper.expand(word)
                var isEnabled = false
                var isServed = false
                for edge in 0..<stepper.count where fairness.promise[Int(stepper.labels[edge])] == wanted {
                    isEnabled = true
                    let target = stepper.targets[edge]
                    if target == Stepper.same || (target < Stepper.same && here.contains(self.index(of: target))) {
                        isServed = true
                        break
                    }
                }
                stepper.clear()
                if !isEnabled || isServed { served.insert(index) }
            }
            let next = canReach(served, within: here, along: staying)
            search.sweep(0..<total) { worker, word, _ in
                if next.contains(self.index(of: word)) { size.base[worker * 8] += 1 }
            }
            let nextSize = sum()
            unchanged = nextSize == regionSize ? unchanged + 1 : 0
            region = next
            regionSize = nextSize
            promise = (promise + 1) % fairness.promiseCount
        }
        return region
    }

    /// The first level that has a state of some set, and the least such state in it.
    func first(where isMember: @escaping @Sendable (_ index: Int, _ flags: UInt64) -> Bool) -> FastSearch.Sighting? {
        for level in 0..<search.levels.levelCount {
            let found = Found()
            search.sweep([level]) { _, word, stepper in
                if isMember(self.index(of: word), stepper.flags(of: word)) { found.offer(word, stepper.hash(of: word)) }
            }
            if let word = found.word { return FastSearch.Sighting(level: level, word: word) }
        }
        return nil
    }

    private final class Found: @unchecked Sendable {
        private let lock = Lock()
        private var best: (hash: UInt64, word: UInt64)?
        var word: UInt64? { best?.word }

        func offer(_ word: UInt64, _ hash: UInt64) {
            lock.run { if best.map({ hash < $0.hash }) ?? true { best = (hash, word) } }
        }
    }
}
