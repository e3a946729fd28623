import MLS
import Testing

@testable import RatchetTrees

/// What becomes of a group whose members apply an Update in another state than the one that it was made in: two members make an Update in one state, and
/// everybody applies one after the other.
struct MisapplicationTests {
    /// The states of all members of a group, each of which has updated.
    static func group(_ count: Int, _ suite: CipherSuite, _ random: inout SeededRandom) throws -> [GroupState] {
        func key() throws -> SignaturePrivateKey { try SignatureScheme.ed25519.generateKey(using: &random) }
        var states = [try GroupState(creating: [1], suite, identityKey: try key(), using: &random)]
        var bundles: [UserInitKeyBundle] = []
        for _ in 1..<count { bundles.append(try UserInitKeyBundle([suite], identityKey: try key(), using: &random)) }
        let first = try states[0].groupInit(bundles.map(\.userInitKey))
        states[0] = try #require(try states[0].handle(first).state)
        for bundle in bundles { states.append(try GroupState(joining: first, with: bundle)) }
        for leaf in states.indices { states = try applied(try states[leaf].update(using: &random), to: states) }
        return states
    }

    static func applied(_ update: PendingUpdate, to states: [GroupState]) throws -> [GroupState] {
        try states.map { try #require(try $0.handle(update.handshake, pending: $0.index == Int(update.handshake.signerIndex) ? update : nil).state) }
    }

    static func misapplied(_ update: PendingUpdate, to states: [GroupState]) throws -> [MisappliedUpdate] {
        try states.map { try $0.misapply(update.handshake, pending: $0.index == Int(update.handshake.signerIndex) ? update : nil) }
    }

    static func secret(_ state: GroupState) -> [UInt8] { state.secrets.messageMasterSecret.exposed }

    /// The members below the lowest common ancestor of the two authors have one state, all others have another, and they are the same where that
    /// ancestor is the root. Those below it, and nobody else, compute another key for it than the path has, unless it is the root, which no path has.
    @Test(arguments: CipherSuite.supported)
    func whoHasOneStateAfterwards(_ suite: CipherSuite) throws {
        var random = SeededRandom(seed: Array("misapplied".utf8))
        var divided = 0
        var together = 0
        for count in 2...(suite == .x25519SHA256 ? 9 : 5) {
            let states = try Self.group(count, suite, &random)
            let shape = states[0].shape
            for first in 0..<count {
                for second in 0..<count where second != first {
                    let update = try states[second].update(using: &random)
                    let after = try Self.applied(try states[first].update(using: &random), to: states)
                    let results = try Self.misapplied(update, to: after)
                    let ancestor = try shape.commonAncestor(ofLeaves: first, second)
                    let inside = (0..<count).filter { BalancedTree.contains(ancestor, BalancedTree.node(ofLeaf: $0)) }
                    let isRoot = ancestor == shape.root
                    if isRoot { together += 1 } else { divided += 1 }
                    for a in 0..<count {
                        let objects = !isRoot && inside.contains(a)
                        #expect((results[a].objection != nil) == objects, "\(count) members, \(second) after \(first), member \(a)")
                        #expect(results[a].state.epoch == after[a].epoch + 1)
                        for b in 0..<a {
                            let same = isRoot || inside.contains(a) == inside.contains(b)
                            #expect(
                                (Self.secret(results[a].state) == Self.secret(results[b].state)) == same,
                                "\(count) members, \(second) after \(first), members \(a) and \(b)")
                        }
                    }
                }
            }
        }
        #expect(divided > 10 && together > 5)
    }

    /// In a divided group the trees grow together again with an Update from below the ancestor; the key schedule does not.
    @Test func rootsMeetAgainAndSecretsDoNot() throws {
        var random = SeededRandom(seed: Array("roots".utf8))
        let states = try Self.group(4, .x25519SHA256, &random)
        let update = try states[1].update(using: &random)
        var after = try Self.misapplied(update, to: try Self.applied(try states[0].update(using: &random), to: states)).map(\.state)
        #expect(Set(try after.map { try $0.ratchetTree.root.publicKey }).count == 2)
        #expect(Set(after.map(Self.secret)).count == 2)
        // From the other half: nothing of the divided subtree is in the path.
        after = try Self.misapplied(try after[2].update(using: &random), to: after).map(\.state)
        #expect(Set(try after.map { try $0.ratchetTree.root.publicKey }).count == 2)
        after = try Self.misapplied(try after[0].update(using: &random), to: after).map(\.state)
        #expect(Set(try after.map { try $0.ratchetTree.root.publicKey }).count == 1)
        #expect(Set(after.map(Self.secret)).count == 2)
    }

    /// In the state that it was made in an Update comes to the same by both ways, and elsewhere `handle` refuses it.
    @Test func inItsOwnStateNothingIsDifferent() throws {
        var random = SeededRandom(seed: Array("own".utf8))
        let states = try Self.group(5, .x25519SHA256, &random)
        let update = try states[3].update(using: &random)
        let handled = try Self.applied(update, to: states)
        let results = try Self.misapplied(update, to: states)
        #expect(results.allSatisfy { $0.objection == nil })
        #expect(handled.map(Self.secret) == results.map { Self.secret($0.state) })
        #expect(try handled.map { try $0.groupInitKey } == results.map { try $0.state.groupInitKey })
        #expect(throws: HandshakeError.wrongEpoch(expected: handled[0].epoch, actual: states[0].epoch)) {
            _ = try handled[0].handle(update.handshake)
        }
        let add = try states[0].publication()
        #expect(throws: HandshakeError.unexpectedType(.none)) { _ = try states[1].misapply(add) }
        #expect(throws: HandshakeError.ownUpdateWithoutLeafKey) { _ = try states[3].misapply(update.handshake) }
        var forged = update.handshake
        forged.signature[0] ^= 1
        #expect(throws: HandshakeError.invalidSignature) { _ = try handled[0].misapply(forged) }
    }
}
