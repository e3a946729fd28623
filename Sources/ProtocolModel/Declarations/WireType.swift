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
