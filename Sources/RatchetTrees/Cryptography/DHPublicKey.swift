import MLS

/// `opaque DHPublicKey<1..2^16-1>` (section "Cryptographic Objects"): a public key, or the mark of a blank node.
public struct DHPublicKey: Hashable, Sendable, WireCodable {
    public let bytes: [UInt8]

    public init(_ bytes: [UInt8]) {
        self.bytes = bytes
    }

    /// Stands for the blank node `_` where a vector of keys has to hold one: a frontier one of whose full subtrees has lost all its
    /// members.
    ///
    /// The draft has no encoding for it and no key may be empty. One zero octet is how SEC 1 section 2.3.3 writes the point at
    /// infinity, the neutral element, which is no valid key; and as for blanks, the neutral element and A make A.
    public static let blank = DHPublicKey([0])

    public func encode(to writer: inout Writer) {
        writer.opaque(bytes, 1...0xffff)
    }

    public init(from reader: inout Reader) throws(DecodeError) {
        bytes = try reader.opaque(1...0xffff, "DHPublicKey")
    }

    /// All bytes at once: an array would feed them to the hasher one by one.
    public func hash(into hasher: inout Hasher) {
        bytes.withUnsafeBytes { hasher.combine(bytes: $0) }
    }
}
