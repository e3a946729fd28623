@testable import MLS

/// A few parties with a common source of random bits.
struct World {
    var random: SeededRandom
    let cipherSuite: CipherSuite
    var parties: [Group] = []
    /// What is in force when nothing else is said: the clock stands still.
    var configuration = GroupConfiguration(
        authenticationService: StrictService(), clock: { World.now }, maximumForwardRatchetSteps: 100)

    static let now: UInt64 = 1_800_000_000
    static let groupID = Array("group".utf8)

    init(_ cipherSuite: UInt16 = 1, seed: UInt64 = 1) {
        self.cipherSuite = CipherSuite(rawValue: cipherSuite)
        random = SeededRandom(seed: seed)
    }

    var suite: MLS.Suite { get throws { try MLS.Suite(cipherSuite) } }

    /// A fresh client; `edit` changes the leaf and `editPackage` the KeyPackage before each is signed.
    mutating func client(
        _ name: String, credential: Credential? = nil, capabilities: Capabilities = World.capabilities,
        signatureKey: SignaturePrivateKey? = nil, edit: (inout LeafNode) -> Void = { _ in },
        editPackage: (inout KeyPackage) -> Void = { _ in }
    ) throws -> KeyPackageBundle {
        let suite = try suite
        let signer = try signatureKey ?? suite.signature.generateKey(using: &random)
        let bundle = try KeyPackageBundle(
            cipherSuite, credential: credential ?? .basic(identity: Array(name.utf8)), signatureKey: signer,
            capabilities: capabilities, using: &random)
        var keyPackage = bundle.keyPackage
        edit(&keyPackage.leafNode)
        try keyPackage.leafNode.sign(suite, with: signer)
        editPackage(&keyPackage)
        try keyPackage.sign(suite, with: signer)
        return KeyPackageBundle(
            keyPackage: keyPackage, initKey: bundle.initKey, encryptionKey: bundle.encryptionKey,
            signatureKey: signer)
    }

    static let capabilities = Capabilities(
        extensions: [ExtensionType(rawValue: 0xf001)], proposals: [ProposalType(rawValue: 0xf001)],
        credentials: [.basic])

    /// The first party founds a group and adds the others with one Commit.
    mutating func found(
        _ names: [String], extensions: [Extension] = [], capabilities: Capabilities = World.capabilities
    ) throws {
        let bundles = try names.map { try client($0, capabilities: capabilities) }
        var founder = try Group.create(
            groupID: World.groupID, with: bundles[0], extensions: extensions, configuration: configuration,
            using: &random)
        guard bundles.count > 1 else {
            parties = [founder]
            return
        }
        let pending = try founder.commit(
            CommitOptions(proposals: bundles.dropFirst().map { .add($0.keyPackage) }), using: &random)
        let welcome = try pending.welcome.orThrow()
        parties = [pending.merged()]
        for bundle in bundles.dropFirst() {
            parties.append(try Group.join(welcome, with: bundle, configuration: configuration))
        }
    }

    /// Everyone else processes a Commit, and its maker merges it. Who is removed stays behind.
    mutating func deliver(
        _ pending: PendingCommit, from maker: Int, preSharedKeys: PreSharedKeys = PreSharedKeys()
    ) throws {
        var next: [Group] = []
        for (index, party) in parties.enumerated() {
            if index == maker {
                next.append(pending.merged())
                continue
            }
            var party = party
            let bytes = try pending.message.encoded()
            guard case .commit(let effect) = try party.process(bytes, preSharedKeys: preSharedKeys) else {
                throw Unexpected.nothing
            }
            if let group = effect.group { next.append(group) }
        }
        parties = next
    }

    /// A Commit of one party, delivered to the others; newcomers join at the end.
    mutating func commit(
        _ index: Int, _ options: CommitOptions = CommitOptions(), newcomers: [KeyPackageBundle] = [],
        preSharedKeys: PreSharedKeys = PreSharedKeys()
    ) throws {
        var options = options
        options.proposals += newcomers.map { .add($0.keyPackage) }
        let pending = try parties[index].commit(options, preSharedKeys: preSharedKeys, using: &random)
        try deliver(pending, from: index, preSharedKeys: preSharedKeys)
        for newcomer in newcomers {
            parties.append(
                try Group.join(
                    try pending.welcome.orThrow(), with: newcomer, ratchetTree: parties[0].tree.ratchetTree,
                    preSharedKeys: preSharedKeys, configuration: configuration))
        }
    }

    /// Delivers a message that is no Commit to everyone but its sender.
    @discardableResult
    mutating func broadcast(_ message: MLSMessage, from sender: Int?) throws -> [ProcessedMessage] {
        var results: [ProcessedMessage] = []
        for index in parties.indices where index != sender {
            results.append(try parties[index].process(try message.encoded()))
        }
        return results
    }

    /// What all members have to agree on.
    var agreement: Set<[[UInt8]]> {
        get throws {
            Set(
                try parties.map {
                    [
                        $0.epochAuthenticator, $0.treeHash,
                        try $0.exportSecret(label: "test", context: [1, 2, 3], length: 40).exposed,
                        try $0.groupContext.encoded(),
                    ]
                })
        }
    }
}

enum Unexpected: Error {
    case nothing
}

extension Optional {
    func orThrow() throws -> Wrapped {
        guard let self else { throw Unexpected.nothing }
        return self
    }
}

/// Knows everyone but Mallory, and lets members change their names only to longer ones that begin like the old.
struct StrictService: AuthenticationService {
    func isValid(_ credential: Credential, signatureKey _: SignaturePublicKey) -> Bool {
        credential != .basic(identity: Array("mallory".utf8))
    }

    func isValidSuccessor(_ new: Credential, of old: Credential) -> Bool {
        guard case .basic(let new) = new, case .basic(let old) = old else { return false }
        return new.starts(with: old)
    }
}
