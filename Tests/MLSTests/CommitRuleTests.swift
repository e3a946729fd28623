import Testing

@testable import MLS

/// Section 12.4.2, rule by rule, together with the framing of section 6 that a Commit has to get through first.
@Suite("Rules for processing commits (section 12.4.2)")
struct CommitRuleTests {
    private func expectRefused(
        _ error: some Error & Equatable, _ proposals: [Proposal] = [], _ forgery: Forgery
    ) throws {
        var world = World()
        try world.found(["alice", "bob", "charlie", "dora"])
        let message = try world.parties[0].forge(proposals, forgery, using: &world.random)
        #expect(try world.refuses(message, error) == nil)
    }

    // MARK: Framing

    @Test("another epoch and another group")
    func place() throws {
        try expectRefused(
            MessageError.wrongEpoch(expected: 1, actual: 2), [], Forgery(content: { $0.epoch = 2 }))
        try expectRefused(MessageError.wrongGroup, [], Forgery(content: { $0.groupID = [1] }))
    }

    @Test("a membership tag of another key, or none that fits")
    func membershipTag() throws {
        var world = World()
        try world.found(["alice", "bob"])
        guard case .publicMessage(var message) = try world.parties[0].forge([], using: &world.random) else {
            throw Unexpected.nothing
        }
        message.membershipTag?[0] ^= 1
        #expect(try world.refuses(.publicMessage(message), MessageError.membershipTagInvalid) == nil)
        message.membershipTag = []
        #expect(try world.refuses(.publicMessage(message), MessageError.membershipTagInvalid) == nil)
    }

    @Test("a signature of another member's key, or a flipped one")
    func signature() throws {
        try expectRefused(MessageError.signatureInvalid, [], Forgery(auth: { $0.signature[3] ^= 1 }))
        var world = World()
        try world.found(["alice", "bob", "charlie"])
        let message = try world.parties[0].forge(
            [], Forgery(content: { $0.sender = .member(LeafIndex(2)) }), using: &world.random)
        #expect(try world.refuses(message, MessageError.signatureInvalid) == nil)
    }

    @Test("a sender whose leaf is blank", arguments: [3, 4, UInt32.max])
    func senderBlank(_ leaf: UInt32) throws {
        var world = World()
        try world.found(["alice", "bob", "charlie"])
        let message = try world.parties[0].forge(
            [], Forgery(content: { $0.sender = .member(LeafIndex(leaf)) }), using: &world.random)
        #expect(try world.refuses(message, MessageError.senderBlank(LeafIndex(leaf))) == nil)
    }

    @Test("application data in the clear")
    func applicationData() throws {
        var world = World()
        try world.found(["alice", "bob"])
        let alice = world.parties[0]
        let content = try alice.signed(.application([1]), as: .publicMessage, authenticatedData: [])
        var writer = Writer()
        writer.fixed(try content.toBeSigned(context: alice.encodedContext))
        content.auth.encode(to: &writer)
        let tag = try world.suite.hash.mac(alice.secrets.membershipKey, try writer.finish())
        let message = PublicMessage(content: content.content, auth: content.auth, membershipTag: tag)
        #expect(
            try world.refuses(.publicMessage(message), MessageError.applicationDataInPublicMessage) == nil)
        // Nor is it sent so.
        #expect(throws: MessageError.applicationDataInPublicMessage) {
            try PublicMessage(
                protecting: content, try world.suite, membershipKey: alice.secrets.membershipKey,
                context: alice.encodedContext)
        }
    }

    @Test("a Commit from an external sender, and an Update from one")
    func notAllowedFromOutside() throws {
        var world = World()
        let key = try world.suite.signature.generateKey(using: &world.random)
        let senders = ExternalSenders([
            ExternalSender(signatureKey: key.publicKey, credential: .basic(identity: [9]))
        ])
        try world.found(["alice", "bob"], extensions: [try Extension(.externalSenders, senders)])
        func outside(_ sender: Sender, _ content: FramedContent.Content) throws -> MLSMessage {
            let content = try AuthenticatedContent(
                signing: FramedContent(
                    groupID: World.groupID, epoch: 1, sender: sender, authenticatedData: [], content: content),
                as: .publicMessage, try world.suite, context: [], with: key)
            var auth = content.auth
            if case .commit = content.content.content { auth.confirmationTag = [] }
            return .publicMessage(PublicMessage(content: content.content, auth: auth, membershipTag: nil))
        }
        let leaf = try world.parties[0].tree[LeafIndex(0)].orThrow()
        let commit = FramedContent.Content.commit(Commit(proposals: [], path: nil))
        for message in [
            try outside(.external(senderIndex: 0), commit),
            try outside(.external(senderIndex: 0), .proposal(.update(leaf))),
            try outside(.external(senderIndex: 0), .proposal(.externalInit(kemOutput: []))),
            try outside(.newMemberProposal, .proposal(.remove(LeafIndex(0)))),
            try outside(.newMemberProposal, commit), try outside(.newMemberCommit, .proposal(.update(leaf))),
        ] {
            #expect(try world.refuses(message, MessageError.notAllowedFromOutside) == nil)
        }
        let remove = FramedContent.Content.proposal(.remove(LeafIndex(0)))
        let unknown = try outside(.external(senderIndex: 1), remove)
        #expect(try world.refuses(unknown, MessageError.unknownExternalSender(1)) == nil)
        guard case .proposal = try world.parties[1].process(try outside(.external(senderIndex: 0), remove))
        else { throw Unexpected.nothing }
    }

    @Test("an encrypted Commit that was altered, has padding of other bytes, or comes twice")
    func privateMessage() throws {
        var world = World()
        world.configuration.encryptsHandshakes = true
        try world.found(["alice", "bob"])
        let honest = try world.parties[0].propose(.groupContextExtensions([]), using: &world.random)
        guard case .privateMessage(let message) = honest else { throw Unexpected.nothing }
        for (edit, error) in [
            ({ $0.encryptedSenderData[0] ^= 1 }, MessageError.senderDataUndecryptable),
            ({ $0.ciphertext[0] ^= 1 }, .senderDataUndecryptable),
            ({ $0.ciphertext[$0.ciphertext.count - 1] ^= 1 }, .contentUndecryptable),
            ({ $0.authenticatedData = [1] }, .contentUndecryptable),
            ({ $0.contentType = .commit }, .senderDataUndecryptable),
            ({ $0.groupID = [1] }, .wrongGroup),
            ({ $0.epoch = 0 }, .wrongEpoch(expected: 1, actual: 0)),
        ] as [((inout PrivateMessage) -> Void, MessageError)] {
            var altered = message
            edit(&altered)
            #expect(try world.refuses(.privateMessage(altered), error) == nil)
        }
        _ = try world.parties[1].process(honest)
        #expect(throws: RatchetError.generationConsumed(0)) { try world.parties[1].process(honest) }
    }

    @Test("padding that is not zero")
    func padding() throws {
        var world = World()
        try world.found(["alice", "bob"])
        let suite = try world.suite
        var alice = world.parties[0]
        let content = try alice.signed(.application([1]), as: .privateMessage, authenticatedData: [])
        var plaintext = Writer()
        content.content.content.encode(to: &plaintext)
        content.auth.encode(to: &plaintext)
        plaintext.fixed([0, 0, 1])
        // Sealed as the RFC says, but for the last byte of the padding.
        let (generation, keys) = try alice.secretTree.next(for: LeafIndex(0), .application)
        var writer = Writer()
        writer.opaque(World.groupID)
        writer.uint64(1)
        writer.uint8(ContentType.application.rawValue)
        let senderAAD = try writer.finish()
        let ciphertext = try suite.aead.seal(
            try plaintext.finish(), aad: senderAAD + [0], key: keys.key, nonce: keys.nonce.exposed)
        let senderKeys = try suite.senderDataKeys(alice.secrets.senderDataSecret, ciphertext: ciphertext)
        let senderData = SenderData(leafIndex: LeafIndex(0), generation: generation, reuseGuard: [0, 0, 0, 0])
        let message = PrivateMessage(
            groupID: World.groupID, epoch: 1, contentType: .application, authenticatedData: [],
            encryptedSenderData: try suite.aead.seal(
                try senderData.encoded(), aad: senderAAD, key: senderKeys.key, nonce: senderKeys.nonce.exposed),
            ciphertext: ciphertext)
        #expect(
            try world.refuses(
                .privateMessage(message), DecodeError.nonzeroPadding(field: "PrivateMessageContent.padding")) == nil)
    }

    @Test("a generation too far ahead")
    func forwardLimit() throws {
        var world = World()
        try world.found(["alice", "bob"])
        var messages: [MLSMessage] = []
        for _ in 0..<102 { messages.append(try world.parties[0].protect([1], using: &world.random)) }
        #expect(try world.refuses(messages[101], RatchetError.generationTooFarAhead(101, limit: 100)) == nil)
        _ = try world.parties[1].process(messages[100])
    }

    @Test("the member's own messages, and messages of other kinds")
    func ownMessage() throws {
        var world = World()
        try world.found(["alice", "bob"])
        let own = try world.parties[1].propose(.groupContextExtensions([]), using: &world.random)
        #expect(try world.refuses(own, MessageError.ownMessage) == nil)
        world.parties[1].dropProposals()
        let data = try world.parties[1].protect([1], using: &world.random)
        #expect(try world.refuses(data, MessageError.ownMessage) == nil)
        let package = MLSMessage.keyPackage(try world.client("dora").keyPackage)
        #expect(try world.refuses(package, MessageError.unexpectedWireFormat(.keyPackage)) == nil)
    }

    // MARK: Path and epoch

    @Test("no path where one is needed")
    func pathRequired() throws {
        for proposals in [[], [.remove(LeafIndex(2))], [.groupContextExtensions([])]] as [[Proposal]] {
            try expectRefused(CommitError.pathRequired, proposals, Forgery(path: false))
        }
        var world = World()
        try world.found(["alice", "bob", "charlie"])
        try world.broadcast(try world.parties[2].proposeUpdate(using: &world.random), from: 2)
        let references = world.parties[0].pendingProposals.map(\.reference)
        let message = try world.parties[0].forge(
            [], references: references, Forgery(path: false), using: &world.random)
        #expect(try world.refuses(message, CommitError.pathRequired) == nil)
    }

    @Test("a pre-shared key that is not at hand")
    func preSharedKeyMissing() throws {
        var world = World()
        try world.found(["alice", "bob"])
        for kind in [
            PreSharedKeyID.Kind.external(pskID: [1]),
            .resumption(usage: .application, pskGroupID: World.groupID, pskEpoch: 0),
        ] {
            let id = world.parties[0].preSharedKeyID(kind, using: &world.random)
            let message = try world.parties[0].forge([.preSharedKey(id)], using: &world.random)
            #expect(try world.refuses(message, CommitError.preSharedKeyMissing(id)) == nil)
            #expect(throws: CommitError.preSharedKeyMissing(id)) {
                try world.parties[0].commit(CommitOptions(proposals: [.preSharedKey(id)]), using: &world.random)
            }
        }
    }

    @Test("a path of another length")
    func pathLength() throws {
        try expectRefused(
            UpdatePathError.wrongLength(expected: 2, actual: 1), [], Forgery(edit: { $0.nodes.removeLast() }))
        let extra = UpdatePathNode(
            encryptionKey: HPKEPublicKey([UInt8](repeating: 9, count: 32)), encryptedPathSecret: [])
        try expectRefused(
            UpdatePathError.wrongLength(expected: 2, actual: 3), [], Forgery(edit: { $0.nodes.append(extra) }))
    }

    @Test("too few and too many ciphertexts")
    func ciphertextCount() throws {
        try expectRefused(
            UpdatePathError.wrongCiphertextCount(NodeIndex(1), expected: 1, actual: 0), [],
            Forgery(edit: { $0.nodes[0].encryptedPathSecret = [] }))
        try expectRefused(
            UpdatePathError.wrongCiphertextCount(NodeIndex(3), expected: 2, actual: 3), [],
            Forgery(edit: { $0.nodes[1].encryptedPathSecret.append($0.nodes[0].encryptedPathSecret[0]) }))
    }

    @Test("a ciphertext for a leaf that the same commit adds")
    func ciphertextForNewcomer() throws {
        var world = World()
        try world.found(["alice", "bob", "charlie"])
        let dora = try world.client("dora")
        let message = try world.parties[0].forge(
            [.add(dora.keyPackage)],
            Forgery(edit: { $0.nodes[1].encryptedPathSecret.append($0.nodes[0].encryptedPathSecret[0]) }),
            using: &world.random)
        #expect(
            try world.refuses(
                message, UpdatePathError.wrongCiphertextCount(NodeIndex(3), expected: 1, actual: 2)) == nil)
    }

    @Test("a parent hash that does not fit")
    func parentHash() throws {
        try expectRefused(
            UpdatePathError.parentHashMismatch, [],
            Forgery(
                edit: { $0.leafNode.leafNodeSource = .commit(parentHash: [UInt8](repeating: 0, count: 32)) },
                signsAgain: true))
    }

    @Test("a public key that the tree has already, or the path twice")
    func keyAlreadyInTree() throws {
        var world = World()
        try world.found(["alice", "bob", "charlie", "dora"])
        let bob = try world.parties[0].tree[LeafIndex(1)].orThrow().encryptionKey
        let message = try world.parties[0].forge(
            [], Forgery(edit: { $0.nodes[0].encryptionKey = bob }), using: &world.random)
        #expect(try world.refuses(message, UpdatePathError.keyAlreadyInTree(bob)) == nil)
        var key = HPKEPublicKey([])
        let twice = try world.parties[0].forge(
            [],
            Forgery(edit: {
                key = $0.nodes[0].encryptionKey
                $0.nodes[1].encryptionKey = key
            }), using: &world.random)
        #expect(try world.refuses(twice, UpdatePathError.keyAlreadyInTree(key)) == nil)
        // The leaf's own: the key of another member.
        let taken = world.parties[2].keys.leafKey
        let leaf = try world.parties[0].forge([], Forgery(leafKey: taken), using: &world.random)
        #expect(try world.refuses(leaf, UpdatePathError.keyAlreadyInTree(taken.publicKey)) == nil)
    }

    @Test("a public key that is none")
    func invalidKey() throws {
        try expectRefused(
            UpdatePathError.invalidEncryptionKey(NodeIndex(1)), [],
            Forgery(edit: { $0.nodes[0].encryptionKey = HPKEPublicKey([1, 2, 3]) }))
    }

    @Test("a path secret that was altered, or that leads to other keys")
    func pathSecret() throws {
        try expectRefused(
            UpdatePathError.undecryptable(NodeIndex(1)), [],
            Forgery(edit: { $0.nodes[0].encryptedPathSecret[0].ciphertext[0] ^= 1 }))
        // A secret that opens and belongs to no key of the path.
        var world = World()
        try world.found(["alice", "bob"])
        let suite = try world.suite
        var alice = world.parties[0]
        var tree = alice.tree
        let leaf = try tree[LeafIndex(0)].orThrow()
        let key = try suite.kem.generateKeyPair(using: &world.random)
        var changed = leaf
        changed.encryptionKey = key.publicKey
        var context: [UInt8] = []
        let (path, _) = try UpdatePath.create(
            suite, for: LeafIndex(0), in: &tree, leafNode: changed, signatureKey: alice.signatureKey,
            groupID: World.groupID, newLeaves: [],
            context: { treeHash in
                var next = alice.groupContext
                next.epoch += 1
                next.treeHash = treeHash
                context = try next.encoded()
                return context
            }, using: &world.random)
        let bob = try tree[LeafIndex(1)].orThrow().encryptionKey
        let other = try suite.encryptWithLabel(
            bob, "UpdatePathNode", context: context, plaintext: Secret(count: 32, using: &world.random),
            using: &world.random)
        let message = try alice.forge(
            [],
            Forgery(edit: {
                $0 = path
                $0.nodes[0].encryptedPathSecret = [other]
            }), using: &world.random)
        #expect(try world.refuses(message, UpdatePathError.publicKeyMismatch(NodeIndex(1))) == nil)
    }

    @Test("a confirmation tag of another epoch")
    func confirmationTag() throws {
        try expectRefused(CommitError.confirmationTagInvalid, [], Forgery(auth: { $0.confirmationTag?[0] ^= 1 }))
        try expectRefused(CommitError.confirmationTagInvalid, [], Forgery(auth: { $0.confirmationTag = [] }))
    }

    @Test("a Commit, and a proposal, after a ReInit")
    func reinitialized() throws {
        var world = World()
        try world.found(["alice", "bob"])
        let reInit = ReInit(groupID: [1], cipherSuite: world.cipherSuite)
        try world.commit(0, CommitOptions(proposals: [.reInit(reInit)]))
        let message = try world.parties[0].forge([], using: &world.random)
        #expect(try world.refuses(message, GroupError.reinitialized) == nil)
        let proposal = try world.parties[0].forgeProposal(.groupContextExtensions([]), using: &world.random)
        #expect(try world.refuses(proposal, GroupError.reinitialized) == nil)
    }

    @Test("the last epoch has no successor")
    func epochsExhausted() throws {
        var world = World()
        try world.found(["alice", "bob"])
        world.parties[0].groupContext.epoch = .max
        world.parties[0].encodedContext = try world.parties[0].groupContext.encoded()
        #expect(throws: GroupError.epochsExhausted) { try world.parties[0].commit(using: &world.random) }
    }

    @Test("no application data while a proposal waits")
    func proposalsPending() throws {
        var world = World()
        try world.found(["alice", "bob"])
        _ = try world.parties[0].propose(.groupContextExtensions([]), using: &world.random)
        #expect(throws: GroupError.proposalsPending) { try world.parties[0].protect([1], using: &world.random) }
    }
}
