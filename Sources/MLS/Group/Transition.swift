/// What a list of proposals makes of a tree and its extensions (RFC 9420 section 12.3).
struct Transition {
    var tree: RatchetTree
    var extensions: [Extension]
    var added: [(index: LeafIndex, keyPackage: KeyPackage)] = []
    var updated: [LeafIndex] = []
    var removed: [LeafIndex] = []
    var psks: [PreSharedKeyID] = []
    var kemOutput: [UInt8]?
    var reInit: ReInit?
    var custom: [Proposal] = []
    var requiresPath: Bool
    /// The keys of this member's own Update, if it is among the proposals.
    var ownUpdate: CachedProposal.UpdateKeys?

    var newLeaves: Set<LeafIndex> { Set(added.map(\.index)) }
    /// The leaves that an Add or an Update has set.
    var changedLeaves: Set<LeafIndex> { newLeaves.union(updated) }
}

extension Group {
    /// Applies a list of proposals in the order of section 12.3.
    ///
    /// - Throws: ``LeafNodeError``, ``KeyPackageError``, ``ProposalListError``, ``TreeError``, ``DecodeError``.
    func apply(_ list: [CommittedProposal], isSending: Bool) throws -> Transition {
        var result = Transition(
            tree: tree, extensions: groupContext.extensions,
            requiresPath: list.isEmpty || list.contains { $0.proposal.proposalType.requiresPath })
        var newExtensions: [Extension]?
        for case .groupContextExtensions(let extensions) in list.map(\.proposal) { newExtensions = extensions }
        if let newExtensions {
            result.extensions = newExtensions
            try verifyExternalSenders(newExtensions)
        }
        let validation = try validation(isSending: isSending, extensions: result.extensions)

        for item in list {
            guard case .update(let leaf) = item.proposal, case .member(let index) = item.sender else { continue }
            try validation.verify(leaf, at: index, source: .update, replacing: tree[index])
            try result.tree.update(index, leaf)
            result.updated.append(index)
            if index == ownLeafIndex { result.ownUpdate = item.update }
        }
        for case .remove(let index) in list.map(\.proposal) {
            try result.tree.blank(index)
            result.removed.append(index)
        }
        result.tree.truncate()
        for case .add(let keyPackage) in list.map(\.proposal) {
            try validation.verify(keyPackage)
            result.added.append((try result.tree.add(keyPackage.leafNode), keyPackage))
        }
        for item in list {
            switch item.proposal {
            case .preSharedKey(let id): result.psks.append(id)
            case .externalInit(let kemOutput): result.kemOutput = kemOutput
            case .reInit(let reInit): result.reInit = reInit
            case .custom: result.custom.append(item.proposal)
            default: break
            }
        }
        if newExtensions != nil {
            for (index, leaf) in result.tree.members {
                do {
                    try validation.verifyGroupRequirements(leaf.capabilities)
                } catch {
                    throw ProposalListError.groupContextExtensionsNotSupported(by: index)
                }
            }
        }
        return result
    }

    /// A new `external_senders` extension is shown to the AuthenticationService (section 5.3.1).
    private func verifyExternalSenders(_ extensions: [Extension]) throws {
        let senders = try extensions.decoded(.externalSenders, as: ExternalSenders.self)
        for sender in senders?.senders ?? [] {
            guard
                configuration.authenticationService.isValid(sender.credential, signatureKey: sender.signatureKey)
            else { throw ProposalListError.externalSenderRejected }
        }
    }

    /// The context of the next epoch, still with the old transcript (section 12.4.1).
    func provisionalContext(_ transition: Transition, treeHash: [UInt8]) throws(GroupError) -> GroupContext {
        guard epoch < .max else { throw .epochsExhausted }
        var context = groupContext
        context.epoch += 1
        context.treeHash = treeHash
        context.extensions = transition.extensions
        return context
    }
}

/// The key schedule's step into a new epoch.
struct EpochStart {
    let context: GroupContext
    let joinerSecret: Secret
    let member: KeyScheduleEpoch.Member
    let secrets: KeyScheduleEpoch
    let confirmationTag: [UInt8]

    /// - Parameters:
    ///   - provisional: the context that lacks the new transcript hash.
    ///   - commit: the signed Commit; its confirmation tag does not count here.
    init(
        _ suite: Suite, provisional: GroupContext, interimTranscriptHash: [UInt8], commit: AuthenticatedContent,
        initSecret: Secret, commitSecret: Secret, pskSecret: Secret
    ) throws {
        var context = provisional
        context.confirmedTranscriptHash = try TranscriptHash.confirmed(suite, interim: interimTranscriptHash, commit)
        let encoded = try context.encoded()
        joinerSecret = try KeyScheduleEpoch.joinerSecret(
            suite, initSecret: initSecret, commitSecret: commitSecret, groupContext: encoded)
        member = KeyScheduleEpoch.Member(suite, joinerSecret: joinerSecret, pskSecret: pskSecret)
        secrets = try member.epoch(suite, groupContext: encoded)
        confirmationTag = secrets.confirmationTag(suite, context.confirmedTranscriptHash)
        self.context = context
    }
}
