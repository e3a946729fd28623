import MLS
import Testing

@testable import RatchetTrees

/// Which updates it takes until a deleted member is shut out. ``World`` tries with everything that the deleted one has ever known.
@Suite("Deleted members")
struct DeletionTests {
    private func isShutOut(_ party: Int, of world: World) -> Bool { world.parties[party].derived == nil }

    @Test("who was double-joined with nobody is shut out by the Delete itself", arguments: CipherSuite.supported)
    func atOnce(suite: CipherSuite) throws {
        var world = try World(suite, seed: 1)
        try world.initialize(5)
        try world.delete(3, by: 1)
        #expect(isShutOut(3, of: world))
    }

    @Test("the sender of a GroupInit is shut out when all whom it added have updated, and not before", arguments: CipherSuite.supported)
    func creator(suite: CipherSuite) throws {
        var world = try World(suite, seed: 2)
        try world.initialize(6)
        try world.update(by: 4)
        try world.delete(0, by: 1)
        for member in [1, 2, 3, 5] {
            #expect(!isShutOut(0, of: world), "before the update of \(member)")
            try world.update(by: member)
        }
        #expect(isShutOut(0, of: world))
    }

    @Test("after a GroupAdd every member has the new leaf key, not its sender alone, until the new member updates")
    func groupAdd() throws {
        var world = try World(.x25519SHA256, seed: 11)
        try world.create()
        try world.userAdd(publishedBy: 0)
        for _ in 0..<3 { try world.groupAdd(by: 0) }
        try world.delete(1, by: 0)
        for member in 2...4 {
            #expect(!isShutOut(1, of: world), "before the update of \(member)")
            try world.update(by: member)
        }
        #expect(isShutOut(1, of: world))
    }

    @Test("an update before the Delete counts as one after it, and so does a Delete of the other")
    func order() throws {
        var world = try World(.x25519SHA256, seed: 3)
        try world.create()
        for _ in 0..<5 { try world.groupAdd(by: 0) }
        try world.update(by: 2)
        try world.delete(1, by: 0)
        // 1 was a member when 2, 3, 4 and 5 were added; 2 has updated.
        try world.update(by: 3)
        #expect(!isShutOut(1, of: world))
        try world.delete(4, by: 0)
        #expect(!isShutOut(1, of: world))
        try world.update(by: 5)
        #expect(isShutOut(1, of: world))
    }

    @Test("updates of others than those it was double-joined with do not shut it out")
    func others() throws {
        var world = try World(.x25519SHA256, seed: 4)
        try world.initialize(3)
        try world.groupAdd(by: 0)
        try world.delete(1, by: 0)
        for member in [0, 2, 0, 2] {
            try world.update(by: member)
            #expect(!isShutOut(1, of: world))
        }
        try world.update(by: 3)
        #expect(isShutOut(1, of: world))
    }

    @Test("a UserAdd double-joins nobody")
    func userAdd() throws {
        var world = try World(.x25519SHA256, seed: 5)
        try world.initialize(3)
        try world.userAdd(publishedBy: 1)
        try world.delete(1, by: 0)
        #expect(isShutOut(1, of: world))
    }

    @Test("a deleter that keeps the fresh key is shut out by an update of the deleted leaf's sibling, no other")
    func sibling() throws {
        var world = try World(.x25519SHA256, seed: 6)
        try world.initialize(6)
        try world.delete(3, by: 4)
        try world.delete(4, by: 0)
        #expect(!isShutOut(4, of: world))
        for member in [0, 1, 5] {
            try world.update(by: member)
            #expect(!isShutOut(4, of: world))
        }
        try world.update(by: 2)
        #expect(isShutOut(4, of: world))
    }

    @Test("where the sibling is blank as well, a cousin's update does it")
    func cousins() throws {
        for cousin in [0, 1] {
            var world = try World(.x25519SHA256, seed: 7)
            try world.initialize(8)
            try world.delete(3, by: 0)
            try world.delete(2, by: 5)
            // The parent of leaves 2 and 3 is blank, and their grandparent has the fresh key in it.
            #expect(try world.state(0).ratchetTree[5]?.isBlank == true)
            try world.delete(5, by: 0)
            for member in [4, 6, 7] {
                try world.update(by: member)
                #expect(!isShutOut(5, of: world))
            }
            try world.update(by: cousin)
            #expect(isShutOut(5, of: world))
        }
    }

    @Test("who was shut out stays shut out, whoever is added then")
    func forGood() throws {
        var world = try World(.p256SHA256, seed: 8)
        try world.initialize(4)
        try world.delete(2, by: 1)
        for step in 0..<6 {
            if step.isMultiple(of: 2) { try world.groupAdd(by: 3) } else { try world.userAdd(publishedBy: 1) }
            #expect(isShutOut(2, of: world))
        }
    }

    @Test("who still holds the add key follows a UserAdd that fills the tree without knowing its root")
    func addKey() throws {
        var world = try World(.x25519SHA256, seed: 9)
        try world.initialize(7)
        // The fresh key of a Delete stays in the node above a leaf that is full of blanks, until the tree is filled.
        try world.delete(4, by: 1)
        try world.delete(5, by: 1)
        try world.delete(1, by: 0)
        #expect(!isShutOut(1, of: world))
        #expect(world.knowledge.knowsRoot(1))
        try world.userAdd(publishedBy: 0)
        #expect(!world.knowledge.knowsRoot(1))
        #expect(!isShutOut(1, of: world))
        try world.update(by: 0)
        #expect(isShutOut(1, of: world))
    }

    @Test("the one who is deleted learns it")
    func outcome() throws {
        var world = try World(.x25519SHA256, seed: 10)
        try world.initialize(3)
        let message = try world.state(0).delete(2, using: &world.random)
        guard case .deleted = try world.state(2).handle(message) else {
            Issue.record("still a member")
            return
        }
        #expect(try world.state(1).handle(message).state?.roster.identityKeys.map { $0 == nil } == [false, false, true])
    }
}
