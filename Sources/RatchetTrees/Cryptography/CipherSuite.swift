import MLS

/// A cipher suite of the draft (section "Cryptographic Objects"): a hash function, a Diffie-Hellman group, and Derive-Key-Pair.
///
/// The draft gives the suites no code points; these are the ones that draft-ietf-mls-protocol-02 and draft-omara-mls-federation-00
/// gave to them a year later. Values that are not implemented are kept, for they occur in a ``UserInitKey``.
public struct CipherSuite: CodePoint {
    public static let name = "CipherSuite"
    public let rawValue: UInt16

    public init(rawValue: UInt16) {
        self.rawValue = rawValue
    }

    /// "P-256 with SHA-256"
    public static let p256SHA256 = CipherSuite(rawValue: 0x0000)
    /// "Curve25519 with SHA-256"
    public static let x25519SHA256 = CipherSuite(rawValue: 0x0001)

    /// The suites that can be computed with.
    public static let supported: [CipherSuite] = [.p256SHA256, .x25519SHA256]
}
