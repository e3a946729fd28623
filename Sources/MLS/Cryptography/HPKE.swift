/// `LabeledExtract` and `LabeledExpand` of RFC 9180 section 4.
package struct HPKELabels: Sendable {
    let suiteID: [UInt8]
    let hash: HashAlgorithm

    private static let version = Array("HPKE-v1".utf8)

    func extract(salt: Secret, _ label: String, _ ikm: Secret) throws(CryptographyError) -> Secret {
        hash.extract(salt: salt, prefix: Self.version + suiteID + Array(label.utf8), ikm)
    }

    func expand(_ prk: Secret, _ label: String, _ info: [UInt8], _ length: Int) throws(CryptographyError) -> Secret {
        guard (0...(255 * hash.byteCount)).contains(length) else { throw .outputTooLong(byteCount: length) }
        let labelled = UInt16(length).bigEndianBytes + Self.version + suiteID + Array(label.utf8) + info
        return hash.expand(prk, info: labelled, length: length)
    }
}

/// HPKE in base mode (RFC 9180 sections 5 and 6) over a DHKEM.
package struct HPKE: Sendable {
    package let kem: KEM
    package let kdf: HashAlgorithm
    package let aead: AEAD

    package init(kem: KEM, kdf: HashAlgorithm, aead: AEAD) {
        self.kem = kem
        self.kdf = kdf
        self.aead = aead
    }

    /// `SetupBaseS(pkR, info)` with a given ephemeral key pair.
    package func setupBaseSender(
        to receiver: HPKEPublicKey, info: [UInt8], ephemeral: HPKEPrivateKey
    ) throws -> (encapsulated: [UInt8], context: HPKEContext) {
        let (sharedSecret, encapsulated) = try kem.encapsulate(to: receiver, ephemeral: ephemeral)
        return (encapsulated, try keySchedule(sharedSecret, info: info))
    }

    /// `SetupBaseR(enc, skR, info)`.
    package func setupBaseReceiver(_ encapsulated: [UInt8], _ key: HPKEPrivateKey, info: [UInt8]) throws -> HPKEContext {
        try keySchedule(try kem.decapsulate(encapsulated, key), info: info)
    }

    /// `KeySchedule(mode_base, shared_secret, info, "", "")` (RFC 9180 section 5.1).
    package func keySchedule(_ sharedSecret: Secret, info: [UInt8]) throws -> HPKEContext {
        let labels = HPKELabels(
            suiteID: Array("HPKE".utf8) + kem.kemID.bigEndianBytes + kdf.kdfID.bigEndianBytes
                + aead.aeadID.bigEndianBytes,
            hash: kdf)
        let empty = Secret([])
        let modeBase: UInt8 = 0
        let context =
            [modeBase]
            + (try labels.extract(salt: empty, "psk_id_hash", empty)).exposed
            + (try labels.extract(salt: empty, "info_hash", Secret(info))).exposed
        let secret = try labels.extract(salt: sharedSecret, "secret", empty)
        return HPKEContext(
            labels: labels, aead: aead,
            key: try labels.expand(secret, "key", context, aead.keySize),
            baseNonce: try labels.expand(secret, "base_nonce", context, aead.nonceSize),
            exporterSecret: try labels.expand(secret, "exp", context, kdf.byteCount),
            keyScheduleContext: context)
    }
}

/// One side's context (RFC 9180 section 5): seals or opens in sequence, and exports.
package struct HPKEContext: Sendable {
    let labels: HPKELabels
    let aead: AEAD
    package let key: Secret
    package let baseNonce: Secret
    package let exporterSecret: Secret
    package let keyScheduleContext: [UInt8]
    private(set) var sequence: UInt64 = 0

    init(
        labels: HPKELabels, aead: AEAD, key: Secret, baseNonce: Secret, exporterSecret: Secret,
        keyScheduleContext: [UInt8]
    ) {
        self.labels = labels
        self.aead = aead
        self.key = key
        self.baseNonce = baseNonce
        self.exporterSecret = exporterSecret
        self.keyScheduleContext = keyScheduleContext
    }

    /// `ComputeNonce(seq)`.
    private var nonce: [UInt8] {
        var nonce = baseNonce.exposed
        for index in 0..<min(8, nonce.count) {
            nonce[nonce.count - 1 - index] ^= UInt8(truncatingIfNeeded: sequence >> (8 * index))
        }
        return nonce
    }

    /// `Context.Seal(aad, pt)`.
    package mutating func seal(_ plaintext: UnsafeRawBufferPointer, aad: [UInt8]) throws -> [UInt8] {
        let sealed = try aead.seal(plaintext, aad: aad, key: key, nonce: nonce)
        sequence += 1
        return sealed
    }

    /// `Context.Open(aad, ct)`.
    package mutating func open(_ ciphertext: [UInt8], aad: [UInt8]) throws(CryptographyError) -> Secret {
        let plaintext = try aead.open(ciphertext, aad: aad, key: key, nonce: nonce)
        sequence += 1
        return plaintext
    }

    /// `Context.Export(exporter_context, L)`.
    package func export(_ context: [UInt8], length: Int) throws(CryptographyError) -> Secret {
        try labels.expand(exporterSecret, "sec", context, length)
    }
}

