import MLS

/// A member replaces its leaf key pair (section "Update").
public struct Update: Hashable, Sendable, WireCodable {
    /// The direct path of the signer's leaf, from the leaf up, without the root.
    public var ratchetPath: [DHPublicKey]

    public init(ratchetPath: [DHPublicKey]) {
        self.ratchetPath = ratchetPath
    }

    public func encode(to writer: inout Writer) {
        writer.vector(ratchetPath, 1...0xffff)
    }

    public init(from reader: inout Reader) throws(DecodeError) {
        ratchetPath = try reader.vector(1...0xffff, "Update.ratchetPath")
    }
}
