import MLS

/// How messages that come back from the delivery service are handled, one's own among them.
extension GroupState {
    /// Handles a message that changes the state.
    ///
    /// - Parameters:
    ///   - pending: one's own Update, where the message may be it.
    ///   - policy: who may do what.
    /// - Throws: ``HandshakeError``, ``UserInitKeyError``, ``RatchetTreeError``, ``MerkleError``, `EncodeError`, `CryptographyError`. After
    ///   an error the state is what it was.
    public func handle(
        _ handshake: Handshake, pending: PendingUpdate? = nil, policy: some GroupPolicy = OpenPolicy()
    ) throws -> HandshakeOutcome {
        guard handshake.priorEpoch == epoch else {
            throw HandshakeError.wrongEpoch(expected: epoch, actual: handshake.priorEpoch)
        }
        guard epoch < .max else { throw HandshakeError.epochsExhausted }
        guard handshake.initKey == (try groupInitKey) else { throw HandshakeError.otherState }
        let identityTree = try authenticate(handshake)
        if let reason = policy.objection(to: handshake, in: self) { throw HandshakeError.notPermitted(reason: reason) }
        var identities = identities
        identities[Int(handshake.signerIndex)] = .member(handshake.identityKey)
        let change: Change
        switch handshake.content {
        case .none: throw HandshakeError.noChange
        case .initialize(let message): change = try handle(message, identityTree, identities)
        case .groupAdd(let message): change = try handle(message, identityTree, identities)
        case .userAdd(let message):
            let tree = try ratchetTree.extended().merging(message.addPath, ofLeaf: shape.leafCount, member: index)
            change = try adding(tree, identityTree, identities)
        case .update(let message): change = try handle(message, handshake, pending, identityTree, identities)
        case .delete(let message):
            guard message.deleted != handshake.signerIndex else { throw HandshakeError.selfDelete }
            guard message.deleted != UInt32(index) else { return .deleted }
            change = try handle(message, identityTree, identities)
        }
        return .next(
            try GroupState(
                groupID: groupID, index: index, identityTree: change.identityTree, ratchetTree: change.ratchetTree,
                identities: change.identities, identityKey: identityKey, initSecret: change.initSecret,
                updateSecret: change.updateSecret, after: handshake))
    }

    /// Checks the signature of any message, and the signer's proof of membership: against the identity tree of this state, for a UserAdd
    /// against the one with the new leaf.
    ///
    /// - Returns: the identity tree that the proof was checked against, with what the proof tells of it.
    /// - Throws: ``HandshakeError``, `EncodeError`.
    func authenticate(_ handshake: Handshake) throws -> MerkleTree {
        var tree = identityTree
        if case .userAdd = handshake.content {
            guard handshake.signerIndex == UInt32(shape.leafCount) else {
                throw HandshakeError.signerIndex(expected: UInt32(shape.leafCount), actual: handshake.signerIndex)
            }
            tree = try tree.appending(.leaf(handshake.identityKey.bytes, primitives.hash))
        }
        tree = try handshake.verifyMembership(in: tree)
        try handshake.verifySignature()
        return tree
    }

    /// What a message changes, and what goes into the key schedule.
    private struct Change {
        var identityTree: MerkleTree
        var ratchetTree: RatchetTree
        var identities: SparseArray<RosterEntry>
        /// Nil where a new member does not know it.
        var initSecret: Secret?
        var updateSecret: Secret
    }

    /// An add: the update secret brings in the prior epoch's entropy, since new members do not know its init secret.
    private func adding(
        _ tree: RatchetTree, _ identityTree: MerkleTree, _ identities: SparseArray<RosterEntry>
    ) throws -> Change {
        Change(
            identityTree: identityTree, ratchetTree: tree, identities: identities, initSecret: nil,
            updateSecret: try primitives.diffieHellman(try tree.root, secrets.addKey.publicKey))
    }

    /// The creator's own GroupInit, of which it keeps what a participant would: not the participants' private keys.
    private func handle(
        _ message: GroupInit, _ identityTree: MerkleTree, _ identities: SparseArray<RosterEntry>
    ) throws -> Change {
        guard shape.leafCount == 1, let own = ratchetTree[0]?.keyPair else { throw HandshakeError.groupNotSingle }
        return try adding(
            try message.ratchetTree(primitives, member: index, own), try message.identityTree(identityTree),
            message.identities(after: identities))
    }

    private func handle(
        _ message: GroupAdd, _ identityTree: MerkleTree, _ identities: SparseArray<RosterEntry>
    ) throws -> Change {
        try message.initKey.verify()
        let leaf = shape.leafCount
        let tree = try ratchetTree.extended().replacing(leaf: leaf, with: try addedLeaf(message.initKey))
        let added = try tree.shape.pathToRoot(fromLeaf: leaf)
        var identities = identities
        identities[leaf] = .member(message.initKey.identityKey)
        return try adding(
            tree.forgettingPrivateValues(except: index, among: added),
            try identityTree.appending(.leaf(message.initKey.identityKey.bytes, primitives.hash)), identities)
    }

    private func handle(
        _ message: Update, _ handshake: Handshake, _ pending: PendingUpdate?, _ identityTree: MerkleTree,
        _ identities: SparseArray<RosterEntry>
    ) throws -> Change {
        let tree: RatchetTree
        if Int(handshake.signerIndex) == index {
            guard let pending else { throw HandshakeError.ownUpdateWithoutLeafKey }
            guard pending.handshake == handshake else { throw HandshakeError.otherMessage }
            tree = try ratchetTree.replacing(leaf: index, with: pending.leaf)
        } else {
            tree = try ratchetTree.merging(message.ratchetPath, ofLeaf: Int(handshake.signerIndex), member: index)
        }
        return Change(
            identityTree: identityTree, ratchetTree: tree, identities: identities, initSecret: secrets.initSecret,
            updateSecret: try tree.root.secret)
    }

    private func handle(
        _ message: Delete, _ identityTree: MerkleTree, _ identities: SparseArray<RosterEntry>
    ) throws -> Change {
        let leaf = Int(message.deleted)
        try requireMember(leaf)
        let tree = try ratchetTree.merging(message.path, ofLeaf: leaf, member: index).blanking(leaf: leaf, path: message.path)
        var identities = identities
        identities[leaf] = .deleted
        return Change(
            identityTree: try identityTree.replacing(leaf: leaf, with: .blankLeaf(primitives.hash)), ratchetTree: tree,
            identities: identities, initSecret: secrets.initSecret, updateSecret: try tree.root.secret)
    }
}
