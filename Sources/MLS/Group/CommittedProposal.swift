/// A proposal in a Commit, with who made it.
struct CommittedProposal: Sendable {
    let proposal: Proposal
    let sender: Sender
    var update: CachedProposal.UpdateKeys?
}

/// Which operation a Commit belongs to: the two that start a group from another one have PSKs of their own.
enum CommitPurpose: Sendable {
    case ordinary, reinit, branch
}

extension Group {
    /// Looks the references up.
    ///
    /// - Throws: ``ProposalListError/unknownProposal(_:)``.
    func resolve(_ list: [ProposalOrRef], committer: Sender) throws(ProposalListError) -> [CommittedProposal] {
        var result: [CommittedProposal] = []
        for item in list {
            switch item {
            case .proposal(let proposal):
                result.append(CommittedProposal(proposal: proposal, sender: committer))
            case .reference(let reference):
                guard let cached = proposals.first(where: { $0.reference == reference }) else {
                    throw .unknownProposal(reference)
                }
                result.append(
                    CommittedProposal(proposal: cached.proposal, sender: cached.sender, update: cached.update))
            }
        }
        return result
    }

    /// The rules of section 12.2 for a Commit by a member, as far as they concern the list alone.
    func verifyMemberList(
        _ list: [CommittedProposal], committer: LeafIndex, purpose: CommitPurpose
    ) throws(ProposalListError) {
        var changed: Set<LeafIndex> = []
        let removed = removed(in: list)
        var extensionProposals = 0
        if list.count > 1, list.contains(where: { $0.proposal.proposalType == .reinit }) { throw .reInitNotAlone }
        for item in list {
            switch item.proposal {
            case .add: break
            case .update:
                guard case .member(let leaf) = item.sender else { throw .updateFromOutside }
                guard leaf != committer else { throw .updateByCommitter }
                guard changed.insert(leaf).inserted else { throw .multipleChangesOfLeaf(leaf) }
            case .remove(let leaf):
                guard leaf != committer else { throw .committerRemoved }
                guard tree[leaf] != nil else { throw .removeOfBlankLeaf(leaf) }
                guard changed.insert(leaf).inserted else { throw .multipleChangesOfLeaf(leaf) }
            case .preSharedKey: break
            case .reInit(let reInit):
                guard reInit.version.rawValue >= groupContext.version.rawValue else {
                    throw .reInitToOlderVersion(reInit.version)
                }
                if let type = reInit.extensions.duplicatedType { throw .duplicateExtension(type) }
            case .externalInit:
                throw .externalInitByMember
            case .groupContextExtensions(let extensions):
                extensionProposals += 1
                guard extensionProposals == 1 else { throw .multipleGroupContextExtensions }
                if let type = extensions.duplicatedType { throw .duplicateExtension(type) }
            case .custom(let type, _):
                // Who is added or removed need not know the type.
                for (index, leaf) in tree.members
                where !removed.contains(index) && !leaf.capabilities.supports(type) {
                    throw .proposalTypeNotSupported(type, by: index)
                }
            }
        }
        try verifyAdds(list, removed: removed)
        try verifyPreSharedKeys(list, purpose: purpose)
    }

    private func removed(in list: [CommittedProposal]) -> Set<LeafIndex> {
        var removed: Set<LeafIndex> = []
        for case .remove(let leaf) in list.map(\.proposal) { removed.insert(leaf) }
        return removed
    }

    private func verifyAdds(_ list: [CommittedProposal], removed: Set<LeafIndex>) throws(ProposalListError) {
        let service = configuration.authenticationService
        var added: [LeafNode] = []
        for case .add(let keyPackage) in list.map(\.proposal) {
            let leaf = keyPackage.leafNode
            for other in added where service.isSameClient(other, leaf) { throw .clientAddedTwice }
            for (index, member) in tree.members
            where !removed.contains(index) && service.isSameClient(member, leaf) {
                throw .clientAlreadyMember(index)
            }
            added.append(leaf)
        }
    }

    private func verifyPreSharedKeys(
        _ list: [CommittedProposal], purpose: CommitPurpose
    ) throws(ProposalListError) {
        var seen: Set<PreSharedKeyID> = []
        for case .preSharedKey(let id) in list.map(\.proposal) {
            if id.usage == .reinit, purpose != .reinit { throw .reInitPSKOutOfPlace }
            if id.usage == .branch, purpose != .branch { throw .branchPSKOutOfPlace }
            guard id.pskNonce.count == suite.secretSize else {
                throw .pskNonceLength(expected: suite.secretSize, actual: id.pskNonce.count)
            }
            guard seen.insert(id).inserted else { throw .duplicatePreSharedKey }
        }
    }

    /// The rules of section 12.2 for an external Commit, as far as they concern the list alone.
    func verifyExternalList(_ list: [CommittedProposal]) throws(ProposalListError) {
        var inits = 0
        var removes = 0
        for item in list {
            switch item.proposal {
            case .externalInit: inits += 1
            case .remove(let leaf):
                removes += 1
                guard removes == 1 else { throw .multipleRemovesInExternalCommit }
                guard tree[leaf] != nil else { throw .removeOfBlankLeaf(leaf) }
            case .preSharedKey: break
            default: throw .proposalTypeInExternalCommit(item.proposal.proposalType)
            }
        }
        guard inits == 1 else { throw .externalInitCount(inits) }
        try verifyPreSharedKeys(list, purpose: .ordinary)
    }

    /// The keys of the PreSharedKey proposals, in their order.
    func preSharedKeys(
        _ ids: [PreSharedKeyID], _ known: PreSharedKeys
    ) throws(CommitError) -> [(id: PreSharedKeyID, psk: Secret)] {
        var result: [(id: PreSharedKeyID, psk: Secret)] = []
        for id in ids {
            guard let psk = known[id] ?? ownResumptionPSK(id) else { throw .preSharedKeyMissing(id) }
            result.append((id, psk))
        }
        return result
    }

    /// This epoch's own `resumption_psk`, if that is what is asked for.
    private func ownResumptionPSK(_ id: PreSharedKeyID) -> Secret? {
        guard case .resumption(_, let groupID, let epoch) = id.kind, groupID == self.groupID, epoch == self.epoch
        else { return nil }
        return resumptionPSK
    }
}
