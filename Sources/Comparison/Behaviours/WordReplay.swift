import ProtocolModel

/// A sequence of observable events taken through the interpreter with true epoch numbers, state by state and without any abstraction: what
/// has to confirm a difference before it is shown.
struct WordReplay {
    private var system: ObservedSystem
    /// The steps on the way to each element, as a chain; -1 before the first.
    private var ways: [(before: Int, step: Step)] = []
    private var current: [ObservedSystem.Element: Int] = [:]
    /// In the order in which they were found, so that the same run is shown every time.
    private var order: [ObservedSystem.Element] = []
    private static let most = 50_000

    init?(_ system: ObservedSystem) {
        self.system = system
        guard let first = try? self.system.initial() else { return nil }
        current = [first: -1]
        order = [first]
        guard close() else { return nil }
    }

    /// The divergence, if one document allows the word and the other, which allows all but its last event, does not.
    static func confirm(
        _ word: [Observable], allowedBy system: ObservedSystem, refusedBy other: ObservedSystem
    ) -> BehaviourComparison.Divergence? {
        guard let last = word.last, var allowing = WordReplay(system), var refusing = WordReplay(other) else { return nil }
        for observable in word.dropLast() {
            guard allowing.take(observable), refusing.take(observable) else { return nil }
        }
        guard let prefix = refusing.trace() else { return nil }
        let alternatives = refusing.alternatives(to: last)
        guard allowing.take(last), let run = allowing.trace() else { return nil }
        // A replay that has become too large says nothing; one that ended empty says no.
        guard !refusing.take(last), refusing.isExact else { return nil }
        return BehaviourComparison.Divergence(word: word, run: run, alternatives: alternatives, prefix: prefix)
    }

    private var isExact = true

    /// Whether the document allows the event after those before it.
    mutating func take(_ observable: Observable) -> Bool {
        var next: [ObservedSystem.Element: Int] = [:]
        var found: [ObservedSystem.Element] = []
        for element in order {
            for move in system.moves(from: element, silent: false) where move.isShared && move.observable == observable {
                if next[move.target] != nil { continue }
                ways.append((current[element] ?? -1, move.step))
                next[move.target] = ways.count - 1
                found.append(move.target)
            }
        }
        current = next
        order = found
        return close() && !order.isEmpty
    }

    private mutating func close() -> Bool {
        guard system.profile.loss else { return true }
        var position = 0
        while position < order.count {
            let element = order[position]
            position += 1
            for move in system.moves(from: element, silent: true) where current[move.target] == nil {
                ways.append((current[element] ?? -1, move.step))
                current[move.target] = ways.count - 1
                order.append(move.target)
            }
            if order.count > Self.most {
                isExact = false
                return false
            }
        }
        return true
    }

    /// A run that is seen as the events so far: the first that was found.
    private func trace() -> Trace? {
        guard let first = order.first else { return nil }
        return trace(to: first, and: nil)
    }

    private func trace(to element: ObservedSystem.Element, and step: Step?, readings: ReadingSet? = nil) -> Trace {
        var steps: [Step] = step.map { [$0] } ?? []
        var way = current[element] ?? -1
        while way >= 0 {
            steps.append(ways[way].step)
            way = ways[way].before
        }
        return Trace(
            model: system.model, profile: system.profile, readings: system.assignment(readings ?? element.readings), steps: steps.reversed())
    }

    /// What can happen where the event would: each kind once, four at most, and where the same message arrives no other.
    private mutating func alternatives(to observable: Observable) -> [Trace] {
        var kinds = Set<Observable.Kind>()
        var found: [(seen: Observable, run: Trace)] = []
        for element in order {
            for move in system.moves(from: element, silent: false) {
                guard let other = move.observable, other.occasion == observable.occasion, kinds.insert(other.kind).inserted else { continue }
                found.append((other, trace(to: element, and: move.step, readings: move.target.readings)))
            }
        }
        let same = found.filter { $0.seen.arriving == observable.arriving }
        return (same.isEmpty ? found : same).prefix(4).map(\.run)
    }
}
