import ProtocolModel

/// `Node` is another type inside `FlatState`.
private typealias TreeNode = Node

extension FlatState {
    /// The interpreter's state as integers, with its own node indices.
    init(_ global: GlobalState, layout: Layout, monitor: [Int] = []) {
        var slots: [Int] = []
        for (party, state) in global.parties.enumerated() {
            slots.append(state.control)
            let role = layout.model.roles[layout.instances[party].role]
            for (variable, value) in zip(role.variables, state.variables) {
                FlatState.append(value, of: variable.type, in: layout.model, to: &slots)
            }
        }
        self.slots = slots
        channels = global.channels.map { channel in
            channel.map { envelope in
                var values = (envelope.seal ?? []).map(Compiler.integer)
                for (field, value) in zip(layout.model.messages[envelope.message.type].fields, envelope.message.fields) {
                    FlatState.append(value, of: field.type, in: layout.model, to: &values)
                }
                return Envelope(
                    type: envelope.message.type, isStale: envelope.isStale, isSealed: envelope.seal != nil, values: values)
            }
        }
        unaware = global.unaware.reduce(0) { $0 | (1 << UInt64($1)) }
        counters = global.counters
        self.monitor = monitor
        nodes = global.tree.entries.enumerated().map { index, entry in
            switch entry {
            case .keyPackage(let owner):
                Node(
                    number: FlatState.none, parent: FlatState.none, author: owner, keyPackage: FlatState.missing,
                    group: index)
            case .epoch(let epoch):
                Node(
                    number: epoch.number, parent: epoch.parent?.index ?? FlatState.none,
                    author: epoch.author ?? FlatState.missing, keyPackage: epoch.keyPackage?.index ?? FlatState.missing,
                    group: global.tree.root(of: TreeNode(index)).index)
            }
        }
    }

    private static func append(_ value: Value, of type: ValueType, in model: ProtocolModel, to values: inout [Int]) {
        switch (value, type.unwrapped) {
        case (.none, let type):
            for _ in 0..<Layout.width(of: type, in: model) { values.append(FlatState.none) }
        case (.message(let message), .message(let index)):
            values.append(1)
            for (field, value) in zip(model.messages[index].fields, message.fields) {
                append(value, of: field.type, in: model, to: &values)
            }
        case (.set(let members), .set(let element)):
            let domain = model.values(of: element) ?? []
            values.append(domain.indices.reduce(0) { members.contains(domain[$1]) ? $0 | (1 << $1) : $0 })
        case (.map(let entries), .map(_, let element)):
            for entry in entries { append(entry, of: element, in: model, to: &values) }
        default: values.append(Compiler.integer(value))
        }
    }
}
