/// What a member changes about its own leaf besides the encryption key; nil keeps what is there.
public struct LeafNodeChange: Sendable {
    public var signatureKey: SignaturePrivateKey?
    public var credential: Credential?
    public var capabilities: Capabilities?
    public var extensions: [Extension]?

    public init(
        signatureKey: SignaturePrivateKey? = nil, credential: Credential? = nil,
        capabilities: Capabilities? = nil, extensions: [Extension]? = nil
    ) {
        self.signatureKey = signatureKey
        self.credential = credential
        self.capabilities = capabilities
        self.extensions = extensions
    }

    /// The changed leaf, not yet signed.
    func applied(to leaf: LeafNode, encryptionKey: HPKEPublicKey) -> LeafNode {
        var leaf = leaf
        leaf.encryptionKey = encryptionKey
        if let signatureKey { leaf.signatureKey = signatureKey.publicKey }
        if let credential { leaf.credential = credential }
        if let capabilities { leaf.capabilities = capabilities }
        if let extensions { leaf.extensions = extensions }
        return leaf
    }
}

extension Group {
    /// Proposes a change (RFC 9420 section 12.1) and remembers it for a later Commit.
    ///
    /// Updates are made by ``proposeUpdate(_:authenticatedData:using:)``, for they bring new keys.
    ///
    /// - Throws: ``GroupError/reinitialized``, ``GroupError/proposalNotAllowed(_:)``.
    public mutating func propose(
        _ proposal: Proposal, authenticatedData: [UInt8] = [], using random: inout some RandomNumberGenerator
    ) throws -> MLSMessage {
        switch proposal {
        case .update, .externalInit: throw GroupError.proposalNotAllowed(proposal.proposalType)
        case .add(let keyPackage): try validation(isSending: true).verify(keyPackage)
        case .remove(let leaf): guard tree[leaf] != nil else { throw GroupError.noSuchMember(leaf) }
        default: break
        }
        return try propose(proposal, update: nil, authenticatedData: authenticatedData, using: &random)
    }

    /// Proposes new keys for this member's leaf (section 12.1.2). They come into force with a Commit of another member.
    ///
    /// - Throws: ``GroupError/reinitialized``, ``LeafNodeError``.
    public mutating func proposeUpdate(
        _ change: LeafNodeChange = LeafNodeChange(), authenticatedData: [UInt8] = [],
        using random: inout some RandomNumberGenerator
    ) throws -> MLSMessage {
        guard let old = tree[ownLeafIndex] else { throw GroupError.noSuchMember(ownLeafIndex) }
        let encryptionKey = try suite.kem.generateKeyPair(using: &random)
        let signer = change.signatureKey ?? signatureKey
        var leaf = change.applied(to: old, encryptionKey: encryptionKey.publicKey)
        leaf.leafNodeSource = .update
        try leaf.sign(suite, with: signer, groupID: groupID, leafIndex: ownLeafIndex)
        try validation(isSending: true).verify(leaf, at: ownLeafIndex, source: .update, replacing: old, isOwn: true)
        return try propose(
            .update(leaf),
            update: CachedProposal.UpdateKeys(encryptionKey: encryptionKey, signatureKey: signer),
            authenticatedData: authenticatedData, using: &random)
    }

    private mutating func propose(
        _ proposal: Proposal, update: CachedProposal.UpdateKeys?, authenticatedData: [UInt8],
        using random: inout some RandomNumberGenerator
    ) throws -> MLSMessage {
        guard reInit == nil else { throw GroupError.reinitialized }
        let content = try signed(.proposal(proposal), as: handshakeFormat, authenticatedData: authenticatedData)
        let message = try protect(content, padding: 0, using: &random)
        try remember(content, update: update)
        return message
    }

    /// Keeps a proposal for the epoch's Commit; one that is known already is not kept twice.
    @discardableResult
    mutating func remember(
        _ content: AuthenticatedContent, update: CachedProposal.UpdateKeys? = nil
    ) throws -> ProposalRef {
        let reference = try content.proposalReference(suite)
        if case .proposal(let proposal) = content.content.content,
            !proposals.contains(where: { $0.reference == reference })
        {
            proposals.append(
                CachedProposal(
                    reference: reference, proposal: proposal, sender: content.content.sender, update: update))
        }
        return reference
    }

    /// A fresh identifier for one use of a pre-shared key (section 8.4), for a PreSharedKey proposal.
    public func preSharedKeyID(
        _ kind: PreSharedKeyID.Kind, using random: inout some RandomNumberGenerator
    ) -> PreSharedKeyID {
        PreSharedKeyID(kind, pskNonce: [UInt8](randomCount: suite.secretSize, using: &random))
    }

    /// Forgets what was proposed in this epoch.
    public mutating func dropProposals() {
        proposals = []
    }

    // MARK: From outside (section 12.1.8)

    /// A proposal of an `external` sender.
    ///
    /// - Parameter senderIndex: the sender's place in the `external_senders` extension.
    public static func proposeExternally(
        _ proposal: Proposal, to groupID: [UInt8], epoch: UInt64, _ cipherSuite: CipherSuite, senderIndex: UInt32,
        signatureKey: SignaturePrivateKey
    ) throws -> MLSMessage {
        guard ProposalType.allowedExternally.contains(proposal.proposalType) else {
            throw GroupError.proposalNotAllowed(proposal.proposalType)
        }
        return try fromOutside(
            proposal, .external(senderIndex: senderIndex), groupID, epoch, cipherSuite, signatureKey)
    }

    /// A newcomer's proposal to be added.
    public static func proposeJoin(
        _ bundle: KeyPackageBundle, to groupID: [UInt8], epoch: UInt64
    ) throws -> MLSMessage {
        try fromOutside(
            .add(bundle.keyPackage), .newMemberProposal, groupID, epoch, bundle.keyPackage.cipherSuite,
            bundle.signatureKey)
    }

    private static func fromOutside(
        _ proposal: Proposal, _ sender: Sender, _ groupID: [UInt8], _ epoch: UInt64, _ cipherSuite: CipherSuite,
        _ key: SignaturePrivateKey
    ) throws -> MLSMessage {
        let content = try AuthenticatedContent(
            signing: FramedContent(
                groupID: groupID, epoch: epoch, sender: sender, authenticatedData: [], content: .proposal(proposal)),
            as: .publicMessage, try Suite(cipherSuite), context: [], with: key)
        return .publicMessage(PublicMessage(content: content.content, auth: content.auth, membershipTag: nil))
    }
}
