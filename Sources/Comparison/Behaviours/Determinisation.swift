import ProtocolModel

/// A document's observable behaviour as a deterministic automaton, made as far as it is asked for: a state of it is the set of all states that
/// the document can be in after what was seen so far (the subset construction), each with its combinations of readings.
struct Determinisation {
    private(set) var system: ObservedSystem
    /// States by their normalised forms.
    private var states: [GlobalState] = []
    private var stateNumbers: [GlobalState: Int] = [:]
    private var labels: [Observable] = []
    private var moves: [Part: [(label: Int, faults: Int, target: Part)]] = [:]
    private var silentMoves: [Part: [Part]] = [:]

    /// A state with the combinations of readings in which it is reached.
    struct Part: Hashable {
        var state: Int
        var readings: ReadingSet
    }

    private(set) var sets: [[Part]] = []
    private var setNumbers: [[Part]: Int] = [:]
    private var successors: [Int: [Successor]] = [:]
    /// Set once a set had more parts than `mostParts`; then not all that can happen is here.
    private(set) var isTruncated = false
    static let mostParts = 20_000

    struct Successor {
        var observable: Observable
        /// The fewest faults that are seen with it.
        var faults: Int
        var target: Int
    }

    init(_ system: ObservedSystem) throws(EvaluationError) {
        self.system = system
        let first = try self.system.initial()
        let part = self.part(of: first)
        _ = intern(close([part]))
    }

    /// The number of states that were met.
    var stateCount: Int { states.count }

    private mutating func part(of element: ObservedSystem.Element) -> Part {
        let normalised = system.normalised(element)
        if let known = stateNumbers[normalised.state] { return Part(state: known, readings: normalised.readings) }
        stateNumbers[normalised.state] = states.count
        states.append(normalised.state)
        return Part(state: states.count - 1, readings: normalised.readings)
    }

    /// What a set leads to; each observable event once.
    mutating func successors(of set: Int) -> [Successor] {
        if let known = successors[set] { return known }
        var targets: [Int: (faults: Int, parts: Set<Part>)] = [:]
        var order: [Int] = []
        for part in sets[set] {
            for move in moves(of: part) {
                if targets[move.label] == nil { order.append(move.label) }
                var found = targets[move.label] ?? (move.faults, [])
                found.parts.insert(move.target)
                found.faults = min(found.faults, move.faults)
                // So that the set is not copied.
                targets[move.label] = nil
                targets[move.label] = found
            }
        }
        let result = order.map { label in
            let found = targets[label] ?? (0, [])
            return Successor(observable: labels[label], faults: found.faults, target: intern(close(found.parts)))
        }
        successors[set] = result
        return result
    }

    private var labelNumbers: [Observable: Int] = [:]

    private mutating func number(of label: Observable) -> Int {
        if let known = labelNumbers[label] { return known }
        labelNumbers[label] = labels.count
        labels.append(label)
        return labels.count - 1
    }

    private mutating func moves(of part: Part) -> [(label: Int, faults: Int, target: Part)] {
        if let known = moves[part] { return known }
        let element = ObservedSystem.Element(state: states[part.state], readings: part.readings)
        var result: [(label: Int, faults: Int, target: Part)] = []
        for move in system.moves(from: element, silent: false) {
            guard let observable = move.observable, move.isShared else { continue }
            result.append((number(of: observable), move.faults, self.part(of: move.target)))
        }
        moves[part] = result
        return result
    }

    /// Adds what can happen without being seen, and brings the combinations of readings of one state together.
    private mutating func close(_ parts: Set<Part>) -> [Part] {
        var all = parts
        if system.profile.loss {
            var open = Array(parts)
            while let part = open.popLast(), all.count <= Self.mostParts {
                for target in silentMoves(of: part) where all.insert(target).inserted { open.append(target) }
            }
        }
        if all.count > Self.mostParts { isTruncated = true }
        var readings: [Int: [ReadingSet]] = [:]
        for part in all { readings[part.state, default: []].append(part.readings) }
        var result: [Part] = []
        for (state, sets) in readings {
            let sorted = sets.count == 1 ? sets : sets.sorted { $0.masks.lexicographicallyPrecedes($1.masks) }
            let merged = ReadingSet.merged(sorted)
            // A set within another says nothing new.
            for (index, set) in merged.enumerated() {
                let isWithin = merged.enumerated().contains { other, larger in
                    other != index && set.isSubset(of: larger) && (set != larger || other < index)
                }
                if !isWithin { result.append(Part(state: state, readings: set)) }
            }
        }
        return result.sorted { a, b in
            a.state != b.state ? a.state < b.state : a.readings.masks.lexicographicallyPrecedes(b.readings.masks)
        }
    }

    private mutating func silentMoves(of part: Part) -> [Part] {
        if let known = silentMoves[part] { return known }
        let element = ObservedSystem.Element(state: states[part.state], readings: part.readings)
        let result = system.moves(from: element, silent: true).map { self.part(of: $0.target) }
        silentMoves[part] = result
        return result
    }

    private mutating func intern(_ parts: [Part]) -> Int {
        if let known = setNumbers[parts] { return known }
        setNumbers[parts] = sets.count
        sets.append(parts)
        return sets.count - 1
    }
}
