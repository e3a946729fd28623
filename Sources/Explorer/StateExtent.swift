/// How much the states of an exploration hold at the most: what whoever writes the system down in arrays has to know.
public struct StateExtent: Hashable, Sendable {
    /// Messages in one channel.
    public var messages = 0
    /// Epochs and key packages that something refers to.
    public var epochs = 0
    /// The largest epoch number, counted from the smallest that is alive.
    public var numbers = 0
    /// Whether states are told apart by their smallest number, because a group can be created while epochs of another are alive.
    public var keepsSmallestNumber = false

    public init() {}
}

extension StateExtent {
    mutating func add(_ state: FlatState, _ layout: Layout) {
        for channel in state.channels { messages = max(messages, channel.count) }
        var referred = Set<Int>()
        layout.forEachValue(of: state) { value, kind in
            switch kind {
            case .plain: break
            case .number: numbers = max(numbers, value)
            case .node:
                referred.insert(value)
                if state.nodes[value].number != FlatState.none { numbers = max(numbers, state.nodes[value].number) }
            }
        }
        epochs = max(epochs, referred.count)
    }

    /// From the components of states: as much as any of them may hold.
    init(_ steps: StepSystem) {
        let store = steps.store
        keepsSmallestNumber = store.keepsSmallestNumber
        for number in store.table(.channel).contents.indices { messages = max(messages, Int(store.channelNotes.base[number].count)) }
        for number in store.table(.tree).contents.indices where store.treeNotes.base[number].isCanonical {
            let nodes = store.nodes(ofTree: number)
            epochs = max(epochs, nodes.count)
            for node in nodes { numbers = max(numbers, store.names[node.name].number) }
        }
        for kind in [ComponentStore.Kind.part, .message] {
            for content in store.table(kind).contents {
                for (value, kind) in zip(content, store.kinds(kind, content)) where kind == .number { numbers = max(numbers, value) }
            }
        }
    }
}
