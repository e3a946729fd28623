/// A message as the document's `tls` blocks declare it.
public struct MessageType: Hashable, Sendable {
    public var name: String
    /// The fields that the model gives a meaning to, in wire order. Opaque fields are left out.
    public var fields: [MessageField]
    public var source: SourceRange

    public init(name: String, fields: [MessageField], source: SourceRange = .none) {
        self.name = name
        self.fields = fields
        self.source = source
    }
}

/// A field of a message that carries a value of the model.
public struct MessageField: Hashable, Sendable {
    public var name: String
    public var type: ValueType

    public init(name: String, type: ValueType) {
        self.name = name
        self.type = type
    }
}
