/// What a received message turned out to be.
public enum ProcessedMessage: Sendable {
    /// A proposal, kept for the epoch's Commit.
    case proposal(ProposalRef, Proposal, Sender)
    /// A Commit, with the epoch that it begins.
    case commit(CommitEffect)
    /// Application data.
    case application(ApplicationMessage)
}

/// What a Commit does.
public struct CommitEffect: Sendable {
    /// The state of the new epoch, or nil if this member was removed.
    public let group: Group?
    public let committer: LeafIndex
    public let added: [LeafIndex]
    public let updated: [LeafIndex]
    public let removed: [LeafIndex]
    /// The ReInit that ended the group, if the Commit had one.
    public let reInit: ReInit?
    /// Proposals of types that the RFC does not define, for the application.
    public let custom: [Proposal]
}

/// Data from another member.
public struct ApplicationMessage: Sendable, Equatable {
    public let data: [UInt8]
    public let authenticatedData: [UInt8]
    public let sender: LeafIndex
}

extension Group {
    /// Processes an encoded MLSMessage (RFC 9420 section 6) of this group and epoch.
    public mutating func process(
        _ bytes: [UInt8], preSharedKeys: PreSharedKeys = PreSharedKeys()
    ) throws -> ProcessedMessage {
        try process(try MLSMessage(decoding: bytes), preSharedKeys: preSharedKeys)
    }

    /// Processes a PublicMessage or a PrivateMessage of this group and epoch.
    ///
    /// A proposal or application data changes this state: it is remembered, or its key is deleted. A Commit leaves
    /// this state as it is and gives the next one. Nothing changes if an error is thrown.
    ///
    /// - Throws: ``DecodeError``, ``MessageError``, ``RatchetError``, ``CommitError``, ``ProposalListError``,
    ///   ``LeafNodeError``, ``KeyPackageError``, ``UpdatePathError``, ``TreeError``, ``GroupError``, ``CryptographyError``.
    public mutating func process(
        _ message: MLSMessage, preSharedKeys: PreSharedKeys = PreSharedKeys()
    ) throws -> ProcessedMessage {
        var after = self
        let content = try after.authenticate(message)
        switch content.content.content {
        case .application(let data):
            guard case .member(let sender) = content.content.sender else { throw MessageError.senderNotMember }
            self = after
            return .application(
                ApplicationMessage(
                    data: data, authenticatedData: content.content.authenticatedData, sender: sender))
        case .proposal(let proposal):
            guard reInit == nil else { throw GroupError.reinitialized }
            let reference = try after.remember(content)
            self = after
            return .proposal(reference, proposal, content.content.sender)
        case .commit(let commit):
            guard reInit == nil else { throw GroupError.reinitialized }
            return .commit(try process(commit, in: content, preSharedKeys))
        }
    }

    /// Processes a Commit whose protection and signature have been verified (section 12.4.2).
    private func process(
        _ commit: Commit, in content: AuthenticatedContent, _ known: PreSharedKeys
    ) throws -> CommitEffect {
        let committed = try resolve(commit.proposals, committer: content.content.sender)
        var committer: LeafIndex?
        switch content.content.sender {
        case .member(let leaf):
            committer = leaf
            try verifyMemberList(committed, committer: leaf, purpose: .ordinary)
        case .newMemberCommit:
            for case .reference in commit.proposals { throw CommitError.referenceInExternalCommit }
            try verifyExternalList(committed)
        default:
            throw MessageError.notAllowedFromOutside
        }
        var transition = try apply(committed, isSending: false)
        let sender = try committer ?? transition.tree.makeRoom()
        guard commit.path != nil || !transition.requiresPath else { throw CommitError.pathRequired }
        let isRemoved = transition.removed.contains(ownLeafIndex)
        let psks = isRemoved ? [] : try preSharedKeys(transition.psks, known)
        let opening = try applyPath(commit.path, from: sender, committer: committer, to: &transition, isRemoved)
        var next: Group?
        if !isRemoved {
            next = try start(transition, opening, psks, content)
        }
        return CommitEffect(
            group: next, committer: sender, added: transition.added.map(\.index), updated: transition.updated,
            removed: transition.removed, reInit: transition.reInit, custom: transition.custom)
    }

    /// A path that was merged, and what this member read in it.
    private struct Opening {
        var context: GroupContext
        var secrets: PathSecrets?
        var keys: TreeKEMPrivateKeys
    }

    private func applyPath(
        _ path: UpdatePath?, from sender: LeafIndex, committer: LeafIndex?, to transition: inout Transition,
        _ isRemoved: Bool
    ) throws -> Opening {
        var keys = keys
        if let update = transition.ownUpdate { keys.replaceLeafKey(update.encryptionKey) }
        let validation = try validation(isSending: false, extensions: transition.extensions)
        guard let path else {
            try validation.verifyTogether(transition.tree, changed: transition.changedLeaves)
            keys.merge(nil, into: transition.tree)
            return Opening(
                context: try provisionalContext(transition, treeHash: try transition.tree.treeHash(suite)),
                secrets: nil, keys: keys)
        }
        let newLeaves = transition.newLeaves
        // An external joiner that removes its old leaf is held to the rules of an Update of that leaf (section 12.2).
        let old = committer.flatMap { tree[$0] } ?? transition.removed.first.flatMap { tree[$0] }
        try validation.verify(path.leafNode, at: sender, source: .commit, replacing: old)
        try path.verifyKeysAreNew(in: transition.tree)
        try path.merge(suite, from: sender, into: &transition.tree, newLeaves: newLeaves)
        try validation.verifyTogether(transition.tree, changed: transition.changedLeaves.union([sender]))
        let context = try provisionalContext(transition, treeHash: try transition.tree.treeHash(suite))
        guard !isRemoved else { return Opening(context: context, secrets: nil, keys: keys) }
        keys.merge(nil, into: transition.tree)
        let secrets = try path.open(
            suite, from: sender, with: keys, in: transition.tree, newLeaves: newLeaves,
            context: try context.encoded())
        keys.merge(secrets, into: transition.tree)
        return Opening(context: context, secrets: secrets, keys: keys)
    }

    private func start(
        _ transition: Transition, _ opening: Opening, _ psks: [(id: PreSharedKeyID, psk: Secret)],
        _ content: AuthenticatedContent
    ) throws -> Group {
        var initSecret = secrets.initSecret
        if let kemOutput = transition.kemOutput {
            initSecret = try suite.externalInit(kemOutput, with: try secrets.externalKey(suite))
        }
        let start = try EpochStart(
            suite, provisional: opening.context, interimTranscriptHash: interimTranscriptHash, commit: content,
            initSecret: initSecret, commitSecret: opening.secrets?.commitSecret ?? Secret.zero(suite.secretSize),
            pskSecret: try suite.pskSecret(psks))
        guard let tag = content.auth.confirmationTag, constantTimeEqual(tag, start.confirmationTag) else {
            throw CommitError.confirmationTagInvalid
        }
        return try Group(
            suite, groupContext: start.context, tree: transition.tree, configuration: configuration,
            keys: opening.keys, signatureKey: transition.ownUpdate?.signatureKey ?? signatureKey,
            secrets: start.secrets, confirmationTag: start.confirmationTag, reInit: transition.reInit)
    }
}

extension UpdatePath {
    /// That no key of the path is in the tree already, or twice in the path (section 12.4.2).
    ///
    /// - Throws: ``UpdatePathError/keyAlreadyInTree(_:)``.
    func verifyKeysAreNew(in tree: RatchetTree) throws(UpdatePathError) {
        var keys: Set<HPKEPublicKey> = []
        for key in [leafNode.encryptionKey] + nodes.map(\.encryptionKey) {
            guard keys.insert(key).inserted else { throw .keyAlreadyInTree(key) }
        }
        for case .some(let node) in tree.nodes where keys.contains(node.encryptionKey) {
            throw .keyAlreadyInTree(node.encryptionKey)
        }
    }
}
