import MLS

/// What a client publishes so that it can be added to groups (section 5).
public struct UserInitKey: Hashable, Sendable {
    /// At most 255 bytes, chosen by the client.
    public var id: [UInt8]
    public var cipherSuites: [CipherSuite]
    /// One key for each cipher suite, in their order.
    public var initKeys: [HPKEPublicKey]
    public var credential: ClientCredential
    public var signature: [UInt8]

    public init(
        id: [UInt8], cipherSuites: [CipherSuite], initKeys: [HPKEPublicKey], credential: ClientCredential, signature: [UInt8] = []
    ) {
        self.id = id
        self.cipherSuites = cipherSuites
        self.initKeys = initKeys
        self.credential = credential
        self.signature = signature
    }

    /// The first key for a suite, or nil if there is none.
    public func initKey(for suite: CipherSuite) -> HPKEPublicKey? {
        zip(cipherSuites, initKeys).first { $0.0 == suite }?.1
    }
}

extension UserInitKey: WireCodable {
    private func encodeUnsigned(to writer: inout Writer) {
        writer.opaque(id, 0...0xff)
        writer.vector(cipherSuites, 0...0xff)
        writer.vector(1...0xffff) { writer in
            for key in initKeys { writer.opaque(key.bytes, 1...0xffff) }
        }
        credential.encode(to: &writer)
    }

    public func encode(to writer: inout Writer) {
        encodeUnsigned(to: &writer)
        writer.opaque(signature, 0...0xffff)
    }

    public init(from reader: inout Reader) throws(DecodeError) {
        id = try reader.opaque(0...0xff, "UserInitKey.user_init_key_id")
        cipherSuites = try reader.vector(0...0xff, "UserInitKey.cipher_suites")
        let keys = try reader.vector(of: InitKey.self, 1...0xffff, "UserInitKey.init_keys")
        initKeys = keys.map(\.key)
        credential = try ClientCredential(from: &reader)
        signature = try reader.opaque(0...0xffff, "UserInitKey.signature")
    }

    /// `opaque HPKEPublicKey<1..2^16-1>` as an element of a vector.
    private struct InitKey: WireDecodable {
        let key: HPKEPublicKey

        init(from reader: inout Reader) throws(DecodeError) {
            key = HPKEPublicKey(try reader.opaque(1...0xffff, "HPKEPublicKey"))
        }
    }

    /// All fields but the signature, which it is computed over: the draft does not say so, the protocol draft does.
    func toBeSigned() throws(EncodeError) -> [UInt8] {
        var writer = Writer()
        encodeUnsigned(to: &writer)
        return try writer.finish()
    }

    /// The same with the signature of its client.
    ///
    /// - Throws: ``FederationError/otherKey`` if the credential is not one for this key, `EncodeError`, `CryptographyError`.
    public func signed(with key: SignaturePrivateKey) throws -> UserInitKey {
        try credential.require(key)
        var copy = self
        copy.signature = try key.sign(try toBeSigned())
        return copy
    }

    /// Checks the arrays, the keys of the suites that are known, and the signature.
    ///
    /// - Throws: ``FederationError``, `EncodeError`.
    public func verify() throws {
        guard cipherSuites.count == initKeys.count else {
            throw FederationError.initKeyCount(expected: cipherSuites.count, actual: initKeys.count)
        }
        for (suite, key) in zip(cipherSuites, initKeys) {
            if let kem = suite.kem, !kem.isValid(key) { throw FederationError.invalidInitKey(suite) }
        }
        try credential.verify(signature, of: try toBeSigned())
    }
}
