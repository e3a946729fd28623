import ProtocolModel

/// The steps out of abstract states, in a context of its own.
struct AbstractSystem {
    let context: Context
    let layout: SymbolicLayout
    let terms: TermLayout
    let horizon: Int
    /// What holds of the readings.
    let readings: Term
    private let pattern: SymbolicState
    private let free: [Term]
    private let initial: SymbolicState

    /// An abstract state's terms, what holds of them, and the moves that it has.
    struct Expansion {
        var holds: Term
        var system: SymbolicSystem
    }

    /// - Throws: `UnsupportedByProver`.
    init(
        _ model: ProtocolModel, _ profile: NetworkProfile, places: Int, fixedReadings: [ReadingChoice: [Int]]
    ) throws(UnsupportedByProver) {
        let context = Context()
        let layout = try SymbolicLayout(context, model, profile, places: places)
        self.context = context
        self.layout = layout
        terms = try TermLayout(layout)
        horizon = model.numberHorizon
        pattern = layout.state("")
        free = pattern.terms
        initial = try SymbolicSystem.initialState(layout, pattern: pattern)
        readings = context.and(
            [layout.readingsAreSound]
                + fixedReadings.map { choice, options in
                    let term = layout.option(role: choice.role, reading: choice.reading)
                    return context.or(options.map { context.equal(term, context.integer($0)) })
                })
    }

    /// The abstraction of the state in which every run begins.
    var start: AbstractState { AbstractState(initial.terms.map(context.value), terms, horizon: horizon) }

    func abstraction(of state: GlobalState) -> AbstractState { AbstractState(layout.values(of: state), terms, horizon: horizon) }

    /// That the first state of every run is in an abstract state.
    func isInitial(_ state: AbstractState) -> Term { state.contains(initial.terms, terms, context) }

    /// - Throws: `UnsupportedByProver`.
    func expand(_ state: AbstractState) throws(UnsupportedByProver) -> Expansion {
        let abstract = state.terms(terms, free: free, context)
        let system = try SymbolicSystem(layout, from: pattern.replacing(abstract.terms), initial: initial)
        return Expansion(holds: context.and(readings, abstract.holds), system: system)
    }

    /// The constants that a state is described with, by the names of the document.
    var names: [Term] { free }

    /// What an abstract state says of its states, by the names of the document.
    func description(of state: AbstractState) -> Term { state.contains(free, terms, context) }

    /// Whether this is an abstract state of this system.
    func isWellFormed(_ state: AbstractState) -> Bool { state.fits(terms) { context.isBoolean(free[$0]) } }
}
