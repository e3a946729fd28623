import MLS

/// What a client asks its delivery service for (section 5).
public struct GetUserInitKeyRequest: Hashable, Sendable, WireCodable {
    public var identity: [UInt8]
    public var supportedSuites: [CipherSuite]

    public init(identity: [UInt8], supportedSuites: [CipherSuite]) {
        self.identity = identity
        self.supportedSuites = supportedSuites
    }

    public func encode(to writer: inout Writer) {
        writer.opaque(identity, 0...0xffff)
        writer.vector(supportedSuites, 0...0xff)
    }

    public init(from reader: inout Reader) throws(DecodeError) {
        identity = try reader.opaque(0...0xffff, "GetUserInitKeyRequest.identity")
        supportedSuites = try reader.vector(0...0xff, "GetUserInitKeyRequest.supported_suites")
    }
}

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
