extension GlobalState {
    /// A compact state whose epoch numbers are counted from its smallest living one.
    public struct Normalised: Sendable {
        public var state: GlobalState
        /// The smallest living epoch number was above the one that it was moved to, so that how large the numbers truly are is not known
        /// any more. Only a group that is created beside living epochs could tell.
        public var isShifted: Bool
    }

    /// The same state without the epochs that nothing can refer to, the others named in the order in which they are met, and with all epoch
    /// numbers moved so that the smallest living one is `smallest` at most. Numbers are compared with one another only, and with those of
    /// a group that is created afresh, so two states with one normalised form have one future as long as no group is created.
    ///
    /// - Parameter smallest: numbers up to this one are kept as they are.
    public func normalised(smallest: Int) -> Normalised {
        let compact = compacted().state
        guard let least = compact.livingNumbers.first, least > smallest else { return Normalised(state: compact, isShifted: false) }
        var result = compact.renumbered { $0 - (least - smallest) }
        // What every run begins with has a name in every state; where nothing holds it, its number says nothing.
        if !result.holds(Node(1)) { result.tree.keepNumbers(ofFirst: 2, from: compact.tree) }
        return Normalised(state: result, isShifted: true)
    }

    private func holds(_ node: Node) -> Bool {
        func mentions(_ value: Value) -> Bool {
            switch value {
            case .epoch(let held): held == node || tree[held]?.parent == node
            case .message(let message): message.fields.contains(where: mentions)
            case .map(let values): values.contains(where: mentions)
            default: false
            }
        }
        return parties.contains { $0.variables.contains(where: mentions) }
            || channels.contains { $0.contains { $0.message.fields.contains(where: mentions) || $0.seal?.contains(where: mentions) ?? false } }
    }
}
