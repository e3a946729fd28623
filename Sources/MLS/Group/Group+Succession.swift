extension Group {
    /// Starts the group that the last Commit's ReInit announced (RFC 9420 section 11.2).
    ///
    /// - Parameters:
    ///   - bundle: this member's leaf and keys in the new group, of the new cipher suite.
    ///   - keyPackages: those of all other members.
    /// - Returns: the Commit that begins epoch 1; its Welcome goes to the others.
    /// - Throws: ``GroupError/notReinitialized`` and what a Commit throws.
    public func reinitialize(
        with bundle: KeyPackageBundle, keyPackages: [KeyPackage], includesRatchetTree: Bool = true,
        using random: inout some RandomNumberGenerator
    ) throws -> PendingCommit {
        guard let reInit else { throw GroupError.notReinitialized }
        return try succeed(
            .reinit, groupID: reInit.groupID, extensions: reInit.extensions, bundle, keyPackages,
            includesRatchetTree, using: &random)
    }

    /// Starts a group of some of the members (section 11.3), with this group's parameters.
    ///
    /// - Returns: the Commit that begins epoch 1; its Welcome goes to the others.
    public func branch(
        groupID: [UInt8], with bundle: KeyPackageBundle, keyPackages: [KeyPackage], extensions: [Extension] = [],
        includesRatchetTree: Bool = true, using random: inout some RandomNumberGenerator
    ) throws -> PendingCommit {
        try succeed(
            .branch, groupID: groupID, extensions: extensions, bundle, keyPackages, includesRatchetTree,
            using: &random)
    }

    private func succeed(
        _ usage: ResumptionPSKUsage, groupID: [UInt8], extensions: [Extension], _ bundle: KeyPackageBundle,
        _ keyPackages: [KeyPackage], _ includesRatchetTree: Bool, using random: inout some RandomNumberGenerator
    ) throws -> PendingCommit {
        var group = try Group.create(
            groupID: groupID, with: bundle, extensions: extensions, configuration: configuration, using: &random)
        let id = group.preSharedKeyID(
            .resumption(usage: usage, pskGroupID: self.groupID, pskEpoch: epoch), using: &random)
        let known = PreSharedKeys(
            resumption: [PreSharedKeys.Epoch(groupID: self.groupID, epoch: epoch): resumptionPSK])
        return try group.commit(
            CommitOptions(
                proposals: keyPackages.map(Proposal.add) + [.preSharedKey(id)],
                includesRatchetTree: includesRatchetTree),
            purpose: usage == .reinit ? .reinit : .branch, preSharedKeys: known, using: &random)
    }
}
