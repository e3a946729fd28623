import ProtocolModel

/// A state without what no later step can tell: epochs and key packages that nobody refers to are forgotten, the others are named in the order in which they
/// are met, and the numbers of epochs are counted from the smallest one that is held. Nothing is lost: the true numbers are these plus `shift`.
///
/// That the numbers may be moved together rests on the language: an epoch number is compared with other epoch numbers only, and a commit adds 1. Two things name a
/// number outright, and both are seen to: `create` makes the epoch 1 of a group (`Automaton` takes such a step with the true numbers), and `welcome` in a row or a
/// property (`isRebased` is false then).
struct CanonicalState {
    var state: GlobalState
    /// Where each node went.
    var names: [Node: Node]
    /// At least 0.
    var shift: Int

    init(_ original: GlobalState, isRebased: Bool) {
        let (compact, names) = original.compacted()
        self.names = names
        state = compact
        shift = 0
        guard isRebased else { return }
        var held = Set<Node>()
        var smallest = Int.max
        func visit(_ value: Value) {
            switch value {
            case .epochNumber(let number): smallest = min(smallest, number)
            case .epoch(let node):
                held.insert(node)
                if let epoch = compact.tree[node] { smallest = min(smallest, epoch.number) }
            case .message(let message): message.fields.forEach(visit)
            case .map(let values): values.forEach(visit)
            default: break
            }
        }
        for party in compact.parties { party.variables.forEach(visit) }
        for channel in compact.channels {
            for envelope in channel {
                envelope.message.fields.forEach(visit)
                envelope.seal?.forEach(visit)
            }
        }
        if smallest != .max { shift = max(0, smallest - 1) }
        state = CanonicalState.moved(compact, by: -shift)
        // The number of an epoch that nobody holds cannot be asked for.
        state.tree = CommitTree(
            state.tree.entries.enumerated().map { index, entry in
                guard case .epoch(var epoch) = entry else { return entry }
                if !held.contains(Node(index)) { epoch.number = 0 }
                return .epoch(epoch)
            })
    }

    /// The state with all epoch numbers moved by an amount.
    static func moved(_ state: GlobalState, by amount: Int) -> GlobalState {
        if amount == 0 { return state }
        func move(_ value: Value) -> Value {
            switch value {
            case .epochNumber(let number): .epochNumber(number + amount)
            case .message(let message): .message(Message(type: message.type, fields: message.fields.map(move)))
            case .map(let values): .map(values.map(move))
            default: value
            }
        }
        var result = state
        for party in result.parties.indices { result.parties[party].variables = result.parties[party].variables.map(move) }
        for channel in result.channels.indices {
            for position in result.channels[channel].indices {
                result.channels[channel][position].message.fields = result.channels[channel][position].message.fields.map(move)
                result.channels[channel][position].seal = result.channels[channel][position].seal.map { $0.map(move) }
            }
        }
        result.tree = CommitTree(
            state.tree.entries.map { entry in
                guard case .epoch(var epoch) = entry else { return entry }
                epoch.number += amount
                return .epoch(epoch)
            })
        return result
    }
}

extension ProtocolModel {
    /// Whether numbers of epochs may be moved together: no row and no property names the epoch in which the parties start.
    var isShiftInvariant: Bool {
        var found = false
        func look(_ expression: Expression) { found = found || expression.contains { $0 == .welcome } }
        for role in roles {
            for row in role.rows {
                if case .when(let condition) = row.guards { look(condition) }
                for action in row.actions { action.forEachExpression(look) }
            }
        }
        for property in properties {
            switch property.kind {
            case .recoverable(let a), .live(let a), .invariant(let a), .never(let a), .reachable(let a): look(a)
            case .leadsTo(let a, let b):
                look(a)
                look(b)
            default: break
            }
        }
        return !found
    }
}
