import ProtocolModel

/// All shortest runs to a state or through a step, found by going back level by level: a state of the level before that has a step to one that
/// is wanted is wanted itself.
struct ShortestRuns {
    let search: FastSearch
    /// The most states of one level that are followed further.
    static let breadth = 4_000

    enum Goal {
        case state
        /// A step that leads away from the state.
        case step((EdgeLabel) -> Bool)
    }

    /// A graph with the runs and nothing else, and the index of the state.
    func graph(to sighting: FastSearch.Sighting, _ goal: Goal) -> (graph: StateGraph, end: Int) {
        if search.steps.symmetry != nil { return graphOfMembers(to: sighting, goal) }
        var builder = GraphBuilder(search)
        let end = builder.index(of: sighting.word)
        if case .step(let isWanted) = goal {
            builder.addEdges(of: sighting.word) { _, label in isWanted(label) }
        }
        var wanted: Set<UInt64> = [sighting.word]
        for level in (0..<sighting.level).reversed() {
            let sources = sources(of: wanted, level: level)
            let kept = kept(sources)
            let targets = wanted
            for source in kept { builder.addEdges(of: source) { target, _ in targets.contains(target) } }
            wanted = Set(kept)
        }
        builder.begin(with: search.initial.filter { wanted.contains($0) })
        return (builder.finished(), end)
    }

    /// The states that are followed further, in an order that does not depend on how they happen to be numbered.
    private func kept(_ words: [UInt64]) -> [UInt64] {
        let stepper = search.stepper
        let hashed = words.map { word in
            var stepper = stepper
            return (hash: stepper.hash(of: word), word: word)
        }
        return hashed.sorted { $0.hash < $1.hash }.prefix(ShortestRuns.breadth).map(\.word)
    }

    /// The same where one state stands for all that differ from it by an exchange of parties: the levels are gone back as they are stored,
    /// and then forward again from the start, with the parties as they are.
    private func graphOfMembers(to sighting: FastSearch.Sighting, _ goal: Goal) -> (graph: StateGraph, end: Int) {
        var wanted: [Set<UInt64>] = [[sighting.word]]
        for level in (0..<sighting.level).reversed() {
            wanted.append(Set(kept(sources(of: wanted[wanted.count - 1], level: level))))
        }
        wanted.reverse()
        var builder = GraphBuilder(search)
        // The parties are all in the same state at the start, so the state that is stored is the first one itself.
        let first = search.initial.filter { wanted[0].contains($0) }
        var level = first
        for next in wanted.dropFirst() {
            var reached: [UInt64] = []
            var seen: Set<UInt64> = []
            for source in level.prefix(ShortestRuns.breadth) {
                let targets = builder.addEdges(of: source) { target, _ in
                    var stepper = search.stepper
                    let stored = stepper.representative(of: target)
                    search.stepper = stepper
                    return next.contains(stored)
                }
                for target in targets where seen.insert(target).inserted { reached.append(target) }
            }
            level = reached
        }
        for word in level { if case .step(let isWanted) = goal { builder.addEdges(of: word) { _, label in isWanted(label) } } }
        let end = builder.index(of: level.first ?? sighting.word)
        builder.begin(with: first)
        return (builder.finished(), end)
    }

    /// The states of a level from which a step leads to one of `targets`.
    private func sources(of targets: Set<UInt64>, level: Int) -> [UInt64] {
        let found = Collected(workers: search.workers.count)
        search.sweep([level], canBeEnded: false) { worker, word, stepper in
            stepper.clear()
            stepper.expand(word)
            for index in 0..<stepper.count where targets.contains(stepper.targets[index]) {
                found.append(word, worker)
                break
            }
        }
        return found.all
    }

    /// What each thread has found.
    private final class Collected: @unchecked Sendable {
        private var parts: [UnsafeMutablePointer<[UInt64]>]

        init(workers: Int) {
            parts = (0..<workers).map { _ in
                let part = UnsafeMutablePointer<[UInt64]>.allocate(capacity: 1)
                part.initialize(to: [])
                return part
            }
        }

        deinit {
            for part in parts {
                part.deinitialize(count: 1)
                part.deallocate()
            }
        }

        func append(_ word: UInt64, _ worker: Int) { parts[worker].pointee.append(word) }
        var all: [UInt64] { parts.flatMap(\.pointee) }
    }
}

/// Builds a part of the state graph with edges, for the runs that are shown.
struct GraphBuilder {
    private let search: FastSearch
    private var graph = StateGraph()
    private var edges: [[(target: UInt64, label: Int)]] = []
    private var words: [UInt64] = []

    init(_ search: FastSearch) { self.search = search }

    mutating func index(of word: UInt64) -> Int {
        let (index, isNew) = graph.states.insert(FastSteps.bytes(word))
        if isNew {
            words.append(word)
            edges.append([])
            graph.reach.append(.all)
        }
        return index
    }

    /// Adds the steps from a state that are accepted, and their targets.
    @discardableResult
    mutating func addEdges(of word: UInt64, where accepts: (UInt64, EdgeLabel) -> Bool) -> [UInt64] {
        let source = index(of: word)
        var stepper = search.runStepper
        stepper.clear()
        stepper.expand(word)
        var found: [(target: UInt64, label: Int)] = []
        for index in 0..<stepper.count where stepper.targets[index] != Stepper.beyond {
            let target = stepper.targets[index] == Stepper.same ? word : stepper.targets[index]
            let label = Int(stepper.labels[index])
            if accepts(target, search.steps.labels[label]) { found.append((target, label)) }
        }
        stepper.clear()
        found = found.map { (stepper.hash(of: $0.target), $0, search.steps.labels[$0.label].sortKey) }
            .sorted { $0.2 != $1.2 ? $0.2.lexicographicallyPrecedes($1.2) : $0.0 < $1.0 }.map { $0.1 }
        search.runStepper = stepper
        for edge in found { _ = self.index(of: edge.target) }
        edges[source] = found
        return found.map(\.target)
    }

    mutating func begin(with words: [UInt64]) { graph.initial = words.map { index(of: $0) } }

    func finished() -> StateGraph {
        var graph = graph
        graph.labels = search.steps.labels
        for state in edges.indices {
            let first = graph.edges.count
            for edge in edges[state] {
                guard let target = graph.states.find(FastSteps.bytes(edge.target)) else { continue }
                graph.edges.append(StateGraph.Edge(target: Int32(target), presence: .all, label: Int32(edge.label)))
            }
            graph.edgeRanges.append(first..<graph.edges.count)
        }
        return graph
    }
}
