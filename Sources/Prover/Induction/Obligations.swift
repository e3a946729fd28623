import CZ3
import ProtocolModel

/// What has to be impossible for an invariant to be one, about one of its abstract states.
struct Obligations {
    /// A step that would lead out of the invariant.
    struct Escape {
        /// Among the moves of the abstract state.
        var move: Int
        var step: Step
        var term: Term
    }

    /// A state, or a step out of it, that would break a property.
    struct Break {
        /// By index in the model.
        var property: Int
        var term: Term
    }

    /// What is known of the states.
    var holds: Term
    var system: SymbolicSystem
    /// By move; those that are false by themselves are not left out.
    var escapes: [Escape]
    var breaks: [Break]

    /// That one of them is not met.
    func violation(in context: Context) -> Term {
        context.and(holds, context.or(escapes.map(\.term) + breaks.map(\.term)))
    }
}

extension AbstractSystem {
    /// The obligations of an abstract state.
    ///
    /// - Parameter targets: by move, the abstract states that it may lead to.
    /// - Throws: `UnsupportedByProver`.
    func obligations(
        _ state: AbstractState, targets: (_ move: Int, Step) -> [AbstractState], properties: [Int]
    ) throws(UnsupportedByProver) -> Obligations {
        let expansion = try expand(state)
        let moves = expansion.system.moves
        let known = Set(context.conjuncts(of: expansion.holds).map(\.ast))
        let escapes = moves.enumerated().map { index, move in
            let terms = move.target.terms
            let inside = targets(index, move.step).map { context.not($0.contains(terms, self.terms, context, known: known)) }
            return Obligations.Escape(move: index, step: move.step, term: context.and([move.guarded] + inside))
        }
        var breaks: [Obligations.Break] = []
        for property in properties {
            let term: Term =
                switch try expansion.system.violation(of: layout.model.properties[property].kind) {
                case .state(let term): term
                case .moves(let numbers): context.or(numbers.map { moves[$0].guarded })
                }
            if !context.isFalse(term) { breaks.append(Obligations.Break(property: property, term: term)) }
        }
        return Obligations(holds: expansion.holds, system: expansion.system, escapes: escapes, breaks: breaks)
    }
}
