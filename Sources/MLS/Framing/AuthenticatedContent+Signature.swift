extension AuthenticatedContent {
    /// `FramedContentTBS` (RFC 9420 section 6.1).
    ///
    /// - Parameter context: the encoded GroupContext, which counts for members and external joiners.
    func toBeSigned(context: [UInt8]) throws(EncodeError) -> [UInt8] {
        var writer = Writer()
        ProtocolVersion.mls10.encode(to: &writer)
        wireFormat.encode(to: &writer)
        content.encode(to: &writer)
        switch content.sender {
        case .member, .newMemberCommit: writer.fixed(context)
        case .external, .newMemberProposal: break
        }
        return try writer.finish()
    }

    /// Signs a content; a Commit gets its confirmation tag afterwards.
    public init(
        signing content: FramedContent, as wireFormat: WireFormat, _ suite: Suite, context: [UInt8],
        with key: SignaturePrivateKey
    ) throws {
        self.init(
            wireFormat: wireFormat, content: content,
            auth: FramedContentAuthData(signature: [], confirmationTag: nil))
        auth.signature = try suite.signWithLabel(key, "FramedContentTBS", try toBeSigned(context: context))
    }

    /// Checks the signature.
    ///
    /// - Throws: ``MessageError/signatureInvalid``.
    public func verifySignature(_ suite: Suite, context: [UInt8], by key: SignaturePublicKey) throws {
        guard
            try suite.verifyWithLabel(
                key, "FramedContentTBS", try toBeSigned(context: context), signature: auth.signature)
        else { throw MessageError.signatureInvalid }
    }
}
