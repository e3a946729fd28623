import ProtocolModel

extension BoundedModelChecker {
    /// What a search for the fewest faults found. It is about runs of a bounded length: a longer run may have fewer.
    public struct FewestFaults: Sendable {
        /// A run with the fewest faults, and of these a shortest one; `nil` where none of the runs that were looked at breaks the property.
        public var run: Trace?
        /// Its faults, as the encoding counts them: `Faults.count`.
        public var faults: Int
        /// The longest runs that were all looked at, in steps; -1 for none.
        public var searched: Int
        /// Why longer ones were not, where they were asked for.
        public var ended: String?
    }

    /// Looks for the run of at most `depth` steps that breaks the property with the fewest faults, then the shortest.
    ///
    /// Length by length, asking for fewer faults than the best run so far: the last run that is found has the fewest, and no
    /// shorter one has as few.
    ///
    /// - Parameter progress: told each length before it is searched; `false` ends the search.
    /// - Throws: `ProverError`.
    public mutating func fewestFaults(
        _ property: Property, depth: Int, progress: (Int) -> Bool = { _ in true }
    ) throws(ProverError) -> FewestFaults {
        let violation = try violation(of: property)
        var result = FewestFaults(run: nil, faults: 0, searched: -1, ended: nil)
        for length in 0...max(0, depth) {
            guard progress(length) else {
                result.ended = "interrupted"
                return result
            }
            search: while true {
                switch try ask(violation, length: length, mostFaults: result.run == nil ? nil : result.faults - 1) {
                case .satisfiable(let valuation):
                    result.run = trace(valuation, length, property)
                    result.faults = faults(upTo: length).count { valuation.isTrue($0) }
                    // No run has fewer than none.
                    if result.faults == 0 {
                        result.searched = max(0, depth)
                        return result
                    }
                case .unsatisfiable: break search
                case .unknown(let reason):
                    result.ended = reason
                    return result
                }
            }
            result.searched = length
        }
        return result
    }
}

extension Unrolling {
    /// The faults of the step that leads on from an instant: as many of these hold as it has.
    func faults(_ instant: Instant) -> [Term] {
        let counts = system.moves.map { system.faults(of: $0) }
        var result = (1...max(1, counts.max() ?? 1)).compactMap { least -> Term? in
            let moves = counts.indices.filter { counts[$0] >= least }
            return moves.isEmpty ? nil : context.or(moves.map { instant.choices[$0] })
        }
        for (move, choice) in zip(system.moves, instant.choices) {
            result += move.lost.map { context.and(choice, at(instant, $0)) }
        }
        return result
    }
}

extension SymbolicSystem {
    /// The faults of a move without those that depend on the state, which are `Move.lost`. Places are filled from the front, so that
    /// a message at any other place overtakes one.
    fileprivate func faults(of move: Move) -> Int {
        var overtakes = false
        if case .deliver(_, _, let place, _, _) = move.step { overtakes = layout.profile.order == .any && place > 0 }
        return move.step.faults(overtakes: overtakes, lostAtOnce: 0).count
    }
}
