import MLS

/// What comes of an Update that a member applies in another state than the one that it was made in.
public struct MisappliedUpdate: Sendable {
    public var state: GroupState
    /// What a member that compares the path with its own computation objects to; nil where it can see nothing.
    public var objection: RatchetTreeError?
}

extension GroupState {
    /// Applies an Update in this state, wherever it was made.
    ///
    /// The messages of the older revision name no state, so a receiver that goes by a counter can not see that a message does not belong
    /// here. It takes the public keys of the path, computes the nodes above the lowest common ancestor from its own private keys, and
    /// does not compare them with those of the path. Who made the Update puts its fresh leaf key pair into the tree that it has by now.
    ///
    /// The members below the lowest common ancestor of the two authors (of this Update and of the one that it did not know)
    /// then have one state, those outside have another one; where the ancestor is the root all have the same state, and the two Updates
    /// commute. The key schedule goes on from this state's init secret.
    ///
    /// - Parameter pending: the Update as its author has it, where this member made it.
    /// - Throws: ``HandshakeError/unexpectedType(_:)`` for other messages, ``HandshakeError/ownUpdateWithoutLeafKey``, the errors of
    ///   ``handle(_:pending:policy:)`` that are not about the state.
    public func misapply(_ handshake: Handshake, pending: PendingUpdate? = nil) throws -> MisappliedUpdate {
        guard case .update(let update) = handshake.content else { throw HandshakeError.unexpectedType(handshake.content.type) }
        guard epoch < .max else { throw HandshakeError.epochsExhausted }
        let identityTree = try authenticate(handshake)
        let author = Int(handshake.signerIndex)
        var identities = identities
        identities[author] = .member(handshake.identityKey)
        let tree: RatchetTree
        var objection: RatchetTreeError?
        if author == index {
            guard let pending else { throw HandshakeError.ownUpdateWithoutLeafKey }
            guard pending.handshake == handshake else { throw HandshakeError.otherMessage }
            tree = try ratchetTree.replacing(leaf: index, with: pending.leaf)
            let path = try ratchetTree.directPath(fromLeaf: index, pending.leaf)
            if let node = zip(try shape.directPath(ofLeaf: index), zip(path, update.ratchetPath)).first(where: { $1.0 != $1.1 })?.0 {
                objection = .pathMismatch(node: node)
            }
        } else {
            do {
                _ = try ratchetTree.merging(update.ratchetPath, ofLeaf: author, member: index)
            } catch let error as RatchetTreeError {
                objection = error
            }
            tree = try ratchetTree.merging(update.ratchetPath, ofLeaf: author, member: index, isChecked: false)
        }
        let state = try GroupState(
            groupID: groupID, index: index, identityTree: identityTree, ratchetTree: tree, identities: identities,
            identityKey: identityKey, initSecret: secrets.initSecret, updateSecret: try tree.root.secret, after: handshake, in: epoch)
        return MisappliedUpdate(state: state, objection: objection)
    }
}
