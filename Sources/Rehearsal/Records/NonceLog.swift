import MLS

/// Notices a nonce that is used twice with one key: what `fresh keys` is about (RFC 8446 section 5.3).
public struct NonceLog: Sendable {
    public struct Repetition: Hashable, Sendable, Codable {
        public var party: Int
        public var key: KeyName
        /// Hexadecimal, 12 bytes.
        public var nonce: String
    }

    private struct Use: Hashable {
        var key: [UInt8]
        var nonce: [UInt8]
    }

    /// Whether every use is remembered; long runs go without.
    var isKept = true
    private var uses: Set<Use> = []
    public private(set) var repetitions: [Repetition] = []

    mutating func note(party: Int, key: KeyName, keyBytes: Secret, nonce: @autoclosure () -> [UInt8]) {
        guard isKept else { return }
        let nonce = nonce()
        if !uses.insert(Use(key: keyBytes.exposed, nonce: nonce)).inserted {
            repetitions.append(Repetition(party: party, key: key, nonce: Hexadecimal.text(nonce)))
        }
    }
}
