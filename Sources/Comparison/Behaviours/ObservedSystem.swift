import ProtocolModel

/// One document in one network, as it is seen: the interpreter's steps with what each shows, the combinations of readings divided only where a
/// step depends on one.
///
/// The observer remembers the last commit and the last key package that each party sent. It is one more party of the state, of which the
/// interpreter knows nothing, so that what it remembers is kept and renamed with all else.
struct ObservedSystem {
    let side: Alphabet.Side
    let profile: NetworkProfile
    let all: ReadingSet
    private let choices: [ReadingChoice]
    private var interpreters: [ReadingSet: Interpreter] = [:]
    private let silentOccasions: [Occasion]
    private let occasions: [Occasion]
    /// An error of the model that was met: a row that cannot be carried out. No run goes on there.
    private(set) var modelError: EvaluationError?
    /// Whether a group was created while the true numbers of living epochs were not known.
    private(set) var lostNumbers = false
    private let smallest: Int

    var model: ProtocolModel { side.model }

    init(_ side: Alphabet.Side, _ profile: NetworkProfile, readings: [ReadingChoice: [Int]]) {
        self.side = side
        self.profile = profile
        all = ReadingSet(side.model, restricted: readings)
        choices = side.model.readingChoices
        let every = Interpreter(model: side.model, profile: profile).occasions
        silentOccasions = every.filter { if case .loss = $0 { profile.loss } else { false } }
        occasions = every.filter { if case .loss = $0 { false } else { true } }
        // A row that goes back to where all began would find it under another number.
        let mentionsWelcome = side.model.roles.contains { role in
            role.rows.contains { row in
                var found = false
                if case .when(let condition) = row.guards { found = condition.contains { $0 == .welcome } }
                for action in row.actions { action.forEachExpression { found = found || $0.contains { $0 == .welcome } } }
                return found
            }
        }
        smallest = mentionsWelcome ? Int.max : 4
    }

    /// A state with the combinations of readings in which it is reached.
    struct Element: Hashable {
        var state: GlobalState
        var readings: ReadingSet
    }

    /// Something that can happen.
    struct Move {
        /// `nil` where nobody sees anything.
        var observable: Observable?
        /// Whether both documents have all names in it.
        var isShared: Bool
        var step: Step
        /// With the numbers that the interpreter gave: not normalised.
        var target: Element
        /// Faults of the network that are seen; for a choice between runs of one length.
        var faults: Int
    }

    mutating func initial() throws(EvaluationError) -> Element {
        var state = try interpreter(for: all).initialState()
        state.parties.append(GlobalState.Party(control: 0, variables: Array(repeating: .none, count: 2 * model.instances.count)))
        return Element(state: state, readings: all)
    }

    mutating func moves(from element: Element, silent: Bool) -> [Move] {
        var result: [Move] = []
        for occasion in silent ? silentOccasions : occasions {
            var open = [element.readings]
            while let set = open.popLast() {
                let interpreter = interpreter(for: set)
                switch Result(catching: { () throws(EvaluationError) in try interpreter.transitions(at: occasion, from: element.state) }) {
                case .success(let transitions):
                    for transition in transitions { result.append(move(transition, from: element.state, set)) }
                case .failure(let error):
                    if case .undecided(let choice) = error.reason, let position = choices.firstIndex(of: choice) {
                        open += set.split(at: position).reversed()
                    } else {
                        modelError = modelError ?? error
                    }
                }
            }
        }
        return result
    }

    private mutating func interpreter(for set: ReadingSet) -> Interpreter {
        if let known = interpreters[set] { return known }
        let made = Interpreter(model: model, profile: profile, readings: set.assignment(choices))
        interpreters[set] = made
        return made
    }

    func assignment(_ set: ReadingSet) -> ReadingAssignment { set.example(choices) }

    /// The element with its epochs named and numbered anew. States with one such form cannot be told apart by what follows.
    mutating func normalised(_ element: Element) -> Element {
        var state = element.state
        if profile.order == .any {
            // What has no order is put into one that says nothing of epochs.
            for channel in state.channels.indices where state.channels[channel].count > 1 {
                let keyed = state.channels[channel].map { (Self.key($0, state.tree), $0) }
                state.channels[channel] = keyed.sorted { $0.0.lexicographicallyPrecedes($1.0) }.map(\.1)
            }
        }
        return Element(state: state.normalised(smallest: smallest).state, readings: element.readings)
    }

    private static func key(_ envelope: GlobalState.Envelope, _ tree: CommitTree) -> [Int] {
        var result = [envelope.isStale ? 1 : 0, envelope.message.type, envelope.seal == nil ? 0 : 1]
        for value in envelope.message.fields + (envelope.seal ?? []) {
            switch value {
            case .epoch(let node): result.append(tree[node]?.number ?? 0)
            case .epochNumber(let number), .natural(let number): result.append(number)
            case .enumeration(let index): result.append(index)
            case .bool(let flag): result.append(flag ? 1 : 0)
            default: result.append(0)
            }
        }
        return result
    }

    // MARK: What is seen

    private mutating func move(_ transition: Transition, from before: GlobalState, _ readings: ReadingSet) -> Move {
        var target = transition.target
        // Two nodes make a group; a commit makes one.
        if smallest < Int.max, createsGroup(from: before, to: target), isLifted(before) { lostNumbers = true }
        let observer = model.instances.count
        var memory = Memory(values: target.parties[observer].variables, parties: observer)
        var isShared = true
        func see(_ message: Message, _ memory: Memory) -> Sighting {
            if !side.knowsMessage[message.type] { isShared = false }
            let declared = model.messages[message.type].fields
            return Sighting(
                message: side.names.messages[message.type],
                fields: side.fields[message.type].map { memory.see(message.fields[$0], as: declared[$0].type, target.tree, model) })
        }
        func party(_ index: Int) -> String {
            if !side.knowsParty[index] { isShared = false }
            return side.parties[index]
        }
        var faults = 0
        var stimulus: Observable.Stimulus?
        switch transition.step {
        case .event(let who, let event, let arguments, _):
            if !side.knowsEvent[event] { isShared = false }
            let texts = zip(arguments, model.events[event].parameters).map { model.describe($0, as: $1.type) }
            stimulus = .event(
                party: party(who), event: side.names.events[event], arguments: side.observesArguments[event] ? texts : [])
        case .deliver(let from, let to, let position, let stays, _):
            if stays { faults += 1 }
            if transition.effects.contains(where: { if case .undecryptable = $0 { true } else { false } }) {
                stimulus = .cannotOpen(party: party(to), from: party(from))
            } else {
                let envelope = before.channels[from * observer + to][position]
                stimulus = .receives(party: party(to), from: party(from), see(envelope.message, memory))
            }
        case .interrupt(let first, let second, _, _):
            faults += 1
            stimulus = .interrupted([first, second].compactMap { $0 }.map { party($0.party) })
        case .learn(let told, _): stimulus = .interrupted([party(told.party)])
        case .lose: faults += 1
        }
        var sent: [Observable.Sent] = []
        var closes: [String] = []
        let isTold = if case .interrupted? = stimulus { true } else { false }
        for effect in transition.effects {
            switch effect {
            case .sent(let from, let to, let envelope, _):
                let sighting = see(envelope.message, memory)
                sent.append(
                    Observable.Sent(
                        from: party(from), to: party(to), message: sighting,
                        isInTheClear: side.observesProtection ? envelope.seal == nil : nil))
                memory.remember(envelope.message, from: from, target.tree)
            case .connectionReset(let who) where !isTold: closes.append(party(who))
            default: break
            }
        }
        target.parties[observer].variables = memory.values
        let observable = stimulus.map { Observable(stimulus: $0, sent: sent, closes: closes) }
        return Move(
            observable: observable, isShared: isShared, step: transition.step, target: Element(state: target, readings: readings), faults: faults)
    }

    private func createsGroup(from before: GlobalState, to after: GlobalState) -> Bool {
        (before.tree.count..<max(before.tree.count, after.tree.count)).contains { index in
            after.tree[Node(index)].map { $0.parent == nil } ?? false
        }
    }

    /// Whether all numbers that a party or a message holds are so large that they may be larger in truth.
    private func isLifted(_ state: GlobalState) -> Bool {
        var numbers: [Int] = []
        func visit(_ value: Value) {
            switch value {
            case .epoch(let node): if let number = state.tree[node]?.number { numbers.append(number) }
            case .epochNumber(let number): numbers.append(number)
            case .message(let message): message.fields.forEach(visit)
            case .map(let values): values.forEach(visit)
            default: break
            }
        }
        for party in state.parties.dropLast() { party.variables.forEach(visit) }
        for channel in state.channels {
            for envelope in channel {
                envelope.message.fields.forEach(visit)
                envelope.seal?.forEach(visit)
            }
        }
        return numbers.min().map { $0 >= smallest } ?? false
    }

    /// What the observer remembers: the last commit of each party, then the last key package of each.
    private struct Memory {
        var values: [Value]
        let parties: Int
        /// Differences of numbers from here on are not told apart, and a commit that is farther away than this is forgotten.
        static let horizon = 2

        func see(_ value: Value, as type: ValueType, _ tree: CommitTree, _ model: ProtocolModel) -> SeenValue {
            switch value {
            case .none: return .none
            case .epoch(let node):
                let seen = tree[node]
                return .epoch(
                    same: values.prefix(parties).map { $0 == value },
                    madeIn: values.prefix(parties).map { slot in
                        if case .epoch(let parent) = slot { seen?.parent == parent } else { false }
                    }, ahead: ahead(seen?.number ?? 0, tree))
            case .epochNumber(let number): return .number(ahead: ahead(number, tree))
            case .keyPackage: return .keyPackage(same: values.suffix(parties).map { $0 == value })
            default: return .plain(model.describe(value, as: type))
            }
        }

        private func ahead(_ number: Int, _ tree: CommitTree) -> [Int?] {
            values.prefix(parties).map { slot in
                guard case .epoch(let known) = slot, let other = tree[known]?.number else { return nil }
                return max(-Self.horizon, min(Self.horizon, number - other))
            }
        }

        mutating func remember(_ message: Message, from party: Int, _ tree: CommitTree) {
            for value in message.fields {
                switch value {
                case .epoch(let node):
                    values[party] = value
                    guard let number = tree[node]?.number else { continue }
                    for slot in 0..<parties where slot != party {
                        guard case .epoch(let other) = values[slot], let known = tree[other]?.number else { continue }
                        if abs(known - number) > Self.horizon { values[slot] = .none }
                    }
                case .keyPackage: values[parties + party] = value
                default: break
                }
            }
        }
    }
}
