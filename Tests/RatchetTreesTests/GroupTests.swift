import MLS
import Testing

@testable import RatchetTrees

@Suite("Group operations")
struct GroupTests {
    /// Both suites, with seeds.
    static let runs: [(CipherSuite, UInt64)] = (0..<6).flatMap { seed in CipherSuite.supported.map { ($0, UInt64(seed)) } }

    @Test("after any sequence of operations all members derive the same secrets, and others what the rules of double-joining say", arguments: runs)
    func randomSequences(suite: CipherSuite, seed: UInt64) throws {
        print("RatchetTrees, random sequences: \(suite), seed \(seed)")
        var world = try World(suite, seed: seed)
        try world.initialize(Int.random(in: 1...6, using: &world.random))
        var deletions = 0
        var shutOut = 0
        for _ in 0..<30 {
            let members = world.members
            let actor = try #require(members.randomElement(using: &world.random))
            switch Int.random(in: 0..<10, using: &world.random) {
            case 0..<2: try world.groupAdd(by: actor)
            case 2: try world.userAdd(publishedBy: actor)
            case 3..<7: try world.update(by: actor)
            default:
                // The creator stays, for it knows the whole tree.
                guard let victim = members.filter({ $0 != actor && $0 != 0 }).randomElement(using: &world.random) else { continue }
                do {
                    try world.delete(victim, by: actor)
                    deletions += 1
                } catch RatchetTreeError.nodeUnknown {
                    // Who joined by a frontier can delete those alone whose copath it has come to know.
                    #expect(actor != 0)
                }
            }
            for party in world.parties where party.state == nil && party.derived == nil { shutOut += 1 }
        }
        #expect(deletions > 0 && shutOut > 0)
    }

    @Test("groups of all sizes up to 33: everybody updates, everybody agrees", arguments: CipherSuite.supported)
    func sizes(suite: CipherSuite) throws {
        for count in [1, 2, 3, 4, 5, 7, 8, 9, 16, 17, 33] {
            var world = try World(suite, seed: UInt64(count))
            try world.initialize(count)
            for member in world.members where count < 10 || member % 7 == 0 { try world.update(by: member) }
            #expect(try world.state(0).epoch == (count > 1 ? 1 : 0) + UInt32(world.members.filter { count < 10 || $0 % 7 == 0 }.count))
        }
    }

    @Test("a group grown one by one has the tree that one GroupInit gives", arguments: CipherSuite.supported)
    func growth(suite: CipherSuite) throws {
        for byUser in [false, true] {
            var world = try World(suite, seed: 5)
            try world.create()
            for _ in 1..<12 {
                let member = try #require(world.members.randomElement(using: &world.random))
                if byUser { try world.userAdd(publishedBy: member) } else { try world.groupAdd(by: member) }
            }
            let tree = try world.state(0).ratchetTree
            let leaves = try (0..<12).map { leaf in
                try #require(world.parties.flatMap(\.leafKeys).first { $0.publicKey == tree[2 * leaf]?.publicKey })
            }
            let whole = try RatchetTree(leaves: leaves, world.primitives)
            for node in whole.shape.nodes { #expect(whole[node]?.publicKey == tree[node]?.publicKey) }
            #expect(try whole.root.secret == tree.root.secret)
        }
    }

    @Test("a member keeps private values of its own path alone")
    func privateValues() throws {
        var world = try World(.x25519SHA256, seed: 6)
        try world.initialize(5)
        try world.groupAdd(by: 3)
        try world.userAdd(publishedBy: 1)
        try world.delete(4, by: 2)
        try world.update(by: 5)
        for member in world.members {
            let state = try world.state(member)
            for node in state.shape.nodes where !BalancedTree.contains(node, 2 * state.index) {
                #expect(state.ratchetTree[node]?.keyPair == nil)
            }
        }
    }

    @Test("handling a message leaves the state before as it was")
    func values() throws {
        var world = try World(.x25519SHA256, seed: 7)
        try world.initialize(4)
        let before = try world.state(1)
        let key = try before.groupInitKey
        let root = try before.ratchetTree.root.secret
        try world.update(by: 2)
        try world.delete(3, by: 0)
        #expect(try before.groupInitKey == key)
        #expect(try before.ratchetTree.root.secret == root)
        // The same message again from the same state gives the same again.
        let again = try #require(try before.handle(world.messages[1]).state)
        let twice = try #require(try before.handle(world.messages[1]).state)
        #expect(again.secrets.messageMasterSecret == twice.secrets.messageMasterSecret)
    }
}
