import ProtocolModel

/// What may be the case after some lines of a log.
struct Hypothesis: Hashable, Sendable {
    /// Compact: see `GlobalState.compacted()`.
    var state: GlobalState
    /// The interned name of each epoch and key package that has one, by its index in the tree; -1 for none. What nothing can refer to any more
    /// is forgotten: a line that names it again fits nothing.
    var names: [Int]
    /// By party: what it did when a connection broke, while its line has not come yet.
    var owed: [Int: Notice] = [:]

    /// A party's part in an interruption that is told to both ends at once.
    struct Notice: Hashable, Sendable {
        var row: Int?
        var peer: Int
        var sent: [Sent]

        /// What the line can be compared with; epochs and key packages are left out (`none`).
        struct Sent: Hashable, Sendable {
            var message: Message
            var to: Int
        }
    }

    init(state: GlobalState) {
        let compact = state.compacted().state
        self.state = compact
        names = Array(repeating: -1, count: compact.tree.count)
    }

    /// The hypothesis after a step; `names` are by the nodes of the step's target.
    init(after target: GlobalState, names: [Int], owed: [Int: Notice]) {
        let compact = target.compacted()
        state = compact.state
        self.names = Array(repeating: -1, count: compact.state.tree.count)
        for (old, new) in compact.names where names[old.index] >= 0 { self.names[new.index] = names[old.index] }
        self.owed = owed
    }
}

/// Hypotheses, each with the combinations of readings under which it may be the case.
struct HypothesisSet: Sendable {
    struct Element: Sendable {
        var hypothesis: Hypothesis
        var readings: [ReadingSet]
        /// The last step on the way there, where the way is kept.
        var way: Int?
    }

    private(set) var elements: [Element] = []
    private var positions: [Hypothesis: Int] = [:]

    /// The number of pairs of a hypothesis and a set of readings.
    private(set) var size = 0

    /// - Returns: the position, where it says something new.
    mutating func insert(_ hypothesis: Hypothesis, _ readings: ReadingSet, way: Int?) -> Int? {
        if let position = positions[hypothesis] {
            if elements[position].readings.contains(where: { readings.isSubset(of: $0) }) { return nil }
            elements[position].readings.append(readings)
            size += 1
            return position
        }
        positions[hypothesis] = elements.count
        elements.append(Element(hypothesis: hypothesis, readings: [readings], way: way))
        size += 1
        return elements.count - 1
    }

    mutating func merge() {
        size = 0
        for index in elements.indices {
            if elements[index].readings.count > 1 { elements[index].readings = ReadingSet.merged(elements[index].readings) }
            size += elements[index].readings.count
        }
    }
}
