import MLS

/// A cipher suite of draft-omara-mls-federation-00 section 5, known or not, two bytes on the wire.
public struct CipherSuite: CodePoint {
    public static let name = "CipherSuite"
    public let rawValue: UInt16

    public init(rawValue: UInt16) {
        self.rawValue = rawValue
    }

    public static let p256SHA256AES128GCM = CipherSuite(rawValue: 0x0000)
    public static let x25519SHA256AES128GCM = CipherSuite(rawValue: 0x0001)

    /// The group whose keys the suite's init keys are, or nil for a suite that is not known.
    var kem: KEM? {
        switch self {
        case .p256SHA256AES128GCM: .p256
        case .x25519SHA256AES128GCM: .x25519
        default: nil
        }
    }
}
