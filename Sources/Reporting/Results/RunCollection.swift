import ProtocolModel

/// The runs of one document: each once, whatever it shows.
struct RunCollection {
    let builder: RunBuilder
    private(set) var runs: [RunResult] = []

    init(builder: RunBuilder) { self.builder = builder }

    /// - Parameter product: the conjunction of readings that the run is an instance of.
    /// - Returns: the number of the run.
    mutating func add(_ trace: Trace, shows: RunResult.Showing, _ reason: String?, _ product: [ReadingLiteral]) -> Int {
        let known = runs.firstIndex {
            // A witness is no counterexample, be it the same run.
            $0.trace.steps == trace.steps && $0.trace.readings == trace.readings && $0.trace.cycleStart == trace.cycleStart
                && $0.isCounterexample == (shows.outcome != .holds)
        }
        guard let known else {
            runs.append(builder.build(trace, number: runs.count + 1, shows: shows, reason, product))
            return runs.count
        }
        runs[known].shows.append(shows)
        if let reason, !runs[known].reasons.contains(reason) { runs[known].reasons.append(reason) }
        return runs[known].number
    }
}
