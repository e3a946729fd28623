/// A `SignatureScheme` of TLS 1.3 (RFC 8446 section 4.2.3), known or not, two bytes on the wire.
///
/// The drafts before RFC 9420 name the algorithm of a signature by it. ``SignatureScheme`` is one that can be computed with.
public struct SignatureAlgorithm: CodePoint {
    public static let name = "SignatureScheme"
    public let rawValue: UInt16

    public init(rawValue: UInt16) {
        self.rawValue = rawValue
    }

    public static let ecdsaP256SHA256 = SignatureAlgorithm(rawValue: 0x0403)
    public static let ecdsaP384SHA384 = SignatureAlgorithm(rawValue: 0x0503)
    public static let ecdsaP521SHA512 = SignatureAlgorithm(rawValue: 0x0603)
    public static let ed25519 = SignatureAlgorithm(rawValue: 0x0807)

    public init(_ scheme: SignatureScheme) {
        switch scheme {
        case .ed25519: self = .ed25519
        case .p256: self = .ecdsaP256SHA256
        case .p384: self = .ecdsaP384SHA384
        case .p521: self = .ecdsaP521SHA512
        }
    }

    /// What to compute with, or nil for one that is not implemented.
    public var scheme: SignatureScheme? {
        switch self {
        case .ed25519: .ed25519
        case .ecdsaP256SHA256: .p256
        case .ecdsaP384SHA384: .p384
        case .ecdsaP521SHA512: .p521
        default: nil
        }
    }
}
