import MLS

/// `Credential` as the MLS protocol draft had it when this draft referred to it (section 5): the algorithm of the client's signatures is in
/// it, not in the cipher suite.
///
///     enum { basic(0), x509(1), (255) } CredentialType;
///     struct { opaque identity<0..2^16-1>; SignatureScheme algorithm; SignaturePublicKey public_key; } BasicCredential;
///     struct {
///         CredentialType credential_type;
///         select (Credential.credential_type) {
///             case basic: BasicCredential;
///             case x509: opaque cert_data<1..2^24-1>;
///         };
///     } Credential;
public enum ClientCredential: Hashable, Sendable {
    case basic(identity: [UInt8], algorithm: SignatureAlgorithm, publicKey: SignaturePublicKey)
    /// A certificate, opaque here.
    case x509(certificate: [UInt8])

    /// The basic credential of a client with this key.
    public init(identity: [UInt8], _ key: SignaturePrivateKey) {
        self = .basic(identity: identity, algorithm: SignatureAlgorithm(key.scheme), publicKey: key.publicKey)
    }

    /// - Throws: ``FederationError/unsupportedCredential``, ``FederationError/otherKey``.
    func require(_ key: SignaturePrivateKey) throws(FederationError) {
        guard case .basic(_, let algorithm, let publicKey) = self else { throw .unsupportedCredential }
        guard algorithm == SignatureAlgorithm(key.scheme), publicKey == key.publicKey else { throw .otherKey }
    }

    /// Checks a signature with the key of the credential.
    ///
    /// - Throws: ``FederationError/unsupportedCredential``, ``FederationError/unsupportedAlgorithm(_:)``,
    ///   ``FederationError/invalidSignature``.
    func verify(_ signature: [UInt8], of content: [UInt8]) throws(FederationError) {
        guard case .basic(_, let algorithm, let key) = self else { throw .unsupportedCredential }
        guard let scheme = algorithm.scheme else { throw .unsupportedAlgorithm(algorithm) }
        guard scheme.verify(signature, of: content, with: key) else { throw .invalidSignature }
    }
}

extension ClientCredential: WireCodable {
    public func encode(to writer: inout Writer) {
        switch self {
        case .basic(let identity, let algorithm, let key):
            writer.uint8(0)
            writer.opaque(identity, 0...0xffff)
            algorithm.encode(to: &writer)
            writer.opaque(key.bytes, 1...0xffff)
        case .x509(let certificate):
            writer.uint8(1)
            writer.opaque(certificate, 1...0xff_ffff)
        }
    }

    public init(from reader: inout Reader) throws(DecodeError) {
        let type = try reader.uint8("Credential.credential_type")
        switch type {
        case 0:
            let identity = try reader.opaque(0...0xffff, "BasicCredential.identity")
            let algorithm = try SignatureAlgorithm(from: &reader)
            let key = SignaturePublicKey(try reader.opaque(1...0xffff, "BasicCredential.public_key"))
            self = .basic(identity: identity, algorithm: algorithm, publicKey: key)
        case 1:
            self = .x509(certificate: try reader.opaque(1...0xff_ffff, "Credential.cert_data"))
        default:
            // A type that is not known has a length that is not known.
            throw .unknownValue(field: "Credential.credential_type", value: UInt64(type))
        }
    }
}
