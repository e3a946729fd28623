extension Welcome {
    /// What was encrypted to the holder of a KeyPackage (RFC 9420 section 12.4.3.1).
    ///
    /// - Throws: ``WelcomeError/noMatchingKeyPackage``, ``WelcomeError/groupSecretsUndecryptable``, ``DecodeError``.
    package func groupSecrets(
        _ suite: Suite, for keyPackage: KeyPackage, initKey: HPKEPrivateKey
    ) throws -> GroupSecrets {
        let reference = try keyPackage.reference(suite)
        guard let entry = secrets.first(where: { $0.newMember == reference }) else {
            throw WelcomeError.noMatchingKeyPackage
        }
        let plaintext: Secret
        do {
            plaintext = try suite.decryptWithLabel(
                initKey, "Welcome", context: encryptedGroupInfo, entry.encryptedGroupSecrets)
        } catch is CryptographyError {
            throw WelcomeError.groupSecretsUndecryptable
        }
        var bytes = plaintext.exposed
        defer { wipe(&bytes) }
        return try GroupSecrets(decoding: bytes)
    }

    /// The GroupInfo, its signature not yet verified.
    ///
    /// - Throws: ``WelcomeError/groupInfoUndecryptable``, ``DecodeError``.
    package func groupInfo(_ suite: Suite, joinerSecret: Secret, pskSecret: Secret) throws -> GroupInfo {
        let keys = try Self.keys(
            suite, KeyScheduleEpoch.Member(suite, joinerSecret: joinerSecret, pskSecret: pskSecret))
        do {
            let plaintext = try suite.aead.open(
                encryptedGroupInfo, aad: [], key: keys.key, nonce: keys.nonce.exposed)
            return try GroupInfo(decoding: plaintext.exposed)
        } catch is CryptographyError {
            throw WelcomeError.groupInfoUndecryptable
        }
    }

    /// `welcome_key` and `welcome_nonce`.
    static func keys(_ suite: Suite, _ member: KeyScheduleEpoch.Member) throws -> KeyAndNonce {
        let secret = try member.welcomeSecret(suite)
        return KeyAndNonce(
            key: try suite.expandWithLabel(secret, "key", context: [], length: suite.aead.keySize),
            nonce: try suite.expandWithLabel(secret, "nonce", context: [], length: suite.aead.nonceSize))
    }
}
