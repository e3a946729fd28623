import ProtocolModel

/// The names that two documents share, by which what is seen of one is compared with what is seen of the other.
///
/// A run in which a name occurs that one document alone has is not compared any further than to that point: that it is there says it all.
public struct Alphabet: Sendable {
    /// What is not in the other document, and of which some row makes use.
    public struct Strangers: Hashable, Sendable {
        public var roles: [String] = []
        public var messages: [String] = []
        public var events: [String] = []

        public var isEmpty: Bool { roles.isEmpty && messages.isEmpty && events.isEmpty }
    }

    /// One document's side.
    struct Side: Sendable {
        let model: ProtocolModel
        let names: Names
        let parties: [String]
        /// By index: whether the other document has it.
        let knowsParty: [Bool]
        let knowsMessage: [Bool]
        let knowsEvent: [Bool]
        /// The fields of each message that are compared, in the order of the comparison.
        let fields: [[Int]]
        let observesProtection: Bool
        let observesArguments: [Bool]
    }

    let old: Side
    let new: Side
    public let onlyOld: Strangers
    public let onlyNew: Strangers

    public init(_ correspondence: Correspondence) {
        let (old, new) = (correspondence.old, correspondence.new)
        let (a, b) = (correspondence.oldNames, correspondence.newNames)
        let texts = (CanonicalText(model: old, names: a), CanonicalText(model: new, names: b))
        var oldFields = old.messages.map { _ in [Int]() }
        var newFields = new.messages.map { _ in [Int]() }
        for (index, match) in correspondence.messages.enumerated() {
            guard let match else { continue }
            let (first, second) = (old.messages[index].fields, new.messages[match].fields)
            if first.map({ texts.0.type($0.type) }) == second.map({ texts.1.type($0.type) }) {
                oldFields[index] = Array(first.indices)
                newFields[match] = Array(second.indices)
                continue
            }
            for (position, field) in first.enumerated() {
                guard
                    let other = second.firstIndex(where: {
                        $0.name == field.name && texts.1.type($0.type) == texts.0.type(field.type)
                    })
                else { continue }
                oldFields[index].append(position)
                newFields[match].append(other)
            }
        }
        func protects(_ model: ProtocolModel) -> Bool { model.roles.contains { $0.protection.sending != nil } }
        let observesProtection = protects(old) && protects(new)
        let (oldParties, newParties) = (a.instances(of: old), b.instances(of: new))
        func side(_ model: ProtocolModel, _ names: Names, _ parties: [String], _ others: Names, _ otherParties: [String],
            _ fields: [[Int]], _ other: ProtocolModel
        ) -> Side {
            Side(
                model: model, names: names, parties: parties, knowsParty: parties.map(otherParties.contains),
                knowsMessage: names.messages.map(others.messages.contains), knowsEvent: names.events.map(others.events.contains),
                fields: fields, observesProtection: observesProtection,
                observesArguments: names.events.enumerated().map { index, name in
                    guard let match = others.events.firstIndex(of: name) else { return true }
                    return model.events[index].parameters.count == other.events[match].parameters.count
                })
        }
        self.old = side(old, a, oldParties, b, newParties, oldFields, new)
        self.new = side(new, b, newParties, a, oldParties, newFields, old)
        func strangers(_ model: ProtocolModel, _ names: Names, _ others: Names) -> Strangers {
            let (messages, events) = Self.used(in: model)
            return Strangers(
                roles: names.roles.filter { !others.roles.contains($0) },
                messages: names.messages.indices.filter(messages.contains).map { names.messages[$0] }.filter { !others.messages.contains($0) },
                events: names.events.indices.filter(events.contains).map { names.events[$0] }.filter { !others.events.contains($0) })
        }
        onlyOld = strangers(old, a, b)
        onlyNew = strangers(new, b, a)
    }

    /// The messages that some row makes, and the spontaneous steps that some row takes.
    private static func used(in model: ProtocolModel) -> (messages: Set<Int>, events: Set<Int>) {
        var (messages, events) = (Set<Int>(), Set<Int>())
        for row in model.roles.flatMap(\.rows) {
            for case .event(let event) in row.triggers { events.insert(event) }
            for action in row.actions {
                action.forEachExpression { expression in
                    _ = expression.contains { part in
                        if case .message(let message, _) = part { messages.insert(message) }
                        if case .literal(.message(let message)) = part { messages.insert(message.type) }
                        return false
                    }
                }
            }
        }
        return (messages, events)
    }
}
