/// Why a Welcome does not lead into a group (RFC 9420 sections 11.2, 11.3 and 12.4.3.1).
///
/// Invalid leaves are reported by ``LeafNodeError``, invalid parents by ``TreeError``.
public enum WelcomeError: Error, Equatable, Sendable {
    /// No entry is for the given KeyPackage.
    case noMatchingKeyPackage
    /// The cipher suite differs from the KeyPackage's.
    case cipherSuiteMismatch(CipherSuite)
    /// The version differs from the KeyPackage's.
    case versionMismatch(ProtocolVersion)
    /// The GroupSecrets did not open.
    case groupSecretsUndecryptable
    /// A pre-shared key is not at hand.
    case preSharedKeyMissing(PreSharedKeyID)
    /// More than one resumption PSK with usage `reinit` or `branch`.
    case multipleResumptionPSKs
    /// The GroupInfo did not open.
    case groupInfoUndecryptable
    /// There is no ratchet tree, neither in the GroupInfo nor given.
    case ratchetTreeMissing
    /// There is no member at the signer's leaf.
    case signerBlank(LeafIndex)
    /// The GroupInfo's signature is not the signer's.
    case groupInfoSignatureInvalid
    /// The client is in a group with this identifier already.
    case groupIDInUse
    /// The tree is not the one of the GroupContext.
    case treeHashMismatch
    /// No leaf is identical to the KeyPackage's.
    case ownLeafMissing
    /// The path secret does not lead to the public keys in the tree.
    case pathSecretMismatch
    /// The confirmation tag is wrong.
    case confirmationTagInvalid
    /// The newcomer does not support an extension of the GroupContext (section 13.4).
    case extensionNotSupported(ExtensionType)
    /// An extension occurs twice (section 13.4).
    case duplicateExtension(ExtensionType)
    /// The first epoch of a reinitialised or branched group is not 1.
    case epochNotOne(UInt64)
    /// The old group, to which a resumption PSK refers, is not given or is another.
    case oldGroupMissing
    /// The last Commit of the old group had no ReInit.
    case notReinitialized
    /// The new group's identifier is not the one of the ReInit.
    case reInitGroupIDMismatch
    /// The new group's version is not the one of the ReInit or of the group branched from.
    case oldVersionMismatch
    /// The new group's cipher suite is not the one of the ReInit or of the group branched from.
    case oldCipherSuiteMismatch
    /// The new group's extensions are not those of the ReInit.
    case reInitExtensionsMismatch
    /// A member of the old group is missing from the reinitialised one.
    case reInitMemberMissing
    /// A member of the branch is not a member of the old group.
    case branchMemberUnknown
}
