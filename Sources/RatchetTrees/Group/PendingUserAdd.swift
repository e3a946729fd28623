import MLS

/// A participant that adds itself to a group, until its message comes back from the delivery service.
public struct PendingUserAdd: Sendable {
    public let handshake: Handshake
    private let leaf: KeyPair
    private let identityKey: SignaturePrivateKey

    /// The UserAdd for the group that a published GroupInitKey describes.
    ///
    /// - Parameter publication: a message of type none, whose signature and proof of membership are checked; that its signer is to be
    ///   trusted is not seen from it.
    /// - Throws: ``HandshakeError/unexpectedType(_:)`` for other messages, ``HandshakeError``, ``RatchetTreeError``, ``MerkleError``,
    ///   `EncodeError`, `CryptographyError`.
    public init(
        _ publication: Handshake, identityKey: SignaturePrivateKey, using random: inout some RandomNumberGenerator
    ) throws {
        guard case .none = publication.content else { throw HandshakeError.unexpectedType(publication.content.type) }
        let prior = try publication.verifyMembership()
        try publication.verifySignature()
        let initKey = publication.initKey
        let primitives = try Primitives(initKey.cipherSuite)
        self.identityKey = identityKey
        leaf = try primitives.generateKeyPair(using: &random)
        let index = prior.shape.leafCount
        let tree = try initKey.ratchetTree(primitives).extended()
        handshake = try Handshake(
            content: .userAdd(UserAdd(addPath: try tree.directPath(fromLeaf: index, leaf))), priorEpoch: initKey.epoch,
            initKey: initKey, signerIndex: UInt32(index),
            identityProof: try prior.appending(.leaf(identityKey.publicKey.bytes, primitives.hash)).proof(ofLeaf: index),
            identityKey: identityKey.publicKey, algorithm: SignatureAlgorithm(identityKey.scheme)
        ).signed(with: identityKey)
    }

    /// The state of the new member once its message has come back, first among those for its epoch.
    ///
    /// - Throws: ``HandshakeError/otherMessage`` if another message came, ``HandshakeError``, `EncodeError`, `CryptographyError`.
    public func joined(by message: Handshake) throws -> GroupState {
        guard message == handshake else { throw HandshakeError.otherMessage }
        let initKey = handshake.initKey
        let primitives = try Primitives(initKey.cipherSuite)
        let index = Int(handshake.signerIndex)
        let identities = try MerkleTree(frontier: initKey.identityFrontier, shape: try initKey.shape, primitives.hash)
        let tree = try initKey.ratchetTree(primitives).extended().replacing(leaf: index, with: leaf)
        var known = SparseArray<GroupState.RosterEntry>()
        known[index] = .member(identityKey.publicKey)
        return try GroupState(
            groupID: initKey.groupID, index: index,
            identityTree: try identities.appending(.leaf(identityKey.publicKey.bytes, primitives.hash)), ratchetTree: tree,
            identities: known, identityKey: identityKey, initSecret: nil,
            updateSecret: try primitives.diffieHellman(try tree.root, initKey.addKey), after: handshake)
    }
}
