import Testing

@testable import MLS

/// What a misbehaving committer puts into a Welcome.
struct WelcomeForgery {
    var psks: [(id: PreSharedKeyID, psk: Secret)] = []
    var tree: (inout RatchetTree) throws -> Void = { _ in }
    /// Changes the tree as it is sent; the tree hash stays the one of the tree before.
    var nodes: (inout RatchetTreeNodes) -> Void = { _ in }
    var includesTree = true
    /// Changes the context after it got its tree hash.
    var context: (inout GroupContext) -> Void = { _ in }
    /// Changes the GroupInfo before it is signed.
    var info: (inout GroupInfo) -> Void = { _ in }
    /// Changes the GroupInfo after it was signed.
    var signedInfo: (inout GroupInfo) -> Void = { _ in }
    var secrets: (inout GroupSecrets) -> Void = { _ in }
    var welcome: (inout Welcome) -> Void = { _ in }
}

extension Group {
    /// A Welcome to a group like this one, whose GroupInfo this member signs and whose secrets are consistent.
    func forgeWelcome(
        to keyPackage: KeyPackage, _ forgery: WelcomeForgery = WelcomeForgery(), using random: inout SeededRandom
    ) throws -> Welcome {
        var tree = tree
        try forgery.tree(&tree)
        var context = groupContext
        context.treeHash = try tree.treeHash(suite)
        forgery.context(&context)
        let joinerSecret = Secret(count: suite.secretSize, using: &random)
        let pskSecret = try suite.pskSecret(forgery.psks)
        let member = KeyScheduleEpoch.Member(suite, joinerSecret: joinerSecret, pskSecret: pskSecret)
        let epoch = try member.epoch(suite, groupContext: try context.encoded())
        var nodes = tree.ratchetTree
        forgery.nodes(&nodes)
        var info = GroupInfo(
            groupContext: context,
            extensions: forgery.includesTree ? [try Extension(.ratchetTree, nodes)] : [],
            confirmationTag: epoch.confirmationTag(suite, context.confirmedTranscriptHash), signer: ownLeafIndex)
        forgery.info(&info)
        try info.sign(suite, with: signatureKey)
        forgery.signedInfo(&info)
        let keys = try Welcome.keys(suite, member)
        let encryptedInfo = try suite.aead.seal(
            try info.encoded(), aad: [], key: keys.key, nonce: keys.nonce.exposed)
        var secrets = GroupSecrets(joinerSecret: joinerSecret, pathSecret: nil, psks: forgery.psks.map(\.id))
        forgery.secrets(&secrets)
        var welcome = Welcome(
            cipherSuite: suite.cipherSuite,
            secrets: [
                EncryptedGroupSecrets(
                    newMember: try keyPackage.reference(suite),
                    encryptedGroupSecrets: try suite.encryptWithLabel(
                        keyPackage.initKey, "Welcome", context: encryptedInfo,
                        plaintext: Secret(try secrets.encoded()), using: &random))
            ], encryptedGroupInfo: encryptedInfo)
        forgery.welcome(&welcome)
        return welcome
    }
}

/// Section 12.4.3.1, rule by rule: a Welcome with real signatures and consistent secrets breaks one.
@Suite("Rules for joining by a Welcome (section 12.4.3.1)")
struct WelcomeRuleTests {
    /// Dora is added to a group of Alice, Bob and Charlie, by Alice; the tree has several kinds of nodes.
    private struct Scene {
        var world = World()
        let dora: KeyPackageBundle
        let alice: Group

        init() throws {
            try world.found(["alice", "bob", "charlie"])
            try world.commit(2)
            try world.commit(1)
            dora = try world.client("dora")
            // A partial commit: Dora is unmerged in the nodes above her.
            let pending = try world.parties[0].commit(
                CommitOptions(proposals: [.add(dora.keyPackage)], forcesPath: false), using: &world.random)
            alice = pending.merged()
        }

        mutating func refuses(
            _ error: some Error & Equatable, _ forgery: WelcomeForgery, oldGroup: Group? = nil,
            groupsInUse: Set<[UInt8]> = [], with bundle: KeyPackageBundle? = nil,
            known: PreSharedKeys = PreSharedKeys()
        ) throws {
            let welcome = try alice.forgeWelcome(to: dora.keyPackage, forgery, using: &world.random)
            var thrown = "nothing"
            do {
                _ = try Group.join(
                    welcome, with: bundle ?? dora, preSharedKeys: known, oldGroup: oldGroup,
                    groupsInUse: groupsInUse, configuration: world.configuration)
            } catch {
                thrown = String(reflecting: error)
            }
            #expect(thrown == String(reflecting: error))
        }
    }

    @Test("the forger's honest Welcome is accepted")
    func control() throws {
        var scene = try Scene()
        let welcome = try scene.alice.forgeWelcome(to: scene.dora.keyPackage, using: &scene.world.random)
        let dora = try Group.join(welcome, with: scene.dora, configuration: scene.world.configuration)
        #expect(dora.members.count == 4)
        #expect(dora.tree.nodes.contains { if case .parent(let node)? = $0 { !node.unmergedLeaves.isEmpty } else { false } })
    }

    @Test("an entry for someone else, and secrets that do not open")
    func entries() throws {
        var scene = try Scene()
        let emil = try scene.world.client("emil")
        try scene.refuses(WelcomeError.noMatchingKeyPackage, WelcomeForgery(), with: emil)
        try scene.refuses(
            WelcomeError.groupSecretsUndecryptable,
            WelcomeForgery(welcome: { $0.secrets[0].encryptedGroupSecrets.ciphertext[0] ^= 1 }))
        try scene.refuses(
            WelcomeError.groupSecretsUndecryptable, WelcomeForgery(welcome: { $0.encryptedGroupInfo[0] ^= 1 }))
        try scene.refuses(
            WelcomeError.groupInfoUndecryptable,
            WelcomeForgery(secrets: { $0.joinerSecret = Secret([UInt8](repeating: 1, count: 32)) }))
    }

    @Test("another cipher suite, in the Welcome and in the GroupInfo, and another version")
    func parameters() throws {
        var scene = try Scene()
        let other = CipherSuite(rawValue: 3)
        try scene.refuses(
            WelcomeError.cipherSuiteMismatch(other), WelcomeForgery(welcome: { $0.cipherSuite = other }))
        try scene.refuses(
            WelcomeError.cipherSuiteMismatch(other), WelcomeForgery(context: { $0.cipherSuite = other }))
        let version = ProtocolVersion(rawValue: 2)
        try scene.refuses(
            WelcomeError.versionMismatch(version), WelcomeForgery(context: { $0.version = version }))
    }

    @Test("a pre-shared key that is not at hand, and two that start a group")
    func preSharedKeys() throws {
        var scene = try Scene()
        let nonce = [UInt8](repeating: 1, count: 32)
        let external = PreSharedKeyID(.external(pskID: [1]), pskNonce: nonce)
        try scene.refuses(
            WelcomeError.preSharedKeyMissing(external), WelcomeForgery(psks: [(external, Secret([1]))]))
        let starting = [ResumptionPSKUsage.reinit, .branch].map { usage in
            (
                id: PreSharedKeyID(.resumption(usage: usage, pskGroupID: [1], pskEpoch: 1), pskNonce: nonce),
                psk: Secret([1])
            )
        }
        try scene.refuses(WelcomeError.multipleResumptionPSKs, WelcomeForgery(psks: starting))
    }

    @Test("no tree, a signer without a leaf, and a signature of someone else")
    func signer() throws {
        var scene = try Scene()
        try scene.refuses(WelcomeError.ratchetTreeMissing, WelcomeForgery(includesTree: false))
        for leaf in [LeafIndex(4), LeafIndex(.max)] {
            try scene.refuses(WelcomeError.signerBlank(leaf), WelcomeForgery(info: { $0.signer = leaf }))
        }
        try scene.refuses(
            WelcomeError.groupInfoSignatureInvalid, WelcomeForgery(signedInfo: { $0.signature[0] ^= 1 }))
        try scene.refuses(
            WelcomeError.groupInfoSignatureInvalid, WelcomeForgery(info: { $0.signer = LeafIndex(1) }))
    }

    @Test("a group that the client is in already")
    func groupInUse() throws {
        var scene = try Scene()
        try scene.refuses(WelcomeError.groupIDInUse, WelcomeForgery(), groupsInUse: [World.groupID])
    }

    @Test("a tree of another hash, and one without the newcomer")
    func treeHash() throws {
        var scene = try Scene()
        try scene.refuses(WelcomeError.treeHashMismatch, WelcomeForgery(context: { $0.treeHash[0] ^= 1 }))
        try scene.refuses(
            WelcomeError.ownLeafMissing,
            WelcomeForgery(tree: {
                try $0.blank(LeafIndex(3))
                $0.truncate()
            }))
    }

    @Test("a tree that is none")
    func malformedTree() throws {
        var scene = try Scene()
        try scene.refuses(TreeError.trailingBlank, WelcomeForgery(nodes: { $0.nodes.append(nil) }))
        try scene.refuses(TreeError.trailingBlank, WelcomeForgery(nodes: { $0.nodes = [] }))
        try scene.refuses(
            TreeError.wrongNodeType(NodeIndex(0)), WelcomeForgery(nodes: { $0.nodes[0] = $0.nodes[1] }))
        try scene.refuses(
            TreeError.wrongNodeType(NodeIndex(1)), WelcomeForgery(nodes: { $0.nodes[1] = $0.nodes[0] }))
    }

    @Test("parents that break a rule")
    func parents() throws {
        var scene = try Scene()
        // The root and Alice's and Bob's parent have keys; Dora is unmerged at the root.
        let root = NodeIndex(3)
        let inner = NodeIndex(1)
        func edited(_ node: NodeIndex, _ edit: @escaping (inout ParentNode) -> Void) -> WelcomeForgery {
            WelcomeForgery(tree: { tree in
                var parent = try tree.parent(node).orThrow()
                edit(&parent)
                tree.set(node, .parent(parent))
            })
        }
        try scene.refuses(TreeError.parentHashInvalid(inner), edited(inner) { $0.parentHash = [1] })
        try scene.refuses(TreeError.parentHashInvalid(root), edited(root) { $0.unmergedLeaves = [] })
        try scene.refuses(
            TreeError.parentHashInvalid(root),
            edited(root) { $0.encryptionKey = HPKEPublicKey([UInt8](repeating: 3, count: 32)) })
        try scene.refuses(
            TreeError.invalidEncryptionKey(root), edited(root) { $0.encryptionKey = HPKEPublicKey([1]) })
        let taken = try scene.alice.tree[LeafIndex(2)].orThrow().encryptionKey
        try scene.refuses(TreeError.duplicateEncryptionKey(root), edited(root) { $0.encryptionKey = taken })
        try scene.refuses(
            TreeError.unmergedLeafNotBelow(inner, LeafIndex(3)),
            edited(inner) { $0.unmergedLeaves = [LeafIndex(3)] })
        try scene.refuses(
            TreeError.unmergedLeafNotBelow(root, LeafIndex(9)),
            edited(root) { $0.unmergedLeaves = [LeafIndex(9)] })
        try scene.refuses(
            TreeError.unmergedLeavesNotSorted(root),
            edited(root) { $0.unmergedLeaves = [LeafIndex(3), LeafIndex(2)] })
        try scene.refuses(
            TreeError.unmergedLeafMissingBelow(root, LeafIndex(0)),
            edited(root) { $0.unmergedLeaves = [LeafIndex(0)] })
    }

    @Test("an unmerged leaf that is blank")
    func unmergedBlank() throws {
        var scene = try Scene()
        try scene.refuses(
            TreeError.unmergedLeafNotBelow(NodeIndex(3), LeafIndex(3)),
            WelcomeForgery(tree: { $0.set(LeafIndex(3).node, nil) }))
    }

    @Test("leaves that break a rule")
    func leaves() throws {
        var scene = try Scene()
        let signer = scene.world.parties[1].signatureKey
        let suite = try scene.world.suite
        func edited(_ edit: @escaping (inout LeafNode) -> Void, signs: Bool = true) -> WelcomeForgery {
            WelcomeForgery(tree: { tree in
                var leaf = try tree[LeafIndex(1)].orThrow()
                edit(&leaf)
                if signs { try leaf.sign(suite, with: signer, groupID: World.groupID, leafIndex: LeafIndex(1)) }
                tree.set(LeafIndex(1).node, .leaf(leaf))
            })
        }
        try scene.refuses(LeafNodeError.signatureInvalid, edited({ $0.signature[0] ^= 1 }, signs: false))
        try scene.refuses(
            LeafNodeError.credentialRejected, edited { $0.credential = .basic(identity: Array("mallory".utf8)) })
        try scene.refuses(
            LeafNodeError.versionNotSupported(.mls10), edited { $0.capabilities.versions = [] })
        try scene.refuses(
            LeafNodeError.credentialTypeNotListed(.basic), edited { $0.capabilities.credentials = [] })
        // Bob's leaf with Charlie's signature key, signed by Charlie.
        let charlie = scene.world.parties[2].signatureKey
        try scene.refuses(
            LeafNodeError.duplicateSignatureKey(LeafIndex(1), LeafIndex(2)),
            WelcomeForgery(tree: { tree in
                var leaf = try tree[LeafIndex(2)].orThrow()
                leaf.encryptionKey = try tree[LeafIndex(1)].orThrow().encryptionKey
                leaf.leafNodeSource = try tree[LeafIndex(1)].orThrow().leafNodeSource
                try leaf.sign(suite, with: charlie, groupID: World.groupID, leafIndex: LeafIndex(1))
                tree.set(LeafIndex(1).node, .leaf(leaf))
            }))
        let taken = try scene.alice.tree[LeafIndex(2)].orThrow().encryptionKey
        try scene.refuses(
            LeafNodeError.duplicateEncryptionKey(LeafIndex(1), LeafIndex(2)), edited { $0.encryptionKey = taken })
        try scene.refuses(
            LeafNodeError.credentialTypeNotSupported(.x509, by: LeafIndex(0)),
            edited {
                $0.credential = .x509(certificates: [[1]])
                $0.capabilities.credentials = [.basic, .x509]
            })
    }

    @Test("a path secret that leads elsewhere, and a confirmation tag of another epoch")
    func secrets() throws {
        var scene = try Scene()
        try scene.refuses(
            WelcomeError.pathSecretMismatch,
            WelcomeForgery(secrets: { $0.pathSecret = Secret([UInt8](repeating: 1, count: 32)) }))
        try scene.refuses(
            WelcomeError.confirmationTagInvalid, WelcomeForgery(info: { $0.confirmationTag[0] ^= 1 }))
    }

    @Test("extensions that the newcomer does not support, or that occur twice")
    func extensions() throws {
        var scene = try Scene()
        let unknown = Extension(extensionType: ExtensionType(rawValue: 0xf00f), extensionData: [])
        try scene.refuses(
            WelcomeError.extensionNotSupported(unknown.extensionType),
            WelcomeForgery(context: { $0.extensions = [unknown] }))
        try scene.refuses(
            WelcomeError.duplicateExtension(unknown.extensionType),
            WelcomeForgery(context: { $0.extensions = [unknown, unknown] }))
        try scene.refuses(
            WelcomeError.duplicateExtension(unknown.extensionType),
            WelcomeForgery(info: { $0.extensions += [unknown, unknown] }))
    }

    @Test("private keys that are not the KeyPackage's")
    func keys() throws {
        var scene = try Scene()
        let dora = scene.dora
        let otherKey = KeyPackageBundle(
            keyPackage: dora.keyPackage, initKey: dora.initKey,
            encryptionKey: try scene.world.suite.kem.generateKeyPair(using: &scene.world.random),
            signatureKey: dora.signatureKey)
        let otherSigner = KeyPackageBundle(
            keyPackage: dora.keyPackage, initKey: dora.initKey, encryptionKey: dora.encryptionKey,
            signatureKey: try scene.world.suite.signature.generateKey(using: &scene.world.random))
        for bundle in [otherKey, otherSigner] {
            try scene.refuses(GroupError.keyMismatch, WelcomeForgery(), with: bundle)
        }
    }

    // MARK: Groups that go on from another (sections 11.2 and 11.3)

    /// A Welcome with a PSK of a usage, from the group of Alice, Bob and Charlie, in which Dora was, too.
    private func expectRefused(
        _ error: WelcomeError, _ usage: ResumptionPSKUsage, reInit: ReInit? = nil, old: (inout Group) throws -> Void = { _ in },
        presents: (Group) -> Group? = { $0 }, context: @escaping (inout GroupContext) -> Void = { _ in }
    ) throws {
        var scene = try Scene()
        var oldGroup = scene.alice
        oldGroup.reInit = reInit
        try old(&oldGroup)
        let id = PreSharedKeyID(
            .resumption(usage: usage, pskGroupID: oldGroup.groupID, pskEpoch: oldGroup.epoch),
            pskNonce: [UInt8](repeating: 1, count: 32))
        let epoch = PreSharedKeys.Epoch(groupID: oldGroup.groupID, epoch: oldGroup.epoch)
        try scene.refuses(
            error,
            WelcomeForgery(
                psks: [(id, oldGroup.resumptionPSK)],
                context: {
                    $0.epoch = 1
                    context(&$0)
                }), oldGroup: presents(oldGroup), known: PreSharedKeys(resumption: [epoch: oldGroup.resumptionPSK]))
    }

    private static let reInit = ReInit(groupID: World.groupID, cipherSuite: CipherSuite(rawValue: 1))

    @Test("a reinitialised group that is not what was announced")
    func reinitialisation() throws {
        try expectRefused(.epochNotOne(2), .reinit, reInit: Self.reInit, context: { $0.epoch = 2 })
        try expectRefused(.oldGroupMissing, .reinit, reInit: Self.reInit, presents: { _ in nil })
        try expectRefused(.notReinitialized, .reinit)
        var reInit = Self.reInit
        reInit.groupID = [9]
        try expectRefused(.reInitGroupIDMismatch, .reinit, reInit: reInit)
        reInit = Self.reInit
        reInit.version = ProtocolVersion(rawValue: 2)
        try expectRefused(.oldVersionMismatch, .reinit, reInit: reInit)
        reInit = Self.reInit
        reInit.cipherSuite = CipherSuite(rawValue: 3)
        try expectRefused(.oldCipherSuiteMismatch, .reinit, reInit: reInit)
        reInit = Self.reInit
        reInit.extensions = [Extension(extensionType: ExtensionType(rawValue: 0xf001), extensionData: [])]
        try expectRefused(.reInitExtensionsMismatch, .reinit, reInit: reInit)
        try expectRefused(
            .reInitMemberMissing, .reinit, reInit: Self.reInit,
            old: { group in
                var leaf = try group.tree[LeafIndex(1)].orThrow()
                leaf.credential = .basic(identity: Array("frida".utf8))
                group.tree.set(LeafIndex(1).node, .leaf(leaf))
            })
    }

    @Test("a branch that is none")
    func branching() throws {
        try expectRefused(.epochNotOne(2), .branch, context: { $0.epoch = 2 })
        try expectRefused(.oldGroupMissing, .branch, presents: { _ in nil })
        try expectRefused(
            .oldGroupMissing, .branch,
            presents: {
                var other = $0
                other.groupContext.epoch += 1
                return other
            })
        try expectRefused(
            .oldGroupMissing, .branch,
            presents: {
                var other = $0
                other.groupContext.groupID = [1]
                return other
            })
        try expectRefused(
            .oldVersionMismatch, .branch, old: { $0.groupContext.version = ProtocolVersion(rawValue: 2) })
        try expectRefused(
            .oldCipherSuiteMismatch, .branch, old: { $0.groupContext.cipherSuite = CipherSuite(rawValue: 3) })
        try expectRefused(
            .branchMemberUnknown, .branch, old: { $0.tree.set(LeafIndex(1).node, nil) })
    }
}
