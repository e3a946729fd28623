import ProtocolModel

/// Looks for runs that together fire every row of a model that can fire, or every pair of rows that can fire one after the other.
///
/// Each search is breadth-first through the states of one profile in one choice of readings, epochs being relative to one another, so each row is
/// reached by a shortest run. Choices of readings are tried until every row has had one in which it exists.
public struct CoverageSearch: Sendable {
    /// What is to be covered: a row, or a row after another. Rows are named as in the document.
    public enum Target: Hashable, Sendable, Comparable, CustomStringConvertible {
        case row(String)
        case pair(String, String)

        public var description: String {
            switch self {
            case .row(let row): row
            case .pair(let first, let second): "\(first) \(second)"
            }
        }

        public static func < (a: Target, b: Target) -> Bool { a.description < b.description }
    }

    /// A run and what it covers.
    public struct Run: Hashable, Sendable {
        public var trace: Trace
        public var targets: Set<Target>
    }

    public struct Coverage: Sendable {
        /// Runs that together cover all that was found, those that were needed first.
        public var runs: [Run]
        public var covered: Set<Target>
        /// Rows that no run was found for.
        public var missing: [String]
        /// Whether a search ended at the limit of states, so that more might be reachable.
        public var isPartial: Bool
    }

    public let model: ProtocolModel
    public let profiles: [NetworkProfile]
    public let pairs: Bool
    /// The most states of one search.
    public let limit: Int

    public init(model: ProtocolModel, profiles: [NetworkProfile], pairs: Bool = false, limit: Int = 20_000) {
        self.model = model
        self.profiles = profiles
        self.pairs = pairs
        self.limit = limit
    }

    /// - Parameter progress: told the number of searches and of targets found, now and then; `false` ends the search.
    public func run(progress: (_ searches: Int, _ found: Int) -> Bool = { _, _ in true }) throws(EvaluationError) -> Coverage {
        var found: [Target: Run] = [:]
        var isPartial = false
        var searches = 0
        search: for profile in profiles {
            for readings in assignments() {
                guard progress(searches, found.count) else {
                    isPartial = true
                    break search
                }
                let all = Set(model.roles.flatMap { $0.rows.map(\.name) })
                let rowsFound = Set(found.keys.compactMap { if case .row(let row) = $0 { row } else { nil } })
                if !pairs, rowsFound == all { break search }
                // A choice of readings that adds no row adds nothing that was not there.
                if !pairs, possible(in: readings).isSubset(of: rowsFound) { continue }
                searches += 1
                isPartial = try explore(profile, readings, &found) || isPartial
            }
        }
        let rows = Set(found.keys.compactMap { if case .row(let row) = $0 { row } else { nil } })
        return Coverage(
            runs: select(found), covered: Set(found.keys),
            missing: model.roles.flatMap { $0.rows.map(\.name) }.filter { !rows.contains($0) }, isPartial: isPartial)
    }

    /// The rows that exist in the readings.
    private func possible(in readings: ReadingAssignment) -> Set<String> {
        var result: Set<String> = []
        for (role, declaration) in model.roles.enumerated() {
            for row in declaration.rows
            where row.readings.allSatisfy({ $0.options.contains(readings.option(role: role, reading: $0.reading)) }) {
                result.insert(row.name)
            }
        }
        return result
    }

    /// The first options; then for each row one in which it exists, as near to the first options as can be; then each single other option.
    private func assignments() -> [ReadingAssignment] {
        var result: [ReadingAssignment] = [ReadingAssignment()]
        for (role, declaration) in model.roles.enumerated() {
            for row in declaration.rows where !row.readings.isEmpty {
                var readings = ReadingAssignment()
                for other in model.roles.indices {
                    for condition in row.readings {
                        readings.options[ReadingChoice(role: other, reading: condition.reading)] = condition.options.min() ?? 0
                    }
                }
                if !result.contains(readings) { result.append(readings) }
                var alone = ReadingAssignment()
                for condition in row.readings {
                    alone.options[ReadingChoice(role: role, reading: condition.reading)] = condition.options.min() ?? 0
                }
                if !result.contains(alone) { result.append(alone) }
            }
        }
        for choice in model.readingChoices {
            for option in model.readings[choice.reading].options.indices.dropFirst() {
                let readings = ReadingAssignment([choice: option])
                if !result.contains(readings) { result.append(readings) }
            }
        }
        return result
    }

    // MARK: One search

    private struct Place: Hashable {
        var state: RelativeState
        /// The row that fired last, where pairs are looked for.
        var last: String?
    }

    private struct Visit {
        var state: GlobalState
        var last: String?
        var parent: Int?
        var step: Step?
    }

    /// Whether it ended at the limit.
    private func explore(
        _ profile: NetworkProfile, _ readings: ReadingAssignment, _ found: inout [Target: Run]
    ) throws(EvaluationError) -> Bool {
        let interpreter = Interpreter(model: model, profile: profile, readings: readings)
        let initial = try interpreter.initialState()
        var visits = [Visit(state: initial, last: nil, parent: nil, step: nil)]
        var seen: Set<Place> = [Place(state: RelativeState(initial, interpreter), last: nil)]
        var next = 0
        while next < visits.count {
            let visit = visits[next]
            for transition in try interpreter.transitions(from: visit.state) {
                let rows = rows(transition.step, interpreter)
                var last = visit.last
                for row in rows {
                    let targets = [Target.row(row)] + (pairs ? [last.map { Target.pair($0, row) }].compactMap { $0 } : [])
                    for target in targets where found[target] == nil {
                        let run = try self.run(to: next, transition.step, visits, interpreter)
                        for covered in run.targets where found[covered] == nil { found[covered] = run }
                    }
                    last = row
                }
                let place = Place(state: RelativeState(transition.target, interpreter), last: pairs ? last : nil)
                if seen.insert(place).inserted {
                    if visits.count >= limit { return true }
                    visits.append(Visit(state: transition.target, last: last, parent: next, step: transition.step))
                }
            }
            next += 1
        }
        return false
    }

    private func rows(_ step: Step, _ interpreter: Interpreter) -> [String] {
        func name(_ party: Int, _ row: Int?) -> [String] {
            row.map { [model.roles[interpreter.instances[party].role].rows[$0].name] } ?? []
        }
        return switch step {
        case .event(let party, _, _, let row): name(party, row)
        case .deliver(_, let to, _, _, let row): name(to, row)
        case .lose: []
        case .interrupt(let first, let second, _, _):
            name(first.party, first.row) + (second.map { name($0.party, $0.row) } ?? [])
        case .learn(let told, _): name(told.party, told.row)
        }
    }

    private func run(
        to index: Int, _ step: Step, _ visits: [Visit], _ interpreter: Interpreter
    ) throws(EvaluationError) -> Run {
        var steps = [step]
        var place = index
        while let parent = visits[place].parent, let step = visits[place].step {
            steps.append(step)
            place = parent
        }
        steps.reverse()
        var targets: Set<Target> = []
        var last: String?
        for step in steps {
            for row in rows(step, interpreter) {
                targets.insert(.row(row))
                if pairs, let last { targets.insert(.pair(last, row)) }
                last = row
            }
        }
        return Run(
            trace: Trace(model: model, profile: interpreter.profile, readings: interpreter.readings, steps: steps), targets: targets)
    }

    /// Few runs that cover everything: in turn the one that covers most of what is left.
    private func select(_ found: [Target: Run]) -> [Run] {
        var left = Set(found.keys)
        var candidates = Array(Set(found.values)).sorted {
            ($0.targets.count, $1.trace.steps.count) > ($1.targets.count, $0.trace.steps.count)
                || ($0.targets.count == $1.targets.count && $0.trace.steps.count == $1.trace.steps.count
                    && "\($0.targets.sorted())" < "\($1.targets.sorted())")
        }
        var result: [Run] = []
        while !left.isEmpty, !candidates.isEmpty {
            var best = 0
            var most = -1
            for (index, run) in candidates.enumerated() {
                let count = run.targets.intersection(left).count
                if count > most { (best, most) = (index, count) }
            }
            if most == 0 { break }
            left.subtract(candidates[best].targets)
            result.append(candidates.remove(at: best))
        }
        return result
    }
}
