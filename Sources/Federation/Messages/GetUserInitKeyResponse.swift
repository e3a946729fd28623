import MLS

/// "One or more user init key bundles, one for each member" (section 5).
public struct GetUserInitKeyResponse: Hashable, Sendable, WireCodable {
    public var userInitKeys: [UserInitKeyBundle]

    public init(userInitKeys: [UserInitKeyBundle]) {
        self.userInitKeys = userInitKeys
    }

    public func encode(to writer: inout Writer) {
        writer.vector(userInitKeys, 0...0xffff_ffff)
    }

    public init(from reader: inout Reader) throws(DecodeError) {
        userInitKeys = try reader.vector(0...0xffff_ffff, "GetUserInitKeyResponse.user_init_keys")
    }

    /// Checks every bundle against what was asked for: valid, of the identity, and with a suite that the client supports.
    ///
    /// - Throws: ``FederationError``, `EncodeError`.
    public func verify(for request: GetUserInitKeyRequest) throws {
        for bundle in userInitKeys {
            guard bundle.identity == request.identity else { throw FederationError.notRequested }
            try bundle.verify()
            guard request.supportedSuites.contains(where: { bundle.userInitKey.initKey(for: $0) != nil }) else {
                throw FederationError.noRequestedSuite
            }
        }
    }
}
