import Testing

@testable import MLS

/// Section 12.2, rule by rule: a member commits a list that breaks one, properly signed, and is refused.
@Suite("Rules for proposal lists (section 12.2)")
struct ProposalListRuleTests {
    /// A list by value from Alice (leaf 0), in a group with Bob, Charlie and Dora.
    private func expectRefused(
        _ error: ProposalListError, extensions: [Extension] = [], path: Bool = true, commits: Bool = true,
        _ list: (inout World) throws -> [Proposal]
    ) throws {
        var world = World()
        try world.found(["alice", "bob", "charlie", "dora"], extensions: extensions)
        let proposals = try list(&world)
        let known = PreSharedKeys(external: [[1]: Secret([1])])
        let message = try world.parties[0].forge(
            proposals, Forgery(path: path, preSharedKeys: known), using: &world.random)
        #expect(try world.refuses(message, error, preSharedKeys: known) == nil)
        if commits {
            // Who makes a Commit holds to the same rules.
            #expect(throws: error) {
                try world.parties[0].commit(
                    CommitOptions(proposals: proposals), preSharedKeys: known, using: &world.random)
            }
        }
    }

    @Test("a reference to nothing")
    func unknownProposal() throws {
        var world = World()
        try world.found(["alice", "bob"])
        let reference = ProposalRef([UInt8](repeating: 1, count: 32))
        let message = try world.parties[0].forge([], references: [reference], using: &world.random)
        #expect(try world.refuses(message, ProposalListError.unknownProposal(reference)) == nil)
    }

    @Test("an Update by the committer, by value and by reference")
    func updateByCommitter() throws {
        var world = World()
        try world.found(["alice", "bob"])
        let proposal = try world.parties[0].proposeUpdate(using: &world.random)
        try world.broadcast(proposal, from: 0)
        let references = world.parties[0].pendingProposals.map(\.reference)
        var message = try world.parties[0].forge([], references: references, using: &world.random)
        #expect(try world.refuses(message, ProposalListError.updateByCommitter) == nil)
        message = try world.parties[0].forge(
            world.parties[0].pendingProposals.map(\.proposal), using: &world.random)
        #expect(try world.refuses(message, ProposalListError.updateByCommitter) == nil)
    }

    @Test("a Remove of the committer")
    func committerRemoved() throws {
        try expectRefused(.committerRemoved) { _ in [.remove(LeafIndex(0))] }
    }

    @Test("a Remove of nobody", arguments: [4, 77, UInt32.max])
    func removeOfBlankLeaf(_ leaf: UInt32) throws {
        try expectRefused(.removeOfBlankLeaf(LeafIndex(leaf))) { _ in [.remove(LeafIndex(leaf))] }
    }

    @Test("two Removes for one leaf")
    func twoRemoves() throws {
        try expectRefused(.multipleChangesOfLeaf(LeafIndex(2))) { _ in
            [.remove(LeafIndex(2)), .remove(LeafIndex(2))]
        }
    }

    @Test("an Update and a Remove, and two Updates, for one leaf")
    func updateAndRemove() throws {
        var world = World()
        try world.found(["alice", "bob", "charlie"])
        for _ in 0..<2 {
            try world.broadcast(try world.parties[2].proposeUpdate(using: &world.random), from: 2)
        }
        let references = world.parties[0].pendingProposals.map(\.reference)
        let error = ProposalListError.multipleChangesOfLeaf(LeafIndex(2))
        var message = try world.parties[0].forge(
            [.remove(LeafIndex(2))], references: [references[0]], using: &world.random)
        #expect(try world.refuses(message, error) == nil)
        message = try world.parties[0].forge([], references: references, using: &world.random)
        #expect(try world.refuses(message, error) == nil)
        // An honest committer prefers the latest Update.
        try world.commit(0)
        #expect(try world.agreement.count == 1)
    }

    @Test("two Adds for one client")
    func clientAddedTwice() throws {
        try expectRefused(.clientAddedTwice) { world in
            let emil = try world.client("emil")
            let again = try world.client("emil", signatureKey: emil.signatureKey)
            return [.add(emil.keyPackage), .add(again.keyPackage)]
        }
    }

    @Test("an Add for a member, unless it is removed")
    func clientAlreadyMember() throws {
        try expectRefused(.clientAlreadyMember(LeafIndex(2))) { world in
            [.add(try world.client("charlie", signatureKey: world.parties[2].signatureKey).keyPackage)]
        }
        var world = World()
        try world.found(["alice", "bob", "charlie"])
        let again = try world.client("charlie", signatureKey: world.parties[2].signatureKey)
        try world.commit(0, CommitOptions(proposals: [.remove(LeafIndex(2))]), newcomers: [again])
        #expect(try world.agreement.count == 1)
        #expect(world.parties.count == 3)
    }

    @Test("two PreSharedKeys with one identifier")
    func duplicatePreSharedKey() throws {
        try expectRefused(.duplicatePreSharedKey) { world in
            let id = world.parties[0].preSharedKeyID(.external(pskID: [1]), using: &world.random)
            return [.preSharedKey(id), .preSharedKey(id)]
        }
    }

    @Test("a nonce of another length", arguments: [0, 31, 33])
    func pskNonceLength(_ length: Int) throws {
        try expectRefused(.pskNonceLength(expected: 32, actual: length)) { _ in
            [.preSharedKey(PreSharedKeyID(.external(pskID: [1]), pskNonce: [UInt8](repeating: 1, count: length)))]
        }
    }

    @Test("a resumption PSK of another usage")
    func resumptionUsage() throws {
        for (usage, error) in [
            (ResumptionPSKUsage.reinit, ProposalListError.reInitPSKOutOfPlace), (.branch, .branchPSKOutOfPlace),
        ] {
            try expectRefused(error) { world in
                [
                    .preSharedKey(
                        world.parties[0].preSharedKeyID(
                            .resumption(usage: usage, pskGroupID: World.groupID, pskEpoch: 1), using: &world.random))
                ]
            }
        }
    }

    @Test("two GroupContextExtensions")
    func multipleGroupContextExtensions() throws {
        try expectRefused(.multipleGroupContextExtensions) { _ in
            [.groupContextExtensions([]), .groupContextExtensions([])]
        }
    }

    @Test("GroupContextExtensions that a member does not support")
    func groupContextExtensionsNotSupported() throws {
        let unknown = ExtensionType(rawValue: 0xf00f)
        try expectRefused(.groupContextExtensionsNotSupported(by: LeafIndex(0)), path: false) { _ in
            [.groupContextExtensions([Extension(extensionType: unknown, extensionData: [])])]
        }
        try expectRefused(.groupContextExtensionsNotSupported(by: LeafIndex(0)), path: false) { _ in
            let required = RequiredCapabilities(extensionTypes: [unknown])
            return [.groupContextExtensions([try Extension(.requiredCapabilities, required)])]
        }
    }

    @Test("GroupContextExtensions bind those who are added with them, and not those who are removed")
    func groupContextExtensionsAndMembers() throws {
        var world = World()
        try world.found(["alice", "bob"])
        let known = Extension(extensionType: ExtensionType(rawValue: 0xf001), extensionData: [])
        let emil = try world.client("emil", edit: { $0.capabilities.extensions = [] })
        let message = try world.parties[0].forge(
            [.groupContextExtensions([known]), .add(emil.keyPackage)], using: &world.random)
        #expect(
            try world.refuses(message, LeafNodeError.groupExtensionNotSupported(known.extensionType)) == nil)
        try world.commit(0, newcomers: [emil])
        try world.commit(0, CommitOptions(proposals: [.groupContextExtensions([known]), .remove(LeafIndex(2))]))
        #expect(world.parties[0].groupContext.extensions == [known])
    }

    @Test("an extension twice, in GroupContextExtensions and in a ReInit")
    func duplicateExtension() throws {
        let type = ExtensionType(rawValue: 0xf001)
        let extensions = [1, 2].map { Extension(extensionType: type, extensionData: [$0]) }
        try expectRefused(.duplicateExtension(type)) { _ in [.groupContextExtensions(extensions)] }
        try expectRefused(.duplicateExtension(type)) { world in
            [.reInit(ReInit(groupID: [1], cipherSuite: world.cipherSuite, extensions: extensions))]
        }
    }

    @Test("an external sender whom the AuthenticationService does not accept")
    func externalSenderRejected() throws {
        try expectRefused(.externalSenderRejected) { world in
            let sender = ExternalSender(
                signatureKey: world.parties[0].signatureKey.publicKey,
                credential: .basic(identity: Array("mallory".utf8)))
            return [.groupContextExtensions([try Extension(.externalSenders, ExternalSenders([sender]))])]
        }
    }

    @Test("a ReInit with something else")
    func reInitNotAlone() throws {
        try expectRefused(.reInitNotAlone) { world in
            [.reInit(ReInit(groupID: [1], cipherSuite: world.cipherSuite)), .remove(LeafIndex(2))]
        }
        try expectRefused(.reInitNotAlone) { world in
            [1, 2].map { .reInit(ReInit(groupID: [$0], cipherSuite: world.cipherSuite)) }
        }
    }

    @Test("a ReInit to an older version")
    func reInitToOlderVersion() throws {
        let older = ProtocolVersion(rawValue: 0)
        try expectRefused(.reInitToOlderVersion(older)) { world in
            [.reInit(ReInit(groupID: [1], version: older, cipherSuite: world.cipherSuite))]
        }
    }

    @Test("an ExternalInit by a member")
    func externalInitByMember() throws {
        try expectRefused(.externalInitByMember) { world in
            let key = try world.parties[0].secrets.externalKey(try world.suite).publicKey
            let output = try world.suite.externalInit(to: key, using: &world.random).kemOutput
            return [.externalInit(kemOutput: output)]
        }
    }

    @Test("a type that a member does not support, unless the member is removed")
    func proposalTypeNotSupported() throws {
        let type = ProposalType(rawValue: 0xf00f)
        try expectRefused(.proposalTypeNotSupported(type, by: LeafIndex(0))) { _ in [.custom(type, data: [1])] }
        var world = World()
        try world.found(["alice", "bob"])
        let supported = ProposalType(rawValue: 0xf001)
        try world.commit(0, newcomers: [try world.client("emil", edit: { $0.capabilities.proposals = [] })])
        let message = try world.parties[0].forge([.custom(supported, data: [1])], using: &world.random)
        #expect(
            try world.refuses(
                message, ProposalListError.proposalTypeNotSupported(supported, by: LeafIndex(2))) == nil)
        try world.commit(
            0, CommitOptions(proposals: [.custom(supported, data: [1]), .remove(LeafIndex(2))]))
        #expect(try world.agreement.count == 1)
    }

    @Test("an Update that comes from no member")
    func updateFromOutside() throws {
        // Such a message is refused on arrival; the list is checked all the same.
        var world = World()
        try world.found(["alice", "bob"])
        var leaf = try world.parties[0].tree[LeafIndex(0)].orThrow()
        leaf.leafNodeSource = .update
        let reference = ProposalRef([1])
        for index in [0, 1] {
            world.parties[index].proposals.append(
                CachedProposal(reference: reference, proposal: .update(leaf), sender: .newMemberProposal))
        }
        let message = try world.parties[0].forge([], references: [reference], using: &world.random)
        #expect(try world.refuses(message, ProposalListError.updateFromOutside) == nil)
    }
}

/// Sections 12.2 and 12.4.3.2, rule by rule, for Commits from outside.
@Suite("Rules for external commits (sections 12.2 and 12.4.3.2)")
struct ExternalCommitRuleTests {
    private func expectRefused(
        _ error: some Error & Equatable, removing: LeafIndex? = nil, inits: Int = 1, forgery: Forgery = Forgery(),
        extra: (inout World) throws -> [ProposalOrRef] = { _ in [] }
    ) throws {
        var world = World()
        try world.found(["alice", "bob", "charlie"])
        let extra = try extra(&world)
        let emil = try world.client("emil")
        let message = try world.parties[0].forgeExternally(
            emil, removing: removing, extra: extra, inits: inits, forgery, using: &world.random)
        #expect(try world.refuses(message, error) == nil)
    }

    @Test("the forger's honest commit is accepted")
    func control() throws {
        var world = World()
        try world.found(["alice", "bob", "charlie"])
        let emil = try world.client("emil")
        for removing in [nil, LeafIndex(2)] {
            let client = removing == nil ? emil : try world.client("charlie", signatureKey: world.parties[2].signatureKey)
            let message = try world.parties[0].forgeExternally(client, removing: removing, using: &world.random)
            guard case .commit(let effect) = try world.parties[1].process(message) else { throw Unexpected.nothing }
            #expect(effect.group != nil)
        }
        let message = try world.parties[0].forge([.remove(LeafIndex(2))], using: &world.random)
        guard case .commit(let effect) = try world.parties[1].process(message) else { throw Unexpected.nothing }
        #expect(effect.group != nil)
    }

    @Test("not exactly one ExternalInit", arguments: [0, 2])
    func externalInitCount(_ count: Int) throws {
        try expectRefused(ProposalListError.externalInitCount(count), inits: count)
    }

    @Test("two Removes")
    func multipleRemoves() throws {
        try expectRefused(ProposalListError.multipleRemovesInExternalCommit, removing: LeafIndex(2)) { _ in
            [.proposal(.remove(LeafIndex(1)))]
        }
    }

    @Test("a Remove of nobody")
    func removeOfBlankLeaf() throws {
        try expectRefused(ProposalListError.removeOfBlankLeaf(LeafIndex(9)), removing: LeafIndex(9))
    }

    @Test("a Remove by which someone else takes a member's place")
    func removeOfAnother() throws {
        try expectRefused(LeafNodeError.successorRejected, removing: LeafIndex(2))
    }

    @Test("a Remove by which a member keeps its old encryption key")
    func removeWithOldKey() throws {
        var world = World()
        try world.found(["alice", "bob", "charlie"])
        let client = try world.client("charlie", signatureKey: world.parties[2].signatureKey)
        let message = try world.parties[0].forgeExternally(
            client, removing: LeafIndex(2), Forgery(leafKey: world.parties[2].keys.leafKey), using: &world.random)
        #expect(try world.refuses(message, LeafNodeError.encryptionKeyNotChanged) == nil)
    }

    @Test("a proposal of another type")
    func otherProposals() throws {
        try expectRefused(ProposalListError.proposalTypeInExternalCommit(.add)) { world in
            [.proposal(.add(try world.client("frida").keyPackage))]
        }
        try expectRefused(ProposalListError.proposalTypeInExternalCommit(.groupContextExtensions)) { _ in
            [.proposal(.groupContextExtensions([]))]
        }
        try expectRefused(ProposalListError.proposalTypeInExternalCommit(.reinit)) { world in
            [.proposal(.reInit(ReInit(groupID: [1], cipherSuite: world.cipherSuite)))]
        }
    }

    @Test("a nonce of another length")
    func pskNonceLength() throws {
        try expectRefused(ProposalListError.pskNonceLength(expected: 32, actual: 1)) { _ in
            [.proposal(.preSharedKey(PreSharedKeyID(.external(pskID: [1]), pskNonce: [1])))]
        }
    }

    @Test("a proposal by reference")
    func reference() throws {
        try expectRefused(CommitError.referenceInExternalCommit) { world in
            let proposal = try world.parties[2].propose(.remove(LeafIndex(0)), using: &world.random)
            try world.broadcast(proposal, from: 2)
            return [.reference(world.parties[0].pendingProposals[0].reference)]
        }
    }

    @Test("no path")
    func noPath() throws {
        try expectRefused(CommitError.pathMissingInExternalCommit, forgery: Forgery(path: false))
    }

    @Test("a signature of another key than the path's")
    func signature() throws {
        var world = World()
        try world.found(["alice", "bob", "charlie"])
        let emil = try world.client("emil")
        let message = try world.parties[0].forgeExternally(
            emil, Forgery(signer: world.parties[0].signatureKey), using: &world.random)
        #expect(try world.refuses(message, MessageError.signatureInvalid) == nil)
    }

    @Test("a path's leaf of another source, and of a client that is a member already")
    func leaf() throws {
        try expectRefused(
            LeafNodeError.wrongSource(expected: .commit, actual: .update),
            forgery: Forgery(edit: { $0.leafNode.leafNodeSource = .update }, signsAgain: true))
        var world = World()
        try world.found(["alice", "bob", "charlie"])
        let client = try world.client("charlie", signatureKey: world.parties[2].signatureKey)
        let message = try world.parties[0].forgeExternally(client, using: &world.random)
        #expect(
            try world.refuses(message, LeafNodeError.duplicateSignatureKey(LeafIndex(2), LeafIndex(3))) == nil)
    }

    @Test("an ExternalInit that was made for another key")
    func kemOutput() throws {
        var world = World()
        try world.found(["alice", "bob", "charlie"])
        var other = world.parties[0]
        other.secrets = try KeyScheduleEpoch(
            try world.suite, epochSecret: Secret(count: 32, using: &world.random))
        let message = try other.forgeExternally(try world.client("emil"), using: &world.random)
        #expect(try world.refuses(message, CommitError.confirmationTagInvalid) == nil)
    }

    @Test("a GroupInfo without external_pub")
    func externalPubMissing() throws {
        var world = World()
        try world.found(["alice", "bob"])
        let info = try world.parties[0].groupInfo(includesExternalPub: false)
        let emil = try world.client("emil")
        #expect(throws: CommitError.externalPubMissing) {
            try Group.joinExternally(info, with: emil, configuration: world.configuration, using: &world.random)
        }
    }
}
