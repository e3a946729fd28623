import MLS

/// Why a message of the federation draft is not used.
public enum FederationError: Error, Equatable, Sendable {
    /// There are not as many init keys as cipher suites.
    case initKeyCount(expected: Int, actual: Int)
    /// The init key for this suite is no public key of its group.
    case invalidInitKey(CipherSuite)
    /// Certificates are not read here.
    case unsupportedCredential
    /// The signature algorithm is not implemented.
    case unsupportedAlgorithm(SignatureAlgorithm)
    /// The signature is not that of the credential's key.
    case invalidSignature
    /// The key pair is not that of the credential.
    case otherKey
    /// A bundle is for another identity than its UserInitKey's credential.
    case otherIdentity
    /// A bundle is for an identity that was not asked for.
    case notRequested
    /// A bundle has none of the suites that were asked for.
    case noRequestedSuite
    /// The init key with this identifier has been used before.
    case initKeyUsed(id: [UInt8])
    /// No version is supported by all.
    case noCommonVersion
    /// Versions are not signed, though signatures are asked for.
    case versionsNotSigned
    /// An answer is not one to this offer.
    case otherOffer
    /// A version was selected that is not the newest that both support: the sign of a downgrade.
    case downgrade(selected: ProtocolVersion, expected: ProtocolVersion)
}
