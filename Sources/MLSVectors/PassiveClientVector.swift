import MLS

/// "Passive Client Scenarios": the files `passive-client-*.json`.
public struct PassiveClientVector: TestVector {
    public static let kind = "passive-client"
    public var requiredSuite: CipherSuite? { CipherSuite(rawValue: cipherSuite) }

    public struct PSK: Codable, Sendable {
        public var pskId: Hex
        public var psk: Hex
    }

    public struct Epoch: Codable, Sendable {
        public var proposals: [Hex]
        public var commit: Hex
        public var epochAuthenticator: Hex
    }

    public var cipherSuite: UInt16
    public var externalPsks: [PSK]
    public var keyPackage: Hex
    public var signaturePriv: Hex
    public var encryptionPriv: Hex
    public var initPriv: Hex
    public var welcome: Hex
    public var ratchetTree: Nullable<Hex>?
    public var initialEpochAuthenticator: Hex
    public var epochs: [Epoch]

    public func verify() throws {
        let suite = try Suite(CipherSuite(rawValue: cipherSuite))
        guard case .keyPackage(let keyPackage) = try keyPackage.decoded(as: MLSMessage.self),
            case .welcome(let welcome) = try welcome.decoded(as: MLSMessage.self)
        else { throw VectorMismatch(field: "wire_format") }
        let bundle = KeyPackageBundle(
            keyPackage: keyPackage,
            initKey: try HPKEPrivateKey(suite.kem, rawRepresentation: initPriv.secret),
            encryptionKey: try HPKEPrivateKey(suite.kem, rawRepresentation: encryptionPriv.secret),
            signatureKey: try SignaturePrivateKey(suite.signature, rawRepresentation: signaturePriv.secret))
        try expect(bundle.initKey.publicKey, is: keyPackage.initKey, "init_priv")
        try expect(bundle.encryptionKey.publicKey, is: keyPackage.leafNode.encryptionKey, "encryption_priv")
        try expect(bundle.signatureKey.publicKey, is: keyPackage.leafNode.signatureKey, "signature_priv")
        var known = PreSharedKeys()
        for psk in externalPsks { known.external[psk.pskId.bytes] = psk.psk.secret }
        // The lifetimes in these files are long over.
        var group = try Group.join(
            welcome, with: bundle, ratchetTree: try ratchetTree?.value?.decoded(), preSharedKeys: known,
            configuration: GroupConfiguration(lifetimeChecks: .sent))
        try expect(Hex(group.epochAuthenticator), is: initialEpochAuthenticator, "initial_epoch_authenticator")
        for (index, epoch) in epochs.enumerated() {
            known.resumption[PreSharedKeys.Epoch(groupID: group.groupID, epoch: group.epoch)] = group.resumptionPSK
            for proposal in epoch.proposals { _ = try group.process(proposal.bytes, preSharedKeys: known) }
            guard case .commit(let effect) = try group.process(epoch.commit.bytes, preSharedKeys: known),
                let next = effect.group
            else { throw VectorMismatch(field: "epochs[\(index)].commit leads nowhere") }
            group = next
            try expect(
                Hex(group.epochAuthenticator), is: epoch.epochAuthenticator, "epochs[\(index)].epoch_authenticator")
        }
    }
}
