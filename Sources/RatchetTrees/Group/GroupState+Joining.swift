import MLS

extension GroupState {
    /// The state of a participant that a GroupAdd or a GroupInit adds.
    ///
    /// Who joins knows nothing of the group but the message: that its signer is a member rests on the signed GroupInitKey itself.
    ///
    /// - Throws: ``HandshakeError/notAddressed`` if the UserInitKey is not this participant's, ``HandshakeError/unexpectedType(_:)`` for
    ///   other messages, ``HandshakeError``, ``UserInitKeyError``, ``RatchetTreeError``, ``MerkleError``, `EncodeError`, `CryptographyError`.
    public init(joining handshake: Handshake, with bundle: UserInitKeyBundle) throws {
        let initKey = handshake.initKey
        let primitives = try Primitives(initKey.cipherSuite)
        switch handshake.content {
        case .groupAdd(let message):
            guard message.initKey == bundle.userInitKey else { throw HandshakeError.notAddressed }
        case .initialize(let message):
            guard message.userInitKeys.contains(bundle.userInitKey) else { throw HandshakeError.notAddressed }
            guard initKey.groupSize == 1 else { throw HandshakeError.groupNotSingle }
        default: throw HandshakeError.unexpectedType(handshake.content.type)
        }
        let prior = try handshake.verifyMembership()
        try handshake.verifySignature()
        guard let ownInitKey = bundle.initKeys[initKey.cipherSuite] else {
            throw UserInitKeyError.noKey(for: initKey.cipherSuite)
        }
        let leaf = try primitives.deriveKeyPair(try primitives.diffieHellman(ownInitKey, initKey.addKey))
        var identities = SparseArray<RosterEntry>()
        identities[Int(handshake.signerIndex)] = .member(handshake.identityKey)
        let index: Int
        let identityTree: MerkleTree
        let ratchetTree: RatchetTree
        if case .initialize(let message) = handshake.content {
            index = 1 + (message.userInitKeys.firstIndex(of: bundle.userInitKey) ?? 0)
            identityTree = try message.identityTree(prior)
            identities = message.identities(after: identities)
            ratchetTree = try message.ratchetTree(primitives, member: index, leaf)
        } else {
            index = Int(initKey.groupSize)
            identityTree = try prior.appending(.leaf(bundle.identityKey.publicKey.bytes, primitives.hash))
            identities[index] = .member(bundle.identityKey.publicKey)
            ratchetTree = try initKey.ratchetTree(primitives).extended().replacing(leaf: index, with: leaf)
        }
        try self.init(
            groupID: initKey.groupID, index: index, identityTree: identityTree, ratchetTree: ratchetTree, identities: identities,
            identityKey: bundle.identityKey, initSecret: nil,
            updateSecret: try primitives.diffieHellman(try ratchetTree.root, initKey.addKey), after: handshake)
    }
}

extension GroupInitKey {
    /// What the key tells of the group's ratchet tree.
    ///
    /// - Throws: ``HandshakeError/malformedGroupInitKey(_:)``, ``RatchetTreeError/invalidPublicKey(node:)``.
    func ratchetTree(_ primitives: Primitives) throws -> RatchetTree {
        do {
            return try RatchetTree(frontier: ratchetFrontier, shape: try shape, primitives)
        } catch RatchetTreeError.shape(let error) {
            throw HandshakeError.malformedGroupInitKey(error)
        } catch let error as TreeShapeError {
            throw HandshakeError.malformedGroupInitKey(error)
        }
    }
}
