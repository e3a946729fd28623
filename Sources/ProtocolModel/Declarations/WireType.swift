/// A declaration of the presentation language (RFC 8446 section 3, RFC 9420 section 2.1), kept whole so that
/// messages can be encoded by the document's own structs.
public enum WireDeclaration: Hashable, Sendable, Codable {
    case structure(name: String, fields: [WireField], source: SourceRange)
    /// `width` is the number of bytes of an encoded value.
    case enumeration(name: String, cases: [WireCase], width: Int, source: SourceRange)

    public var name: String {
        switch self {
        case .structure(let name, _, _), .enumeration(let name, _, _, _): name
        }
    }
}

public struct WireField: Hashable, Sendable, Codable {
    public var name: String
    public var type: WireType

    public init(name: String, type: WireType) {
        self.name = name
        self.type = type
    }
}

public struct WireCase: Hashable, Sendable, Codable {
    public var name: String
    public var code: UInt64

    public init(name: String, code: UInt64) {
        self.name = name
        self.code = code
    }
}

public indirect enum WireType: Hashable, Sendable, Codable {
    /// An MLSMessage that holds a Commit with an UpdatePath; the model's `Epoch`.
    case commit
    /// An MLSMessage that holds a Welcome; the model's `Epoch`.
    case welcome
    /// An MLSMessage that holds a KeyPackage; the model's `KeyPackage`.
    case keyPackage
    /// Something that names an epoch without beginning it; the model's `Epoch`.
    case epochReference(EpochReference)
    /// `uint64`; the model's `EpochNumber`.
    case epochNumber
    /// An unsigned integer of so many bytes.
    case unsigned(bytes: Int)
    /// `opaque name<V>` or `opaque name[n]`; no meaning in the model.
    case opaque(length: Int?)
    case optional(WireType)
    /// A struct or an enumeration of the same document.
    case named(String)
    /// `T name<V>`.
    case vector(WireType)
}

/// The structures that name an epoch without beginning it, by their names in documents; the model takes each for the epoch itself.
public enum EpochReference: String, Hashable, Sendable, Codable, CaseIterable {
    /// RFC 9420 section 8.4: the epoch that the key is exported from. A Commit in the same message injects it.
    case preSharedKeyID = "PreSharedKeyID"
    /// Section 5.3: the epoch whose Commit brought the credential in. A Commit in the same message covers the Update proposal with it.
    case credential = "Credential"
    /// An MLSMessage with an Update proposal (section 12.1.2), for the send group of its receiver: the epoch whose Commit brought the proposed credential into that
    /// of its sender.
    case updateProposal = "UpdateProposal"
    /// `opaque group_id<V>`: the group of which the epoch is.
    case groupID = "GroupID"
    /// An MLSMessage with application data (section 6.3): the epoch in which it is protected.
    case privateMessage = "PrivateMessage"
}
