import MLS

/// "Message Protection".
public struct MessageProtectionVector: TestVector {
    public static let kind = "message-protection"
    public var requiredSuite: CipherSuite? { CipherSuite(rawValue: cipherSuite) }

    public var cipherSuite: UInt16
    public var groupId: Hex
    public var epoch: UInt64
    public var treeHash: Hex
    public var confirmedTranscriptHash: Hex
    public var signaturePriv: Hex
    public var signaturePub: Hex
    public var encryptionSecret: Hex
    public var senderDataSecret: Hex
    public var membershipKey: Hex
    public var proposal: Hex
    public var proposalPub: Hex
    public var proposalPriv: Hex
    public var commit: Hex
    public var commitPub: Hex
    public var commitPriv: Hex
    public var application: Hex
    public var applicationPriv: Hex

    private static let sender = LeafIndex(1)

    private func context() throws -> [UInt8] {
        try GroupContext(
            cipherSuite: CipherSuite(rawValue: cipherSuite), groupID: groupId.bytes, epoch: epoch,
            treeHash: treeHash.bytes, confirmedTranscriptHash: confirmedTranscriptHash.bytes
        ).encoded()
    }

    private func secretTree(_ suite: Suite) -> SecretTree {
        SecretTree(suite, encryptionSecret: encryptionSecret.secret, shape: TreeShape(atLeast: 2))
    }

    private func open(_ message: MLSMessage, _ suite: Suite) throws -> FramedContent.Content {
        let content: AuthenticatedContent
        switch message {
        case .publicMessage(let message):
            content = try message.unprotected(suite, membershipKey: membershipKey.secret, context: try context())
        case .privateMessage(let message):
            var tree = secretTree(suite)
            content = try message.unprotected(
                suite, secretTree: &tree, senderDataSecret: senderDataSecret.secret, isMember: { _ in true })
        default:
            throw VectorMismatch(field: "wire_format")
        }
        try content.verifySignature(suite, context: try context(), by: SignaturePublicKey(signaturePub.bytes))
        try expect(content.content.sender, is: .member(Self.sender), "sender")
        return content.content.content
    }

    private func protect(_ content: FramedContent.Content, publicly: Bool, _ suite: Suite) throws -> MLSMessage {
        let key = try SignaturePrivateKey(suite.signature, rawRepresentation: signaturePriv.secret)
        var authenticated = try AuthenticatedContent(
            signing: FramedContent(
                groupID: groupId.bytes, epoch: epoch, sender: .member(Self.sender), authenticatedData: [],
                content: content),
            as: publicly ? .publicMessage : .privateMessage, suite, context: try context(), with: key)
        if case .commit = content {
            authenticated.auth.confirmationTag = [UInt8](repeating: 0, count: suite.secretSize)
        }
        if publicly {
            return .publicMessage(
                try PublicMessage(
                    protecting: authenticated, suite, membershipKey: membershipKey.secret, context: try context()))
        }
        var tree = secretTree(suite)
        var random = SystemRandomNumberGenerator()
        return .privateMessage(
            try PrivateMessage(
                protecting: authenticated, suite, secretTree: &tree, senderDataSecret: senderDataSecret.secret,
                using: &random))
    }

    public func verify() throws {
        let suite = try Suite(CipherSuite(rawValue: cipherSuite))
        let proposal = FramedContent.Content.proposal(try proposal.decoded())
        let commit = FramedContent.Content.commit(try commit.decoded())
        let application = FramedContent.Content.application(application.bytes)
        for (expected, messages) in [
            (proposal, [proposalPub, proposalPriv]), (commit, [commitPub, commitPriv]),
            (application, [applicationPriv]),
        ] {
            for message in messages {
                try expect(try open(try message.decoded(), suite), is: expected, "\(expected.contentType)")
            }
            let own = try protect(expected, publicly: false, suite)
            try expect(try open(own, suite), is: expected, "own private \(expected.contentType)")
            if expected.contentType == .application {
                do {
                    _ = try protect(expected, publicly: true, suite)
                    throw VectorMismatch(field: "an application message was made public")
                } catch MessageError.applicationDataInPublicMessage {}
            } else {
                let own = try protect(expected, publicly: true, suite)
                try expect(try open(own, suite), is: expected, "own public \(expected.contentType)")
            }
        }
    }
}

extension MessageProtectionVector: GeneratedTestVector {
    public static func generate(_ suite: Suite, using random: inout SeededRandom) throws -> [MessageProtectionVector] {
        func bytes() -> Hex { Hex([UInt8](randomCount: suite.secretSize, using: &random)) }
        let key = try suite.signature.generateKey(using: &random)
        let proposal = Proposal.remove(LeafIndex(random.next()))
        let commit = Commit(proposals: [.reference(ProposalRef(bytes().bytes))], path: nil)
        var vector = MessageProtectionVector(
            cipherSuite: suite.cipherSuite.rawValue, groupId: bytes(), epoch: UInt64(random.next() as UInt32),
            treeHash: bytes(), confirmedTranscriptHash: bytes(), signaturePriv: Hex(key.rawRepresentation),
            signaturePub: Hex(key.publicKey.bytes), encryptionSecret: bytes(), senderDataSecret: bytes(),
            membershipKey: bytes(), proposal: try Hex(encoding: proposal), proposalPub: [], proposalPriv: [],
            commit: try Hex(encoding: commit), commitPub: [], commitPriv: [], application: bytes(),
            applicationPriv: [])
        vector.proposalPub = try Hex(encoding: try vector.protect(.proposal(proposal), publicly: true, suite))
        vector.proposalPriv = try Hex(encoding: try vector.protect(.proposal(proposal), publicly: false, suite))
        vector.commitPub = try Hex(encoding: try vector.protect(.commit(commit), publicly: true, suite))
        vector.commitPriv = try Hex(encoding: try vector.protect(.commit(commit), publicly: false, suite))
        vector.applicationPriv = try Hex(
            encoding: try vector.protect(.application(vector.application.bytes), publicly: false, suite))
        return [vector]
    }
}
