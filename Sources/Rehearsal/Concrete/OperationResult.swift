/// What came of an operation, as far as others can see it. Bytes are in hexadecimal.
public struct OperationResult: Hashable, Sendable, Codable {
    /// How an epoch was entered.
    public enum Entrance: String, Hashable, Sendable, Codable {
        /// An own Commit was merged.
        case merged
        /// Another's Commit was processed.
        case processed
        /// By a Welcome.
        case joined
        /// It was the current epoch already.
        case stayed
    }

    /// What became of a record that arrived.
    public enum Reception: String, Hashable, Sendable, Codable {
        case inTheClear = "in the clear"
        case opened
        /// None of the receiving keys opens it: the AEAD failed for each.
        case undecryptable
    }

    /// Whether MLS would take what a received message carries.
    public enum Acceptance: Hashable, Sendable, Codable {
        case accepted(epoch: Int)
        case refused(epoch: Int, reason: String)
    }

    public var entrance: Entrance?
    public var epoch: EpochView?
    /// The KeyPackage that was made, or the message that was sent or received, without records: with its header.
    public var content: String?
    /// The bytes on the wire.
    public var wire: String?
    /// The type and the fields of the message.
    public var message: String?
    public var fields: [DecodedField]?
    /// The values that the model gives a meaning to, as they were decoded.
    public var values: [FieldValue]?
    /// The application data that came with the Commit by which the epoch was entered, hexadecimal.
    public var application: String?
    public var reception: Reception?
    /// The key and the sequence number of the first record that was sealed or opened.
    public var key: KeyName?
    public var sequence: UInt64?
    public var acceptances: [Acceptance]?
    /// Secrets that the operation brought into being, by their names in RFC 9420, RFC 8446 and the working group's vectors: only where asked for.
    public var secrets: [String: String]?

    public init() {}
}

/// An epoch of a group as a member sees it.
public struct EpochView: Hashable, Sendable, Codable {
    /// Hexadecimal, 16 bytes or, where it is derived, `KDF.Nh`.
    public var groupID: String
    public var number: UInt64
    /// `epoch_authenticator` (RFC 9420 section 8.7), hexadecimal, `KDF.Nh` bytes.
    public var epochAuthenticator: String
    /// `MLS-Exporter("lockstep", "", KDF.Nh)` (section 8.5), hexadecimal: a second witness of who shares an epoch with whom.
    public var exported: String
    /// The tree hash (section 7.8), hexadecimal.
    public var treeHash: String
}

/// A field of a message, by its path in the structs, and its value: a number, a name or hexadecimal bytes.
public struct DecodedField: Hashable, Sendable, Codable {
    public var name: String
    public var value: String
}
