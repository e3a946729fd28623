import MLS

/// "Key Schedule".
public struct KeyScheduleVector: TestVector {
    public static let kind = "key-schedule"
    public var requiredSuite: CipherSuite? { CipherSuite(rawValue: cipherSuite) }

    public struct Exporter: Codable, Sendable, Equatable {
        public var label: String
        public var context: Hex
        public var length: UInt32
        public var secret: Hex
    }

    public struct Epoch: Codable, Sendable, Equatable {
        public var treeHash: Hex
        public var commitSecret: Hex
        public var pskSecret: Hex
        public var confirmedTranscriptHash: Hex
        public var groupContext: Hex
        public var joinerSecret: Hex
        public var welcomeSecret: Hex
        public var initSecret: Hex
        public var senderDataSecret: Hex
        public var encryptionSecret: Hex
        public var exporterSecret: Hex
        public var epochAuthenticator: Hex
        public var externalSecret: Hex
        public var confirmationKey: Hex
        public var membershipKey: Hex
        public var resumptionPsk: Hex
        public var externalPub: Hex
        public var exporter: Exporter
    }

    public var cipherSuite: UInt16
    public var groupId: Hex
    public var initialInitSecret: Hex
    public var epochs: [Epoch]

    public func verify() throws {
        let suite = try Suite(CipherSuite(rawValue: cipherSuite))
        var initSecret = initialInitSecret.secret
        for (index, epoch) in epochs.enumerated() {
            let own = try Self.epoch(
                suite, groupID: groupId.bytes, number: UInt64(index), initSecret: initSecret, treeHash: epoch.treeHash,
                commitSecret: epoch.commitSecret, pskSecret: epoch.pskSecret,
                confirmedTranscriptHash: epoch.confirmedTranscriptHash, exporter: epoch.exporter)
            try expect(own.groupContext, is: epoch.groupContext, "epochs[\(index)].group_context")
            try expect(own, is: epoch, "epochs[\(index)]")
            initSecret = own.initSecret.secret
        }
    }

    static func epoch(
        _ suite: Suite, groupID: [UInt8], number: UInt64, initSecret: Secret, treeHash: Hex, commitSecret: Hex,
        pskSecret: Hex, confirmedTranscriptHash: Hex, exporter: Exporter
    ) throws -> Epoch {
        let context = try GroupContext(
            cipherSuite: suite.cipherSuite, groupID: groupID, epoch: number, treeHash: treeHash.bytes,
            confirmedTranscriptHash: confirmedTranscriptHash.bytes
        ).encoded()
        let joiner = try KeyScheduleEpoch.joinerSecret(
            suite, initSecret: initSecret, commitSecret: commitSecret.secret, groupContext: context)
        let (welcome, epoch) = try KeyScheduleEpoch.begin(
            suite, joinerSecret: joiner, pskSecret: pskSecret.secret, groupContext: context)
        var exporter = exporter
        exporter.secret = Hex(
            try epoch.export(
                suite, label: exporter.label, context: exporter.context.bytes, length: Int(exporter.length)))
        return Epoch(
            treeHash: treeHash, commitSecret: commitSecret, pskSecret: pskSecret,
            confirmedTranscriptHash: confirmedTranscriptHash, groupContext: Hex(context), joinerSecret: Hex(joiner),
            welcomeSecret: Hex(welcome), initSecret: Hex(epoch.initSecret),
            senderDataSecret: Hex(epoch.senderDataSecret), encryptionSecret: Hex(epoch.encryptionSecret),
            exporterSecret: Hex(epoch.exporterSecret), epochAuthenticator: Hex(epoch.epochAuthenticator),
            externalSecret: Hex(epoch.externalSecret), confirmationKey: Hex(epoch.confirmationKey),
            membershipKey: Hex(epoch.membershipKey), resumptionPsk: Hex(epoch.resumptionPSK),
            externalPub: Hex(try epoch.externalKey(suite).publicKey.bytes), exporter: exporter)
    }
}

extension KeyScheduleVector: GeneratedTestVector {
    public static func generate(_ suite: Suite, using random: inout SeededRandom) throws -> [KeyScheduleVector] {
        func bytes() -> Hex { Hex([UInt8](randomCount: suite.secretSize, using: &random)) }
        let groupID = bytes()
        let initial = bytes()
        var initSecret = initial.secret
        let epochs = try (0..<5).map { number in
            let epoch = try epoch(
                suite, groupID: groupID.bytes, number: UInt64(number), initSecret: initSecret, treeHash: bytes(),
                commitSecret: bytes(), pskSecret: bytes(), confirmedTranscriptHash: bytes(),
                exporter: Exporter(label: "exporter", context: bytes(), length: 64, secret: []))
            initSecret = epoch.initSecret.secret
            return epoch
        }
        return [
            KeyScheduleVector(
                cipherSuite: suite.cipherSuite.rawValue, groupId: groupID, initialInitSecret: initial, epochs: epochs)
        ]
    }
}
