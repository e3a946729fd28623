import MLS

/// A ``UserInitKey`` and whom it is for (section 5). Nothing signs the identity beside the key.
public struct UserInitKeyBundle: Hashable, Sendable, WireCodable {
    public var identity: [UInt8]
    public var userInitKey: UserInitKey

    public init(identity: [UInt8], userInitKey: UserInitKey) {
        self.identity = identity
        self.userInitKey = userInitKey
    }

    public func encode(to writer: inout Writer) {
        writer.opaque(identity, 0...0xffff)
        userInitKey.encode(to: &writer)
    }

    public init(from reader: inout Reader) throws(DecodeError) {
        identity = try reader.opaque(0...0xffff, "UserInitKeyBundle.identity")
        userInitKey = try UserInitKey(from: &reader)
    }

    /// Checks the UserInitKey, and that its credential is for the bundle's identity, or else a delivery service could hand out anybody's
    /// keys for anybody.
    ///
    /// - Throws: ``FederationError``, `EncodeError`.
    public func verify() throws {
        try userInitKey.verify()
        guard case .basic(identity, _, _) = userInitKey.credential else { throw FederationError.otherIdentity }
    }
}
