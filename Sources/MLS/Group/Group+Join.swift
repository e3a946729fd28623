extension Group {
    /// Joins a group by a Welcome (RFC 9420 section 12.4.3.1).
    ///
    /// - Parameters:
    ///   - bundle: the KeyPackage that was added, with its keys; `init_key`'s is to be deleted afterwards.
    ///   - ratchetTree: the tree, if the Welcome has none.
    ///   - oldGroup: the group that was reinitialised or branched from, in the epoch to which the PSK refers.
    ///   - groupsInUse: the identifiers of the groups that the client is in.
    /// - Throws: ``WelcomeError``, ``TreeError``, ``LeafNodeError``, ``DecodeError``, ``CryptographyError``.
    public static func join(
        _ welcome: Welcome, with bundle: KeyPackageBundle, ratchetTree: RatchetTreeNodes? = nil,
        preSharedKeys: PreSharedKeys = PreSharedKeys(), oldGroup: Group? = nil, groupsInUse: Set<[UInt8]> = [],
        configuration: GroupConfiguration = GroupConfiguration()
    ) throws -> Group {
        guard welcome.cipherSuite == bundle.keyPackage.cipherSuite else {
            throw WelcomeError.cipherSuiteMismatch(welcome.cipherSuite)
        }
        let suite = try Suite(welcome.cipherSuite)
        let groupSecrets = try welcome.groupSecrets(suite, for: bundle.keyPackage, initKey: bundle.initKey)
        let usage = try verifyUsage(groupSecrets.psks)
        let pskSecret = try suite.pskSecret(try find(groupSecrets.psks, preSharedKeys, oldGroup))
        let info = try welcome.groupInfo(suite, joinerSecret: groupSecrets.joinerSecret, pskSecret: pskSecret)
        let context = info.groupContext
        guard !groupsInUse.contains(context.groupID) else { throw WelcomeError.groupIDInUse }
        guard context.cipherSuite == suite.cipherSuite else {
            throw WelcomeError.cipherSuiteMismatch(context.cipherSuite)
        }
        guard context.version == bundle.keyPackage.version else {
            throw WelcomeError.versionMismatch(context.version)
        }
        let tree = try verifiedTree(suite, info, ratchetTree, bundle.keyPackage.leafNode.capabilities, configuration)
        guard let own = tree.members.first(where: { $0.leaf == bundle.keyPackage.leafNode })?.index else {
            throw WelcomeError.ownLeafMissing
        }
        guard bundle.encryptionKey.publicKey == bundle.keyPackage.leafNode.encryptionKey,
            bundle.signatureKey.publicKey == bundle.keyPackage.leafNode.signatureKey
        else { throw GroupError.keyMismatch }
        var keys = TreeKEMPrivateKeys(leafIndex: own, leafKey: bundle.encryptionKey)
        if let pathSecret = groupSecrets.pathSecret {
            do {
                try keys.learn(pathSecret, at: tree.shape.commonAncestor(own, info.signer), in: tree, suite)
            } catch is UpdatePathError {
                throw WelcomeError.pathSecretMismatch
            }
        }
        let (_, secrets) = try KeyScheduleEpoch.begin(
            suite, joinerSecret: groupSecrets.joinerSecret, pskSecret: pskSecret,
            groupContext: try context.encoded())
        guard
            constantTimeEqual(
                secrets.confirmationTag(suite, context.confirmedTranscriptHash), info.confirmationTag)
        else { throw WelcomeError.confirmationTagInvalid }
        if let usage {
            try verifySuccession(usage, of: oldGroup, by: context, tree, configuration.authenticationService)
        }
        return try Group(
            suite, groupContext: context, tree: tree, configuration: configuration, keys: keys,
            signatureKey: bundle.signatureKey, secrets: secrets, confirmationTag: info.confirmationTag)
    }

    /// That at most one PSK starts a group from another.
    private static func verifyUsage(_ psks: [PreSharedKeyID]) throws(WelcomeError) -> PreSharedKeyID? {
        let starting = psks.filter { $0.usage == .reinit || $0.usage == .branch }
        guard starting.count <= 1 else { throw .multipleResumptionPSKs }
        return starting.first
    }

    private static func find(
        _ psks: [PreSharedKeyID], _ known: PreSharedKeys, _ oldGroup: Group?
    ) throws(WelcomeError) -> [(id: PreSharedKeyID, psk: Secret)] {
        var result: [(id: PreSharedKeyID, psk: Secret)] = []
        for id in psks {
            if let psk = known[id] {
                result.append((id, psk))
            } else if case .resumption(_, let groupID, let epoch) = id.kind, let oldGroup,
                oldGroup.groupID == groupID, oldGroup.epoch == epoch
            {
                result.append((id, oldGroup.resumptionPSK))
            } else {
                throw .preSharedKeyMissing(id)
            }
        }
        return result
    }

    /// The tree of a GroupInfo, held to all rules for newcomers (sections 12.4.3.1 and 12.4.3.3).
    static func verifiedTree(
        _ suite: Suite, _ info: GroupInfo, _ given: RatchetTreeNodes?, _ capabilities: Capabilities,
        _ configuration: GroupConfiguration
    ) throws -> RatchetTree {
        let context = info.groupContext
        for extensions in [context.extensions, info.extensions] {
            if let type = extensions.duplicatedType { throw WelcomeError.duplicateExtension(type) }
        }
        for item in context.extensions where !capabilities.supports(item.extensionType) {
            throw WelcomeError.extensionNotSupported(item.extensionType)
        }
        guard let nodes = try info.extensions.decoded(.ratchetTree, as: RatchetTreeNodes.self) ?? given else {
            throw WelcomeError.ratchetTreeMissing
        }
        var tree = try RatchetTree(nodes)
        guard let signer = tree[info.signer] else { throw WelcomeError.signerBlank(info.signer) }
        guard try info.isSigned(suite, by: signer.signatureKey) else {
            throw WelcomeError.groupInfoSignatureInvalid
        }
        guard try tree.treeHash(suite) == context.treeHash else { throw WelcomeError.treeHashMismatch }
        try tree.verifyParents(suite)
        try tree.verifyParentHashes(suite)
        let validation = try LeafNodeValidation(suite, context, configuration: configuration, isSending: false)
        for (index, leaf) in tree.members { try validation.verify(leaf, at: index, source: nil) }
        try validation.verifyTogether(tree)
        return tree
    }

    /// The rules for a group that goes on from another (sections 11.2 and 11.3).
    private static func verifySuccession(
        _ psk: PreSharedKeyID, of oldGroup: Group?, by context: GroupContext, _ tree: RatchetTree,
        _ service: any AuthenticationService
    ) throws(WelcomeError) {
        guard context.epoch == 1 else { throw .epochNotOne(context.epoch) }
        guard case .resumption(let usage, let groupID, let epoch) = psk.kind, let oldGroup,
            oldGroup.groupID == groupID, oldGroup.epoch == epoch
        else { throw .oldGroupMissing }
        let oldMembers = oldGroup.members.map(\.leaf)
        let newMembers = tree.members.map(\.leaf)
        if usage == .reinit {
            guard let reInit = oldGroup.reInit else { throw .notReinitialized }
            guard context.groupID == reInit.groupID else { throw .reInitGroupIDMismatch }
            guard context.version == reInit.version else { throw .oldVersionMismatch }
            guard context.cipherSuite == reInit.cipherSuite else { throw .oldCipherSuiteMismatch }
            guard context.extensions == reInit.extensions else { throw .reInitExtensionsMismatch }
            for old in oldMembers where !newMembers.contains(where: { service.isSameMember(old, $0) }) {
                throw .reInitMemberMissing
            }
        } else {
            guard context.version == oldGroup.groupContext.version else { throw .oldVersionMismatch }
            guard context.cipherSuite == oldGroup.groupContext.cipherSuite else { throw .oldCipherSuiteMismatch }
            for new in newMembers where !oldMembers.contains(where: { service.isSameMember($0, new) }) {
                throw .branchMemberUnknown
            }
        }
    }
}
