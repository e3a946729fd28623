import MLS

/// A participant adds itself (section "UserAdd").
public struct UserAdd: Hashable, Sendable, WireCodable {
    /// The direct path of the new leaf, from the leaf up, without the root.
    public var addPath: [DHPublicKey]

    public init(addPath: [DHPublicKey]) {
        self.addPath = addPath
    }

    public func encode(to writer: inout Writer) {
        writer.vector(addPath, 1...0xffff)
    }

    public init(from reader: inout Reader) throws(DecodeError) {
        addPath = try reader.vector(1...0xffff, "UserAdd.add_path")
    }
}
