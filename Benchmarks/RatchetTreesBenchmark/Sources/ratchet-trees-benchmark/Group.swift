import MLS
import RatchetTrees

/// What the operations of a group of one size cost.
struct Group {
    let count: Int
    private(set) var sizes: [String] = []
    private(set) var computations: [String] = []
    private(set) var times: [String] = []

    static let sizeColumns = ["members", "none", "GroupAdd", "UserAdd", "Update", "Delete", "GroupInit"]
    static let computationColumns = [
        "members", "GroupAdd", "joins", "UserAdd", "handled", "Update", "handled", "Delete", "handled", "GroupInit", "joins",
    ]

    init(_ count: Int, _ suite: RatchetTrees.CipherSuite) throws {
        self.count = count
        var random = SeededRandom(seed: UInt64(count))
        func identity() throws -> SignaturePrivateKey { try MLS.SignatureScheme.ed25519.generateKey(using: &random) }
        let runs = count > 1000 ? 5 : 15

        // One GroupInit of all but the last, who comes by an Add: a tree that is full but for one leaf has the longest frontier.
        let founder = try GroupState(creating: Array("group".utf8), suite, identityKey: identity(), using: &random)
        var bundles: [UserInitKeyBundle] = []
        for _ in 2..<count { bundles.append(try UserInitKeyBundle([suite], identityKey: identity(), using: &random)) }
        let userInitKeys = bundles.map(\.userInitKey)
        let (initMessage, initMade) = try Cost.of(1) { try founder.groupInit(userInitKeys) }
        guard let initialized = try founder.handle(initMessage).state else { throw BenchmarkError.unexpected }
        // The neighbour of the first leaf.
        let (bob, initJoined) = try Cost.of(1) { try GroupState(joining: initMessage, with: bundles[0]) }

        let publication = try initialized.publication()
        let own = try identity()
        let (userAdd, userAddMade) = try Cost.of(runs) { try PendingUserAdd(publication, identityKey: own, using: &random) }
        let (_, userAddHandled) = try Cost.of(runs) { try bob.handle(userAdd.handshake) }

        let newcomer = try UserInitKeyBundle([suite], identityKey: identity(), using: &random)
        let groupAdd = try initialized.groupAdd(newcomer.userInitKey)
        let (added, groupAddHandled) = try Cost.of(runs) { try bob.handle(groupAdd) }
        let (_, groupAddJoined) = try Cost.of(runs) { try GroupState(joining: groupAdd, with: newcomer) }
        guard let alice = try initialized.handle(groupAdd).state, let neighbour = added.state else { throw BenchmarkError.unexpected }

        let (update, updateMade) = try Cost.of(runs) { try alice.update(using: &random) }
        let (updated, updateHandled) = try Cost.of(runs) { try neighbour.handle(update.handshake) }
        let same = try alice.handle(update.handshake, pending: update).state?.secrets.messageMasterSecret
        guard same == updated.state?.secrets.messageMasterSecret, same != nil else { throw BenchmarkError.unexpected }

        // Of her neighbour, so that Alice's computations are the most there are.
        let (delete, deleteMade) = try Cost.of(runs) { try alice.delete(1, using: &random) }
        let (_, deleteHandled) = try Cost.of(runs) { try alice.handle(delete) }

        sizes = try [String(count)] + [publication, groupAdd, userAdd.handshake, update.handshake, delete, initMessage].map {
            String(try $0.encoded().count)
        }
        let costs = [
            groupAddHandled, groupAddJoined, userAddMade, userAddHandled, updateMade, updateHandled, deleteMade, deleteHandled, initMade,
            initJoined,
        ]
        computations = [String(count)] + costs.map { String($0.diffieHellman) }
        times = [String(count)] + costs.map { format($0.milliseconds) }
    }
}
