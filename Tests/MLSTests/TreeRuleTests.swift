import Testing

@testable import MLS

/// Checks of the lower layers that a group's own rules otherwise make before them.
@Suite("Rules of trees and ratchets by themselves")
struct TreeRuleTests {
    @Test("a blank leaf is neither updated nor removed")
    func blankLeaf() throws {
        var world = World()
        try world.found(["alice", "bob", "charlie"])
        var tree = world.parties[0].tree
        let leaf = try tree[LeafIndex(0)].orThrow()
        for index in [LeafIndex(3), LeafIndex(4), LeafIndex(.max)] {
            #expect(throws: TreeError.blankLeaf(index)) { try tree.update(index, leaf) }
            #expect(throws: TreeError.blankLeaf(index)) { try tree.blank(index) }
        }
    }

    @Test("a path is opened only by who has a key for it")
    func noKey() throws {
        var world = World()
        try world.found(["alice", "bob", "charlie"])
        let suite = try world.suite
        var tree = world.parties[0].tree
        let path = try UpdatePath.create(
            suite, for: LeafIndex(0), in: &tree, leafNode: try tree[LeafIndex(0)].orThrow(),
            signatureKey: world.parties[0].signatureKey, groupID: World.groupID, newLeaves: [], context: { $0 },
            using: &world.random
        ).path
        let keys = world.parties[1].keys
        // The sender itself, a path of another length, and a leaf that is excluded as new.
        #expect(throws: UpdatePathError.noKey) {
            try path.open(
                suite, from: LeafIndex(0), with: world.parties[0].keys, in: tree, newLeaves: [], context: [])
        }
        #expect(throws: UpdatePathError.noKey) {
            var shorter = path
            shorter.nodes.removeLast()
            _ = try shorter.open(suite, from: LeafIndex(0), with: keys, in: tree, newLeaves: [], context: [])
        }
        #expect(throws: UpdatePathError.noKey) {
            try path.open(
                suite, from: LeafIndex(0), with: keys, in: tree, newLeaves: [LeafIndex(1)], context: [])
        }
        #expect(throws: UpdatePathError.noKey) {
            var fewer = path
            fewer.nodes[0].encryptedPathSecret = []
            _ = try fewer.open(suite, from: LeafIndex(0), with: keys, in: tree, newLeaves: [], context: [])
        }
    }

    @Test("a path secret for a blank node, or for one beside the path, is refused")
    func learn() throws {
        var world = World()
        try world.found(["alice", "bob", "charlie"])
        let tree = world.parties[0].tree
        var keys = world.parties[2].keys
        let secret = Secret(count: 32, using: &world.random)
        for node in [NodeIndex(1), NodeIndex(5)] {
            #expect(throws: UpdatePathError.publicKeyMismatch(node)) {
                try keys.learn(secret, at: node, in: tree, try world.suite)
            }
        }
    }

    @Test("a leaf outside the tree has no keys")
    func noSuchLeaf() throws {
        var world = World()
        try world.found(["alice", "bob"])
        for leaf in [LeafIndex(2), LeafIndex(.max)] {
            #expect(throws: RatchetError.noSuchLeaf(leaf)) {
                try world.parties[0].secretTree.take(0, of: leaf, .application)
            }
        }
    }

    @Test("a tree does not grow beyond its indices")
    func full() throws {
        #expect(throws: TreeError.full) { try TreeShape(atLeast: 1 << 31).doubled() }
        #expect(try TreeShape(atLeast: 1 << 30).doubled() == TreeShape(atLeast: 1 << 31))
    }

    @Test("a ratchet ends with its last generation")
    func exhausted() throws {
        let suite = try World().suite
        var ratchet = HashRatchet(Secret([UInt8](repeating: 1, count: 32)), generation: .max - 1)
        #expect(try ratchet.next(suite).generation == .max - 1)
        for _ in 0..<2 {
            #expect(throws: RatchetError.exhausted) { try ratchet.next(suite) }
            #expect(throws: RatchetError.exhausted) { try ratchet.take(.max, suite, HashRatchet.Limits()) }
        }
    }

    @Test("an encrypted message of a blank leaf is refused before its content is opened")
    func senderBlank() throws {
        var world = World()
        try world.found(["alice", "bob", "charlie"])
        var alice = world.parties[0]
        var content = try alice.signed(.application([1]), as: .privateMessage, authenticatedData: [])
        content.content.sender = .member(LeafIndex(3))
        var message = try PrivateMessage(
            protecting: content, try world.suite, secretTree: &alice.secretTree,
            senderDataSecret: alice.secrets.senderDataSecret, using: &world.random)
        message.ciphertext[message.ciphertext.count - 1] ^= 1
        #expect(try world.refuses(.privateMessage(message), MessageError.senderBlank(LeafIndex(3))) == nil)
    }
}
