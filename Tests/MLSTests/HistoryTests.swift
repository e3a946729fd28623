import Foundation
import Testing

@testable import MLS

/// A group that lives through a random history, and the members that it has lost.
private struct History {
    var world: World
    var removed: [Group] = []
    let limit: Int
    var names = 0

    init(_ suite: UInt16, seed: UInt64, limit: Int) throws {
        world = World(suite, seed: seed)
        self.limit = limit
        let size = Int.random(in: 2...max(2, limit / 2), using: &world.random)
        var founders: [String] = []
        for _ in 0..<size { founders.append(name()) }
        try world.found(founders)
    }

    mutating func name() -> String {
        names += 1
        return "member \(names)"
    }

    mutating func any() -> Int { Int.random(in: world.parties.indices, using: &world.random) }
    mutating func chance(_ percent: Int) -> Bool { Int.random(in: 0..<100, using: &world.random) < percent }

    /// One epoch: messages, proposals, and a Commit by a member or from outside.
    mutating func step() throws {
        let encrypts = chance(50)
        for index in world.parties.indices { world.parties[index].configuration.encryptsHandshakes = encrypts }
        try talk()
        let before = world.parties
        let message: MLSMessage
        if chance(15), before.count < limit {
            message = try joinExternally()
        } else {
            message = try commit()
        }
        let epoch = before[0].epoch
        #expect(world.parties.allSatisfy { $0.epoch == epoch + 1 })
        #expect(try world.agreement.count == 1)
        try checkOutsiders(message)
        try checkAlterations(of: message, readBy: before.shuffled(using: &world.random))
    }

    /// Members say things, which arrive in another order and each once.
    private mutating func talk() throws {
        let sender = any()
        var messages: [MLSMessage] = []
        for number in 0..<Int.random(in: 1...5, using: &world.random) {
            messages.append(
                try world.parties[sender].protect(
                    [UInt8(number)], padding: Int.random(in: 0...9, using: &world.random), using: &world.random))
        }
        messages.shuffle(using: &world.random)
        let reader = any()
        guard reader != sender else { return }
        for message in messages {
            guard case .application = try world.parties[reader].process(message) else { throw Unexpected.nothing }
            #expect(throws: RatchetError.self) { try world.parties[reader].process(message) }
        }
        for index in removed.indices {
            #expect(throws: (any Error).self) { try removed[index].process(messages[0]) }
        }
    }

    private mutating func joinExternally() throws -> MLSMessage {
        let member = any()
        let old = world.parties[member]
        let resynchronises = chance(40)
        let bundle =
            resynchronises
            ? try world.client(
                "again", credential: old.tree[old.ownLeafIndex].orThrow().credential, signatureKey: old.signatureKey)
            : try world.client(name())
        let pending = try Group.joinExternally(
            try world.parties[any()].groupInfo(), with: bundle, removing: resynchronises ? old.ownLeafIndex : nil,
            configuration: world.configuration, using: &world.random)
        if resynchronises {
            removed.append(old)
            world.parties[member] = pending.merged()
            try world.deliver(pending, from: member)
        } else {
            world.parties.append(pending.merged())
            try world.deliver(pending, from: world.parties.count - 1)
        }
        return pending.message
    }

    private mutating func commit() throws -> MLSMessage {
        let committer = any()
        try propose(committer)
        var options = CommitOptions(forcesPath: chance(60), includesRatchetTree: chance(70))
        var newcomers: [KeyPackageBundle] = []
        if chance(50) {
            for _ in 0..<Int.random(in: 1...4, using: &world.random)
            where world.parties.count + newcomers.count < limit {
                newcomers.append(try world.client(name()))
            }
        }
        options.proposals += newcomers.map { .add($0.keyPackage) }
        var known = PreSharedKeys()
        if chance(30) {
            known.external[[1]] = Secret(count: 32, using: &world.random)
            options.proposals.append(
                .preSharedKey(
                    world.parties[committer].preSharedKeyID(.external(pskID: [1]), using: &world.random)))
        }
        if chance(30), world.parties.count > 2 {
            // Someone whose Removal nobody has proposed yet.
            let victim = world.parties[any()].ownLeafIndex
            let touched = world.parties[committer].pendingProposals.contains { item in
                item.sender == .member(victim) || item.proposal == .remove(victim)
            }
            if victim != world.parties[committer].ownLeafIndex, !touched {
                options.proposals.append(.remove(victim))
            }
        }
        let pending = try world.parties[committer].commit(options, preSharedKeys: known, using: &world.random)
        let leaves = Set(pending.merged().members.map(\.leaf.signatureKey))
        removed += world.parties.filter { !leaves.contains($0.signatureKey.publicKey) }
        try world.deliver(pending, from: committer, preSharedKeys: known)
        for newcomer in newcomers {
            world.parties.append(
                try Group.join(
                    try pending.welcome.orThrow(), with: newcomer, ratchetTree: pending.merged().tree.ratchetTree,
                    preSharedKeys: known, configuration: world.configuration))
        }
        return pending.message
    }

    /// Updates and Removes of some members, sent ahead.
    private mutating func propose(_ committer: Int) throws {
        for _ in 0..<Int.random(in: 0...2, using: &world.random) {
            let member = any()
            guard member != committer else { continue }
            let message: MLSMessage
            if chance(70) {
                message = try world.parties[member].proposeUpdate(using: &world.random)
            } else {
                let victim = world.parties[any()].ownLeafIndex
                guard victim != world.parties[committer].ownLeafIndex, world.parties.count > 2 else { continue }
                message = try world.parties[member].propose(.remove(victim), using: &world.random)
            }
            try world.broadcast(message, from: member)
        }
    }

    /// Who has been removed reads neither the Commit nor what follows it.
    private mutating func checkOutsiders(_ commit: MLSMessage) throws {
        removed = Array(removed.suffix(6))
        var speaker = world.parties[any()]
        let message = try speaker.protect([1], using: &world.random)
        for index in removed.indices {
            if case .commit(let effect)? = try? removed[index].process(commit) { #expect(effect.group == nil) }
            #expect(throws: (any Error).self) { try removed[index].process(message) }
        }
    }

    /// A message with one bit changed is refused by whoever accepts it unchanged. (A member that is removed from
    /// outside accepts any confirmation tag, for it can not compute the new epoch's.)
    private mutating func checkAlterations(of message: MLSMessage, readBy candidates: [Group]) throws {
        let accepting = candidates.first { candidate in
            var candidate = candidate
            guard case .commit(let effect)? = try? candidate.process(message) else { return false }
            return effect.group != nil
        }
        guard var reader = accepting else { return }
        let bytes = try message.encoded()
        for _ in 0..<5 {
            var altered = bytes
            altered[Int.random(in: bytes.indices, using: &world.random)] ^=
                1 << UInt8.random(in: 0..<8, using: &world.random)
            let before = try reader.fingerprint
            #expect(throws: (any Error).self) { try reader.process(altered) }
            #expect(try reader.fingerprint == before)
        }
    }
}

@Suite("Random histories")
struct HistoryTests {
    struct Case: Sendable, CustomTestStringConvertible {
        let suite: UInt16
        let limit: Int
        let epochs: Int
        let seed: UInt64
        var testDescription: String { "suite \(suite), up to \(limit) members, \(epochs) epochs, seed \(seed)" }
    }

    /// Fixed seeds; another first seed may be given in the environment variable `MLS_SEED`.
    static let cases: [Case] = {
        let first = ProcessInfo.processInfo.environment["MLS_SEED"].flatMap(UInt64.init) ?? 1
        return (UInt64(0)..<12).map { Case(suite: $0 % 3 == 2 ? 3 : 1, limit: 8, epochs: 20, seed: first + $0) }
            + [2, 5, 7].map { Case(suite: $0, limit: 5, epochs: 8, seed: first + 100) }
            + [Case(suite: 1, limit: 64, epochs: 12, seed: first + 200), Case(suite: 3, limit: 33, epochs: 15, seed: first + 201)]
    }()

    @Test("members agree each epoch, the removed read nothing, altered messages are refused", arguments: cases)
    func history(_ test: Case) throws {
        print("history: \(test.testDescription)")
        var history = try History(test.suite, seed: test.seed, limit: test.limit)
        for _ in 0..<test.epochs { try history.step() }
    }
}


@Suite("Alterations")
struct AlterationTests {
    /// Every byte of a message, changed in one bit, makes it one that is refused.
    private func expectEveryByteCounts(_ bytes: [UInt8], _ read: ([UInt8]) throws -> Void) throws {
        try read(bytes)
        for index in bytes.indices {
            for bit in [UInt8(index % 8), 7] {
                var altered = bytes
                altered[index] ^= 1 << bit
                #expect(throws: (any Error).self, "byte \(index), bit \(bit)") { try read(altered) }
            }
        }
    }

    @Test("every byte of a handshake or application message counts", arguments: [false, true])
    func messages(_ encrypts: Bool) throws {
        var world = World()
        world.configuration.encryptsHandshakes = encrypts
        try world.found(["alice", "bob"])
        let bob = world.parties[1]
        func read(_ bytes: [UInt8]) throws {
            var bob = bob
            _ = try bob.process(bytes)
        }
        try expectEveryByteCounts(
            try world.parties[0].protect([1, 2], padding: 3, using: &world.random).encoded(), read)
        try expectEveryByteCounts(try world.parties[0].commit(using: &world.random).message.encoded(), read)
        try expectEveryByteCounts(
            try world.parties[0].propose(.groupContextExtensions([]), using: &world.random).encoded(), read)
        let emil = try world.client("emil")
        try expectEveryByteCounts(
            try Group.proposeJoin(emil, to: World.groupID, epoch: 1).encoded(), read)
        let joining = try Group.joinExternally(
            try world.parties[0].groupInfo(), with: emil, configuration: world.configuration, using: &world.random)
        try expectEveryByteCounts(try joining.message.encoded(), read)
    }

    @Test("every byte of a Welcome and of a GroupInfo counts")
    func welcome() throws {
        var world = World()
        try world.found(["alice"])
        let emil = try world.client("emil")
        let pending = try world.parties[0].commit(
            CommitOptions(proposals: [.add(emil.keyPackage)]), using: &world.random)
        let configuration = world.configuration
        try expectEveryByteCounts(try MLSMessage.welcome(try pending.welcome.orThrow()).encoded()) { bytes in
            guard case .welcome(let welcome) = try MLSMessage(decoding: bytes) else { throw Unexpected.nothing }
            _ = try Group.join(welcome, with: emil, configuration: configuration)
        }
        var random = world.random
        try expectEveryByteCounts(try MLSMessage.groupInfo(try world.parties[0].groupInfo()).encoded()) { bytes in
            guard case .groupInfo(let info) = try MLSMessage(decoding: bytes) else { throw Unexpected.nothing }
            _ = try Group.joinExternally(info, with: emil, configuration: configuration, using: &random)
        }
    }
}
