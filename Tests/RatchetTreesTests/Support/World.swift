import MLS
import Testing

@testable import RatchetTrees

/// A group whose messages all go through their encoding, and everybody who ever was in it.
struct World {
    var random: SeededRandom
    let suite: CipherSuite
    let primitives: Primitives
    var parties: [Party] = []
    var knowledge = Knowledge()
    /// Every message so far, in order.
    var messages: [Handshake] = []

    /// The public keys in the paths of Deletes, by node: those of nodes that are blank now may still be in the nodes above.
    private var deletedKeys: [Int: [DHPublicKey]] = [:]

    static let groupID = Array("group".utf8)

    init(_ suite: CipherSuite, seed: UInt64) throws {
        self.suite = suite
        primitives = try Primitives(suite)
        random = SeededRandom(seed: seed)
    }

    var members: [Int] { parties.indices.filter { parties[$0].state != nil } }

    func state(_ party: Int) throws -> GroupState { try #require(parties[party].state) }

    /// The party at a leaf.
    func party(atLeaf leaf: Int) -> Int? { members.first { parties[$0].state?.index == leaf } }

    /// A party with an identity key: Ed25519 or P-256 in turn.
    private mutating func party() throws -> Int {
        let scheme: SignatureScheme = parties.count.isMultiple(of: 2) ? .ed25519 : .p256
        parties.append(Party(name: parties.count, identityKey: try scheme.generateKey(using: &random)))
        return parties.count - 1
    }

    mutating func bundle(_ identityKey: SignaturePrivateKey) throws -> UserInitKeyBundle {
        try UserInitKeyBundle(identityKey: identityKey, using: &random)
    }

    /// The group of one.
    mutating func create() throws {
        let creator = try party()
        let state = try GroupState(creating: Self.groupID, suite, identityKey: parties[creator].identityKey, using: &random)
        parties[creator].state = state
        parties[creator].derived = state.secrets
        parties[creator].leafKeys = [try #require(state.ratchetTree[0]?.keyPair)]
        try knowledge.replace(leaf: 0, with: knowledge.makeKey(knownTo: [creator]))
        knowledge.epoch = [creator]
    }

    /// The group of its creator and others, by one GroupInit.
    mutating func initialize(_ count: Int) throws {
        try create()
        guard count > 1 else { return }
        let state = try state(0)
        var bundles: [UserInitKeyBundle] = []
        for _ in 1..<count {
            let party = try party()
            bundles.append(try bundle(parties[party].identityKey))
        }
        let message = try transmit(try state.groupInit(bundles.map(\.userInitKey)))
        knowledge.shape = try BalancedTree(leafCount: count)
        for (position, bundle) in bundles.enumerated() {
            let joined = try GroupState(joining: message, with: bundle)
            let party = 1 + position
            #expect(joined.index == party)
            parties[party].state = joined
            parties[party].leafKeys = [try #require(joined.ratchetTree[2 * party]?.keyPair)]
            parties[0].leafKeys.append(try state.addedLeaf(bundle.userInitKey))
            try knowledge.replace(leaf: party, with: knowledge.makeKey(knownTo: [0, party]))
        }
        parties[0].state = try state.handle(message).state
        try finish(message) { $0.added() }
    }

    mutating func groupAdd(by adder: Int) throws {
        let state = try state(adder)
        let newcomer = try party()
        let bundle = try bundle(parties[newcomer].identityKey)
        let message = try transmit(try state.groupAdd(bundle.userInitKey))
        // Who knows the add key has the newcomer's leaf key.
        for index in parties.indices where parties[index].derived != nil {
            let addKey = try #require(parties[index].derived).addKey
            let initKey = try bundle.userInitKey.initKey(for: suite)
            parties[index].leafKeys.append(try primitives.deriveKeyPair(try primitives.diffieHellman(addKey, initKey)))
        }
        try deliver(message, from: adder)
        let joined = try GroupState(joining: message, with: bundle)
        parties[newcomer].state = joined
        parties[newcomer].leafKeys = [try #require(joined.ratchetTree[2 * joined.index]?.keyPair)]
        knowledge.shape = try knowledge.shape.appendingLeaf()
        try knowledge.replace(leaf: joined.index, with: knowledge.makeKey(knownTo: knowledge.epoch.union([newcomer])))
        try finish(message) { $0.added() }
    }

    mutating func userAdd(publishedBy publisher: Int) throws {
        let publication = try transmit(try state(publisher).publication())
        let newcomer = try party()
        let pending = try PendingUserAdd(publication, identityKey: parties[newcomer].identityKey, using: &random)
        let message = try transmit(pending.handshake)
        try deliver(message, from: nil)
        let joined = try pending.joined(by: message)
        parties[newcomer].state = joined
        parties[newcomer].leafKeys = [try #require(joined.ratchetTree[2 * joined.index]?.keyPair)]
        knowledge.shape = try knowledge.shape.appendingLeaf()
        try knowledge.replace(leaf: joined.index, with: knowledge.makeKey(knownTo: [newcomer]))
        try finish(message) { $0.added() }
    }

    mutating func update(by member: Int) throws {
        let state = try state(member)
        let pending = try state.update(using: &random)
        let message = try transmit(pending.handshake)
        try deliver(message, from: member, pending: pending)
        parties[member].leafKeys.append(pending.leaf)
        try knowledge.replace(leaf: state.index, with: knowledge.makeKey(knownTo: [member]))
        try finish(message) { $0.chained() }
    }

    mutating func delete(_ victim: Int, by member: Int) throws {
        let leaf = try state(victim).index
        let pair = try primitives.generateKeyPair(using: &random)
        let message = try transmit(try state(member).delete(leaf, with: pair))
        try deliver(message, from: member)
        // This deleter keeps the key pair that it should have forgotten.
        parties[member].leafKeys.append(pair)
        try knowledge.replace(leaf: leaf, with: knowledge.makeKey(knownTo: [member]))
        try knowledge.blank(leaf: leaf)
        try finish(message) { $0.chained() }
    }

    /// Through the encoding.
    private func transmit(_ message: Handshake) throws -> Handshake {
        let decoded = try Handshake(decoding: try message.encoded())
        #expect(decoded == message)
        return decoded
    }

    /// All members handle a message, its maker among them.
    private mutating func deliver(_ message: Handshake, from maker: Int?, pending: PendingUpdate? = nil) throws {
        for index in members {
            let outcome = try state(index).handle(message, pending: index == maker ? pending : nil)
            parties[index].state = outcome.state
        }
    }

    /// Lets everybody derive what it can, and checks that members agree, and that others know what the rules say and no more.
    private mutating func finish(_ message: Handshake, _ rule: (inout Knowledge) -> Void) throws {
        messages.append(message)
        if case .delete(let delete) = message.content {
            for (node, key) in zip(try knowledge.shape.directPath(ofLeaf: Int(delete.deleted)), delete.path) {
                deletedKeys[node, default: []].append(key)
            }
        }
        // Newcomers get the roster, of which the first member knows all.
        let roster = try state(members[0]).roster
        for index in members { parties[index].state = try state(index).learning(roster) }
        rule(&knowledge)
        let reference = try state(members[0])
        let published = reference.ratchetTree
        for index in parties.indices {
            parties[index].derived = try derive(parties[index], message, published)
            let knows = parties[index].derived?.messageMasterSecret == reference.secrets.messageMasterSecret
            #expect(knows == knowledge.epoch.contains(index), "party \(index) after \(message.content.type)")
            #expect((parties[index].derived == nil) == !knows)
            guard let state = parties[index].state else { continue }
            #expect(knows)
            #expect(state.epoch == reference.epoch)
            #expect(try state.groupInitKey == reference.groupInitKey)
            #expect(try state.ratchetTree.root.secret == reference.ratchetTree.root.secret)
            #expect(state.secrets.messageMasterSecret == reference.secrets.messageMasterSecret)
            #expect(state.secrets.initSecret == reference.secrets.initSecret)
            #expect(state.secrets.addKey.secret == reference.secrets.addKey.secret)
            #expect(try state.identityTree.head == reference.identityTree.head)
        }
    }

    /// What a party can derive of the new epoch from all leaf keys that it has ever had, the secrets of the epoch before if it had them,
    /// and all public keys of the tree, more than goes over the wire.
    private func derive(_ party: Party, _ message: Handshake, _ published: RatchetTree) throws -> EpochSecrets? {
        let root = try climb(party.leafKeys, published)
        let updateSecret: Secret
        var initSecret: Secret?
        switch message.content {
        case .update, .delete:
            guard let root, let derived = party.derived else { return nil }
            updateSecret = root.secret
            initSecret = derived.initSecret
        default:
            if let root {
                updateSecret = try primitives.diffieHellman(root, message.initKey.addKey)
            } else if let derived = party.derived, published.shape.frontier.count == 1 {
                updateSecret = try primitives.diffieHellman(derived.addKey, published.root.publicKey)
            } else {
                return nil
            }
        }
        return try EpochSecrets(
            primitives, initSecret: initSecret, updateSecret: updateSecret, groupID: Self.groupID, epoch: message.priorEpoch + 1,
            message: try message.keyScheduleInput(primitives.hash))
    }

    /// The root's key pair if some leaf key leads to it: from any node that has its public key or is blank (a Delete's fresh key stood
    /// there), and up by any computation that gives the parent's public key.
    private func climb(_ keys: [KeyPair], _ tree: RatchetTree) throws -> KeyPair? {
        for key in keys {
            for start in tree.shape.nodes where [key.publicKey, .blank].contains(tree[start]?.publicKey) {
                var node = start
                var pair = key
                while let parent = tree.shape.parent(of: node), let sibling = tree.shape.sibling(of: node),
                    let wanted = tree[parent]?.publicKey
                {
                    var candidates = [pair]
                    if let key = tree[sibling], !key.isBlank {
                        candidates = [try primitives.combine(pair, sibling: key.publicKey)]
                    } else {
                        candidates += try deletedKeys[sibling, default: []].map { try primitives.combine(pair, sibling: $0) }
                    }
                    guard let next = candidates.first(where: { $0.publicKey == wanted }) else { break }
                    pair = next
                    node = parent
                }
                if node == tree.shape.root, pair.publicKey == tree[node]?.publicKey { return pair }
            }
        }
        return nil
    }
}
