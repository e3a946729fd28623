import MLS

/// A ``UserInitKey`` with the private keys that belong to it, which stay with the participant.
public struct UserInitKeyBundle: Sendable {
    public let userInitKey: UserInitKey
    let initKeys: [CipherSuite: KeyPair]
    public let identityKey: SignaturePrivateKey

    /// Fresh init keys for some suites, signed.
    ///
    /// - Throws: ``RatchetTreeError/unsupportedCipherSuite(_:)``, `EncodeError`, `CryptographyError`.
    public init(
        _ cipherSuites: [CipherSuite] = CipherSuite.supported, identityKey: SignaturePrivateKey,
        using random: inout some RandomNumberGenerator
    ) throws {
        var pairs: [CipherSuite: KeyPair] = [:]
        var keys: [DHPublicKey] = []
        for suite in cipherSuites {
            let pair = try Primitives(suite).generateKeyPair(using: &random)
            pairs[suite] = pair
            keys.append(pair.publicKey)
        }
        initKeys = pairs
        self.identityKey = identityKey
        userInitKey = try UserInitKey(
            cipherSuites: cipherSuites, initKeys: keys, identityKey: identityKey.publicKey,
            algorithm: SignatureAlgorithm(identityKey.scheme)
        ).signed(with: identityKey)
    }
}
