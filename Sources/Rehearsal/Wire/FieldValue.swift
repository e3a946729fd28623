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
    /// The index of the case within its enumeration.
    case enumeration(Int)
    /// An `optional<T>` that is absent.
    case none
}
