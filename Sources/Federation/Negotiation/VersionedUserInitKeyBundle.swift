import MLS

/// Version negotiation "in the UserInitKeyBundle" (section 6.1), the first of the two placements that the draft names, without a format:
///
///     struct {
///         UserInitKeyBundle bundle;
///         ProtocolVersion supported_versions<1..255>;
///         opaque signature<0..2^16-1>;
///     } VersionedUserInitKeyBundle;
///
/// The UserInitKey in the bundle is signed and the bundle around it is not. So versions beside it are signed here once more, by the same
/// key; an empty signature is what the draft's words alone give, and then a delivery service can take versions away.
public struct VersionedUserInitKeyBundle: Hashable, Sendable {
    public var bundle: UserInitKeyBundle
    public var supportedVersions: [ProtocolVersion]
    public var signature: [UInt8]

    public init(bundle: UserInitKeyBundle, supportedVersions: [ProtocolVersion], signature: [UInt8] = []) {
        self.bundle = bundle
        self.supportedVersions = supportedVersions
        self.signature = signature
    }

    /// Selects the newest version that the creator and all other clients support.
    ///
    /// - Parameter signatures: whether versions that are not signed are accepted.
    /// - Throws: ``FederationError``, `EncodeError`.
    public static func negotiate(
        own: [ProtocolVersion], _ bundles: [VersionedUserInitKeyBundle], signatures: VersionSignatures
    ) throws -> ProtocolVersion {
        for bundle in bundles { try bundle.verify(signatures) }
        return try ProtocolVersion.newestCommon([own] + bundles.map(\.supportedVersions))
    }
}

extension VersionedUserInitKeyBundle: WireCodable {
    private func encodeUnsigned(to writer: inout Writer) {
        bundle.encode(to: &writer)
        writer.vector(supportedVersions, 1...0xff)
    }

    public func encode(to writer: inout Writer) {
        encodeUnsigned(to: &writer)
        writer.opaque(signature, 0...0xffff)
    }

    public init(from reader: inout Reader) throws(DecodeError) {
        bundle = try UserInitKeyBundle(from: &reader)
        supportedVersions = try reader.vector(1...0xff, "VersionedUserInitKeyBundle.supported_versions")
        signature = try reader.opaque(0...0xffff, "VersionedUserInitKeyBundle.signature")
    }

    func toBeSigned() throws(EncodeError) -> [UInt8] {
        var writer = Writer()
        writer.fixed(Array("MLS federation bundle".utf8))
        encodeUnsigned(to: &writer)
        return try writer.finish()
    }

    /// The same with the signature of the client whose bundle it is.
    ///
    /// - Throws: ``FederationError/otherKey``, `EncodeError`, `CryptographyError`.
    public func signed(with key: SignaturePrivateKey) throws -> VersionedUserInitKeyBundle {
        try bundle.userInitKey.credential.require(key)
        var copy = self
        copy.signature = try key.sign(try toBeSigned())
        return copy
    }

    /// Checks the bundle and the signature of the versions.
    ///
    /// - Throws: ``FederationError``, `EncodeError`.
    public func verify(_ signatures: VersionSignatures) throws {
        try bundle.verify()
        if signature.isEmpty {
            guard signatures == .optional else { throw FederationError.versionsNotSigned }
            return
        }
        try bundle.userInitKey.credential.verify(signature, of: try toBeSigned())
    }
}
