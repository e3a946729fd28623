import Testing

@testable import MLS

/// What a group refuses to do for its own application, and is afterwards as it was.
@Suite("Rules for what a group is asked to do")
struct RequestRuleTests {
    private static let twice = [1, 2].map { Extension(extensionType: ExtensionType(rawValue: 0xf001), extensionData: [$0]) }

    /// Alice, in a group with Bob, is asked for something.
    private func expectRefused(
        _ error: GroupError, in world: inout World, _ request: (inout Group, inout SeededRandom) throws -> Void
    ) throws {
        let before = try world.parties[0].fingerprint
        #expect(throws: error) { try request(&world.parties[0], &world.random) }
        #expect(try world.parties[0].fingerprint == before)
    }

    @Test("an extension twice, in a new group and in a GroupInfo (section 13.4)")
    func duplicateExtension() throws {
        var world = World()
        let error = GroupError.duplicateExtension(ExtensionType(rawValue: 0xf001))
        #expect(throws: error) { try world.found(["alice"], extensions: Self.twice) }
        try world.found(["alice", "bob"])
        try expectRefused(error, in: &world) { alice, _ in _ = try alice.groupInfo(extensions: Self.twice) }
        try expectRefused(.duplicateExtension(.ratchetTree), in: &world) { alice, _ in
            _ = try alice.groupInfo(extensions: [try Extension(.ratchetTree, alice.tree.ratchetTree)])
        }
    }

    @Test("an Update of another's making, and an ExternalInit, as a proposal (section 12.1)")
    func proposalNotAllowed() throws {
        var world = World()
        try world.found(["alice", "bob"])
        let leaf = try world.parties[0].tree[LeafIndex(0)].orThrow()
        for proposal in [Proposal.update(leaf), .externalInit(kemOutput: [1])] {
            try expectRefused(.proposalNotAllowed(proposal.proposalType), in: &world) { alice, random in
                _ = try alice.propose(proposal, using: &random)
            }
        }
    }

    @Test("a Remove of nobody as a proposal (section 12.1.3)", arguments: [2, 77, UInt32.max])
    func removeOfNobody(_ leaf: UInt32) throws {
        var world = World()
        try world.found(["alice", "bob"])
        try expectRefused(.noSuchMember(LeafIndex(leaf)), in: &world) { alice, random in
            _ = try alice.propose(.remove(LeafIndex(leaf)), using: &random)
        }
    }

    @Test("a proposal after a ReInit (section 12.1.5)")
    func reinitialized() throws {
        var world = World()
        try world.found(["alice", "bob"])
        try world.commit(0, CommitOptions(proposals: [.reInit(ReInit(groupID: [1], cipherSuite: world.cipherSuite))]))
        try expectRefused(.reinitialized, in: &world) { alice, random in
            _ = try alice.propose(.groupContextExtensions([]), using: &random)
        }
        try expectRefused(.reinitialized, in: &world) { alice, random in
            _ = try alice.proposeUpdate(using: &random)
        }
    }

    @Test("a successor of a group that was not reinitialised (section 11.2)")
    func notReinitialized() throws {
        var world = World()
        try world.found(["alice", "bob"])
        let bundle = try world.client("alice")
        try expectRefused(.notReinitialized, in: &world) { alice, random in
            _ = try alice.reinitialize(with: bundle, keyPackages: [], using: &random)
        }
    }

    @Test("a PrivateMessage of someone who is no member (section 6.3.2)")
    func senderNotMember() throws {
        var world = World()
        try world.found(["alice", "bob"])
        var alice = world.parties[0]
        var content = try alice.signed(.application([1]), as: .privateMessage, authenticatedData: [])
        content.content.sender = .external(senderIndex: 0)
        #expect(throws: MessageError.senderNotMember) {
            try PrivateMessage(
                protecting: content, try world.suite, secretTree: &alice.secretTree,
                senderDataSecret: alice.secrets.senderDataSecret, using: &world.random)
        }
        #expect(try alice.fingerprint == world.parties[0].fingerprint)
    }

    @Test("a proposal that an external sender can not make (section 12.1.8)")
    func proposeExternally() throws {
        var world = World()
        try world.found(["alice", "bob"])
        let leaf = try world.parties[0].tree[LeafIndex(0)].orThrow()
        let key = try world.suite.signature.generateKey(using: &world.random)
        for proposal in [Proposal.update(leaf), .externalInit(kemOutput: [1])] {
            #expect(throws: GroupError.proposalNotAllowed(proposal.proposalType)) {
                try Group.proposeExternally(
                    proposal, to: World.groupID, epoch: 1, world.cipherSuite, senderIndex: 0, signatureKey: key)
            }
        }
    }
}
