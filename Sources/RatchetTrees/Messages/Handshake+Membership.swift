import MLS

extension Handshake {
    /// Checks the signer's proof of membership against the GroupInitKey of the message itself, for those who have no state of the group:
    /// it then rests on the signature alone who is in the group.
    ///
    /// - Returns: the identity tree that the GroupInitKey describes.
    /// - Throws: ``HandshakeError/malformedGroupInitKey(_:)``, ``HandshakeError/invalidIdentityProof(_:)``,
    ///   ``HandshakeError/wrongEpoch(expected:actual:)`` if the GroupInitKey is not of the prior epoch, ``RatchetTreeError``.
    @discardableResult
    public func verifyMembership() throws -> MerkleTree {
        guard initKey.epoch == priorEpoch else { throw HandshakeError.wrongEpoch(expected: initKey.epoch, actual: priorEpoch) }
        let primitives = try Primitives(initKey.cipherSuite)
        let tree: MerkleTree
        do {
            tree = try MerkleTree(frontier: initKey.identityFrontier, shape: try initKey.shape, primitives.hash)
        } catch let error as TreeShapeError {
            throw HandshakeError.malformedGroupInitKey(error)
        } catch MerkleError.shape(let error) {
            throw HandshakeError.malformedGroupInitKey(error)
        }
        return try verifyMembership(in: tree)
    }

    /// Checks the signer's proof of membership against an identity tree that is trusted.
    ///
    /// - Returns: the tree with what the proof tells of it.
    /// - Throws: ``HandshakeError/invalidIdentityProof(_:)``.
    func verifyMembership(in tree: MerkleTree) throws(HandshakeError) -> MerkleTree {
        do {
            return try tree.learning(identityProof, ofLeaf: Int(signerIndex), value: identityKey.bytes)
        } catch {
            throw .invalidIdentityProof(error)
        }
    }
}
