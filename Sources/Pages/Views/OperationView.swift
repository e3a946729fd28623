import Rehearsal
import Reporting

/// What a party did with real keys in a step.
public struct OperationView: Hashable, Sendable, Codable {
    /// An index of a party.
    public var party: Int
    /// In words, one sentence each.
    public var text: [String]
    /// The message, field by field.
    public var fields: [DecodedField]?
    /// The bytes on the wire, hexadecimal.
    public var wire: String?

    /// `nil` where there is nothing to tell.
    init?(_ performed: Rehearsal.Performed, _ words: RecordingText) {
        let summary = words.summary(performed)
        if summary.isEmpty { return nil }
        party = performed.step.party
        text = summary.map(\.trimmed)
        guard case .send = performed.step.operation else { return }
        fields = performed.result.fields
        wire = performed.result.wire
    }
}

/// The epoch of a party's real MLS group after a step.
public struct EpochFact: Hashable, Sendable, Codable {
    /// An index of a party.
    public var party: Int
    public var number: UInt64
    /// The group's identifier, hexadecimal, where the party is in several groups.
    public var group: String?
    /// `epoch_authenticator` (RFC 9420 section 8.7), hexadecimal: equal exactly where two parties are in one epoch.
    public var authenticator: String
}
