import MLS

/// "Transcript Hashes".
public struct TranscriptHashesVector: TestVector {
    public static let kind = "transcript-hashes"
    public var requiredSuite: CipherSuite? { CipherSuite(rawValue: cipherSuite) }

    public var cipherSuite: UInt16
    public var confirmationKey: Hex
    public var authenticatedContent: Hex
    public var interimTranscriptHashBefore: Hex
    public var confirmedTranscriptHashAfter: Hex
    public var interimTranscriptHashAfter: Hex

    public func verify() throws {
        let suite = try Suite(CipherSuite(rawValue: cipherSuite))
        let content = try authenticatedContent.decoded(as: AuthenticatedContent.self)
        guard case .commit = content.content.content, let tag = content.auth.confirmationTag else {
            throw VectorMismatch(field: "authenticated_content is no Commit")
        }
        let confirmed = try TranscriptHash.confirmed(suite, interim: interimTranscriptHashBefore.bytes, content)
        try expect(Hex(confirmed), is: confirmedTranscriptHashAfter, "confirmed_transcript_hash_after")
        try expect(suite.hash.mac(confirmationKey.secret, confirmed), is: tag, "confirmation_tag")
        let interim = try TranscriptHash.interim(suite, confirmed: confirmed, confirmationTag: tag)
        try expect(Hex(interim), is: interimTranscriptHashAfter, "interim_transcript_hash_after")
    }
}

extension TranscriptHashesVector: GeneratedTestVector {
    public static func generate(_ suite: Suite, using random: inout SeededRandom) throws -> [TranscriptHashesVector] {
        func bytes() -> [UInt8] { [UInt8](randomCount: suite.secretSize, using: &random) }
        let before = bytes()
        let key = Secret(bytes())
        let content = FramedContent(
            groupID: bytes(), epoch: 5, sender: .member(LeafIndex(1)), authenticatedData: [],
            content: .commit(Commit(proposals: [.reference(ProposalRef(bytes()))], path: nil)))
        var authenticated = try AuthenticatedContent(
            signing: content, as: .publicMessage, suite, context: bytes(),
            with: try suite.signature.generateKey(using: &random))
        let confirmed = try TranscriptHash.confirmed(suite, interim: before, authenticated)
        let tag = suite.hash.mac(key, confirmed)
        authenticated.auth.confirmationTag = tag
        return [
            TranscriptHashesVector(
                cipherSuite: suite.cipherSuite.rawValue, confirmationKey: Hex(key),
                authenticatedContent: try Hex(encoding: authenticated), interimTranscriptHashBefore: Hex(before),
                confirmedTranscriptHashAfter: Hex(confirmed),
                interimTranscriptHashAfter: Hex(
                    try TranscriptHash.interim(suite, confirmed: confirmed, confirmationTag: tag)))
        ]
    }
}
