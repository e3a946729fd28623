import ProtocolModel

/// What a rehearsal of the original draft knows of the model's states beyond their names.
///
/// The model says that who applies a change in another state than its own gets into a state of its own: `group := commit(group)` in a row that takes the change.
/// In the ratchet trees that state is shared by all who have computed the same root from the same init secret, which can be part of the group or
/// all of it. So states that follow from such a step may be one in the cryptography and two in the model. Nothing else may.
struct OriginalStates: Sendable {
    /// The states of each party that it has entered and still refers to.
    var entered: [Set<Int>]
    /// The states that a change applied elsewhere has come to.
    var astray: Set<Int> = []
    /// Pairs of states that the model keeps apart and that are one in the cryptography.
    var coincidences: Set<Set<Int>> = []
    /// Who takes a message in the present step, and what epochs are in it.
    private var taken: (party: Int, epochs: [Node])?
    /// The epochs that are sent in the present step.
    private var sent: Set<Node> = []

    init(parties: Int) {
        entered = Array(repeating: [], count: parties)
    }

    mutating func begin(_ transition: Transition, from state: GlobalState, in interpreter: Interpreter) {
        taken = nil
        if case .deliver(let from, let to, let position, _, _) = transition.step {
            taken = (to, state.channels[interpreter.channel(from: from, to: to)][position].message.fields.flatMap(\.nodes))
        }
        sent = []
        for case .sent(_, _, let envelope, _) in transition.effects { sent.formUnion(envelope.message.fields.flatMap(\.nodes)) }
    }

    /// The change that a new epoch stands for where it is no change of its author's own: made where a message is taken, kept from others, and the
    /// change in the message was made in another state.
    func change(appliedAs node: Node, _ epoch: CommitTree.Epoch, tree: CommitTree) -> Node? {
        guard let taken, taken.party == epoch.author, !sent.contains(node) else { return nil }
        return taken.epochs.first { tree[$0].map { $0.parent != epoch.parent } ?? false }
    }

    /// Whether a change was applied elsewhere on the way to the state.
    func isAstray(_ index: Int, _ tree: CommitTree) -> Bool {
        if astray.isEmpty { return false }
        var node: Node? = Node(index)
        while let one = node {
            if astray.contains(one.index) { return true }
            node = tree[one]?.parent
        }
        return false
    }
}
