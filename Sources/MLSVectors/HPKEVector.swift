import MLS

/// Base mode of RFC 9180 appendix A.
public struct HPKEVector: TestVector {
    public static let kind = "rfc9180-base-mode"
    public var requiredSuite: CipherSuite? { nil }

    public struct Encryption: Codable, Sendable {
        public var aad: Hex
        public var ct: Hex
        public var nonce: Hex
        public var pt: Hex
    }

    public struct Export: Codable, Sendable {
        public var exporterContext: Hex
        public var L: Int
        public var exportedValue: Hex
    }

    public var mode: Int
    public var kemId: UInt16
    public var kdfId: UInt16
    public var aeadId: UInt16
    public var info: Hex
    public var ikmR: Hex
    public var ikmE: Hex
    public var skRm: Hex
    public var skEm: Hex
    public var pkRm: Hex
    public var pkEm: Hex
    public var enc: Hex
    public var sharedSecret: Hex
    public var keyScheduleContext: Hex
    public var key: Hex
    public var baseNonce: Hex
    public var exporterSecret: Hex
    public var encryptions: [Encryption]
    public var exports: [Export]

    /// The DHKEM of the case, or nil for DHKEM(X448), which swift-crypto has not.
    public var kem: KEM? { [.x25519, .p256, .p384, .p521].first { $0.kemID == kemId } }

    public var unsupported: String? { kem == nil ? "DHKEM(X448, HKDF-SHA512)" : nil }

    public func verify() throws {
        guard let kem,
            let kdf = [HashAlgorithm.sha256, .sha384, .sha512].first(where: { $0.kdfID == kdfId }),
            let aead = [AEAD.aes128GCM, .aes256GCM, .chaCha20Poly1305, .exportOnly].first(where: {
                $0.aeadID == aeadId
            })
        else { throw VectorMismatch(field: "unsupported algorithm: kem_id \(kemId)") }
        let hpke = HPKE(kem: kem, kdf: kdf, aead: aead)
        let receiver = try kem.deriveKeyPair(ikmR.secret)
        let ephemeral = try kem.deriveKeyPair(ikmE.secret)
        try expect(Hex(receiver.rawRepresentation), is: skRm, "skRm")
        try expect(Hex(receiver.publicKey.bytes), is: pkRm, "pkRm")
        try expect(Hex(ephemeral.rawRepresentation), is: skEm, "skEm")
        try expect(Hex(ephemeral.publicKey.bytes), is: pkEm, "pkEm")
        let encapsulated = try kem.encapsulate(to: receiver.publicKey, ephemeral: ephemeral)
        try expect(Hex(encapsulated.sharedSecret), is: sharedSecret, "shared_secret")
        try expect(Hex(encapsulated.encapsulated), is: enc, "enc")
        var (_, sender) = try hpke.setupBaseSender(to: receiver.publicKey, info: info.bytes, ephemeral: ephemeral)
        var opener = try hpke.setupBaseReceiver(enc.bytes, receiver, info: info.bytes)
        for context in [sender, opener] {
            try expect(Hex(context.keyScheduleContext), is: keyScheduleContext, "key_schedule_context")
            try expect(Hex(context.key), is: key, "key")
            try expect(Hex(context.baseNonce), is: baseNonce, "base_nonce")
            try expect(Hex(context.exporterSecret), is: exporterSecret, "exporter_secret")
            for export in exports {
                let value = try context.export(export.exporterContext.bytes, length: export.L)
                try expect(Hex(value), is: export.exportedValue, "exported_value")
            }
        }
        for (index, encryption) in encryptions.enumerated() {
            let sealed = try encryption.pt.bytes.withUnsafeBytes {
                try sender.seal($0, aad: encryption.aad.bytes)
            }
            try expect(Hex(sealed), is: encryption.ct, "encryptions[\(index)].ct")
            let opened = try opener.open(sealed, aad: encryption.aad.bytes)
            try expect(Hex(opened), is: encryption.pt, "encryptions[\(index)].pt")
        }
    }
}
