import MLS

/// "Pre-Shared Keys".
public struct PSKSecretVector: TestVector {
    public static let kind = "psk_secret"
    public var requiredSuite: CipherSuite? { CipherSuite(rawValue: cipherSuite) }

    public struct PSK: Codable, Sendable {
        public var pskId: Hex
        public var psk: Hex
        public var pskNonce: Hex
    }

    public var cipherSuite: UInt16
    public var psks: [PSK]
    public var pskSecret: Hex

    static func secret(_ suite: Suite, _ psks: [PSK]) throws -> Hex {
        Hex(
            try suite.pskSecret(
                psks.map {
                    (PreSharedKeyID(.external(pskID: $0.pskId.bytes), pskNonce: $0.pskNonce.bytes), $0.psk.secret)
                }))
    }

    public func verify() throws {
        let suite = try Suite(CipherSuite(rawValue: cipherSuite))
        try expect(try Self.secret(suite, psks), is: pskSecret, "psk_secret")
    }
}

extension PSKSecretVector: GeneratedTestVector {
    public static func generate(_ suite: Suite, using random: inout SeededRandom) throws -> [PSKSecretVector] {
        try (0...10).map { count in
            let psks = (0..<count).map { _ in
                PSK(
                    pskId: Hex([UInt8](randomCount: suite.secretSize, using: &random)),
                    psk: Hex([UInt8](randomCount: suite.secretSize, using: &random)),
                    pskNonce: Hex([UInt8](randomCount: suite.secretSize, using: &random)))
            }
            return PSKSecretVector(
                cipherSuite: suite.cipherSuite.rawValue, psks: psks, pskSecret: try secret(suite, psks))
        }
    }
}
