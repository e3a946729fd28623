import ProtocolModel

/// A system's transition relation as one formula over two states and a choice of a move, to be instantiated step by step.
struct Unrolling {
    let system: SymbolicSystem
    let context: Context
    /// Which move is taken: exactly one.
    private let choices: [Term]
    private let next: SymbolicState
    private let relation: Term

    /// The constants of one instant.
    struct Instant {
        var terms: [Term]
        /// The move that leads on from it.
        var choices: [Term]
    }

    init(_ system: SymbolicSystem) {
        self.system = system
        let context = system.layout.context
        self.context = context
        choices = system.moves.indices.map { context.constant("move \($0)", isBoolean: true) }
        next = system.layout.state("next.")
        let before = system.current.terms
        var after = before
        for (index, move) in system.moves.enumerated().reversed() {
            for (place, term) in move.target.terms.enumerated() where term.ast != before[place].ast {
                after[place] = context.conditional(choices[index], term, after[place])
            }
        }
        let most = context.atMost(1, choices)
        relation = context.and(
            [context.or(choices), most] + zip(choices, system.moves).map { context.implies($0, $1.guarded) }
                + zip(next.terms, after).map { context.equal($0, $1) })
    }

    func instant(_ number: Int) -> Instant {
        Instant(
            terms: system.layout.state("\(number).").terms,
            choices: choices.indices.map { context.constant("\(number).move \($0)", isBoolean: true) })
    }

    /// A formula over the system's current state, at an instant.
    func at(_ instant: Instant, _ term: Term) -> Term { substitute(term, system.current.terms, instant.terms) }

    /// That the second instant follows the first.
    func step(_ first: Instant, _ second: Instant) -> Term {
        substitute(relation, system.current.terms + choices + next.terms, first.terms + first.choices + second.terms)
    }

    /// That an instant is the first of a run.
    func start(_ instant: Instant) -> Term {
        context.and(zip(instant.terms, system.initial.terms).map { context.equal($0, $1) })
    }

    /// Constants only are replaced: what is always there, such as the presence of what is not optional, is no constant.
    private func substitute(_ term: Term, _ from: [Term], _ to: [Term]) -> Term {
        var old: [Term] = []
        var new: [Term] = []
        for (a, b) in zip(from, to) where !context.isTrue(a) && !context.isFalse(a) {
            old.append(a)
            new.append(b)
        }
        return context.substitute(term, old, new)
    }
}
