/// What ties a member's identity to its signature key (RFC 9420 section 5.3).
public enum Credential: Hashable, Sendable {
    /// A bare assertion of an identity.
    case basic(identity: [UInt8])
    /// A chain of DER certificates, the end entity's first; opaque here, judged by the ``AuthenticationService``.
    case x509(certificates: [[UInt8]])

    public var credentialType: CredentialType {
        switch self {
        case .basic: .basic
        case .x509: .x509
        }
    }
}

extension Credential: WireCodable {
    public func encode(to writer: inout Writer) {
        credentialType.encode(to: &writer)
        switch self {
        case .basic(let identity):
            writer.opaque(identity)
        case .x509(let certificates):
            writer.vector { writer in
                for certificate in certificates { writer.opaque(certificate) }
            }
        }
    }

    public init(from reader: inout Reader) throws(DecodeError) {
        let type = try CredentialType(from: &reader)
        switch type {
        case .basic:
            self = .basic(identity: try reader.opaque("Credential.identity"))
        case .x509:
            let certificates = try reader.vector(of: Opaque.self, "Credential.certificates")
            self = .x509(certificates: certificates.map(\.bytes))
        default:
            // A type that is not known has a length that is not known.
            throw .unknownValue(field: "Credential.credential_type", value: UInt64(type.rawValue))
        }
    }
}

/// `opaque bytes<V>` as an element of a vector.
struct Opaque: WireCodable, Hashable, Sendable {
    var bytes: [UInt8]

    init(_ bytes: [UInt8]) {
        self.bytes = bytes
    }

    func encode(to writer: inout Writer) {
        writer.opaque(bytes)
    }

    init(from reader: inout Reader) throws(DecodeError) {
        bytes = try reader.opaque("opaque")
    }
}
