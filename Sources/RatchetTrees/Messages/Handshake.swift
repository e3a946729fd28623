import MLS

/// A handshake message (section "Handshake Messages"): a change of the group's state, what it is premised on, and its signer's proof of
/// membership and signature.
public struct Handshake: Hashable, Sendable {
    public var content: HandshakeContent
    public var priorEpoch: UInt32
    public var initKey: GroupInitKey
    /// The signer's leaf.
    public var signerIndex: UInt32
    /// Proves ``identityKey`` at ``signerIndex`` in the identity tree of the prior state, or of the new one for a ``UserAdd``.
    public var identityProof: MerkleProof
    public var identityKey: SignaturePublicKey
    public var algorithm: SignatureAlgorithm
    public var signature: [UInt8]

    public init(
        content: HandshakeContent, priorEpoch: UInt32, initKey: GroupInitKey, signerIndex: UInt32, identityProof: MerkleProof,
        identityKey: SignaturePublicKey, algorithm: SignatureAlgorithm, signature: [UInt8] = []
    ) {
        self.content = content
        self.priorEpoch = priorEpoch
        self.initKey = initKey
        self.signerIndex = signerIndex
        self.identityProof = identityProof
        self.identityKey = identityKey
        self.algorithm = algorithm
        self.signature = signature
    }
}

extension Handshake: WireCodable {
    private func encodeUnsigned(to writer: inout Writer) {
        writer.uint8(content.type.rawValue)
        // uint24 inner_length counts the content, as a vector's length header would.
        writer.vector(0...0xff_ffff) { content.encode(to: &$0) }
        writer.uint32(priorEpoch)
        initKey.encode(to: &writer)
        writer.uint32(signerIndex)
        writer.vector(identityProof.nodes, 1...0xffff)
        writer.opaque(identityKey.bytes, 1...0xffff)
        algorithm.encode(to: &writer)
    }

    public func encode(to writer: inout Writer) {
        encodeUnsigned(to: &writer)
        writer.opaque(signature, 1...0xffff)
    }

    /// - Throws: `DecodeError`; `trailingBytes` also where `inner_length` is more than the content.
    public init(from reader: inout Reader) throws(DecodeError) {
        let rawType = try reader.uint8("Handshake.msg_type")
        guard let type = HandshakeType(rawValue: rawType) else {
            throw .unknownValue(field: "Handshake.msg_type", value: UInt64(rawType))
        }
        var inner = try reader.inner(try reader.uint24("Handshake.inner_length"), "Handshake.inner_length")
        content = try HandshakeContent(type, from: &inner)
        try inner.finish()
        priorEpoch = try reader.uint32("Handshake.prior_epoch")
        initKey = try GroupInitKey(from: &reader)
        signerIndex = try reader.uint32("Handshake.signer_index")
        identityProof = MerkleProof(nodes: try reader.vector(1...0xffff, "Handshake.identity_proof"))
        identityKey = SignaturePublicKey(try reader.opaque(1...0xffff, "Handshake.identity_key"))
        algorithm = try SignatureAlgorithm(from: &reader)
        signature = try reader.opaque(1...0xffff, "Handshake.signature")
    }

    /// The entire message except for the signature field.
    func toBeSigned() throws(EncodeError) -> [UInt8] {
        var writer = Writer()
        encodeUnsigned(to: &writer)
        return try writer.finish()
    }

    /// The same with a signature.
    ///
    /// - Throws: `EncodeError`, `CryptographyError`.
    public func signed(with key: SignaturePrivateKey) throws -> Handshake {
        var copy = self
        copy.signature = try key.sign(try toBeSigned())
        return copy
    }

    /// Checks the signature with the identity key in the message, whose membership is for the receiver to check.
    ///
    /// - Throws: ``HandshakeError/unsupportedAlgorithm(_:)``, ``HandshakeError/invalidSignature``, `EncodeError`.
    public func verifySignature() throws {
        guard let scheme = algorithm.scheme else { throw HandshakeError.unsupportedAlgorithm(algorithm) }
        guard scheme.verify(signature, of: try toBeSigned(), with: identityKey) else { throw HandshakeError.invalidSignature }
    }

    /// What of the message goes into the next epoch's secrets: the message itself, for a ``GroupInit`` its hash, since `message<1..2^16-1>`
    /// of HkdfLabel does not hold it.
    ///
    /// - Throws: `EncodeError`.
    func keyScheduleInput(_ hash: HashAlgorithm) throws(EncodeError) -> [UInt8] {
        let bytes = try encoded()
        if case .initialize = content { return hash.digest(bytes) }
        return bytes
    }
}
