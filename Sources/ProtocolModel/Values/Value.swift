/// A value of the model language.
public indirect enum Value: Hashable, Sendable {
    case none
    case bool(Bool)
    /// The index of a case within its enumeration.
    case enumeration(Int)
    case natural(Int)
    case epoch(Node)
    case epochNumber(Int)
    case keyPackage(Node)
    /// An index into `ProtocolModel.instances`.
    case party(Int)
    case message(Message)
    case set(Set<Value>)
    /// The values in the order of the keys (`ProtocolModel.values(of:)`).
    case map([Value])
}

/// The identity of an epoch or of a key package: an index into the `CommitTree` of a state.
public struct Node: Hashable, Sendable, Comparable {
    public var index: Int

    public init(_ index: Int) { self.index = index }

    public static func < (a: Node, b: Node) -> Bool { a.index < b.index }
}

/// A message with its field values.
public struct Message: Hashable, Sendable {
    /// An index into `ProtocolModel.messages`.
    public var type: Int
    public var fields: [Value]

    public init(type: Int, fields: [Value]) {
        self.type = type
        self.fields = fields
    }
}
