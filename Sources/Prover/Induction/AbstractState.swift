import ProtocolModel

/// All states that differ in nothing that a step or a property can tell: predicate abstraction, with the predicates fixed.
///
/// Control states, flags and everything else with few values are told apart; of epochs it is known which are the same, which is whose
/// parent, who made them and for which key package; of numbers how much larger each is than the one before. Every state is in exactly one.
struct AbstractState: Hashable, Sendable {
    enum Cell: Hashable, Sendable {
        /// Does not count, such as the value of what is `none`.
        case free
        case bool(Bool)
        case integer(Int)
        /// An index among `gaps`.
        case number(Int)
        /// An index among `nodes`.
        case node(Int)
    }

    /// An epoch or a key package that something refers to.
    enum Node: Hashable, Sendable {
        case epoch(number: Int, parent: Reference, author: Int, keyPackage: Reference)
        case keyPackage(owner: Int)
    }

    /// A node that a node refers to.
    enum Reference: Hashable, Sendable {
        /// An index among `nodes`.
        case live(Int)
        /// An epoch that nothing else refers to but, perhaps, its other children: told apart by this number.
        case dead(Int)
        /// A key package that nobody holds any more, or none.
        case unheld
    }

    /// How much larger a number is than the next smaller one.
    enum Gap: Hashable, Sendable {
        /// The smallest of all, of which nothing is known.
        case lowest
        case exactly(Int)
        case atLeast(Int)
    }

    var cells: [Cell]
    /// In the order in which the terms refer to them.
    var nodes: [Node]
    /// Ascending, by number; where groups are created, zero comes first.
    var gaps: [Gap]
}

extension AbstractState {
    /// The abstraction of a state.
    ///
    /// - Parameter horizon: the smallest gap between numbers that is not told apart from larger ones.
    init(_ values: [ConcreteValue], _ layout: TermLayout, horizon: Int) {
        var reader = AbstractStateReader(values: values, cells: Array(repeating: .free, count: layout.count))
        reader.visit(layout.parts)
        self = reader.finish(isAnchored: layout.isAnchored, horizon: horizon)
    }
}

/// Reads a state's values in the order of its terms.
private struct AbstractStateReader {
    let values: [ConcreteValue]
    var cells: [AbstractState.Cell]
    /// The identities met, and where each was met first.
    private var identities: [(identity: Int, index: Int, isEpoch: Bool)] = []
    /// Indices of numbers that travel by themselves.
    private var numbers: [Int] = []

    init(values: [ConcreteValue], cells: [AbstractState.Cell]) {
        self.values = values
        self.cells = cells
    }

    private func integer(_ index: Int) -> Int { if case .integer(let value) = values[index] { value } else { 0 } }

    mutating func visit(_ parts: [TermLayout.Part]) {
        for part in parts {
            switch part {
            case .plain(let index): keep(index)
            case .number(let index): numbers.append(index)
            case .epoch(let index): node(index, isEpoch: true)
            case .keyPackage(let index): node(index, isEpoch: false)
            case .guarded(let flag, let inner):
                keep(flag)
                if values[flag] == .bool(true) { visit(inner) }
            case .select(let index, let alternatives):
                keep(index)
                if alternatives.indices.contains(integer(index)) { visit(alternatives[integer(index)]) }
            }
        }
    }

    private mutating func keep(_ index: Int) {
        switch values[index] {
        case .bool(let value): cells[index] = .bool(value)
        case .integer(let value): cells[index] = .integer(value)
        case .any: cells[index] = .free
        }
    }

    private mutating func node(_ index: Int, isEpoch: Bool) {
        let identity = integer(index)
        let known = identities.firstIndex { $0.identity == identity }
        if known == nil { identities.append((identity, index, isEpoch)) }
        cells[index] = .node(known ?? identities.count - 1)
    }

    func finish(isAnchored: Bool, horizon: Int) -> AbstractState {
        var all = Set(numbers.map(integer))
        if isAnchored { all.insert(0) }
        for node in identities where node.isEpoch { all.insert(integer(node.index + 1)) }
        let sorted = all.sorted()
        var gaps: [AbstractState.Gap] = []
        for (position, number) in sorted.enumerated() {
            if position == 0 {
                gaps.append(.lowest)
            } else {
                let gap = number - sorted[position - 1]
                // A group that is created begins at one, so that the others are at one, too, or above it is all that matters.
                let most = isAnchored && position == 1 ? 2 : horizon
                gaps.append(gap < most ? .exactly(gap) : .atLeast(most))
            }
        }
        func rank(_ number: Int) -> Int { sorted.firstIndex(of: number) ?? 0 }
        var cells = cells
        for index in numbers { cells[index] = .number(rank(integer(index))) }
        var dead: [Int] = []
        func live(_ identity: Int) -> Int? { identities.firstIndex { $0.identity == identity } }
        let nodes = identities.map { node -> AbstractState.Node in
            guard node.isEpoch else { return .keyPackage(owner: integer(node.index + 3)) }
            let parent = integer(node.index + 2)
            let keyPackage = integer(node.index + 4)
            let reference: AbstractState.Reference
            if let known = live(parent) {
                reference = .live(known)
            } else {
                if !dead.contains(parent) { dead.append(parent) }
                reference = .dead(dead.firstIndex(of: parent) ?? 0)
            }
            return .epoch(
                number: rank(integer(node.index + 1)), parent: reference, author: integer(node.index + 3),
                keyPackage: live(keyPackage).map { .live($0) } ?? .unheld)
        }
        return AbstractState(cells: cells, nodes: nodes, gaps: gaps)
    }
}
