import MLS

/// Version negotiation "in a separate handshake message" (section 6.1), the second of the two placements: what the creator of a group sends.
///
///     struct {
///         opaque random[32];
///         ProtocolVersion supported_versions<1..255>;
///         Credential credential;
///         opaque signature<0..2^16-1>;
///     } VersionOffer;
public struct VersionOffer: Hashable, Sendable {
    /// 32 fresh bytes, so that an old answer is not one to this offer.
    public var random: [UInt8]
    public var supportedVersions: [ProtocolVersion]
    public var credential: ClientCredential
    public var signature: [UInt8]

    /// The signed offer of a client.
    ///
    /// - Throws: ``FederationError/otherKey``, `EncodeError`, `CryptographyError`.
    public init(
        _ supportedVersions: [ProtocolVersion], credential: ClientCredential, key: SignaturePrivateKey,
        using generator: inout some RandomNumberGenerator
    ) throws {
        try credential.require(key)
        random = [UInt8](randomCount: 32, using: &generator)
        self.supportedVersions = supportedVersions
        self.credential = credential
        signature = []
        signature = try key.sign(try toBeSigned())
    }

    /// - Throws: ``FederationError``, `EncodeError`.
    public func verify() throws {
        try credential.verify(signature, of: try toBeSigned())
    }

    /// Names the offer in an answer: SHA-256 of its encoding.
    ///
    /// - Throws: `EncodeError`.
    func reference() throws -> [UInt8] { HashAlgorithm.sha256.digest(try encoded()) }
}

extension VersionOffer: WireCodable {
    private func encodeUnsigned(to writer: inout Writer) {
        writer.fixed(random)
        writer.vector(supportedVersions, 1...0xff)
        credential.encode(to: &writer)
    }

    public func encode(to writer: inout Writer) {
        encodeUnsigned(to: &writer)
        writer.opaque(signature, 0...0xffff)
    }

    public init(from reader: inout Reader) throws(DecodeError) {
        random = try reader.fixed(32, "VersionOffer.random")
        supportedVersions = try reader.vector(1...0xff, "VersionOffer.supported_versions")
        credential = try ClientCredential(from: &reader)
        signature = try reader.opaque(0...0xffff, "VersionOffer.signature")
    }

    func toBeSigned() throws(EncodeError) -> [UInt8] {
        var writer = Writer()
        writer.fixed(Array("MLS federation version offer".utf8))
        encodeUnsigned(to: &writer)
        return try writer.finish()
    }
}
