/// The type of a variable, a message field or an expression.
///
/// Types that a model refers to by name are indices into the lists of the `ProtocolModel` that declares them.
public indirect enum ValueType: Hashable, Sendable {
    case bool
    /// A named enumeration: an index into `ProtocolModel.enumerations`.
    case enumeration(Int)
    /// A natural number from `lower` to `upper`, both included.
    case natural(lower: Int, upper: Int)
    /// A node in the tree of commits. A commit and the epoch that it creates are the same value.
    case epoch
    /// The number of an epoch, as it travels on the wire (RFC 9420 section 8.1: `uint64 epoch`).
    case epochNumber
    /// An MLS KeyPackage (RFC 9420 section 10); like an epoch it is known by identity.
    case keyPackage
    /// Any instance of any role.
    case party
    /// An instance of one role: an index into `ProtocolModel.roles`.
    case role(Int)
    /// A stored message: an index into `ProtocolModel.messages`.
    case message(Int)
    /// Never nested: there is no optional of an optional.
    case optional(ValueType)
    /// A set over a finite type without identities.
    case set(ValueType)
    /// A total map from a finite type without identities.
    case map(key: ValueType, value: ValueType)
}

extension ValueType {
    public var isOptional: Bool {
        if case .optional = self { true } else { false }
    }

    /// The type with one `optional` taken off, itself where there is none.
    public var unwrapped: ValueType {
        if case .optional(let wrapped) = self { wrapped } else { self }
    }
}
