extension Group {
    /// Joins a group by a Commit of one's own (RFC 9420 section 12.4.3.2).
    ///
    /// - Parameters:
    ///   - info: a GroupInfo with the `external_pub` extension.
    ///   - bundle: the joiner's credential and capabilities are taken from it; its leaf gets fresh keys.
    ///   - ratchetTree: the tree, if the GroupInfo has none.
    ///   - removing: the joiner's old leaf, which it replaces ("resync").
    ///   - preSharedKeyIDs: keys to mix in, found in `preSharedKeys`.
    /// - Throws: ``CommitError``, ``WelcomeError``, ``TreeError``, ``LeafNodeError``, ``ProposalListError``.
    public static func joinExternally(
        _ info: GroupInfo, with bundle: KeyPackageBundle, ratchetTree: RatchetTreeNodes? = nil,
        removing: LeafIndex? = nil, preSharedKeyIDs: [PreSharedKeyID] = [],
        preSharedKeys: PreSharedKeys = PreSharedKeys(), authenticatedData: [UInt8] = [],
        configuration: GroupConfiguration = GroupConfiguration(), using random: inout some RandomNumberGenerator
    ) throws -> PendingCommit {
        let before = info.groupContext
        let suite = try Suite(before.cipherSuite)
        guard let externalPub = try info.extensions.decoded(.externalPub, as: HPKEPublicKey.self) else {
            throw CommitError.externalPubMissing
        }
        let tree = try verifiedTree(
            suite, info, ratchetTree, bundle.keyPackage.leafNode.capabilities, configuration)
        let (kemOutput, initSecret) = try suite.externalInit(to: externalPub, using: &random)
        var proposals = [Proposal.externalInit(kemOutput: kemOutput)]
        if let removing { proposals.append(.remove(removing)) }
        proposals += preSharedKeyIDs.map(Proposal.preSharedKey)

        // A state of the old epoch without its secrets: enough for the rules, and for the path.
        let encryptionKey = try suite.kem.generateKeyPair(using: &random)
        let outside = try Group(
            suite, groupContext: before, tree: tree, configuration: configuration,
            keys: TreeKEMPrivateKeys(leafIndex: LeafIndex(.max), leafKey: encryptionKey),
            signatureKey: bundle.signatureKey,
            secrets: try KeyScheduleEpoch(suite, epochSecret: Secret.zero(suite.secretSize)),
            confirmationTag: info.confirmationTag)
        let committed = proposals.map { CommittedProposal(proposal: $0, sender: .newMemberCommit) }
        try outside.verifyExternalList(committed)
        var transition = try outside.apply(committed, isSending: true)
        let psks = try outside.preSharedKeys(transition.psks, preSharedKeys)
        let own = try transition.tree.makeRoom()

        var leafNode = bundle.keyPackage.leafNode
        leafNode.encryptionKey = encryptionKey.publicKey
        let created = try UpdatePath.create(
            suite, for: own, in: &transition.tree, leafNode: leafNode, signatureKey: bundle.signatureKey,
            groupID: before.groupID, newLeaves: [],
            context: { [transition] in try outside.provisionalContext(transition, treeHash: $0).encoded() },
            using: &random)
        let validation = try outside.validation(isSending: true)
        try validation.verify(
            created.path.leafNode, at: own, source: .commit, replacing: removing.flatMap { tree[$0] },
            isOwn: true)
        try validation.verifyTogether(transition.tree)

        var content = try AuthenticatedContent(
            signing: FramedContent(
                groupID: before.groupID, epoch: before.epoch, sender: .newMemberCommit,
                authenticatedData: authenticatedData,
                content: .commit(
                    Commit(proposals: proposals.map(ProposalOrRef.proposal), path: created.path))),
            as: .publicMessage, suite, context: outside.encodedContext, with: bundle.signatureKey)
        let start = try EpochStart(
            suite,
            provisional: try outside.provisionalContext(
                transition, treeHash: try transition.tree.treeHash(suite)),
            interimTranscriptHash: outside.interimTranscriptHash, commit: content, initSecret: initSecret,
            commitSecret: created.secrets.commitSecret, pskSecret: try suite.pskSecret(psks))
        content.auth.confirmationTag = start.confirmationTag
        var keys = TreeKEMPrivateKeys(leafIndex: own, leafKey: encryptionKey)
        keys.merge(created.secrets, into: transition.tree)
        let next = try Group(
            suite, groupContext: start.context, tree: transition.tree, configuration: configuration, keys: keys,
            signatureKey: bundle.signatureKey, secrets: start.secrets, confirmationTag: start.confirmationTag)
        return PendingCommit(
            message: .publicMessage(
                PublicMessage(content: content.content, auth: content.auth, membershipTag: nil)),
            welcome: nil, next: next)
    }
}
