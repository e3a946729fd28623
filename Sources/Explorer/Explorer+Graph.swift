import ProtocolModel

/// The reachable states of one combination of readings and the steps between them.
public struct ExploredGraph: Sendable {
    /// By state, the first being where runs begin: the control states of the parties, as indices into `Role.states`.
    public var controls: [[Int]]
    public var steps: [Step]
    public var extent: StateExtent
    /// Whether steps were left out because they take epoch numbers further apart than is told apart.
    public var leavesOut: Bool

    public struct Step: Hashable, Sendable {
        /// Indices of states.
        public var from: Int
        public var to: Int
        public var kind: Kind
        /// The party that acts; the reader of a message; the first that learns of an interruption.
        public var party: Int
        /// The sender of a message; the other party of a connection; `nil` for none.
        public var peer: Int?
        /// The row by which the party answers, an index into `Role.rows`; and that of the second that learns of an interruption.
        public var row: Int?
        public var secondRow: Int?
        /// Whether a message arrived that no row takes.
        public var isUnspecified: Bool
        /// Whether a record arrived that its reader cannot open.
        public var isUndecryptable: Bool
    }

    public enum Kind: Hashable, Sendable {
        /// An index into `ProtocolModel.events`.
        case event(Int)
        /// An index into `ProtocolModel.messages`, and whether a duplicate stays in flight.
        case delivery(Int, stays: Bool)
        case loss
        case interruption
        /// A party learns that its connection has gone.
        case notification
    }
}

extension Explorer {
    /// Explores a profile in the first combination of readings that is not ruled out, and keeps the whole graph.
    ///
    /// - Returns: `nil` where there are more states than `limits` allow.
    /// - Throws: `ExplorerError`.
    public func graph(profile: Int) throws(ExplorerError) -> ExploredGraph? {
        let choices = model.readingChoices
        let sets = ConfigurationSets(optionCounts: choices.map { model.readings[$0.reading].options.count })
        let options = choices.map { fixedReadings[$0]?.first ?? 0 }
        var keepsSmallestNumber = false
        while true {
            let system: FlatSystem
            do {
                system = try FlatSystem(model, profile: model.profiles[profile], sets: sets)
            } catch {
                throw .unsupported(error)
            }
            let search = Search(
                system, monitoring: nil, configurations: sets.singleton(options), keepsSmallestNumber: keepsSmallestNumber, gaps: .leftOut,
                limits: limits, progress: { _ in true })
            switch Result(catching: { () throws(EvaluationError) in try search.run() }) {
            case .failure(let error): throw .evaluation(error)
            case .success(.needsSmallestNumber): keepsSmallestNumber = true
            case .success(.incomplete): return nil
            case .success(.complete): return ExploredGraph(search, options, keepsSmallestNumber: keepsSmallestNumber)
            }
        }
    }
}

extension ExploredGraph {
    fileprivate init(_ search: Search, _ options: [Int], keepsSmallestNumber: Bool) {
        let graph = search.graph
        let layout = search.system.layout
        extent = StateExtent()
        extent.keepsSmallestNumber = keepsSmallestNumber
        controls = []
        steps = []
        leavesOut = graph.beyond.map { !graph.reach[$0].isEmpty } ?? false
        var numbers: [Int: Int] = [:]
        for index in graph.reach.indices where !graph.reach[index].isEmpty && index != graph.beyond {
            let state = search.state(index)
            numbers[index] = controls.count
            controls.append(layout.bases.map { state.slots[$0] })
            extent.add(state, layout)
        }
        for index in graph.reach.indices {
            guard let from = numbers[index], graph.edgeRanges[index].lowerBound >= 0 else { continue }
            for edge in graph.edges(of: index) where search.system.sets.contains(edge.presence, options) {
                guard let to = numbers[Int(edge.target)] else { continue }
                steps.append(Step(from, to, graph.labels[Int(edge.label)]))
            }
        }
    }
}

extension ExploredGraph.Step {
    fileprivate init(_ from: Int, _ to: Int, _ label: EdgeLabel) {
        self.from = from
        self.to = to
        kind =
            switch label.kind {
            case .event(let event): .event(event)
            case .deliver(let message, _, let stays): .delivery(message, stays: stays)
            case .lose: .loss
            case .interrupt: .interruption
            case .learn: .notification
            }
        party = label.party
        peer = label.peer < 0 ? nil : label.peer
        row = label.row < 0 ? nil : label.row
        secondRow = label.secondRow < 0 ? nil : label.secondRow
        isUnspecified = label.hole >= 0
        isUndecryptable = label.isUndecryptable
    }
}
