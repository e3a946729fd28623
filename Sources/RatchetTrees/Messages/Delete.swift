import MLS

/// A member removes another (section "Delete").
public struct Delete: Hashable, Sendable, WireCodable {
    /// The leaf of the member that is removed.
    public var deleted: UInt32
    /// The direct path of that leaf with a fresh key pair, from the leaf up, without the root.
    public var path: [DHPublicKey]

    public init(deleted: UInt32, path: [DHPublicKey]) {
        self.deleted = deleted
        self.path = path
    }

    public func encode(to writer: inout Writer) {
        writer.uint32(deleted)
        writer.vector(path, 1...0xffff)
    }

    public init(from reader: inout Reader) throws(DecodeError) {
        deleted = try reader.uint32("Delete.deleted")
        path = try reader.vector(1...0xffff, "Delete.path")
    }
}
