import Testing

@testable import MLS

@Suite("Groups")
struct GroupTests {
    static let suites: [UInt16] = [1, 2, 3, 5, 7]

    @Test("add, update, remove and empty commits keep the members in step", arguments: suites)
    func life(_ suite: UInt16) throws {
        var world = World(suite)
        try world.found(["alice", "bob", "charlie"])
        #expect(try world.agreement.count == 1)
        try world.commit(1, newcomers: [try world.client("dora"), try world.client("emil")])
        #expect(try world.agreement.count == 1)
        // An Update of one member, committed by another.
        let old = world.parties[2]
        let update = try world.parties[2].proposeUpdate(using: &world.random)
        try world.broadcast(update, from: 2)
        try world.commit(0)
        #expect(try world.agreement.count == 1)
        #expect(world.parties[2].tree[old.ownLeafIndex]?.encryptionKey != old.tree[old.ownLeafIndex]?.encryptionKey)
        try world.commit(3, CommitOptions(proposals: [.remove(LeafIndex(1))]))
        #expect(world.parties.count == 4)
        #expect(try world.agreement.count == 1)
        for index in world.parties.indices {
            try world.commit(index)
            #expect(try world.agreement.count == 1)
        }
        #expect(world.parties[0].epoch == 8)
    }

    @Test("a partial commit has no path and adds all the same")
    func partial() throws {
        var world = World()
        try world.found(["alice", "bob"])
        let dora = try world.client("dora")
        let pending = try world.parties[0].commit(
            CommitOptions(proposals: [.add(dora.keyPackage)], forcesPath: false), using: &world.random)
        guard case .publicMessage(let message) = pending.message, case .commit(let commit) = message.content.content
        else { throw Unexpected.nothing }
        #expect(commit.path == nil)
        try world.deliver(pending, from: 0)
        world.parties.append(
            try Group.join(
                try pending.welcome.orThrow(), with: dora, configuration: world.configuration))
        #expect(try world.agreement.count == 1)
        try world.commit(2)
        #expect(try world.agreement.count == 1)
    }

    @Test("a commit leaves the state that it starts from as it was, and can be dropped")
    func values() throws {
        var world = World()
        try world.found(["alice", "bob", "charlie"])
        let before = try world.agreement
        let dropped = try world.parties[0].commit(using: &world.random)
        _ = try world.parties[1].process(dropped.message)
        #expect(try world.agreement == before)
        // Two continuations of one epoch, side by side.
        let other = try world.parties[2].commit(using: &world.random)
        guard case .commit(let first) = try world.parties[1].process(dropped.message),
            case .commit(let second) = try world.parties[1].process(other.message)
        else { throw Unexpected.nothing }
        #expect(first.group?.epochAuthenticator == dropped.merged().epochAuthenticator)
        #expect(second.group?.epochAuthenticator == other.merged().epochAuthenticator)
        #expect(first.group?.epochAuthenticator != second.group?.epochAuthenticator)
        #expect(first.group?.epoch == second.group?.epoch)
        try world.deliver(other, from: 2)
        #expect(try world.agreement.count == 1)
    }

    @Test("handshake messages can be encrypted", arguments: suites)
    func privateHandshakes(_ suite: UInt16) throws {
        var world = World(suite)
        world.configuration.encryptsHandshakes = true
        try world.found(["alice", "bob", "charlie"])
        let dropped = try world.parties[0].commit(using: &world.random)
        guard case .privateMessage = dropped.message else { throw Unexpected.nothing }
        let proposal = try world.parties[1].propose(.remove(LeafIndex(2)), using: &world.random)
        try world.broadcast(proposal, from: 1)
        try world.commit(0)
        #expect(world.parties.count == 2)
        #expect(try world.agreement.count == 1)
    }

    @Test("application messages arrive in any order, each once")
    func applicationMessages() throws {
        var world = World()
        try world.found(["alice", "bob"])
        let messages = try (0..<20).map { index in
            try world.parties[0].protect([UInt8(index)], authenticatedData: [7], padding: index, using: &world.random)
        }
        for index in [3, 0, 19, 7, 1, 2] + Array(4..<7) + Array(8..<19) {
            guard case .application(let message) = try world.parties[1].process(try messages[index].encoded())
            else { throw Unexpected.nothing }
            #expect(message == ApplicationMessage(data: [UInt8(index)], authenticatedData: [7], sender: LeafIndex(0)))
        }
        for (index, message) in messages.enumerated() {
            #expect(throws: RatchetError.generationConsumed(UInt32(index))) {
                try world.parties[1].process(message)
            }
        }
    }

    @Test("external pre-shared keys and past epochs' resumption PSKs change the epoch", arguments: suites)
    func preSharedKeys(_ suite: UInt16) throws {
        var world = World(suite)
        try world.found(["alice", "bob"])
        var known = PreSharedKeys(external: [[1]: Secret([1, 2, 3])])
        known.resumption[PreSharedKeys.Epoch(groupID: World.groupID, epoch: 1)] = world.parties[0].resumptionPSK
        try world.commit(0)
        let group = world.parties[0]
        let proposals: [Proposal] = [
            .preSharedKey(group.preSharedKeyID(.external(pskID: [1]), using: &world.random)),
            .preSharedKey(
                group.preSharedKeyID(
                    .resumption(usage: .application, pskGroupID: World.groupID, pskEpoch: 1), using: &world.random)),
            .preSharedKey(
                group.preSharedKeyID(
                    .resumption(usage: .application, pskGroupID: World.groupID, pskEpoch: 2), using: &world.random)),
        ]
        // The newcomer gets this epoch's key from the application: it was not in it.
        known.resumption[PreSharedKeys.Epoch(groupID: World.groupID, epoch: 2)] = group.resumptionPSK
        try world.commit(
            0, CommitOptions(proposals: proposals, forcesPath: false), newcomers: [try world.client("dora")],
            preSharedKeys: known)
        #expect(try world.agreement.count == 1)
        var other = world.parties[1]
        let pending = try world.parties[0].commit(
            CommitOptions(
                proposals: [
                    .preSharedKey(world.parties[0].preSharedKeyID(.external(pskID: [1]), using: &world.random))
                ]), preSharedKeys: known, using: &world.random)
        #expect(throws: CommitError.confirmationTagInvalid) {
            try other.process(pending.message, preSharedKeys: PreSharedKeys(external: [[1]: Secret([1, 2, 4])]))
        }
    }

    @Test("a newcomer joins by an external commit, and a member resynchronises with one", arguments: suites)
    func externalCommits(_ suite: UInt16) throws {
        var world = World(suite)
        try world.found(["alice", "bob", "charlie"])
        let dora = try world.client("dora")
        let joining = try Group.joinExternally(
            try world.parties[0].groupInfo(), with: dora, configuration: world.configuration, using: &world.random)
        world.parties.append(joining.merged())
        try world.deliver(joining, from: 3)
        #expect(try world.agreement.count == 1)
        let bob = world.parties[1]
        let resync = try Group.joinExternally(
            try world.parties[0].groupInfo(),
            with: try world.client("bob", signatureKey: bob.signatureKey), removing: bob.ownLeafIndex,
            configuration: world.configuration, using: &world.random)
        world.parties[1] = resync.merged()
        try world.deliver(resync, from: 1)
        #expect(try world.agreement.count == 1)
        #expect(world.parties.count == 4)
        for index in world.parties.indices { try world.commit(index) }
        #expect(try world.agreement.count == 1)
    }

    @Test("external senders and newcomers propose")
    func externalProposals() throws {
        var world = World()
        let key = try world.suite.signature.generateKey(using: &world.random)
        let senders = ExternalSenders([
            ExternalSender(signatureKey: key.publicKey, credential: .basic(identity: [9]))
        ])
        try world.found(["alice", "bob", "charlie"], extensions: [try Extension(.externalSenders, senders)])
        let removal = try Group.proposeExternally(
            .remove(LeafIndex(2)), to: World.groupID, epoch: 1, world.cipherSuite, senderIndex: 0, signatureKey: key)
        try world.broadcast(removal, from: nil)
        let dora = try world.client("dora")
        try world.broadcast(try Group.proposeJoin(dora, to: World.groupID, epoch: 1), from: nil)
        let pending = try world.parties[0].commit(using: &world.random)
        try world.deliver(pending, from: 0)
        world.parties.append(
            try Group.join(try pending.welcome.orThrow(), with: dora, configuration: world.configuration))
        #expect(world.parties.count == 3)
        #expect(try world.agreement.count == 1)
    }

    @Test("new group context extensions bind all members")
    func groupContextExtensions() throws {
        var world = World()
        try world.found(["alice", "bob"])
        let extensions = [Extension(extensionType: ExtensionType(rawValue: 0xf001), extensionData: [1])]
        try world.commit(0, CommitOptions(proposals: [.groupContextExtensions(extensions)]))
        #expect(world.parties[1].groupContext.extensions == extensions)
        #expect(try world.agreement.count == 1)
    }

    @Test("a type of proposal that all support reaches the application")
    func customProposals() throws {
        var world = World()
        try world.found(["alice", "bob"])
        let proposal = Proposal.custom(ProposalType(rawValue: 0xf001), data: [1, 2])
        let pending = try world.parties[0].commit(CommitOptions(proposals: [proposal]), using: &world.random)
        guard case .commit(let effect) = try world.parties[1].process(pending.message) else {
            throw Unexpected.nothing
        }
        #expect(effect.custom == [proposal])
    }

    @Test("a member changes its signature key and its name")
    func leafNodeChange() throws {
        var world = World()
        try world.found(["alice", "bob"])
        for index in [0, 1] {
            let change = LeafNodeChange(
                signatureKey: try world.suite.signature.generateKey(using: &world.random),
                credential: .basic(identity: Array((index == 0 ? "alice" : "bob").utf8) + [0x32]))
            try world.commit(index, CommitOptions(leafNodeChange: change))
            try world.commit(index)
        }
        let change = LeafNodeChange(signatureKey: try world.suite.signature.generateKey(using: &world.random))
        try world.broadcast(try world.parties[1].proposeUpdate(change, using: &world.random), from: 1)
        try world.commit(0)
        try world.commit(1)
        #expect(try world.agreement.count == 1)
    }

    @Test("who is removed learns it and nothing else")
    func removal() throws {
        var world = World()
        try world.found(["alice", "bob", "charlie"])
        var bob = world.parties[1]
        let pending = try world.parties[0].commit(
            CommitOptions(proposals: [.remove(bob.ownLeafIndex)]), using: &world.random)
        guard case .commit(let effect) = try bob.process(pending.message) else { throw Unexpected.nothing }
        #expect(effect.group == nil)
        #expect(effect.removed == [bob.ownLeafIndex])
        var alice = pending.merged()
        let secret = try alice.protect([1], using: &world.random)
        #expect(throws: MessageError.wrongEpoch(expected: 1, actual: 2)) { try bob.process(secret) }
    }

    @Test("a group is reinitialised with another suite", arguments: [1, 2])
    func reinitialisation(_ suite: UInt16) throws {
        var world = World(suite)
        try world.found(["alice", "bob"])
        let reInit = ReInit(groupID: [5], cipherSuite: CipherSuite(rawValue: 3))
        try world.commit(0, CommitOptions(proposals: [.reInit(reInit)], forcesPath: false))
        #expect(throws: GroupError.reinitialized) { try world.parties[0].commit(using: &world.random) }
        #expect(throws: GroupError.reinitialized) { try world.parties[1].protect([1], using: &world.random) }
        var successor = World(3, seed: 2)
        let bundles = try ["alice", "bob"].map { try successor.client($0) }
        let pending = try world.parties[1].reinitialize(
            with: bundles[1], keyPackages: [bundles[0].keyPackage], using: &world.random)
        let alice = try Group.join(
            try pending.welcome.orThrow(), with: bundles[0], oldGroup: world.parties[0],
            configuration: world.configuration)
        #expect(alice.epochAuthenticator == pending.merged().epochAuthenticator)
        #expect(alice.groupID == [5] && alice.epoch == 1)
    }

    @Test("some members branch off")
    func branching() throws {
        var world = World()
        try world.found(["alice", "bob", "charlie"])
        let bundles = try ["alice", "charlie"].map { try world.client($0) }
        let pending = try world.parties[0].branch(
            groupID: [6], with: bundles[0], keyPackages: [bundles[1].keyPackage], using: &world.random)
        let charlie = try Group.join(
            try pending.welcome.orThrow(), with: bundles[1], oldGroup: world.parties[2],
            configuration: world.configuration)
        #expect(charlie.epochAuthenticator == pending.merged().epochAuthenticator)
        #expect(charlie.epoch == 1)
    }

    @Test("one seed gives one trace in suites 1 and 3", arguments: [1, 3])
    func determinism(_ suite: UInt16) throws {
        func trace() throws -> [[UInt8]] {
            var world = World(suite, seed: 7)
            try world.found(["alice", "bob", "charlie"])
            let pending = try world.parties[1].commit(using: &world.random)
            try world.deliver(pending, from: 1)
            let message = try world.parties[0].protect([1, 2, 3], using: &world.random)
            return [try pending.message.encoded(), try message.encoded(), world.parties[0].epochAuthenticator]
        }
        #expect(try trace() == trace())
    }

    @Test("suites 4 and 6 are refused by name", arguments: [4, 6, 77])
    func unsupportedSuites(_ number: UInt16) throws {
        let suite = CipherSuite(rawValue: number)
        #expect(throws: CryptographyError.unsupportedCipherSuite(suite)) { try MLS.Suite(suite) }
        #expect("\(CryptographyError.unsupportedCipherSuite(suite))".contains("\(suite)"))
    }

    @Test("GREASE and unknown extensions are tolerated")
    func grease() throws {
        var world = World()
        try world.found(["alice", "bob"])
        let signer = try world.suite.signature.generateKey(using: &world.random)
        let dora = try KeyPackageBundle(
            world.cipherSuite, credential: .basic(identity: [1]), signatureKey: signer,
            capabilities: World.capabilities, greases: true, using: &world.random)
        #expect(dora.keyPackage.extensions.count == 1)
        let unknown = Extension(extensionType: ExtensionType(rawValue: 0xbaba), extensionData: [1, 2, 3])
        try world.commit(0, CommitOptions(groupInfoExtensions: [unknown]), newcomers: [dora])
        #expect(try world.agreement.count == 1)
    }

    @Test("a tree given beside the Welcome will do")
    func treeOutside() throws {
        var world = World()
        try world.found(["alice", "bob"])
        try world.commit(0, CommitOptions(includesRatchetTree: false), newcomers: [try world.client("dora")])
        #expect(try world.agreement.count == 1)
    }

    @Test("an all-zero X25519 result is refused")
    func allZero() throws {
        let key = try KEM.x25519.deriveKeyPair(Secret([UInt8](repeating: 7, count: 32)))
        #expect(throws: CryptographyError.allZeroSharedSecret) {
            try key.diffieHellman(HPKEPublicKey([UInt8](repeating: 0, count: 32)))
        }
    }
}
