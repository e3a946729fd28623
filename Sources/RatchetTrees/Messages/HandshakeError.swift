import MLS

/// Why a handshake message does not begin an epoch: one case for each check.
///
/// See also ``UserInitKeyError``, ``RatchetTreeError``, ``MerkleError`` and `CryptographyError`.
public enum HandshakeError: Error, Equatable, Sendable {
    /// The message is premised on another epoch.
    case wrongEpoch(expected: UInt32, actual: UInt32)
    /// The message is premised on another state of the same epoch: its GroupInitKey is not the receiver's.
    case otherState
    /// The last epoch number is used up.
    case epochsExhausted
    /// The signature algorithm is not implemented.
    case unsupportedAlgorithm(SignatureAlgorithm)
    /// The signature is not that of the identity key.
    case invalidSignature
    /// The identity proof is not one of the signer in the identity tree.
    case invalidIdentityProof(MerkleError)
    /// A ``UserAdd`` is signed from another leaf than the next one.
    case signerIndex(expected: UInt32, actual: UInt32)
    /// The group's policy does not let the signer do this.
    case notPermitted(reason: String)
    /// The message changes nothing: it publishes a GroupInitKey.
    case noChange
    /// A message of this type can not be received here: a GroupInit by a group of more than one, a GroupAdd by nobody that it adds.
    case unexpectedType(HandshakeType)
    /// One's own Update came back, and its leaf key pair is not at hand.
    case ownUpdateWithoutLeafKey
    /// A pending message is not the one that came back.
    case otherMessage
    /// A member deletes itself.
    case selfDelete
    /// The leaf that is to be deleted has no member.
    case noSuchMember(UInt32)
    /// The message does not add this participant.
    case notAddressed
    /// The GroupInitKey is not consistent in itself.
    case malformedGroupInitKey(TreeShapeError)
    /// A direct initialisation starts from more than one member.
    case groupNotSingle
    /// The identity key of every member has to be known for a roster, and that of this leaf is not.
    case identityUnknown(leaf: Int)
    /// A roster is not the one that was signed.
    case otherRoster
}
