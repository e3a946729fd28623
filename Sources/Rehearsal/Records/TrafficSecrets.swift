import MLS
import ProtocolModel

/// The application traffic secrets that an epoch gives its parties, one for each sender, `KDF.Nh` bytes each.
///
/// The first party of a model is TLS's client, the second its server. Where a model has more, the others' secrets are
/// exported with the server's label and the party's index as context: no draft says anything of them.
struct TrafficSecrets: Sendable {
    let bySender: [Secret]

    init(_ group: Group, source: TrafficSecretSource, parties: Int) throws {
        let suite = group.suite
        switch source {
        case .exported:
            bySender = try (0..<parties).map { sender in
                try group.exportSecret(
                    label: sender == 0 ? "MLS-TLS c ap traffic" : "MLS-TLS s ap traffic",
                    context: sender < 2 ? [] : [UInt8(sender)], length: suite.secretSize)
            }
        case .masterSecret:
            let masterSecret = try group.exportSecret(
                label: "MLS-TLS master secret", context: [], length: suite.secretSize)
            bySender = (0..<parties).map { sender in
                // RFC 8446 section 7.1: Derive-Secret over the transcript, which the draft does not have.
                suite.hash.expandLabel(
                    masterSecret, sender == 0 ? "c ap traffic" : "s ap traffic",
                    context: suite.hash.digest(sender < 2 ? [] : [UInt8(sender)]), length: suite.secretSize)
            }
        }
    }
}

/// What keys one direction of a stream (RFC 8446 section 7.3).
struct TrafficKey: Sendable {
    let secret: Secret
    let key: Secret
    /// 12 bytes.
    let iv: [UInt8]

    init(_ suite: Suite, secret: Secret) {
        self.secret = secret
        key = suite.hash.expandLabel(secret, "key", context: [], length: suite.aead.keySize)
        iv = suite.hash.expandLabel(secret, "iv", context: [], length: suite.aead.nonceSize).exposed
    }

    /// The key after a KeyUpdate: `application_traffic_secret_N+1` (RFC 8446 section 7.2).
    func updated(_ suite: Suite) -> TrafficKey {
        TrafficKey(
            suite, secret: suite.hash.expandLabel(secret, "traffic upd", context: [], length: suite.secretSize))
    }

    /// The nonce of a record (RFC 8446 section 5.3).
    func nonce(_ sequence: UInt64) -> [UInt8] {
        var nonce = iv
        for index in 0..<8 { nonce[nonce.count - 1 - index] ^= UInt8(truncatingIfNeeded: sequence >> (8 * index)) }
        return nonce
    }
}

extension HashAlgorithm {
    /// `HKDF-Expand-Label(Secret, Label, Context, Length)` of RFC 8446 section 7.1.
    func expandLabel(_ secret: Secret, _ label: String, context: [UInt8], length: Int) -> Secret {
        let full = Array("tls13 \(label)".utf8)
        let info =
            [UInt8(length >> 8), UInt8(truncatingIfNeeded: length), UInt8(full.count)] + full + [UInt8(context.count)] + context
        return expand(secret, info: info, length: length)
    }
}
