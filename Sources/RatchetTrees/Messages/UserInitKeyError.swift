import MLS

/// Why a ``UserInitKey`` can not be used.
public enum UserInitKeyError: Error, Equatable, Sendable {
    /// There are not as many init keys as cipher suites.
    case initKeyCount(expected: Int, actual: Int)
    /// The init key for this suite is no public key of its group.
    case invalidInitKey(CipherSuite)
    /// The signature algorithm is not implemented.
    case unsupportedAlgorithm(SignatureAlgorithm)
    /// The signature is not that of the identity key.
    case invalidSignature
    /// There is no key for the group's suite.
    case noKey(for: CipherSuite)
}
