import ProtocolModel

/// Says whether a model allows a log, line by line.
///
/// It keeps every state that the model can be in after the lines so far, each with the combinations of readings under which it can be in it
/// (a subset construction), and takes between the lines every step that no line would tell of.
public struct Validator: Sendable {
    public struct Options: Sendable {
        /// The readings that are restricted to some of their options.
        public var readings: [ReadingChoice: [Int]]
        /// The parties whose lines are in the log, all lines of theirs; `nil` for all parties.
        public var observed: Set<Int>?
        /// The most hypotheses that are kept at a time.
        public var limit: Int
        /// Whether the steps of a run that explains the log are kept. Only to be used with every reading fixed.
        public var keepsWay: Bool

        public init(
            readings: [ReadingChoice: [Int]] = [:], observed: Set<Int>? = nil, limit: Int = 100_000, keepsWay: Bool = false
        ) {
            self.readings = readings
            self.observed = observed
            self.limit = limit
            self.keepsWay = keepsWay
        }
    }

    public let model: ProtocolModel
    public let profile: NetworkProfile
    public let options: Options
    let observed: Set<Int>
    let choices: [ReadingChoice]
    /// All combinations of readings that are to be considered.
    private let all: ReadingSet
    let matcher: Matcher
    private(set) var resolver: LogResolver
    private(set) var current = HypothesisSet()
    /// Whether hypotheses were left out because of the limit.
    public private(set) var isTruncated = false
    /// The most hypotheses that there were at a time.
    public private(set) var mostHypotheses = 0
    /// An error of the model that was met: a row that cannot be carried out.
    public private(set) var modelError: EvaluationError?
    private var interpreters: [ReadingSet: Interpreter] = [:]
    private var positions: [ReadingChoice: Int] = [:]
    private var ways: [(before: Int?, step: Step)] = []

    /// - Throws: where the initial state cannot be evaluated.
    public init(_ model: ProtocolModel, _ profile: NetworkProfile, _ options: Options = Options()) throws(EvaluationError) {
        self.model = model
        self.profile = profile
        self.options = options
        matcher = Matcher(model)
        resolver = LogResolver(model)
        choices = model.readingChoices
        observed = options.observed ?? Set(model.instances.indices)
        for (position, choice) in choices.enumerated() { positions[choice] = position }
        all = ReadingSet(model, restricted: options.readings)
        let initial = try Interpreter(model: model, profile: profile, readings: all.assignment(choices)).initialState()
        var first = HypothesisSet()
        _ = first.insert(Hypothesis(state: initial), all, way: nil)
        close(&first)
        current = first
    }

    /// The outcome of a line.
    public enum Outcome: Sendable {
        case allowed
        case refused(Refusal)
        /// The line may be allowed: hypotheses were left out because of the limit.
        case undecided
    }

    /// Takes the next line. After a line that is not allowed no other can be taken.
    ///
    /// - Throws: `LogError` where the line says what the model has no word for.
    public mutating func take(_ line: LogReader.Line) throws(LogError) -> Outcome {
        let observation = try resolver.resolve(line.event, line: line.number)
        guard observed.contains(observation.party) else {
            throw LogError(
                line: line.number, field: "party", .meaningless("\(line.event.party) is not among the parties whose lines are in the log"))
        }
        var next = HypothesisSet()
        for element in current.elements {
            for readings in element.readings {
                for candidate in candidates(for: observation, element, readings) where candidate.mismatches.isEmpty {
                    let way = keep(candidate.step, after: element.way)
                    let hypothesis = Hypothesis(after: candidate.target, names: candidate.names, owed: candidate.owed)
                    _ = next.insert(hypothesis, candidate.readings, way: way)
                    if next.size > options.limit { isTruncated = true }
                }
                if next.size > options.limit { break }
            }
        }
        if next.elements.isEmpty {
            return isTruncated ? .undecided : .refused(refusal(of: observation, line))
        }
        next.merge()
        close(&next)
        mostHypotheses = max(mostHypotheses, next.size)
        current = next
        return .allowed
    }

    // MARK: What explains a line

    /// A step, or the line that belongs to an earlier one, that a line may be about.
    struct Candidate {
        var readings: ReadingSet
        /// `nil` where the step has been taken already.
        var step: Step?
        var target: GlobalState
        var names: [Int]
        var owed: [Int: Hypothesis.Notice]
        var mismatches: [Mismatch]
    }

    mutating func candidates(
        for observation: Observation, _ element: HypothesisSet.Element, _ readings: ReadingSet
    ) -> [Candidate] {
        let hypothesis = element.hypothesis
        let party = observation.party
        if let notice = hypothesis.owed[party] {
            // It did nothing since its connection broke, as far as lines tell; so this has to be the line about that.
            guard observation.kind == .interruption else { return [] }
            var owed = hypothesis.owed
            owed[party] = nil
            let sight = Matcher.Sight(row: notice.row, from: notice.peer, sent: notice.sent, sentHasIdentities: false)
            let (names, mismatches) = matcher.compare(
                sight, hypothesis.state, names: hypothesis.names, with: observation, resolver.names)
            return [
                Candidate(readings: readings, step: nil, target: hypothesis.state, names: names, owed: owed, mismatches: mismatches)
            ]
        }
        var result: [Candidate] = []
        for occasion in occasions(for: observation) {
            for (part, transitions) in branches(at: occasion, hypothesis.state, readings) {
                for transition in transitions {
                    guard let (sight, owed) = sight(of: transition, observation, hypothesis) else { continue }
                    let (names, mismatches) = matcher.compare(
                        sight, transition.target, names: hypothesis.names, with: observation, resolver.names)
                    result.append(
                        Candidate(
                            readings: part, step: transition.step, target: transition.target, names: names, owed: owed,
                            mismatches: mismatches))
                }
            }
        }
        return result
    }

    func occasions(for observation: Observation) -> [Occasion] {
        let party = observation.party
        let others = matcher.instances.indices.filter { $0 != party }
        switch observation.kind {
        case .event(let event): return [.event(party: party, event: event)]
        case .receipt, .undecryptable: return others.map { .delivery(from: $0, to: party) }
        case .interruption:
            return others.map { .notification(party: party, peer: $0) } + others.map { .interruption(min(party, $0), max(party, $0)) }
        }
    }

    /// What the party that the line is of sees of a step; `nil` where the line is of another kind than the step.
    private func sight(
        of transition: Transition, _ observation: Observation, _ hypothesis: Hypothesis
    ) -> (Matcher.Sight, [Int: Hypothesis.Notice])? {
        var owed = hypothesis.owed
        let party = observation.party
        func sent(by sender: Int) -> [Hypothesis.Notice.Sent] {
            transition.effects.compactMap { effect in
                guard case .sent(let from, let to, let envelope, _) = effect, from == sender else { return nil }
                return Hypothesis.Notice.Sent(message: envelope.message, to: to)
            }
        }
        switch transition.step {
        case .event(_, _, let arguments, let row):
            return (Matcher.Sight(row: row, arguments: arguments, sent: sent(by: party)), owed)
        case .deliver(let from, _, let position, _, let row):
            let isUndecryptable = transition.effects.contains { if case .undecryptable = $0 { true } else { false } }
            guard isUndecryptable == (observation.kind == .undecryptable) else { return nil }
            let envelope = hypothesis.state.channels[from * matcher.instances.count + party][position]
            return (Matcher.Sight(row: row, received: envelope, from: from, sent: sent(by: party)), owed)
        case .interrupt(let first, let second, let a, let b):
            let peer = party == a ? b : a
            guard let second else {
                guard first.party == party else { return nil }
                return (Matcher.Sight(row: first.row, from: peer, sent: sent(by: party)), owed)
            }
            // Of a second interruption the peer cannot tell before it has told of the first.
            if owed[peer] != nil { return nil }
            let (mine, other) = first.party == party ? (first, second) : (second, first)
            if observed.contains(peer) {
                let messages = sent(by: peer).map { one in
                    var message = one.message
                    message.fields = message.fields.map { field in
                        switch field {
                        case .epoch, .keyPackage: .none
                        default: field
                        }
                    }
                    return Hypothesis.Notice.Sent(message: message, to: one.to)
                }
                owed[peer] = Hypothesis.Notice(row: other.row, peer: party, sent: messages)
            }
            return (Matcher.Sight(row: mine.row, from: peer, sent: sent(by: party)), owed)
        case .learn(let told, let peer):
            return (Matcher.Sight(row: told.row, from: peer, sent: sent(by: party)), owed)
        case .lose: return nil
        }
    }

    // MARK: What no line tells of

    /// Adds what losses and the steps of parties that are not observed lead to.
    private mutating func close(_ set: inout HypothesisSet) {
        let occasions = internalOccasions
        if occasions.isEmpty { return }
        var queue: [(element: Int, readings: ReadingSet)] = []
        for (index, element) in set.elements.enumerated() { queue += element.readings.map { (index, $0) } }
        var next = 0
        while next < queue.count {
            let (index, readings) = queue[next]
            next += 1
            let element = set.elements[index]
            let hypothesis = element.hypothesis
            for occasion in occasions {
                for (part, transitions) in branches(at: occasion, hypothesis.state, readings) {
                    for transition in transitions where isInternal(transition.step) {
                        let names = hypothesis.names + Array(
                            repeating: -1, count: max(0, transition.target.tree.count - hypothesis.names.count))
                        let reached = Hypothesis(after: transition.target, names: names, owed: hypothesis.owed)
                        if set.size >= options.limit {
                            isTruncated = true
                            set.merge()
                            return
                        }
                        let way = keep(transition.step, after: element.way)
                        if let position = set.insert(reached, part, way: way) { queue.append((position, part)) }
                    }
                }
            }
        }
        set.merge()
    }

    private var internalOccasions: [Occasion] {
        let parties = matcher.instances.indices
        let hidden = parties.filter { !observed.contains($0) }
        let pairs = parties.flatMap { a in parties.filter { $0 != a }.map { (a, $0) } }
        var result: [Occasion] = profile.loss ? pairs.map { .loss(from: $0, to: $1) } : []
        for party in hidden {
            result += model.events.indices.map { .event(party: party, event: $0) }
            for peer in parties where peer != party {
                result += [.delivery(from: peer, to: party), .notification(party: party, peer: peer)]
            }
        }
        if profile.interruption != .no {
            result += pairs.filter { $0 < $1 && (hidden.contains($0) || hidden.contains($1)) }.map { .interruption($0, $1) }
        }
        return result
    }

    /// Whether no party that is observed takes part in the step.
    private func isInternal(_ step: Step) -> Bool {
        switch step {
        case .lose: true
        case .event(let party, _, _, _): !observed.contains(party)
        case .deliver(_, let to, _, _, _): !observed.contains(to)
        case .learn(let told, _): !observed.contains(told.party)
        case .interrupt(let first, let second, _, _):
            !observed.contains(first.party) && second.map { !observed.contains($0.party) } ?? true
        }
    }

    // MARK: Readings

    /// The steps at an occasion. A set of readings is divided only where a step depends on a reading that it leaves open.
    mutating func branches(
        at occasion: Occasion, _ state: GlobalState, _ readings: ReadingSet
    ) -> [(readings: ReadingSet, transitions: [Transition])] {
        var result: [(readings: ReadingSet, transitions: [Transition])] = []
        var open = [readings]
        while let set = open.popLast() {
            let interpreter = interpreter(for: set)
            switch Result(catching: { () throws(EvaluationError) in try interpreter.transitions(at: occasion, from: state) }) {
            case .success(let transitions):
                if !transitions.isEmpty { result.append((set, transitions)) }
            case .failure(let error):
                if case .undecided(let choice) = error.reason, let position = positions[choice] {
                    open += set.split(at: position).reversed()
                } else {
                    modelError = modelError ?? error
                }
            }
        }
        return result
    }

    mutating func interpreter(for set: ReadingSet) -> Interpreter {
        if let known = interpreters[set] { return known }
        let made = Interpreter(model: model, profile: profile, readings: set.assignment(choices))
        interpreters[set] = made
        return made
    }

    /// A combination of readings under which the lines so far are allowed: those that matter beside those
    /// that were fixed, and all.
    public var exampleReadings: (decided: [ReadingLiteral], assignment: ReadingAssignment)? {
        guard let set = current.elements.first?.readings.first else { return nil }
        return (choices.indices.compactMap { literal(set, at: $0) }, set.example(choices))
    }

    /// The readings, beside those that were fixed, of which some options explain the lines so far in no combination.
    public var necessaryReadings: [ReadingLiteral] {
        guard let first = current.elements.first?.readings.first else { return [] }
        var union = Array(repeating: UInt64(0), count: first.masks.count)
        for element in current.elements {
            for set in element.readings {
                for position in union.indices { union[position] |= set.masks[position] }
            }
        }
        return choices.indices.compactMap { position in
            var set = first
            set.masks[position] = union[position]
            return literal(set, at: position)
        }
    }

    private func literal(_ set: ReadingSet, at position: Int) -> ReadingLiteral? {
        guard set.masks[position] != all.masks[position] else { return nil }
        return ReadingLiteral(choice: choices[position], options: set.options(at: position))
    }

    // MARK: The way

    private mutating func keep(_ step: Step?, after way: Int?) -> Int? {
        guard options.keepsWay, let step else { return way }
        ways.append((way, step))
        return ways.count - 1
    }

    /// The steps of a run that explains the lines so far; `nil` where they are not kept.
    public var explanation: [Step]? {
        guard options.keepsWay else { return nil }
        var result: [Step] = []
        var way = current.elements.first?.way
        while let index = way {
            result.append(ways[index].step)
            way = ways[index].before
        }
        return result.reversed()
    }
}
