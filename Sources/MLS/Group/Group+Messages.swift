extension Group {
    /// Signs and protects a content as this member.
    mutating func protect(
        _ content: AuthenticatedContent, padding: Int, using random: inout some RandomNumberGenerator
    ) throws -> MLSMessage {
        if content.wireFormat == .privateMessage {
            return .privateMessage(
                try PrivateMessage(
                    protecting: content, suite, secretTree: &secretTree,
                    senderDataSecret: secrets.senderDataSecret, padding: padding, using: &random))
        }
        return .publicMessage(
            try PublicMessage(
                protecting: content, suite, membershipKey: secrets.membershipKey, context: encodedContext))
    }

    func signed(
        _ content: FramedContent.Content, as wireFormat: WireFormat, authenticatedData: [UInt8]
    ) throws -> AuthenticatedContent {
        try AuthenticatedContent(
            signing: FramedContent(
                groupID: groupID, epoch: epoch, sender: .member(ownLeafIndex),
                authenticatedData: authenticatedData, content: content),
            as: wireFormat, suite, context: encodedContext, with: signatureKey)
    }

    var handshakeFormat: WireFormat { configuration.encryptsHandshakes ? .privateMessage : .publicMessage }

    /// Protects application data (RFC 9420 section 15) with the next key of this member's ratchet, which is deleted.
    ///
    /// - Parameter padding: how many zero bytes to hide the length behind.
    /// - Throws: ``GroupError/reinitialized``, and ``GroupError/proposalsPending`` while a proposal waits for a Commit
    ///   (section 12.4).
    public mutating func protect(
        _ data: [UInt8], authenticatedData: [UInt8] = [], padding: Int = 0,
        using random: inout some RandomNumberGenerator
    ) throws -> MLSMessage {
        guard reInit == nil else { throw GroupError.reinitialized }
        guard proposals.isEmpty else { throw GroupError.proposalsPending }
        let content = try signed(.application(data), as: .privateMessage, authenticatedData: authenticatedData)
        return try protect(content, padding: padding, using: &random)
    }

    /// Takes the protection off a message of this group and epoch and verifies its signature (sections 6.1 to 6.3).
    ///
    /// - Throws: ``MessageError``, ``RatchetError``, ``DecodeError``; the state is then as it was.
    mutating func authenticate(_ message: MLSMessage) throws -> AuthenticatedContent {
        let content: AuthenticatedContent
        var secretTree = secretTree
        switch message {
        case .publicMessage(let message):
            try verifyPlace(message.content.groupID, message.content.epoch)
            if case .member(ownLeafIndex) = message.content.sender { throw MessageError.ownMessage }
            content = try message.unprotected(
                suite, membershipKey: secrets.membershipKey, context: encodedContext)
        case .privateMessage(let message):
            try verifyPlace(message.groupID, message.epoch)
            let sender = try message.senderData(suite, senderDataSecret: secrets.senderDataSecret)
            guard sender.leafIndex != ownLeafIndex else { throw MessageError.ownMessage }
            content = try message.unprotected(
                suite, secretTree: &secretTree, senderDataSecret: secrets.senderDataSecret,
                isMember: { tree[$0] != nil })
        default:
            throw MessageError.unexpectedWireFormat(message.wireFormat)
        }
        try content.verifySignature(suite, context: encodedContext, by: try signatureKey(of: content.content))
        self.secretTree = secretTree
        return content
    }

    private func verifyPlace(_ groupID: [UInt8], _ epoch: UInt64) throws(MessageError) {
        guard groupID == self.groupID else { throw .wrongGroup }
        guard epoch == self.epoch else { throw .wrongEpoch(expected: self.epoch, actual: epoch) }
    }

    /// The key that has to have signed a content (section 6.1), and that its sender may send it at all.
    private func signatureKey(of content: FramedContent) throws -> SignaturePublicKey {
        switch (content.sender, content.content) {
        case (.member(let leaf), _):
            guard let node = tree[leaf] else { throw MessageError.senderBlank(leaf) }
            return node.signatureKey
        case (.external(let index), .proposal(let proposal)):
            guard ProposalType.allowedExternally.contains(proposal.proposalType) else {
                throw MessageError.notAllowedFromOutside
            }
            let senders = try groupContext.extensions.decoded(.externalSenders, as: ExternalSenders.self)?.senders ?? []
            guard Int(index) < senders.count else { throw MessageError.unknownExternalSender(index) }
            return senders[Int(index)].signatureKey
        case (.newMemberProposal, .proposal(.add(let keyPackage))):
            return keyPackage.leafNode.signatureKey
        case (.newMemberCommit, .commit(let commit)):
            guard let path = commit.path else { throw CommitError.pathMissingInExternalCommit }
            return path.leafNode.signatureKey
        default:
            throw MessageError.notAllowedFromOutside
        }
    }
}
