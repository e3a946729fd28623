import MLS

/// What a participant publishes so that members can add it (section "UserInitKey"), signed with its identity key.
public struct UserInitKey: Hashable, Sendable {
    public var cipherSuites: [CipherSuite]
    /// One key for each cipher suite, in their order.
    public var initKeys: [DHPublicKey]
    public var identityKey: SignaturePublicKey
    public var algorithm: SignatureAlgorithm
    public var signature: [UInt8]

    public init(
        cipherSuites: [CipherSuite], initKeys: [DHPublicKey], identityKey: SignaturePublicKey, algorithm: SignatureAlgorithm,
        signature: [UInt8] = []
    ) {
        self.cipherSuites = cipherSuites
        self.initKeys = initKeys
        self.identityKey = identityKey
        self.algorithm = algorithm
        self.signature = signature
    }
}

extension UserInitKey: WireCodable {
    private func encodeUnsigned(to writer: inout Writer) {
        writer.vector(cipherSuites, 0...0xff)
        writer.vector(initKeys, 1...0xffff)
        writer.opaque(identityKey.bytes, 1...0xffff)
        algorithm.encode(to: &writer)
    }

    public func encode(to writer: inout Writer) {
        encodeUnsigned(to: &writer)
        writer.opaque(signature, 0...0xffff)
    }

    public init(from reader: inout Reader) throws(DecodeError) {
        cipherSuites = try reader.vector(0...0xff, "UserInitKey.cipher_suites")
        initKeys = try reader.vector(1...0xffff, "UserInitKey.init_keys")
        identityKey = SignaturePublicKey(try reader.opaque(1...0xffff, "UserInitKey.identity_key"))
        algorithm = try SignatureAlgorithm(from: &reader)
        signature = try reader.opaque(0...0xffff, "UserInitKey.signature")
    }

    /// All fields but the signature, which it is computed over.
    func toBeSigned() throws(EncodeError) -> [UInt8] {
        var writer = Writer()
        encodeUnsigned(to: &writer)
        return try writer.finish()
    }

    /// The same with the signature of its participant.
    ///
    /// - Throws: `EncodeError`, `CryptographyError`.
    public func signed(with key: SignaturePrivateKey) throws -> UserInitKey {
        var copy = self
        copy.signature = try key.sign(try toBeSigned())
        return copy
    }

    /// Checks the arrays and the signature: what fails "MUST be considered malformed".
    ///
    /// - Throws: ``UserInitKeyError``, `EncodeError`.
    public func verify() throws {
        guard cipherSuites.count == initKeys.count else {
            throw UserInitKeyError.initKeyCount(expected: cipherSuites.count, actual: initKeys.count)
        }
        for (suite, key) in zip(cipherSuites, initKeys) {
            // Keys of suites that are not known can not be judged.
            guard let primitives = try? Primitives(suite) else { continue }
            guard primitives.isValid(key) else { throw UserInitKeyError.invalidInitKey(suite) }
        }
        guard let scheme = algorithm.scheme else { throw UserInitKeyError.unsupportedAlgorithm(algorithm) }
        guard scheme.verify(signature, of: try toBeSigned(), with: identityKey) else { throw UserInitKeyError.invalidSignature }
    }

    /// The first key for a suite.
    ///
    /// - Throws: ``UserInitKeyError/noKey(for:)``.
    public func initKey(for suite: CipherSuite) throws(UserInitKeyError) -> DHPublicKey {
        guard let key = zip(cipherSuites, initKeys).first(where: { $0.0 == suite })?.1 else { throw .noKey(for: suite) }
        return key
    }
}
