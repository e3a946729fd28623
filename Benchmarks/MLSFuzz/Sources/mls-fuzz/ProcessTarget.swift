@testable import MLS

/// A group of three, whose second member reads what the first one says.
struct Fixture: Sendable {
    let alice: Group
    let bob: Group
    let newcomer: KeyPackageBundle
    let seeds: [[UInt8]]

    /// How the first byte of an input says what the rest is.
    enum Mode: UInt8 {
        /// An MLSMessage.
        case message = 0
        /// A Commit, to be signed by Alice.
        case commit = 1
        /// A Proposal, to be signed by Alice, and then committed by her.
        case proposal = 2
    }

    init() throws {
        var random = SeededRandom(seed: 1)
        let suite = try Suite(CipherSuite(rawValue: 1))
        func client(_ name: String) throws -> KeyPackageBundle {
            try KeyPackageBundle(
                suite.cipherSuite, credential: .basic(identity: Array(name.utf8)),
                signatureKey: try suite.signature.generateKey(using: &random), using: &random)
        }
        let clients = try ["alice", "bob", "charlie", "dora"].map(client)
        var founder = try Group.create(groupID: [1], with: clients[0], using: &random)
        let adding = try founder.commit(
            CommitOptions(proposals: [.add(clients[1].keyPackage), .add(clients[2].keyPackage)]), using: &random)
        var alice = adding.merged()
        guard let welcome = adding.welcome else { throw GroupError.keyMismatch }
        let bob = try Group.join(welcome, with: clients[1])
        newcomer = clients[3]

        var seeds: [[UInt8]] = []
        for proposals in [
            [], [.add(clients[3].keyPackage)], [.remove(LeafIndex(2))], [.groupContextExtensions([])],
            [.reInit(ReInit(groupID: [2], cipherSuite: suite.cipherSuite))],
        ] as [[Proposal]] {
            let message = try alice.commit(CommitOptions(proposals: proposals), using: &random).message
            seeds.append([Mode.message.rawValue] + (try message.encoded()))
            if case .publicMessage(let message) = message, case .commit(let commit) = message.content.content {
                seeds.append([Mode.commit.rawValue] + (try commit.encoded()))
            }
            for proposal in proposals { seeds.append([Mode.proposal.rawValue] + (try proposal.encoded())) }
        }
        seeds.append([Mode.message.rawValue] + (try alice.protect([1, 2], using: &random).encoded()))
        let joining = try Group.joinExternally(try alice.groupInfo(), with: clients[3], using: &random)
        seeds.append([Mode.message.rawValue] + (try joining.message.encoded()))
        self.seeds = seeds
        self.alice = alice
        self.bob = bob
    }

    static let shared = try? Fixture()
}

/// Any message, and any Commit or Proposal that a member signs: processed, or refused with nothing changed.
enum ProcessTarget {
    static func run(_ bytes: [UInt8]) -> Int32 {
        guard let fixture = Fixture.shared, let first = bytes.first, let mode = Fixture.Mode(rawValue: first)
        else { return -1 }
        let rest = Array(bytes.dropFirst())
        switch mode {
        case .message: process(rest, fixture)
        case .commit: commit(rest, fixture)
        case .proposal: propose(rest, fixture)
        }
        return 0
    }

    private static func process(_ bytes: [UInt8], _ fixture: Fixture) {
        guard let message = try? MLSMessage(decoding: bytes) else { return }
        read(message, fixture.bob)
        if case .welcome(let welcome) = message { _ = try? Group.join(welcome, with: fixture.newcomer) }
        if case .groupInfo(let info) = message {
            var random = SeededRandom(seed: 2)
            _ = try? Group.joinExternally(info, with: fixture.newcomer, using: &random)
        }
    }

    private static func commit(_ bytes: [UInt8], _ fixture: Fixture) {
        guard let commit = try? Commit(decoding: bytes),
            let message = try? sign(.commit(commit), fixture.alice)
        else { return }
        read(message, fixture.bob)
    }

    private static func propose(_ bytes: [UInt8], _ fixture: Fixture) {
        var (alice, bob) = (fixture.alice, fixture.bob)
        var random = SeededRandom(seed: 3)
        guard let proposal = try? Proposal(decoding: bytes),
            let message = try? sign(.proposal(proposal), alice),
            (try? bob.process(message)) != nil
        else { return }
        guard let reference = bob.pendingProposals.first?.reference,
            let commit = try? sign(.commit(Commit(proposals: [.reference(reference)], path: nil)), alice)
        else { return }
        read(commit, bob)
        _ = try? alice.commit(CommitOptions(proposals: [proposal]), using: &random)
    }

    private static func sign(_ content: FramedContent.Content, _ group: Group) throws -> MLSMessage {
        var signed = try group.signed(content, as: .publicMessage, authenticatedData: [])
        if case .commit = content { signed.auth.confirmationTag = [UInt8](repeating: 0, count: 32) }
        return .publicMessage(
            try PublicMessage(
                protecting: signed, group.suite, membershipKey: group.secrets.membershipKey,
                context: group.encodedContext))
    }

    private static func read(_ message: MLSMessage, _ reader: Group) {
        var after = reader
        do {
            _ = try after.process(message)
        } catch {
            precondition(
                after.epochAuthenticator == reader.epochAuthenticator
                    && after.proposals.count == reader.proposals.count
                    && after.treeHash == reader.treeHash, "a refused message has left a trace")
        }
    }
}
