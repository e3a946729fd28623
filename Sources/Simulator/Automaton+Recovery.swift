import ProtocolModel

extension Automaton {
    /// The `recoverable` properties whose condition cannot be reached any more from the state by deliveries, notices and fair steps. States that have to be looked
    /// at beyond `limit` end the search, and the property is taken as recoverable.
    func stuck(_ state: Int32, limit: Int = 5_000) throws(EvaluationError) -> [Int] {
        if let known = recoveries[state] { return known }
        let model = interpreter.model
        guard let profile = model.profiles.firstIndex(where: { $0.name == interpreter.profile.name }) else { return [] }
        var result: [Int] = []
        for (index, property) in model.properties.enumerated() where property.expected[profile] != nil {
            guard case .recoverable(let condition) = property.kind else { continue }
            if try isStuck(self.state(state), condition, limit: limit, by: isPromised) { result.append(index) }
        }
        recoveries[state] = result
        return result
    }

    /// How grave it is that the condition cannot be reached by deliveries, notices and fair steps: `waiting` where another interruption, a fault of the
    /// network or an optional step leads to it, `stuck` where nothing does in the states that are looked at.
    func graveness(_ state: GlobalState, _ condition: Expression, limit: Int = 20_000) throws(EvaluationError) -> Outcome {
        var isBeyond = false
        let isStuck = try isStuck(state, condition, limit: limit, isBeyond: &isBeyond, by: { _ in true })
        return isStuck || isBeyond ? .stuck : .waiting
    }

    private func isStuck(
        _ start: GlobalState, _ condition: Expression, limit: Int, by accepts: (Step) -> Bool
    ) throws(EvaluationError) -> Bool {
        var isBeyond = false
        return try isStuck(start, condition, limit: limit, isBeyond: &isBeyond, by: accepts)
    }

    /// Breadth first, since a way back is mostly a short one.
    private func isStuck(
        _ start: GlobalState, _ condition: Expression, limit: Int, isBeyond: inout Bool, by accepts: (Step) -> Bool
    ) throws(EvaluationError) -> Bool {
        let isRebased = interpreter.model.isShiftInvariant
        var seen: Set<GlobalState> = [CanonicalState(start, isRebased: isRebased).state]
        var open = [start]
        var head = 0
        while head < open.count {
            let next = open[head]
            head += 1
            if try interpreter.holds(condition, in: next) { return false }
            for transition in try interpreter.transitions(from: next) where accepts(transition.step) {
                let target = CanonicalState(transition.target, isRebased: isRebased).state
                if seen.insert(target).inserted { open.append(target) }
            }
            if seen.count > limit {
                isBeyond = true
                return false
            }
        }
        return true
    }

    /// Whether a network that behaves and parties that do what they must do take the step.
    private func isPromised(_ step: Step) -> Bool {
        switch step {
        case .event(_, let event, _, _): interpreter.model.events[event].fairness == .fair
        case .deliver(_, _, _, let stays, _): !stays
        case .learn: true
        case .lose, .interrupt: false
        }
    }
}
