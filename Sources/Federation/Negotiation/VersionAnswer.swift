import MLS

/// What another client answers: its own versions as well, so that both sides see what the selection was made from.
///
///     struct {
///         opaque offer_hash[32];
///         ProtocolVersion selected_version;
///         ProtocolVersion supported_versions<1..255>;
///         Credential credential;
///         opaque signature<0..2^16-1>;
///     } VersionAnswer;
public struct VersionAnswer: Hashable, Sendable {
    public var offerHash: [UInt8]
    public var selectedVersion: ProtocolVersion
    public var supportedVersions: [ProtocolVersion]
    public var credential: ClientCredential
    public var signature: [UInt8]

    /// The signed answer to an offer, which is checked: the newest version that both support.
    ///
    /// - Throws: ``FederationError``, `EncodeError`, `CryptographyError`.
    public init(
        to offer: VersionOffer, _ supportedVersions: [ProtocolVersion], credential: ClientCredential, key: SignaturePrivateKey
    ) throws {
        try offer.verify()
        try credential.require(key)
        offerHash = try offer.reference()
        selectedVersion = try ProtocolVersion.newestCommon([offer.supportedVersions, supportedVersions])
        self.supportedVersions = supportedVersions
        self.credential = credential
        signature = []
        signature = try key.sign(try toBeSigned())
    }

    /// The version that was agreed on: the answer is to this offer, signed, and has the newest version of both lists.
    ///
    /// - Throws: ``FederationError/otherOffer``, ``FederationError/downgrade(selected:expected:)``, ``FederationError``, `EncodeError`.
    public func agreed(on offer: VersionOffer) throws -> ProtocolVersion {
        guard try offerHash == offer.reference() else { throw FederationError.otherOffer }
        try credential.verify(signature, of: try toBeSigned())
        let expected = try ProtocolVersion.newestCommon([offer.supportedVersions, supportedVersions])
        guard selectedVersion == expected else {
            throw FederationError.downgrade(selected: selectedVersion, expected: expected)
        }
        return selectedVersion
    }
}

extension VersionAnswer: WireCodable {
    private func encodeUnsigned(to writer: inout Writer) {
        writer.fixed(offerHash)
        selectedVersion.encode(to: &writer)
        writer.vector(supportedVersions, 1...0xff)
        credential.encode(to: &writer)
    }

    public func encode(to writer: inout Writer) {
        encodeUnsigned(to: &writer)
        writer.opaque(signature, 0...0xffff)
    }

    public init(from reader: inout Reader) throws(DecodeError) {
        offerHash = try reader.fixed(32, "VersionAnswer.offer_hash")
        selectedVersion = try ProtocolVersion(from: &reader)
        supportedVersions = try reader.vector(1...0xff, "VersionAnswer.supported_versions")
        credential = try ClientCredential(from: &reader)
        signature = try reader.opaque(0...0xffff, "VersionAnswer.signature")
    }

    func toBeSigned() throws(EncodeError) -> [UInt8] {
        var writer = Writer()
        writer.fixed(Array("MLS federation version answer".utf8))
        encodeUnsigned(to: &writer)
        return try writer.finish()
    }

    /// The same with another selection, signed: what a client that lets itself be talked down would send. For tests.
    func selecting(_ version: ProtocolVersion, key: SignaturePrivateKey) throws -> VersionAnswer {
        var copy = self
        copy.selectedVersion = version
        copy.signature = try key.sign(try copy.toBeSigned())
        return copy
    }
}
