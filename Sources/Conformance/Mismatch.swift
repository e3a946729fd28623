import ProtocolModel

/// Something that a line says and a step of the model contradicts.
public enum Mismatch: Hashable, Sendable {
    case arguments
    /// Message types.
    case message(said: Int, found: Int)
    case from(said: Int, found: Int)
    /// `value` as the line has it.
    case field(message: Int, field: Int, said: String, found: Value)
    /// The types of what was sent and, where it is known, to whom.
    case sent(said: [Int], found: [Int])
    case receiver(message: Int, said: Int, found: Int)
    case row(said: Int, found: Int?)
    case state(said: Int, found: Int)
    case epoch(said: Int, found: Int?)
    /// The epoch that the party is in has another name, or the name is another epoch's.
    case name(said: String, NameConflict)

    public enum NameConflict: Hashable, Sendable {
        case noEpoch
        /// The epoch was named so before.
        case namedOtherwise(String)
        /// The name is another epoch's. `number`: of that one, where a party still holds it.
        case anotherEpoch(number: Int?)
    }
}

/// Compares steps with lines.
struct Matcher: Sendable {
    let model: ProtocolModel
    let instances: [Instance]
    /// By party.
    let groups: [Int?]

    init(_ model: ProtocolModel) {
        self.model = model
        instances = model.instances
        groups = instances.map { model.groupVariable(ofRole: $0.role) }
    }

    /// What a step looks like from the party that the line is of.
    struct Sight {
        var row: Int?
        var arguments: [Value] = []
        var received: GlobalState.Envelope?
        var from: Int?
        var sent: [Hypothesis.Notice.Sent]
        /// Whether `sent` has epochs and key packages.
        var sentHasIdentities = true
    }

    /// The names of the epochs of `state` after the line, and what does not fit.
    func compare(
        _ sight: Sight, _ state: GlobalState, names: [Int], with observation: Observation, _ book: NameBook
    ) -> (names: [Int], mismatches: [Mismatch]) {
        var binding = Binding(names: names, count: state.tree.count, known: observation.namesBefore, book: book, tree: state.tree)
        var found: [Mismatch] = []
        if let said = observation.arguments, case .event(let event) = observation.kind {
            let parameters = model.events[event].parameters
            if said != zip(sight.arguments, parameters).map({ model.describe($0, as: $1.type) }) { found.append(.arguments) }
        }
        if let received = sight.received {
            if let said = observation.message, said != received.message.type {
                found.append(.message(said: said, found: received.message.type))
            } else {
                found += mismatches(observation.fields, received.message, &binding)
            }
        }
        if let said = observation.from, let from = sight.from, said != from { found.append(.from(said: said, found: from)) }
        if let said = observation.sent { found += compare(said, sight, &binding) }
        if let said = observation.row, said != sight.row { found.append(.row(said: said, found: sight.row)) }
        let party = state.parties[observation.party]
        if let said = observation.state, said != party.control { found.append(.state(said: said, found: party.control)) }
        if let group = groups[observation.party] {
            var node: Node?
            if case .epoch(let current) = party.variables[group] { node = current }
            let number = node.flatMap { state.tree[$0]?.number }
            if let said = observation.epoch, said != number { found.append(.epoch(said: said, found: number)) }
            if let name = observation.authenticator, let conflict = binding.bind(name, to: node) { found.append(conflict) }
        }
        return (binding.names, found)
    }

    private func compare(_ said: [Observation.Sent], _ sight: Sight, _ binding: inout Binding) -> [Mismatch] {
        guard said.map(\.message) == sight.sent.map(\.message.type) else {
            return [.sent(said: said.map(\.message), found: sight.sent.map(\.message.type))]
        }
        var found: [Mismatch] = []
        for (said, sent) in zip(said, sight.sent) {
            if let to = said.to, to != sent.to { found.append(.receiver(message: said.message, said: to, found: sent.to)) }
            found += mismatches(said.fields, sent.message, &binding, hasIdentities: sight.sentHasIdentities)
        }
        return found
    }

    private func mismatches(
        _ fields: [(field: Int, value: Observation.Field)], _ message: Message, _ binding: inout Binding, hasIdentities: Bool = true
    ) -> [Mismatch] {
        var found: [Mismatch] = []
        for (index, said) in fields {
            let type = model.messages[message.type].fields[index].type
            let value = message.fields[index]
            let isIdentity = type.unwrapped == .epoch || type.unwrapped == .keyPackage
            if isIdentity && !hasIdentities { continue }
            func differs(_ text: String) { found.append(.field(message: message.type, field: index, said: text, found: value)) }
            switch (said, value) {
            case (.name(let name), .epoch(let node)), (.name(let name), .keyPackage(let node)):
                if let conflict = binding.bind(name, to: node) { found.append(conflict) }
            case (.name(let name), _): differs(binding.book.texts[name])
            case (.number(let number), .epoch(let node)):
                if binding.tree[node]?.number != number { differs(String(number)) }
            case (.number(let number), _):
                if value.integer != number { differs(String(number)) }
            case (.text(let text), _):
                if model.describe(value, as: type) != text { differs(text) }
            }
        }
        return found
    }

    /// Which name is which epoch's: one to one.
    private struct Binding {
        var names: [Int]
        let known: Int
        let book: NameBook
        let tree: CommitTree

        init(names: [Int], count: Int, known: Int, book: NameBook, tree: CommitTree) {
            self.names = names + Array(repeating: -1, count: max(0, count - names.count))
            self.known = known
            self.book = book
            self.tree = tree
        }

        mutating func bind(_ name: Int, to node: Node?) -> Mismatch? {
            let text = book.texts[name]
            guard let node else { return .name(said: text, .noEpoch) }
            if names[node.index] == name { return nil }
            if names[node.index] >= 0 { return .name(said: text, .namedOtherwise(book.texts[names[node.index]])) }
            if let other = names.firstIndex(of: name) {
                return .name(said: text, .anotherEpoch(number: tree[Node(other)]?.number))
            }
            // A name that was given before and is nobody's any more was that of an epoch that is gone.
            if name < known { return .name(said: text, .anotherEpoch(number: nil)) }
            names[node.index] = name
            return nil
        }
    }
}
