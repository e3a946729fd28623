/// What a newcomer has to know about a group (RFC 9420 section 12.4.3).
public struct GroupInfo: Hashable, Sendable {
    public var groupContext: GroupContext
    public var extensions: [Extension]
    public var confirmationTag: [UInt8]
    public var signer: LeafIndex
    public var signature: [UInt8]

    public init(
        groupContext: GroupContext, extensions: [Extension], confirmationTag: [UInt8], signer: LeafIndex,
        signature: [UInt8] = []
    ) {
        self.groupContext = groupContext
        self.extensions = extensions
        self.confirmationTag = confirmationTag
        self.signer = signer
        self.signature = signature
    }
}

extension GroupInfo: WireCodable {
    private func encodeUnsigned(to writer: inout Writer) {
        groupContext.encode(to: &writer)
        writer.vector(extensions)
        writer.opaque(confirmationTag)
        writer.uint32(signer.value)
    }

    public func encode(to writer: inout Writer) {
        encodeUnsigned(to: &writer)
        writer.opaque(signature)
    }

    public init(from reader: inout Reader) throws(DecodeError) {
        groupContext = try GroupContext(from: &reader)
        extensions = try reader.vector("GroupInfo.extensions")
        confirmationTag = try reader.opaque("GroupInfo.confirmation_tag")
        signer = LeafIndex(try reader.uint32("GroupInfo.signer"))
        signature = try reader.opaque("GroupInfo.signature")
    }

    /// `GroupInfoTBS`.
    func toBeSigned() throws(EncodeError) -> [UInt8] {
        var writer = Writer()
        encodeUnsigned(to: &writer)
        return try writer.finish()
    }

    /// Signs the GroupInfo as its `signer`.
    public mutating func sign(_ suite: Suite, with key: SignaturePrivateKey) throws {
        signature = try suite.signWithLabel(key, "GroupInfoTBS", try toBeSigned())
    }

    /// Whether the signature is `key`'s.
    public func isSigned(_ suite: Suite, by key: SignaturePublicKey) throws -> Bool {
        try suite.verifyWithLabel(key, "GroupInfoTBS", try toBeSigned(), signature: signature)
    }
}
