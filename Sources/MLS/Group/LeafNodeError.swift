/// Why a LeafNode is not valid (RFC 9420 section 7.3): one case for each rule.
public enum LeafNodeError: Error, Equatable, Sendable {
    /// The ``AuthenticationService`` does not accept the credential.
    case credentialRejected
    /// The ``AuthenticationService`` does not accept the credential as the successor of the old one.
    case successorRejected
    /// The signature is not valid.
    case signatureInvalid
    /// The signature key is not one of the suite.
    case invalidSignatureKey
    /// The encryption key is not one of the suite.
    case invalidEncryptionKey
    /// The group's version is not among the capabilities.
    case versionNotSupported(ProtocolVersion)
    /// The group's suite is not among the capabilities.
    case cipherSuiteNotSupported(CipherSuite)
    /// `required_capabilities` asks for an extension that is not among the capabilities.
    case requiredExtensionMissing(ExtensionType)
    /// `required_capabilities` asks for a proposal that is not among the capabilities.
    case requiredProposalMissing(ProposalType)
    /// `required_capabilities` asks for a credential that is not among the capabilities.
    case requiredCredentialMissing(CredentialType)
    /// An extension of the GroupContext is not among the capabilities (section 13.4).
    case groupExtensionNotSupported(ExtensionType)
    /// A credential type in use in the group is not among the capabilities of a member.
    case credentialTypeNotSupported(CredentialType, by: LeafIndex)
    /// The leaf's own credential type is not among its capabilities (section 7.2).
    case credentialTypeNotListed(CredentialType)
    /// The lifetime has not begun.
    case notYetValid
    /// The lifetime is over.
    case expired
    /// The lifetime is longer than the application accepts (section 7.2).
    case lifetimeTooLong
    /// An extension of the leaf is not among its capabilities.
    case extensionNotListed(ExtensionType)
    /// An extension occurs twice (section 13.4).
    case duplicateExtension(ExtensionType)
    /// The source is not the one that belongs to the place where the leaf was found.
    case wrongSource(expected: LeafNodeSource.Kind, actual: LeafNodeSource.Kind)
    /// An Update, or a Commit's path, brings the encryption key that the leaf has already.
    case encryptionKeyNotChanged
    /// Two members have the same signature key.
    case duplicateSignatureKey(LeafIndex, LeafIndex)
    /// Two members have the same encryption key.
    case duplicateEncryptionKey(LeafIndex, LeafIndex)
}

/// Why a KeyPackage is not valid (RFC 9420 section 10.1): one case for each rule; for its leaf see ``LeafNodeError``.
public enum KeyPackageError: Error, Equatable, Sendable {
    /// The version is not the group's.
    case versionMismatch(ProtocolVersion)
    /// The suite is not the group's.
    case cipherSuiteMismatch(CipherSuite)
    /// The signature is not valid.
    case signatureInvalid
    /// `init_key` is `leaf_node.encryption_key`.
    case initKeyIsEncryptionKey
    /// `init_key` is not a key of the suite (section 10).
    case invalidInitKey
    /// An extension of the KeyPackage is not among the leaf's capabilities (section 10).
    case extensionNotListed(ExtensionType)
    /// An extension occurs twice (section 13.4).
    case duplicateExtension(ExtensionType)
}
