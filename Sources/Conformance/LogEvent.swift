/// One line of a log: what a party did, as far as whoever wrote the log knows it. What is absent is unknown.
///
/// README.md beside this file describes the format.
public struct LogEvent: Hashable, Sendable, Codable {
    /// The name of the party: `Initiator`, `Member 2`.
    public var party: String
    /// A spontaneous event of the document, or `receive`, `undecryptable`, `interrupted`.
    public var event: String
    public var arguments: [String]?
    /// The name of the message that was received.
    public var message: String?
    /// Who sent it; of an interruption, to whom the connection was.
    public var from: String?
    /// What was in it.
    public var fields: [String: LogValue]?
    /// All messages that the party sent in this step, in their order.
    public var sent: [LogMessage]?
    /// The row by which the party answered.
    public var row: String?
    /// The control state after the step.
    public var state: String?
    /// The number of the epoch of the party's local group after the step.
    public var epoch: Int?
    /// Whatever names that epoch: equal texts are one epoch, different texts different ones.
    public var authenticator: String?

    public init(party: String, event: String) {
        self.party = party
        self.event = event
    }

    public static let receive = "receive"
    public static let undecryptable = "undecryptable"
    public static let interrupted = "interrupted"

    enum CodingKeys: String, CodingKey, CaseIterable {
        case party, event, arguments, message, from, fields, sent, row, state, epoch, authenticator
    }

    /// What may be there and says nothing.
    private static let ignored: Set<String> = ["time", "comment"]

    public init(from decoder: any Decoder) throws {
        try refuseUnknownKeys(decoder, known: Set(CodingKeys.allCases.map(\.rawValue)).union(Self.ignored))
        let container = try decoder.container(keyedBy: CodingKeys.self)
        party = try container.decode(String.self, forKey: .party)
        event = try container.decode(String.self, forKey: .event)
        arguments = try container.decodeIfPresent([String].self, forKey: .arguments)
        message = try container.decodeIfPresent(String.self, forKey: .message)
        from = try container.decodeIfPresent(String.self, forKey: .from)
        fields = try container.decodeIfPresent([String: LogValue].self, forKey: .fields)
        sent = try container.decodeIfPresent([LogMessage].self, forKey: .sent)
        row = try container.decodeIfPresent(String.self, forKey: .row)
        state = try container.decodeIfPresent(String.self, forKey: .state)
        epoch = try container.decodeIfPresent(Int.self, forKey: .epoch)
        authenticator = try container.decodeIfPresent(String.self, forKey: .authenticator)
    }
}

/// A message that was sent.
public struct LogMessage: Hashable, Sendable, Codable {
    public var message: String
    public var to: String?
    public var fields: [String: LogValue]?

    public init(message: String, to: String? = nil, fields: [String: LogValue]? = nil) {
        self.message = message
        self.to = to
        self.fields = fields
    }

    enum CodingKeys: String, CodingKey, CaseIterable {
        case message, to, fields
    }

    public init(from decoder: any Decoder) throws {
        try refuseUnknownKeys(decoder, known: Set(CodingKeys.allCases.map(\.rawValue)))
        let container = try decoder.container(keyedBy: CodingKeys.self)
        message = try container.decode(String.self, forKey: .message)
        to = try container.decodeIfPresent(String.self, forKey: .to)
        fields = try container.decodeIfPresent([String: LogValue].self, forKey: .fields)
    }
}

/// The value of a message's field.
public enum LogValue: Hashable, Sendable, Codable {
    /// A number; for a field that carries an epoch, the number of that epoch.
    case number(Int)
    /// A name of the document; for a field that carries an epoch, its authenticator.
    case text(String)
    case flag(Bool)

    public init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        if let flag = try? container.decode(Bool.self) {
            self = .flag(flag)
        } else if let number = try? container.decode(Int.self) {
            self = .number(number)
        } else if let text = try? container.decode(String.self) {
            self = .text(text)
        } else {
            throw DecodingError.typeMismatch(
                LogValue.self,
                DecodingError.Context(codingPath: decoder.codingPath, debugDescription: "a number, a text, true or false is expected"))
        }
    }

    public func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        switch self {
        case .number(let number): try container.encode(number)
        case .text(let text): try container.encode(text)
        case .flag(let flag): try container.encode(flag)
        }
    }
}

/// A key of any name.
struct AnyKey: CodingKey {
    var stringValue: String
    var intValue: Int? { nil }
    init(stringValue: String) { self.stringValue = stringValue }
    init?(intValue: Int) { nil }
}

private func refuseUnknownKeys(_ decoder: any Decoder, known: Set<String>) throws {
    let keys = try decoder.container(keyedBy: AnyKey.self).allKeys
    guard let stranger = keys.filter({ !known.contains($0.stringValue) }).min(by: { $0.stringValue < $1.stringValue }) else { return }
    throw DecodingError.dataCorrupted(
        DecodingError.Context(codingPath: decoder.codingPath + [stranger], debugDescription: "there is no such field"))
}
