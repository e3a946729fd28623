extension Group {
    /// Makes a Commit (RFC 9420 section 12.4.1) and its Welcome, and leaves the epoch as it is: only if handshake
    /// messages are encrypted does this member's ratchet move on, for a key is not used twice even if the Commit is dropped.
    ///
    /// - Throws: ``GroupError``, ``ProposalListError``, ``LeafNodeError``, ``KeyPackageError``,
    ///   ``CommitError/preSharedKeyMissing(_:)``.
    public mutating func commit(
        _ options: CommitOptions = CommitOptions(), preSharedKeys: PreSharedKeys = PreSharedKeys(),
        using random: inout some RandomNumberGenerator
    ) throws -> PendingCommit {
        try commit(options, purpose: .ordinary, preSharedKeys: preSharedKeys, using: &random)
    }

    mutating func commit(
        _ options: CommitOptions, purpose: CommitPurpose, preSharedKeys known: PreSharedKeys,
        using random: inout some RandomNumberGenerator
    ) throws -> PendingCommit {
        guard reInit == nil else { throw GroupError.reinitialized }
        let references = try selected(options)
        let list = references.map(ProposalOrRef.reference) + options.proposals.map(ProposalOrRef.proposal)
        let committed = try resolve(list, committer: .member(ownLeafIndex))
        try verifyMemberList(committed, committer: ownLeafIndex, purpose: purpose)
        var transition = try apply(committed, isSending: true)
        let psks = try preSharedKeys(transition.psks, known)

        var keys = keys
        var signer = signatureKey
        var path: UpdatePath?
        var pathSecrets: PathSecrets?
        if transition.requiresPath || options.forcesPath {
            let encryptionKey = try suite.kem.generateKeyPair(using: &random)
            signer = options.leafNodeChange.signatureKey ?? signatureKey
            (path, pathSecrets) = try makePath(
                &transition, options.leafNodeChange, encryptionKey.publicKey, signer, using: &random)
            keys.replaceLeafKey(encryptionKey)
        }
        try validation(isSending: true, extensions: transition.extensions)
            .verifyTogether(transition.tree, changed: transition.changedLeaves.union([ownLeafIndex]))
        keys.merge(pathSecrets, into: transition.tree)

        var content = try signed(
            .commit(Commit(proposals: list, path: path)), as: handshakeFormat,
            authenticatedData: options.authenticatedData)
        let start = try EpochStart(
            suite,
            provisional: try provisionalContext(transition, treeHash: try transition.tree.treeHash(suite)),
            interimTranscriptHash: interimTranscriptHash, commit: content, initSecret: secrets.initSecret,
            commitSecret: pathSecrets?.commitSecret ?? Secret.zero(suite.secretSize),
            pskSecret: try suite.pskSecret(psks))
        content.auth.confirmationTag = start.confirmationTag
        let next = try Group(
            suite, groupContext: start.context, tree: transition.tree, configuration: configuration, keys: keys,
            signatureKey: signer, secrets: start.secrets, confirmationTag: start.confirmationTag,
            reInit: transition.reInit)
        let welcome = try next.welcome(transition, start, pathSecrets, options, using: &random)
        return PendingCommit(
            message: try protect(content, padding: 0, using: &random), welcome: welcome, next: next)
    }

    private func makePath(
        _ transition: inout Transition, _ change: LeafNodeChange, _ encryptionKey: HPKEPublicKey,
        _ signer: SignaturePrivateKey, using random: inout some RandomNumberGenerator
    ) throws -> (UpdatePath, PathSecrets) {
        guard let old = tree[ownLeafIndex] else { throw GroupError.noSuchMember(ownLeafIndex) }
        let newLeaves = transition.newLeaves
        let created = try UpdatePath.create(
            suite, for: ownLeafIndex, in: &transition.tree,
            leafNode: change.applied(to: old, encryptionKey: encryptionKey), signatureKey: signer, groupID: groupID,
            newLeaves: newLeaves,
            context: { [transition] in try self.provisionalContext(transition, treeHash: $0).encoded() },
            using: &random)
        try validation(isSending: true, extensions: transition.extensions)
            .verify(created.path.leafNode, at: ownLeafIndex, source: .commit, replacing: old, isOwn: true)
        return created
    }

    /// The references that a Commit covers.
    private func selected(_ options: CommitOptions) throws -> [ProposalRef] {
        if case .only(let references) = options.references { return references }
        let others = proposals.filter { item in
            switch item.proposal {
            case .update: item.sender != .member(ownLeafIndex)
            case .remove(let leaf): leaf != ownLeafIndex
            default: true
            }
        }
        let ordinary = others.filter { $0.proposal.proposalType != .reinit }
        guard !ordinary.isEmpty else {
            return options.proposals.isEmpty ? others.prefix(1).map(\.reference) : []
        }
        // One change for each leaf: a Remove if there is one, otherwise the latest Update (section 12.2).
        var changes: [LeafIndex: ProposalRef] = [:]
        var removed: Set<LeafIndex> = []
        for item in ordinary {
            switch (item.proposal, item.sender) {
            case (.remove(let leaf), _):
                if removed.insert(leaf).inserted { changes[leaf] = item.reference }
            case (.update, .member(let leaf)):
                if !removed.contains(leaf) { changes[leaf] = item.reference }
            default: break
            }
        }
        return ordinary.filter { item in
            switch (item.proposal, item.sender) {
            case (.remove(let leaf), _), (.update, .member(let leaf)): changes[leaf] == item.reference
            default: true
            }
        }.map(\.reference)
    }

    /// The Welcome of a Commit that led to this state, or nil if nobody was added (section 12.4.3.1).
    private func welcome(
        _ transition: Transition, _ start: EpochStart, _ pathSecrets: PathSecrets?, _ options: CommitOptions,
        using random: inout some RandomNumberGenerator
    ) throws -> Welcome? {
        guard !transition.added.isEmpty else { return nil }
        let info = try groupInfo(
            includesRatchetTree: options.includesRatchetTree, includesExternalPub: options.includesExternalPub,
            extensions: options.groupInfoExtensions)
        let keys = try Welcome.keys(suite, start.member)
        let encryptedInfo = try suite.aead.seal(
            try info.encoded(), aad: [], key: keys.key, nonce: keys.nonce.exposed)
        var entries: [EncryptedGroupSecrets] = []
        for (index, keyPackage) in transition.added {
            let ancestor = tree.shape.commonAncestor(index, ownLeafIndex)
            var plaintext = try GroupSecrets(
                joinerSecret: start.joinerSecret,
                pathSecret: pathSecrets?.steps.first { $0.node == ancestor }?.secret, psks: transition.psks
            ).encoded()
            defer { wipe(&plaintext) }
            entries.append(
                EncryptedGroupSecrets(
                    newMember: try keyPackage.reference(suite),
                    encryptedGroupSecrets: try suite.encryptWithLabel(
                        keyPackage.initKey, "Welcome", context: encryptedInfo, plaintext: Secret(plaintext),
                        using: &random)))
        }
        return Welcome(cipherSuite: suite.cipherSuite, secrets: entries, encryptedGroupInfo: encryptedInfo)
    }
}
