@testable import MLS

/// What a misbehaving member does to its Commit, each step before whatever signs or covers it.
struct Forgery {
    /// Whether there is a path.
    var path = true
    /// Changes the path's leaf before it is signed.
    var leaf: (inout LeafNode) -> Void = { _ in }
    /// The key of the path's leaf, if it is not to be fresh.
    var leafKey: HPKEPrivateKey?
    /// Changes the path after its leaf was signed.
    var edit: (inout UpdatePath) throws -> Void = { _ in }
    /// Whether the leaf is signed again after `edit`.
    var signsAgain = false
    /// Changes the content before it is signed.
    var content: (inout FramedContent) -> Void = { _ in }
    /// Changes the signature and the confirmation tag before the membership tag covers them.
    var auth: (inout FramedContentAuthData) -> Void = { _ in }
    /// Who signs, if not the member itself.
    var signer: SignaturePrivateKey?
    var preSharedKeys = PreSharedKeys()
}

extension Group {
    /// Applies proposals without any of the rules.
    private func carelesslyApplied(_ list: [CommittedProposal]) -> Transition {
        var result = Transition(tree: tree, extensions: groupContext.extensions, requiresPath: true)
        for item in list {
            switch item.proposal {
            case .update(let leaf):
                if case .member(let index) = item.sender { try? result.tree.update(index, leaf) }
            case .remove(let index):
                try? result.tree.blank(index)
                result.removed.append(index)
            case .groupContextExtensions(let extensions): result.extensions = extensions
            case .preSharedKey(let id): result.psks.append(id)
            case .reInit(let reInit): result.reInit = reInit
            default: break
            }
        }
        result.tree.truncate()
        for case .add(let keyPackage) in list.map(\.proposal) {
            if let index = try? result.tree.add(keyPackage.leafNode) { result.added.append((index, keyPackage)) }
        }
        return result
    }

    /// A Commit with real signatures and MACs, made by a member that does not keep the rules.
    mutating func forge(
        _ proposals: [Proposal], references: [ProposalRef] = [], _ forgery: Forgery = Forgery(),
        using random: inout SeededRandom
    ) throws -> MLSMessage {
        let list = references.map(ProposalOrRef.reference) + proposals.map(ProposalOrRef.proposal)
        let known = references.compactMap { reference in
            self.proposals.first { $0.reference == reference }.map {
                CommittedProposal(proposal: $0.proposal, sender: $0.sender)
            }
        }
        let sender = Sender.member(ownLeafIndex)
        var transition = carelesslyApplied(
            known + proposals.map { CommittedProposal(proposal: $0, sender: sender) })
        if transition.tree[ownLeafIndex] == nil { transition.tree = tree }
        var path: UpdatePath?
        var pathSecrets: PathSecrets?
        if forgery.path {
            let old = try tree[ownLeafIndex].orThrow()
            let key = try forgery.leafKey ?? suite.kem.generateKeyPair(using: &random)
            var leaf = old
            leaf.encryptionKey = key.publicKey
            forgery.leaf(&leaf)
            let before = transition
            let created = try UpdatePath.create(
                suite, for: ownLeafIndex, in: &transition.tree, leafNode: leaf,
                signatureKey: forgery.signer ?? signatureKey, groupID: groupID, newLeaves: transition.newLeaves,
                context: { try self.provisionalContext(before, treeHash: $0).encoded() }, using: &random)
            var edited = created.path
            try forgery.edit(&edited)
            if forgery.signsAgain {
                try edited.leafNode.sign(suite, with: signatureKey, groupID: groupID, leafIndex: ownLeafIndex)
            }
            (path, pathSecrets) = (edited, created.secrets)
        }
        let psks = transition.psks.compactMap { id in forgery.preSharedKeys[id].map { (id: id, psk: $0) } }
        return try finish(
            Commit(proposals: list, path: path), transition, sender, initSecret: secrets.initSecret,
            commitSecret: pathSecrets?.commitSecret, psks, forgery, using: &random)
    }

    private mutating func finish(
        _ commit: Commit, _ transition: Transition, _ sender: Sender, initSecret: Secret, commitSecret: Secret?,
        _ psks: [(id: PreSharedKeyID, psk: Secret)], _ forgery: Forgery, using random: inout SeededRandom
    ) throws -> MLSMessage {
        var framed = FramedContent(
            groupID: groupID, epoch: epoch, sender: sender, authenticatedData: [], content: .commit(commit))
        forgery.content(&framed)
        var content = try AuthenticatedContent(
            signing: framed, as: handshakeFormat, suite, context: encodedContext,
            with: forgery.signer ?? signatureKey)
        var tree = transition.tree
        let start = try EpochStart(
            suite, provisional: try provisionalContext(transition, treeHash: try tree.treeHash(suite)),
            interimTranscriptHash: interimTranscriptHash, commit: content, initSecret: initSecret,
            commitSecret: commitSecret ?? Secret.zero(suite.secretSize), pskSecret: try suite.pskSecret(psks))
        content.auth.confirmationTag = start.confirmationTag
        forgery.auth(&content.auth)
        if case .member = sender { return try protect(content, padding: 0, using: &random) }
        return .publicMessage(PublicMessage(content: content.content, auth: content.auth, membershipTag: nil))
    }

    /// An external Commit by a joiner that does not keep the rules; `self` is any member's state, for the context.
    mutating func forgeExternally(
        _ bundle: KeyPackageBundle, removing: LeafIndex? = nil, extra: [ProposalOrRef] = [], inits: Int = 1,
        _ forgery: Forgery = Forgery(), using random: inout SeededRandom
    ) throws -> MLSMessage {
        let (kemOutput, initSecret) = try suite.externalInit(
            to: try secrets.externalKey(suite).publicKey, using: &random)
        var list = (0..<inits).map { _ in ProposalOrRef.proposal(.externalInit(kemOutput: kemOutput)) }
        if let removing { list.append(.proposal(.remove(removing))) }
        list += extra
        let proposals = list.compactMap { if case .proposal(let proposal) = $0 { proposal } else { nil } }
        var transition = carelesslyApplied(
            proposals.map { CommittedProposal(proposal: $0, sender: .newMemberCommit) })
        let own = try transition.tree.makeRoom()
        var leaf = bundle.keyPackage.leafNode
        leaf.encryptionKey = try (forgery.leafKey ?? suite.kem.generateKeyPair(using: &random)).publicKey
        forgery.leaf(&leaf)
        let before = transition
        let created = try UpdatePath.create(
            suite, for: own, in: &transition.tree, leafNode: leaf, signatureKey: bundle.signatureKey,
            groupID: groupID, newLeaves: [],
            context: { try self.provisionalContext(before, treeHash: $0).encoded() }, using: &random)
        var path = created.path
        try forgery.edit(&path)
        if forgery.signsAgain {
            try path.leafNode.sign(suite, with: bundle.signatureKey, groupID: groupID, leafIndex: own)
        }
        var forgery = forgery
        forgery.signer = forgery.signer ?? bundle.signatureKey
        let format = configuration.encryptsHandshakes
        configuration.encryptsHandshakes = false
        defer { configuration.encryptsHandshakes = format }
        return try finish(
            Commit(proposals: list, path: forgery.path ? path : nil), transition, .newMemberCommit,
            initSecret: initSecret, commitSecret: created.secrets.commitSecret, [], forgery, using: &random)
    }

    /// A proposal signed by this member without any of the rules.
    mutating func forgeProposal(_ proposal: Proposal, using random: inout SeededRandom) throws -> MLSMessage {
        let content = try signed(.proposal(proposal), as: handshakeFormat, authenticatedData: [])
        try remember(content)
        return try protect(content, padding: 0, using: &random)
    }

    /// All that a refused message could have changed.
    var fingerprint: [[UInt8]] {
        get throws {
            var secretTree = secretTree
            var keys: [[UInt8]] = []
            for (index, _) in members {
                for type in [ContentType.application, .commit] {
                    let next = try secretTree.next(for: index, type)
                    keys.append(next.keys.key.exposed + [UInt8(next.generation)])
                }
            }
            return [
                try groupContext.encoded(), epochAuthenticator, interimTranscriptHash,
                try tree.ratchetTree.encoded(), secrets.initSecret.exposed, self.keys.leafKey.publicKey.bytes,
            ] + proposals.map(\.reference.bytes) + keys
        }
    }
}

extension World {
    /// Bob (or `by`) refuses a message with exactly this error, is as he was before, and goes on with an honest Commit.
    mutating func refuses(
        _ message: MLSMessage, _ expected: some Error & Equatable, by reader: Int = 1,
        preSharedKeys: PreSharedKeys = PreSharedKeys()
    ) throws -> String? {
        let before = try parties[reader].fingerprint
        do {
            _ = try parties[reader].process(try message.encoded(), preSharedKeys: preSharedKeys)
            return "accepted instead of \(expected)"
        } catch {
            guard String(reflecting: error) == String(reflecting: expected) else {
                return "\(String(reflecting: error)) instead of \(String(reflecting: expected))"
            }
        }
        guard try parties[reader].fingerprint == before else { return "the state has changed" }
        guard parties[reader].reInit == nil else { return nil }
        let maker = reader == 0 ? 1 : 0
        var honest = parties[maker]
        let pending = try honest.commit(CommitOptions(references: .only([])), using: &random)
        guard case .commit(let effect) = try parties[reader].process(pending.message),
            effect.group?.epochAuthenticator == pending.merged().epochAuthenticator
        else { return "an honest commit is refused afterwards" }
        return nil
    }
}
