import ProtocolModel

/// The value of a field that the model gives a meaning to, on its way to or from the wire.
public enum FieldValue: Hashable, Sendable, Codable {
    /// An MLSMessage with the Commit that creates the epoch.
    case commit(epoch: Int)
    /// An MLSMessage with the Welcome to the epoch.
    case welcome(epoch: Int)
    /// An MLSMessage with the KeyPackage.
    case keyPackage(Int)
    /// The number of an epoch, `uint64`.
    case epochNumber(UInt64)
    /// A number that the party counts by itself, `uint64`, whatever epoch its group is in.
    case counter(UInt64)
    /// The index of the case within its enumeration.
    case enumeration(Int)
    /// An `optional<T>` that is absent.
    case none
}

extension FieldValue {
    /// Whether it is what the model means by the value.
    func stands(for value: Value) -> Bool {
        switch (self, value) {
        case (.commit(let epoch), .epoch(let node)), (.welcome(let epoch), .epoch(let node)): epoch == node.index
        case (.keyPackage(let id), .keyPackage(let node)): id == node.index
        case (.epochNumber(let number), .epochNumber(let claim)), (.counter(let number), .epochNumber(let claim)): claim >= 0 && number == UInt64(claim)
        case (.enumeration(let index), .enumeration(let claim)): index == claim
        case (.enumeration(let index), .bool(let claim)): index == (claim ? 1 : 0)
        case (.none, .none): true
        default: false
        }
    }
}
