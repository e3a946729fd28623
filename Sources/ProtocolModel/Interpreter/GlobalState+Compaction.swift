extension GlobalState {
    /// The same state without the epochs and key packages that nothing can refer to any more, the others named in the order in which they
    /// are met. Two states with one future, but for the order in which their epochs were made, have one compact form.
    ///
    /// - Returns: the state, and the new names of what has been kept.
    public func compacted() -> (state: GlobalState, names: [Node: Node]) {
        var walk = Naming(tree: tree)
        for party in parties { party.variables.forEach { walk.meet($0) } }
        for channel in channels {
            for envelope in channel {
                envelope.message.fields.forEach { walk.meet($0) }
                envelope.seal?.forEach { walk.meet($0) }
            }
        }
        let held = walk.order.count
        // What a held epoch was made in and for can be compared, and nothing beyond.
        for index in 0..<held {
            guard let epoch = tree[walk.order[index]] else { continue }
            if let parent = epoch.parent { walk.meet(parent) }
            if let keyPackage = epoch.keyPackage { walk.meet(keyPackage) }
        }
        let isCompact =
            walk.order.count == tree.count && walk.order.indices.allSatisfy { walk.order[$0].index == $0 }
            && (held..<tree.count).allSatisfy { tree[Node($0)].map { $0.parent == nil && $0.keyPackage == nil } ?? true }
        if isCompact { return (self, walk.names) }
        var result = self
        result.tree = CommitTree(
            walk.order.enumerated().map { index, node in
                guard case .epoch(var epoch)? = tree.entry(at: node) else {
                    return tree.entry(at: node) ?? .keyPackage(owner: -1)
                }
                let isHeld = index < held
                epoch.parent = isHeld ? epoch.parent.flatMap { walk.names[$0] } : nil
                epoch.keyPackage = isHeld ? epoch.keyPackage.flatMap { walk.names[$0] } : nil
                return .epoch(epoch)
            })
        for party in result.parties.indices {
            result.parties[party].variables = result.parties[party].variables.map(walk.renamed)
        }
        for channel in result.channels.indices {
            for position in result.channels[channel].indices {
                let envelope = result.channels[channel][position]
                result.channels[channel][position].message.fields = envelope.message.fields.map(walk.renamed)
                result.channels[channel][position].seal = envelope.seal.map { $0.map(walk.renamed) }
            }
        }
        return (result, walk.names)
    }

    private struct Naming {
        /// The nodes that every run begins with keep their names: `welcome` is one of them.
        static let fixed = 2

        let tree: CommitTree
        var order: [Node] = []
        var names: [Node: Node] = [:]

        init(tree: CommitTree) {
            self.tree = tree
            for index in 0..<Self.fixed { meet(Node(index)) }
        }

        mutating func meet(_ node: Node) {
            guard names[node] == nil, tree.entry(at: node) != nil else { return }
            names[node] = Node(order.count)
            order.append(node)
        }

        mutating func meet(_ value: Value) {
            switch value {
            case .epoch(let node), .keyPackage(let node): meet(node)
            case .message(let message): message.fields.forEach { meet($0) }
            case .map(let values): values.forEach { meet($0) }
            case .none, .bool, .enumeration, .natural, .epochNumber, .party, .set: break
            }
        }

        func renamed(_ value: Value) -> Value {
            switch value {
            case .epoch(let node): .epoch(names[node] ?? node)
            case .keyPackage(let node): .keyPackage(names[node] ?? node)
            case .message(let message): .message(Message(type: message.type, fields: message.fields.map(renamed)))
            case .map(let values): .map(values.map(renamed))
            case .none, .bool, .enumeration, .natural, .epochNumber, .party, .set: value
            }
        }
    }
}
