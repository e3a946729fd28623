import ProtocolModel

/// Why a line is not allowed.
public struct Refusal: Sendable {
    public var line: LogReader.Line
    public var party: Int
    /// In how many ways the lines before can be explained.
    public var hypotheses: Int
    /// The most plausible of them.
    public var suspects: [Suspect]

    /// A state that the model may be in before the line, and how the line fails there.
    public struct Suspect: Sendable {
        public var state: GlobalState
        public var readings: ReadingAssignment
        /// The party's connection has gone with that of its peer, and its line about that is still to come.
        public var owesInterruption: Bool
        /// Steps of the kind that the line is of, with what they contradict in it.
        public var nearMisses: [NearMiss]
        /// What there is at each occasion for such a step.
        public var reports: [(occasion: Occasion, report: OccasionReport)]
        /// The steps that the party can take there.
        public var possible: [Transition]
    }

    public struct NearMiss: Sendable {
        /// `nil` where the step was taken with an earlier line.
        public var step: Step?
        public var target: GlobalState
        public var mismatches: [Mismatch]
    }
}

extension Validator {
    private static let mostExamined = 200
    private static let mostSuspects = 2

    mutating func refusal(of observation: Observation, _ line: LogReader.Line) -> Refusal {
        var ranked: [(rank: Int, suspect: Refusal.Suspect)] = []
        examining: for element in current.elements {
            for readings in element.readings {
                if ranked.count == Self.mostExamined { break examining }
                let suspect = self.suspect(element, readings, observation)
                ranked.append((rank(suspect, observation), suspect))
            }
        }
        let best = ranked.map(\.rank).min() ?? 0
        var chosen: [Refusal.Suspect] = []
        for (rank, suspect) in ranked where rank == best && chosen.count < Self.mostSuspects {
            if chosen.contains(where: { $0.state == suspect.state }) { continue }
            chosen.append(suspect)
        }
        return Refusal(line: line, party: observation.party, hypotheses: current.size, suspects: chosen)
    }

    private mutating func suspect(
        _ element: HypothesisSet.Element, _ readings: ReadingSet, _ observation: Observation
    ) -> Refusal.Suspect {
        let state = element.hypothesis.state
        let party = observation.party
        let candidates = candidates(for: observation, element, readings)
        // Of the combinations of readings the one that comes closest.
        let closest = candidates.min { $0.mismatches.count < $1.mismatches.count }
        let assignment = (closest?.readings ?? readings).example(choices)
        let interpreter = Interpreter(model: model, profile: profile, readings: assignment)
        var near: [Refusal.NearMiss] = []
        for candidate in candidates
        where !near.contains(where: { $0.step == candidate.step && $0.mismatches == candidate.mismatches }) {
            near.append(Refusal.NearMiss(step: candidate.step, target: candidate.target, mismatches: candidate.mismatches))
        }
        var possible: [Transition] = []
        for occasion in interpreter.occasions {
            possible += ((try? interpreter.transitions(at: occasion, from: state)) ?? []).filter { $0.step.concerns(party) }
        }
        return Refusal.Suspect(
            state: state, readings: assignment, owesInterruption: element.hypothesis.owed[party] != nil, nearMisses: near,
            reports: occasions(for: observation).map { occasion in
                (occasion, report(on: occasion, of: party, in: state, assignment, within: readings))
            }, possible: possible)
    }

    /// Says of a row that belongs to another reading, which the lines so far leave open, what keeps it from firing in that reading.
    private func report(
        on occasion: Occasion, of party: Int, in state: GlobalState, _ assignment: ReadingAssignment, within readings: ReadingSet
    ) -> OccasionReport {
        func report(_ assignment: ReadingAssignment) -> OccasionReport {
            Interpreter(model: model, profile: profile, readings: assignment).report(on: occasion, of: party, in: state)
        }
        let first = report(assignment)
        guard case .confrontations(var confrontations) = first else { return first }
        for (place, confrontation) in confrontations.enumerated() {
            for (index, answer) in confrontation.answers.enumerated() {
                guard case .reading(let conditions) = answer.refusal,
                    let other = adopting(conditions, role: matcher.instances[party].role, assignment, within: readings),
                    case .confrontations(let there) = report(other), there.indices.contains(place),
                    there[place].answers.indices.contains(index)
                else { continue }
                confrontations[place].answers[index] = there[place].answers[index]
            }
        }
        return .confrontations(confrontations)
    }

    /// The assignment with the conditions met; `nil` where the readings do not allow that.
    private func adopting(
        _ conditions: [ReadingCondition], role: Int, _ assignment: ReadingAssignment, within readings: ReadingSet
    ) -> ReadingAssignment? {
        var result = assignment
        for condition in conditions {
            let choice = ReadingChoice(role: role, reading: condition.reading)
            guard let position = choices.firstIndex(of: choice),
                let option = readings.options(at: position).first(where: { condition.options.contains($0) })
            else { return nil }
            result.options[choice] = option
        }
        return result
    }

    /// The smaller, the more plausible.
    private func rank(_ suspect: Refusal.Suspect, _ observation: Observation) -> Int {
        if let fewest = suspect.nearMisses.map(\.mismatches.count).min() { return fewest }
        let confrontations = suspect.reports.flatMap { report -> [Confrontation] in
            if case .confrontations(let list) = report.report { list } else { [] }
        }
        let isFitting = confrontations.contains { confrontation in
            guard let said = observation.message, case .message(let type) = confrontation.trigger else { return true }
            return type == said
        }
        return !confrontations.isEmpty && isFitting ? 100 : 200
    }
}

extension Step {
    /// Whether the party has a part in the step.
    func concerns(_ party: Int) -> Bool {
        if case .interrupt(let first, let second, _, _) = self { return first.party == party || second?.party == party }
        return actor == party
    }
}
