import MLS

/// "Welcome".
public struct WelcomeVector: TestVector {
    public static let kind = "welcome"
    public var requiredSuite: CipherSuite? { CipherSuite(rawValue: cipherSuite) }

    public var cipherSuite: UInt16
    public var initPriv: Hex
    public var signerPub: Hex
    public var keyPackage: Hex
    public var welcome: Hex

    public func verify() throws {
        let suite = try Suite(CipherSuite(rawValue: cipherSuite))
        guard case .keyPackage(let keyPackage) = try keyPackage.decoded(as: MLSMessage.self),
            case .welcome(let welcome) = try welcome.decoded(as: MLSMessage.self)
        else { throw VectorMismatch(field: "wire_format") }
        let initKey = try HPKEPrivateKey(suite.kem, rawRepresentation: initPriv.secret)
        try expect(initKey.publicKey, is: keyPackage.initKey, "init_priv")
        let secrets = try welcome.groupSecrets(suite, for: keyPackage, initKey: initKey)
        let groupInfo = try welcome.groupInfo(
            suite, joinerSecret: secrets.joinerSecret, pskSecret: try suite.pskSecret([]))
        try expect(try groupInfo.isSigned(suite, by: SignaturePublicKey(signerPub.bytes)), "GroupInfo.signature")
        let (_, epoch) = try KeyScheduleEpoch.begin(
            suite, joinerSecret: secrets.joinerSecret, pskSecret: try suite.pskSecret([]),
            groupContext: try groupInfo.groupContext.encoded())
        let tag = epoch.confirmationTag(suite, groupInfo.groupContext.confirmedTranscriptHash)
        try expect(tag, is: groupInfo.confirmationTag, "confirmation_tag")
    }
}
