import Testing

@testable import MLS

/// Section 7.3, rule by rule: a leaf comes in an Add, an Update or a path, properly signed, and is refused.
@Suite("Rules for leaf nodes (section 7.3)")
struct LeafNodeRuleTests {
    /// A leaf that breaks one rule, however it comes.
    struct Case: Sendable, CustomTestStringConvertible {
        let testDescription: String
        let error: LeafNodeError
        var extensions: [Extension] = []
        var maximumLifetime: UInt64 = .max
        let edit: @Sendable (inout LeafNode) -> Void
    }

    static let unknown = ExtensionType(rawValue: 0xf00f)
    static let known = ExtensionType(rawValue: 0xf001)
    /// `required_capabilities` with extension 0xf001, proposal 0xf001 and basic credentials.
    static let required = Extension(
        extensionType: .requiredCapabilities, extensionData: [2, 0xf0, 1, 2, 0xf0, 1, 2, 0, 1])

    /// Rules that hold for every leaf.
    static let general: [Case] = [
        Case(testDescription: "credential", error: .credentialRejected) {
            $0.credential = .basic(identity: Array("mallory".utf8))
        },
        Case(testDescription: "signature key", error: .invalidSignatureKey) {
            $0.signatureKey = SignaturePublicKey(Array($0.signatureKey.bytes.dropLast()))
        },
        Case(testDescription: "encryption key", error: .invalidEncryptionKey) {
            $0.encryptionKey = HPKEPublicKey(Array($0.encryptionKey.bytes.dropLast()))
        },
        Case(testDescription: "version", error: .versionNotSupported(.mls10)) {
            $0.capabilities.versions = [ProtocolVersion(rawValue: 2)]
        },
        Case(testDescription: "cipher suite", error: .cipherSuiteNotSupported(CipherSuite(rawValue: 1))) {
            $0.capabilities.cipherSuites = [CipherSuite(rawValue: 2)]
        },
        Case(
            testDescription: "required extension", error: .requiredExtensionMissing(known),
            extensions: [required]
        ) { $0.capabilities.extensions = [] },
        Case(
            testDescription: "required proposal", error: .requiredProposalMissing(ProposalType(rawValue: 0xf001)),
            extensions: [required]
        ) { $0.capabilities.proposals = [] },
        Case(
            testDescription: "required credential", error: .requiredCredentialMissing(.basic),
            extensions: [required]
        ) {
            $0.capabilities.credentials = [.x509]
            $0.credential = .x509(certificates: [[1]])
        },
        Case(
            testDescription: "group's extension", error: .groupExtensionNotSupported(known),
            extensions: [Extension(extensionType: known, extensionData: [])]
        ) { $0.capabilities.extensions = [] },
        Case(testDescription: "own credential type not listed", error: .credentialTypeNotListed(.basic)) {
            $0.capabilities.credentials = [.x509]
        },
        Case(testDescription: "extension not listed", error: .extensionNotListed(unknown)) {
            $0.extensions = [Extension(extensionType: unknown, extensionData: [])]
        },
        Case(testDescription: "extension twice", error: .duplicateExtension(known)) {
            $0.extensions = [1, 2].map { Extension(extensionType: known, extensionData: [$0]) }
        },
    ]

    /// Rules for the lifetime, which only a KeyPackage's leaf has.
    static let lifetimes: [Case] = [
        Case(testDescription: "expired", error: .expired) {
            $0.leafNodeSource = .keyPackage(Lifetime(notBefore: 0, notAfter: World.now - 1))
        },
        Case(testDescription: "not yet valid", error: .notYetValid) {
            $0.leafNodeSource = .keyPackage(Lifetime(notBefore: World.now + 1, notAfter: .max))
        },
        Case(testDescription: "too long", error: .lifetimeTooLong, maximumLifetime: 1000) {
            $0.leafNodeSource = .keyPackage(Lifetime(notBefore: World.now - 1, notAfter: World.now + 1000))
        },
        Case(
            testDescription: "source", error: .wrongSource(expected: .keyPackage, actual: .update)
        ) { $0.leafNodeSource = .update },
    ]

    @Test("in an Add", arguments: general + lifetimes)
    func add(_ rule: Case) throws {
        var world = World()
        try world.found(["alice", "bob"], extensions: rule.extensions)
        let dora = try world.client("dora", edit: rule.edit)
        let message = try world.parties[0].forge([.add(dora.keyPackage)], using: &world.random)
        world.parties[1].configuration.maximumLifetime = rule.maximumLifetime
        #expect(try world.refuses(message, rule.error) == nil)
    }

    @Test(
        "in an Update",
        arguments: general + [
            Case(testDescription: "source", error: .wrongSource(expected: .update, actual: .commit)) {
                $0.leafNodeSource = .commit(parentHash: [])
            }
        ])
    func update(_ rule: Case) throws {
        var world = World()
        try world.found(["alice", "bob", "charlie"], extensions: rule.extensions)
        var leaf = try world.parties[2].tree[LeafIndex(2)].orThrow()
        leaf.encryptionKey = try world.suite.kem.generateKeyPair(using: &world.random).publicKey
        leaf.leafNodeSource = .update
        rule.edit(&leaf)
        try leaf.sign(
            try world.suite, with: world.parties[2].signatureKey, groupID: World.groupID, leafIndex: LeafIndex(2))
        try expectRefusedUpdate(&world, leaf, rule.error)
    }

    /// Charlie proposes a leaf, and Alice commits it.
    private func expectRefusedUpdate(_ world: inout World, _ leaf: LeafNode, _ error: LeafNodeError) throws {
        let proposal = try world.parties[2].forgeProposal(.update(leaf), using: &world.random)
        try world.broadcast(proposal, from: 2)
        let references = world.parties[0].pendingProposals.map(\.reference)
        let message = try world.parties[0].forge(
            [], references: references, Forgery(path: false), using: &world.random)
        #expect(try world.refuses(message, error) == nil)
        // Who makes a Commit holds to the same rules.
        #expect(throws: error) { try world.parties[0].commit(using: &world.random) }
    }

    @Test("in a path", arguments: general)
    func path(_ rule: Case) throws {
        var world = World()
        try world.found(["alice", "bob"], extensions: rule.extensions)
        let message = try world.parties[0].forge([], Forgery(leaf: rule.edit), using: &world.random)
        #expect(try world.refuses(message, rule.error) == nil)
    }

    @Test("a path's leaf has another source")
    func pathSource() throws {
        var world = World()
        try world.found(["alice", "bob"])
        let message = try world.parties[0].forge(
            [], Forgery(edit: { $0.leafNode.leafNodeSource = .update }, signsAgain: true), using: &world.random)
        #expect(try world.refuses(message, LeafNodeError.wrongSource(expected: .commit, actual: .update)) == nil)
    }

    @Test("a leaf's signature is not its own, in an Add, an Update and a path")
    func signature() throws {
        var world = World()
        try world.found(["alice", "bob", "charlie"])
        let dora = try world.client("dora", editPackage: { $0.leafNode.signature[0] ^= 1 })
        var message = try world.parties[0].forge([.add(dora.keyPackage)], using: &world.random)
        #expect(try world.refuses(message, LeafNodeError.signatureInvalid) == nil)
        message = try world.parties[0].forge(
            [], Forgery(edit: { $0.leafNode.signature[0] ^= 1 }), using: &world.random)
        #expect(try world.refuses(message, LeafNodeError.signatureInvalid) == nil)
        var leaf = try world.parties[2].tree[LeafIndex(2)].orThrow()
        leaf.encryptionKey = try world.suite.kem.generateKeyPair(using: &world.random).publicKey
        leaf.leafNodeSource = .update
        // Signed for another group: the signature binds the leaf to its own.
        try leaf.sign(try world.suite, with: world.parties[2].signatureKey, groupID: [1], leafIndex: LeafIndex(2))
        try expectRefusedUpdate(&world, leaf, .signatureInvalid)
    }

    @Test("the encryption key stays the same in an Update and a path")
    func encryptionKeyNotChanged() throws {
        var world = World()
        try world.found(["alice", "bob", "charlie"])
        let message = try world.parties[0].forge(
            [], Forgery(leafKey: world.parties[0].keys.leafKey), using: &world.random)
        #expect(try world.refuses(message, LeafNodeError.encryptionKeyNotChanged) == nil)
        var leaf = try world.parties[2].tree[LeafIndex(2)].orThrow()
        leaf.leafNodeSource = .update
        try leaf.sign(
            try world.suite, with: world.parties[2].signatureKey, groupID: World.groupID, leafIndex: LeafIndex(2))
        try expectRefusedUpdate(&world, leaf, .encryptionKeyNotChanged)
    }

    @Test("a new credential is not the successor of the old one, in an Update and a path")
    func successor() throws {
        var world = World()
        try world.found(["alice", "bob", "charlie"])
        let message = try world.parties[0].forge(
            [], Forgery(leaf: { $0.credential = .basic(identity: [1]) }), using: &world.random)
        #expect(try world.refuses(message, LeafNodeError.successorRejected) == nil)
        var leaf = try world.parties[2].tree[LeafIndex(2)].orThrow()
        leaf.encryptionKey = try world.suite.kem.generateKeyPair(using: &world.random).publicKey
        leaf.leafNodeSource = .update
        leaf.credential = .basic(identity: [1])
        try leaf.sign(
            try world.suite, with: world.parties[2].signatureKey, groupID: World.groupID, leafIndex: LeafIndex(2))
        try expectRefusedUpdate(&world, leaf, .successorRejected)
    }

    @Test("a member has the signature key of another")
    func duplicateSignatureKey() throws {
        var world = World()
        try world.found(["alice", "bob", "charlie"])
        let key = world.parties[2].signatureKey
        let message = try world.parties[0].forge(
            [],
            Forgery(
                leaf: { $0.signatureKey = key.publicKey },
                edit: { path in
                    try path.leafNode.sign(
                        try MLS.Suite(CipherSuite(rawValue: 1)), with: key, groupID: World.groupID, leafIndex: LeafIndex(0))
                }), using: &world.random)
        #expect(
            try world.refuses(message, LeafNodeError.duplicateSignatureKey(LeafIndex(0), LeafIndex(2))) == nil)
    }

    @Test("a newcomer has the encryption key of a member")
    func duplicateEncryptionKey() throws {
        var world = World()
        try world.found(["alice", "bob", "charlie"])
        let taken = try world.parties[2].tree[LeafIndex(2)].orThrow().encryptionKey
        let dora = try world.client("dora", edit: { $0.encryptionKey = taken })
        let message = try world.parties[0].forge([.add(dora.keyPackage)], using: &world.random)
        #expect(
            try world.refuses(message, LeafNodeError.duplicateEncryptionKey(LeafIndex(2), LeafIndex(3))) == nil)
    }

    @Test("a newcomer's credential type is one that a member does not support, and the other way round")
    func credentialTypes() throws {
        var world = World()
        try world.found(["alice", "bob"])
        let dora = try world.client("dora", credential: .x509(certificates: [[1]]), edit: {
            $0.capabilities.credentials = [.basic, .x509]
        })
        // Without a path the newcomer's is the only leaf that changes, so that it is compared from one side only.
        for path in [true, false] {
            let message = try world.parties[0].forge(
                [.add(dora.keyPackage)], Forgery(path: path), using: &world.random)
            #expect(
                try world.refuses(message, LeafNodeError.credentialTypeNotSupported(.x509, by: LeafIndex(0))) == nil)
        }
        var capabilities = World.capabilities
        capabilities.credentials = [.basic, .x509]
        try world.found(["alice", "bob"], capabilities: capabilities)
        let emil = try world.client("emil", credential: .x509(certificates: [[1]]), edit: {
            $0.capabilities.credentials = [.x509]
        })
        for path in [true, false] {
            let message = try world.parties[0].forge(
                [.add(emil.keyPackage)], Forgery(path: path), using: &world.random)
            #expect(
                try world.refuses(message, LeafNodeError.credentialTypeNotSupported(.basic, by: LeafIndex(2))) == nil)
        }
    }

    @Test("a client does not send a leaf whose lifetime is over, even if it accepts one")
    func sentLifetime() throws {
        var world = World()
        world.configuration.lifetimeChecks = .sent
        try world.found(["alice", "bob"])
        let dora = try world.client("dora", edit: {
            $0.leafNodeSource = .keyPackage(Lifetime(notBefore: 0, notAfter: 1))
        })
        #expect(throws: LeafNodeError.expired) {
            try world.parties[0].propose(.add(dora.keyPackage), using: &world.random)
        }
        let message = try world.parties[0].forge([.add(dora.keyPackage)], using: &world.random)
        guard case .commit(let effect) = try world.parties[1].process(message) else { throw Unexpected.nothing }
        #expect(effect.group?.members.count == 3)
    }
}

/// Section 10.1, rule by rule; the rules for the leaf in it are those of section 7.3.
@Suite("Rules for KeyPackages (section 10.1)")
struct KeyPackageRuleTests {
    struct Case: Sendable, CustomTestStringConvertible {
        let testDescription: String
        let error: KeyPackageError
        let edit: @Sendable (inout KeyPackage) -> Void
    }

    static let cases: [Case] = [
        Case(testDescription: "version", error: .versionMismatch(ProtocolVersion(rawValue: 2))) {
            $0.version = ProtocolVersion(rawValue: 2)
        },
        Case(testDescription: "cipher suite", error: .cipherSuiteMismatch(CipherSuite(rawValue: 3))) {
            $0.cipherSuite = CipherSuite(rawValue: 3)
        },
        Case(testDescription: "init key", error: .invalidInitKey) { $0.initKey = HPKEPublicKey([1]) },
        Case(testDescription: "init key is encryption key", error: .initKeyIsEncryptionKey) {
            $0.initKey = $0.leafNode.encryptionKey
        },
        Case(
            testDescription: "extension not listed",
            error: .extensionNotListed(ExtensionType(rawValue: 0xf00f))
        ) { $0.extensions = [Extension(extensionType: ExtensionType(rawValue: 0xf00f), extensionData: [])] },
        Case(
            testDescription: "extension twice", error: .duplicateExtension(ExtensionType(rawValue: 0xf001))
        ) { package in
            package.extensions = [1, 2].map {
                Extension(extensionType: ExtensionType(rawValue: 0xf001), extensionData: [$0])
            }
        },
    ]

    @Test("in an Add", arguments: cases)
    func add(_ rule: Case) throws {
        var world = World()
        try world.found(["alice", "bob"])
        let dora = try world.client("dora", editPackage: rule.edit)
        let message = try world.parties[0].forge([.add(dora.keyPackage)], using: &world.random)
        #expect(try world.refuses(message, rule.error) == nil)
        #expect(throws: rule.error) {
            try world.parties[0].propose(.add(dora.keyPackage), using: &world.random)
        }
    }

    @Test("its signature is not its own")
    func signature() throws {
        var world = World()
        try world.found(["alice", "bob"])
        var keyPackage = try world.client("dora").keyPackage
        keyPackage.signature[5] ^= 1
        let message = try world.parties[0].forge([.add(keyPackage)], using: &world.random)
        #expect(try world.refuses(message, KeyPackageError.signatureInvalid) == nil)
    }

    @Test("its version is not the one of its MLSMessage")
    func messageVersion() throws {
        var world = World()
        let dora = try world.client("dora", editPackage: { $0.version = ProtocolVersion(rawValue: 2) })
        let bytes = try MLSMessage.keyPackage(dora.keyPackage).encoded()
        #expect(throws: DecodeError.unknownValue(field: "KeyPackage.version", value: 2)) {
            try MLSMessage(decoding: bytes)
        }
    }
}
