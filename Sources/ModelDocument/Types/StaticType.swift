import ProtocolModel

/// The type of an expression.
enum StaticType: Hashable, Sendable {
    case value(ValueType)
    /// That of `none`, where nothing says of which type.
    case nothing
}
