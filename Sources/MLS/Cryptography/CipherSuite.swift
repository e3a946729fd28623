/// An MLS cipher suite (RFC 9420 section 17.1), known or not.
///
/// Values that are not implemented occur in lists of capabilities and are kept; ``Suite`` is a suite
/// that this library can compute with.
public struct CipherSuite: CodePoint {
    public static let name = "CipherSuite"
    public let rawValue: UInt16

    public init(rawValue: UInt16) {
        self.rawValue = rawValue
    }

    public static let x25519AES128SHA256Ed25519 = CipherSuite(rawValue: 1)
    public static let p256AES128SHA256P256 = CipherSuite(rawValue: 2)
    public static let x25519ChaCha20SHA256Ed25519 = CipherSuite(rawValue: 3)
    public static let x448AES256SHA512Ed448 = CipherSuite(rawValue: 4)
    public static let p521AES256SHA512P521 = CipherSuite(rawValue: 5)
    public static let x448ChaCha20SHA512Ed448 = CipherSuite(rawValue: 6)
    public static let p384AES256SHA384P384 = CipherSuite(rawValue: 7)

    /// The suites that ``Suite`` implements: 1, 2, 3, 5 and 7.
    public static let supported = [1, 2, 3, 5, 7].map { CipherSuite(rawValue: $0) }

    /// The suites whose signatures are deterministic, so that one seed gives one trace: 1 and 3.
    public static let reproducible = [1, 3].map { CipherSuite(rawValue: $0) }

    /// The name in the IANA registry, or the number of a suite that is not registered.
    public var description: String {
        switch rawValue {
        case 1: "MLS_128_DHKEMX25519_AES128GCM_SHA256_Ed25519"
        case 2: "MLS_128_DHKEMP256_AES128GCM_SHA256_P256"
        case 3: "MLS_128_DHKEMX25519_CHACHA20POLY1305_SHA256_Ed25519"
        case 4: "MLS_256_DHKEMX448_AES256GCM_SHA512_Ed448"
        case 5: "MLS_256_DHKEMP521_AES256GCM_SHA512_P521"
        case 6: "MLS_256_DHKEMX448_CHACHA20POLY1305_SHA512_Ed448"
        case 7: "MLS_256_DHKEMP384_AES256GCM_SHA384_P384"
        default: "cipher suite \(rawValue)"
        }
    }
}
