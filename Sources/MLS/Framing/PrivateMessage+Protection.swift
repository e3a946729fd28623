/// Which key a PrivateMessage was sealed with (RFC 9420 section 6.3.2): 12 bytes.
struct SenderData: WireCodable, Sendable {
    var leafIndex: LeafIndex
    var generation: UInt32
    /// Four random bytes.
    var reuseGuard: [UInt8]

    init(leafIndex: LeafIndex, generation: UInt32, reuseGuard: [UInt8]) {
        self.leafIndex = leafIndex
        self.generation = generation
        self.reuseGuard = reuseGuard
    }

    func encode(to writer: inout Writer) {
        writer.uint32(leafIndex.value)
        writer.uint32(generation)
        writer.fixed(reuseGuard)
    }

    init(from reader: inout Reader) throws(DecodeError) {
        leafIndex = LeafIndex(try reader.uint32("SenderData.leaf_index"))
        generation = try reader.uint32("SenderData.generation")
        reuseGuard = try reader.fixed(4, "SenderData.reuse_guard")
    }
}

extension KeyAndNonce {
    /// The nonce, its first bytes XORed with the reuse guard (section 6.3.1).
    fileprivate func guardedNonce(_ reuseGuard: [UInt8]) -> [UInt8] {
        var nonce = nonce.exposed
        for (index, byte) in reuseGuard.enumerated() where index < nonce.count { nonce[index] ^= byte }
        return nonce
    }
}

extension PrivateMessage {
    /// `SenderDataAAD` (section 6.3.2).
    private func senderDataAAD() throws(EncodeError) -> [UInt8] {
        var writer = Writer()
        writer.opaque(groupID)
        writer.uint64(epoch)
        writer.uint8(contentType.rawValue)
        return try writer.finish()
    }

    /// `PrivateContentAAD` (section 6.3.1).
    private func contentAAD() throws(EncodeError) -> [UInt8] {
        var writer = Writer()
        writer.opaque(groupID)
        writer.uint64(epoch)
        writer.uint8(contentType.rawValue)
        writer.opaque(authenticatedData)
        return try writer.finish()
    }

    /// Protects a signed content with the sender's next key (section 6.3).
    ///
    /// - Parameter padding: how many zero bytes to hide the length behind.
    /// - Throws: ``MessageError/senderNotMember``, ``RatchetError``.
    public init(
        protecting content: AuthenticatedContent, _ suite: Suite, secretTree: inout SecretTree,
        senderDataSecret: Secret, padding: Int = 0, using random: inout some RandomNumberGenerator
    ) throws {
        guard case .member(let leaf) = content.content.sender else { throw MessageError.senderNotMember }
        let type = content.content.content.contentType
        self.init(
            groupID: content.content.groupID, epoch: content.content.epoch, contentType: type,
            authenticatedData: content.content.authenticatedData, encryptedSenderData: [], ciphertext: [])
        var writer = Writer()
        content.content.content.encode(to: &writer)
        content.auth.encode(to: &writer)
        writer.fixed(repeatElement(0, count: max(0, padding)))
        var plaintext = try writer.finish()
        defer { wipe(&plaintext) }
        let (generation, keys) = try secretTree.next(for: leaf, type)
        let senderData = SenderData(
            leafIndex: leaf, generation: generation, reuseGuard: [UInt8](randomCount: 4, using: &random))
        ciphertext = try suite.aead.seal(
            plaintext, aad: try contentAAD(), key: keys.key, nonce: keys.guardedNonce(senderData.reuseGuard))
        let senderDataKeys = try suite.senderDataKeys(senderDataSecret, ciphertext: ciphertext)
        encryptedSenderData = try suite.aead.seal(
            try senderData.encoded(), aad: try senderDataAAD(), key: senderDataKeys.key,
            nonce: senderDataKeys.nonce.exposed)
    }

    /// Who sent the message, by its sender data.
    func senderData(_ suite: Suite, senderDataSecret: Secret) throws -> SenderData {
        let keys = try suite.senderDataKeys(senderDataSecret, ciphertext: ciphertext)
        do {
            let bytes = try suite.aead.open(
                encryptedSenderData, aad: try senderDataAAD(), key: keys.key, nonce: keys.nonce.exposed)
            return try SenderData(decoding: bytes.exposed)
        } catch is CryptographyError {
            throw MessageError.senderDataUndecryptable
        }
    }

    /// The signed content, its signature not yet verified. The key is deleted from `secretTree` if and only if
    /// the message opens.
    ///
    /// - Parameter isMember: whether there is a member at a leaf.
    /// - Throws: ``MessageError``, ``RatchetError``, ``DecodeError``.
    public func unprotected(
        _ suite: Suite, secretTree: inout SecretTree, senderDataSecret: Secret, isMember: (LeafIndex) -> Bool
    ) throws -> AuthenticatedContent {
        let senderData = try senderData(suite, senderDataSecret: senderDataSecret)
        guard isMember(senderData.leafIndex) else { throw MessageError.senderBlank(senderData.leafIndex) }
        var tree = secretTree
        let keys = try tree.take(senderData.generation, of: senderData.leafIndex, contentType)
        let plaintext: Secret
        do {
            plaintext = try suite.aead.open(
                ciphertext, aad: try contentAAD(), key: keys.key, nonce: keys.guardedNonce(senderData.reuseGuard))
        } catch is CryptographyError {
            throw MessageError.contentUndecryptable
        }
        var reader = Reader(plaintext.exposed)
        let content = try FramedContent.Content(contentType, from: &reader)
        let auth = try FramedContentAuthData(contentType, from: &reader)
        guard reader.takeZeroes() else { throw DecodeError.nonzeroPadding(field: "PrivateMessageContent.padding") }
        secretTree = tree
        return AuthenticatedContent(
            wireFormat: .privateMessage,
            content: FramedContent(
                groupID: groupID, epoch: epoch, sender: .member(senderData.leafIndex),
                authenticatedData: authenticatedData, content: content),
            auth: auth)
    }
}
