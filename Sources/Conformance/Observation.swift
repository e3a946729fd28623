import ProtocolModel

/// A line of a log in the terms of the model.
struct Observation: Sendable {
    enum Kind: Hashable, Sendable {
        case event(Int)
        case receipt
        case undecryptable
        case interruption
    }

    struct Sent: Sendable {
        var message: Int
        var to: Int?
        var fields: [(field: Int, value: Field)]
    }

    enum Field: Hashable, Sendable {
        case number(Int)
        /// As `ProtocolModel.describe` writes it.
        case text(String)
        /// An epoch or key package by its interned name.
        case name(Int)
    }

    var line: Int
    var party: Int
    var kind: Kind
    var arguments: [String]?
    var message: Int?
    var from: Int?
    var fields: [(field: Int, value: Field)] = []
    var sent: [Sent]?
    var row: Int?
    var state: Int?
    var epoch: Int?
    /// Interned.
    var authenticator: Int?
    /// How many names were known before this line.
    var namesBefore: Int
}

/// The texts that name epochs and key packages in a log, by the order in which they are met.
struct NameBook: Sendable {
    private(set) var texts: [String] = []
    private var numbers: [String: Int] = [:]

    var count: Int { texts.count }

    mutating func number(of text: String) -> Int {
        if let known = numbers[text] { return known }
        numbers[text] = texts.count
        texts.append(text)
        return texts.count - 1
    }
}

/// Brings lines into the terms of a model.
struct LogResolver: Sendable {
    let model: ProtocolModel
    let instances: [Instance]
    var names = NameBook()

    init(_ model: ProtocolModel) {
        self.model = model
        instances = model.instances
    }

    mutating func resolve(_ event: LogEvent, line: Int) throws(LogError) -> Observation {
        let before = names.count
        let party = try self.party(event.party, "party", line)
        let role = model.roles[instances[party].role]
        var result = Observation(line: line, party: party, kind: try kind(event.event, line), namesBefore: before)
        func meaningless(_ field: String, _ why: String) -> LogError { LogError(line: line, field: field, .meaningless(why)) }
        if let arguments = event.arguments {
            guard case .event(let index) = result.kind, model.events[index].parameters.count == arguments.count else {
                throw meaningless("arguments", "an argument for each parameter of a spontaneous event is expected")
            }
            result.arguments = arguments
        }
        if let message = event.message {
            guard result.kind == .receipt || result.kind == .undecryptable else {
                throw meaningless("message", "only a party that receives something receives a message; what it sends belongs into 'sent'")
            }
            result.message = try self.message(message, "message", line)
        }
        if let from = event.from {
            if case .event = result.kind { throw meaningless("from", "a spontaneous event comes from nobody") }
            result.from = try self.party(from, "from", line)
        }
        if let fields = event.fields {
            guard let message = result.message else { throw meaningless("fields", "'message' has to say which message they are of") }
            result.fields = try self.fields(fields, of: message, "fields", line)
        }
        if let sent = event.sent {
            var list: [Observation.Sent] = []
            for (index, one) in sent.enumerated() {
                let path = "sent[\(index)]"
                let message = try self.message(one.message, path + ".message", line)
                list.append(
                    Observation.Sent(
                        message: message, to: try one.to.map { name throws(LogError) in try self.party(name, path + ".to", line) },
                        fields: try fields(one.fields ?? [:], of: message, path + ".fields", line)))
            }
            result.sent = list
        }
        if let row = event.row {
            guard let index = role.rows.firstIndex(where: { $0.name == row }) else {
                throw LogError(line: line, field: "row", .unknown(kind: "row of \(role.name)", name: row, known: []))
            }
            result.row = index
        }
        if let state = event.state {
            guard let index = role.states.firstIndex(where: { $0.name == state }) else {
                throw LogError(
                    line: line, field: "state", .unknown(kind: "state of \(role.name)", name: state, known: role.states.map(\.name)))
            }
            result.state = index
        }
        if event.epoch != nil || event.authenticator != nil, model.groupVariable(ofRole: instances[party].role) == nil {
            throw meaningless(
                event.epoch != nil ? "epoch" : "authenticator",
                "no agreement property of the document says which variable of \(role.name) holds its group")
        }
        result.epoch = event.epoch
        result.authenticator = event.authenticator.map { names.number(of: $0) }
        return result
    }

    private func kind(_ name: String, _ line: Int) throws(LogError) -> Observation.Kind {
        switch name {
        case LogEvent.receive: return .receipt
        case LogEvent.undecryptable: return .undecryptable
        case LogEvent.interrupted: return .interruption
        default:
            guard let index = model.events.firstIndex(where: { $0.name == name }) else {
                let known = model.events.map(\.name) + [LogEvent.receive, LogEvent.undecryptable, LogEvent.interrupted]
                throw LogError(line: line, field: "event", .unknown(kind: "event", name: name, known: known))
            }
            return .event(index)
        }
    }

    private func party(_ name: String, _ field: String, _ line: Int) throws(LogError) -> Int {
        guard let index = instances.firstIndex(where: { $0.name == name }) else {
            throw LogError(line: line, field: field, .unknown(kind: "party", name: name, known: instances.map(\.name)))
        }
        return index
    }

    private func message(_ name: String, _ field: String, _ line: Int) throws(LogError) -> Int {
        guard let index = model.messages.firstIndex(where: { $0.name == name }) else {
            throw LogError(line: line, field: field, .unknown(kind: "message", name: name, known: model.messages.map(\.name)))
        }
        return index
    }

    private mutating func fields(
        _ values: [String: LogValue], of message: Int, _ path: String, _ line: Int
    ) throws(LogError) -> [(field: Int, value: Observation.Field)] {
        let declared = model.messages[message].fields
        var result: [(field: Int, value: Observation.Field)] = []
        for (name, value) in values.sorted(by: { $0.key < $1.key }) {
            guard let index = declared.firstIndex(where: { $0.name == name }) else {
                throw LogError(
                    line: line, field: "\(path).\(name)",
                    .unknown(kind: "field of \(model.messages[message].name)", name: name, known: declared.map(\.name)))
            }
            let hasIdentity = declared[index].type.unwrapped == .epoch || declared[index].type.unwrapped == .keyPackage
            switch value {
            case .number(let number): result.append((index, .number(number)))
            case .text(let text) where hasIdentity && text != "none": result.append((index, .name(names.number(of: text))))
            case .text(let text): result.append((index, .text(text)))
            case .flag(let flag): result.append((index, .text(flag ? "true" : "false")))
            }
        }
        return result
    }
}
