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
