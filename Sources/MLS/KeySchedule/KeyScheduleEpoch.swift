/// The secrets of one epoch (RFC 9420 section 8), each of `KDF.Nh` bytes.
///
/// `joiner_secret`, `welcome_secret`, `epoch_secret` and the inputs exist only while the epoch begins.
public struct KeyScheduleEpoch: Sendable {
    public let senderDataSecret: Secret
    /// Empty once the secret tree has taken it.
    public private(set) var encryptionSecret: Secret
    public let exporterSecret: Secret
    public let externalSecret: Secret
    public let confirmationKey: Secret
    public let membershipKey: Secret
    public let resumptionPSK: Secret
    public let epochAuthenticator: Secret
    public let initSecret: Secret

    /// The `joiner_secret` from the previous epoch's `init_secret` and this epoch's `commit_secret`.
    public static func joinerSecret(
        _ suite: Suite, initSecret: Secret, commitSecret: Secret, groupContext: [UInt8]
    ) throws -> Secret {
        try suite.expandWithLabel(
            suite.hash.extract(salt: initSecret, commitSecret), "joiner", context: groupContext,
            length: suite.secretSize)
    }

    /// The secret between `joiner_secret` and the two that follow from it.
    struct Member: Sendable {
        let secret: Secret

        init(_ suite: Suite, joinerSecret: Secret, pskSecret: Secret) {
            secret = suite.hash.extract(salt: joinerSecret, pskSecret)
        }

        /// `welcome_secret`.
        func welcomeSecret(_ suite: Suite) throws -> Secret {
            try suite.deriveSecret(secret, "welcome")
        }

        func epoch(_ suite: Suite, groupContext: [UInt8]) throws -> KeyScheduleEpoch {
            try KeyScheduleEpoch(
                suite,
                epochSecret: try suite.expandWithLabel(
                    secret, "epoch", context: groupContext, length: suite.secretSize))
        }
    }

    /// The epoch that `epoch_secret` opens; only a group's first epoch begins with it directly (section 11).
    public init(_ suite: Suite, epochSecret: Secret) throws {
        senderDataSecret = try suite.deriveSecret(epochSecret, "sender data")
        encryptionSecret = try suite.deriveSecret(epochSecret, "encryption")
        exporterSecret = try suite.deriveSecret(epochSecret, "exporter")
        externalSecret = try suite.deriveSecret(epochSecret, "external")
        confirmationKey = try suite.deriveSecret(epochSecret, "confirm")
        membershipKey = try suite.deriveSecret(epochSecret, "membership")
        resumptionPSK = try suite.deriveSecret(epochSecret, "resumption")
        epochAuthenticator = try suite.deriveSecret(epochSecret, "authentication")
        initSecret = try suite.deriveSecret(epochSecret, "init")
    }

    /// The epoch after `joiner_secret`, with the `welcome_secret` on the way.
    public static func begin(
        _ suite: Suite, joinerSecret: Secret, pskSecret: Secret, groupContext: [UInt8]
    ) throws -> (welcomeSecret: Secret, epoch: KeyScheduleEpoch) {
        let member = Member(suite, joinerSecret: joinerSecret, pskSecret: pskSecret)
        return (try member.welcomeSecret(suite), try member.epoch(suite, groupContext: groupContext))
    }

    /// The secret tree, which takes `encryption_secret` with it (section 9.2).
    mutating func takeSecretTree(_ suite: Suite, shape: TreeShape) -> SecretTree {
        defer { encryptionSecret = Secret([]) }
        return SecretTree(suite, encryptionSecret: encryptionSecret, shape: shape)
    }

    /// `MLS-Exporter(Label, Context, Length)` (section 8.5).
    ///
    /// - Throws: ``CryptographyError/outputTooLong(byteCount:)`` above 255 times `KDF.Nh` bytes.
    public func export(_ suite: Suite, label: String, context: [UInt8], length: Int) throws -> Secret {
        try suite.expandWithLabel(
            try suite.deriveSecret(exporterSecret, label), "exported", context: suite.hash.digest(context),
            length: length)
    }

    /// `confirmation_tag`: `MAC(confirmation_key, confirmed_transcript_hash)` (section 6.1).
    public func confirmationTag(_ suite: Suite, _ confirmedTranscriptHash: [UInt8]) -> [UInt8] {
        suite.hash.mac(confirmationKey, confirmedTranscriptHash)
    }

    /// The key pair for external joiners: `KEM.DeriveKeyPair(external_secret)`.
    public func externalKey(_ suite: Suite) throws -> HPKEPrivateKey {
        try suite.kem.deriveKeyPair(externalSecret)
    }
}

extension Suite {
    /// The context of the export that initialises an epoch from outside (section 8.3).
    private static let externalInitLabel = Array("MLS 1.0 external init secret".utf8)

    /// The joiner's side of section 8.3: a fresh `init_secret` for the holders of `externalPub`.
    func externalInit(
        to externalPub: HPKEPublicKey, using random: inout some RandomNumberGenerator
    ) throws -> (kemOutput: [UInt8], initSecret: Secret) {
        let sender = try hpke.setupBaseSender(
            to: externalPub, info: [], ephemeral: try kem.generateKeyPair(using: &random))
        return (sender.encapsulated, try sender.context.export(Self.externalInitLabel, length: secretSize))
    }

    /// The members' side of section 8.3.
    func externalInit(_ kemOutput: [UInt8], with key: HPKEPrivateKey) throws -> Secret {
        try hpke.setupBaseReceiver(kemOutput, key, info: []).export(Self.externalInitLabel, length: secretSize)
    }

    /// `psk_secret` of some keys in order (section 8.4), `KDF.Nh` bytes.
    public func pskSecret(_ psks: [(id: PreSharedKeyID, psk: Secret)]) throws -> Secret {
        let zero = Secret.zero(secretSize)
        var result = zero
        for (index, (id, psk)) in psks.enumerated() {
            var label = Writer()
            id.encode(to: &label)
            label.uint16(UInt16(truncatingIfNeeded: index))
            label.uint16(UInt16(truncatingIfNeeded: psks.count))
            let input = try expandWithLabel(
                hash.extract(salt: zero, psk), "derived psk", context: try label.finish(), length: secretSize)
            result = hash.extract(salt: input, result)
        }
        return result
    }
}

/// The running hashes over a group's commits (RFC 9420 section 8.2).
public enum TranscriptHash {
    /// `confirmed_transcript_hash`, `KDF.Nh` bytes.
    public static func confirmed(_ suite: Suite, interim: [UInt8], _ commit: AuthenticatedContent) throws -> [UInt8] {
        var writer = Writer()
        writer.fixed(interim)
        commit.wireFormat.encode(to: &writer)
        commit.content.encode(to: &writer)
        writer.opaque(commit.auth.signature)
        return suite.hash.digest(try writer.finish())
    }

    /// `interim_transcript_hash`, `KDF.Nh` bytes.
    public static func interim(_ suite: Suite, confirmed: [UInt8], confirmationTag: [UInt8]) throws -> [UInt8] {
        var writer = Writer()
        writer.fixed(confirmed)
        writer.opaque(confirmationTag)
        return suite.hash.digest(try writer.finish())
    }
}
