import MLS

/// The messages that a member makes. None of them changes its state.
extension GroupState {
    /// A message that publishes this state's GroupInitKey (type none).
    ///
    /// - Throws: `EncodeError`, `CryptographyError`.
    public func publication() throws -> Handshake { try handshake(.none) }

    /// The roster, signed (older revision, "Roster Signing").
    ///
    /// - Throws: ``HandshakeError/identityUnknown(leaf:)``, `EncodeError`, `CryptographyError`.
    public func signedRoster() throws -> SignedRoster {
        SignedRoster(roster: try roster, handshake: try publication())
    }

    /// A GroupInit: the initial participants at leaves 1, 2 and so on.
    ///
    /// The leaf of each is what a GroupAdd would give it, so that the creator knows all private keys of the tree until their owners
    /// update: it is "double-joined" with everybody.
    ///
    /// - Throws: ``HandshakeError/groupNotSingle`` in a group of more than its creator, ``UserInitKeyError``, ``RatchetTreeError``,
    ///   `EncodeError`, `CryptographyError`.
    public func groupInit(_ userInitKeys: [UserInitKey]) throws -> Handshake {
        guard shape.leafCount == 1, let own = ratchetTree[0]?.keyPair else { throw HandshakeError.groupNotSingle }
        var leaves = [own]
        for userInitKey in userInitKeys {
            try userInitKey.verify()
            leaves.append(try addedLeaf(userInitKey))
        }
        let tree = try RatchetTree(leaves: leaves, primitives)
        return try handshake(
            .initialize(GroupInit(userInitKeys: userInitKeys, ratchetTree: try tree.publicKeys(tree.shape.nodes))))
    }

    /// A GroupAdd of a participant, whose UserInitKey is checked.
    ///
    /// - Throws: ``UserInitKeyError``, `EncodeError`, `CryptographyError`.
    public func groupAdd(_ userInitKey: UserInitKey) throws -> Handshake {
        try userInitKey.verify()
        _ = try userInitKey.initKey(for: primitives.cipherSuite)
        return try handshake(.groupAdd(GroupAdd(initKey: userInitKey)))
    }

    /// An Update with a fresh leaf key pair, which has to be kept until the message comes back.
    ///
    /// - Throws: `EncodeError`, `CryptographyError`.
    public func update(using random: inout some RandomNumberGenerator) throws -> PendingUpdate {
        let leaf = try primitives.generateKeyPair(using: &random)
        let path = try ratchetTree.directPath(fromLeaf: index, leaf)
        return PendingUpdate(handshake: try handshake(.update(Update(ratchetPath: path))), leaf: leaf)
    }

    /// A Delete of another member.
    ///
    /// The fresh leaf key pair is forgotten with the call: its maker needs it no more than the others do, and as long as it is kept, its
    /// holder is "double-joined" at the deleted leaf.
    ///
    /// - Throws: ``HandshakeError/selfDelete``, ``HandshakeError/noSuchMember(_:)``, ``RatchetTreeError/nodeUnknown(_:)`` where the
    ///   deleted leaf's copath is not known, ``MerkleError/nodeUnknown(_:)`` where its identity is not, `EncodeError`, `CryptographyError`.
    public func delete(_ leaf: Int, using random: inout some RandomNumberGenerator) throws -> Handshake {
        try delete(leaf, with: try primitives.generateKeyPair(using: &random))
    }

    /// The same with the fresh leaf key pair given, for tests of what its holder can do.
    func delete(_ leaf: Int, with pair: KeyPair) throws -> Handshake {
        guard leaf != index else { throw HandshakeError.selfDelete }
        try requireMember(leaf)
        let path = try ratchetTree.directPath(fromLeaf: leaf, pair)
        return try handshake(.delete(Delete(deleted: UInt32(leaf), path: path)))
    }

    /// The leaf key pair of a participant that is added: its init key combined with the epoch's add key.
    func addedLeaf(_ userInitKey: UserInitKey) throws -> KeyPair {
        let initKey = try userInitKey.initKey(for: primitives.cipherSuite)
        return try primitives.deriveKeyPair(try primitives.diffieHellman(secrets.addKey, initKey))
    }

    /// - Throws: ``HandshakeError/noSuchMember(_:)``, ``MerkleError/nodeUnknown(_:)``.
    func requireMember(_ leaf: Int) throws {
        guard let number = UInt32(exactly: leaf), shape.leaves.contains(leaf) else {
            throw HandshakeError.noSuchMember(UInt32(clamping: leaf))
        }
        let node = BalancedTree.node(ofLeaf: leaf)
        guard let hash = identityTree[node] else { throw MerkleError.nodeUnknown(node) }
        guard hash != .blankLeaf(primitives.hash) else { throw HandshakeError.noSuchMember(number) }
    }

    /// A message premised on this state, signed.
    func handshake(_ content: HandshakeContent) throws -> Handshake {
        try Handshake(
            content: content, priorEpoch: epoch, initKey: try groupInitKey, signerIndex: UInt32(index),
            identityProof: try identityTree.proof(ofLeaf: index), identityKey: identityKey.publicKey,
            algorithm: SignatureAlgorithm(identityKey.scheme)
        ).signed(with: identityKey)
    }
}
