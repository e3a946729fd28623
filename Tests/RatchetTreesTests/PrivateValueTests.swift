import MLS
import Testing

@testable import RatchetTrees

/// A member keeps the private values of its own path and no others: everybody can compute those of a leaf that a GroupAdd makes of the group's add key, and the creator all
/// of a GroupInit's.
struct PrivateValueTests {
    static func expectOwnPathAlone(_ states: [GroupState?], _ what: String) throws {
        for case let state? in states {
            let path = Set(try state.shape.pathToRoot(fromLeaf: state.index))
            let kept = state.shape.nodes.filter { state.ratchetTree[$0]?.keyPair != nil }
            #expect(path.isSuperset(of: kept), "\(what): member \(state.index) of \(state.shape.leafCount)")
        }
    }

    @Test(arguments: CipherSuite.supported)
    func nobodyKeepsWhatIsNotItsOwn(_ suite: CipherSuite) throws {
        var random = SeededRandom(seed: Array("kept".utf8))
        for count in 2...6 {
            var states: [GroupState?] = try MisapplicationTests.group(count, suite, &random)
            try Self.expectOwnPathAlone(states, "after a GroupInit and Updates")
            for maker in [0, count - 1] {
                let bundle = try UserInitKeyBundle(
                    [suite], identityKey: try SignatureScheme.ed25519.generateKey(using: &random), using: &random)
                let add = try #require(states[maker]).groupAdd(bundle.userInitKey)
                states = try states.map { try $0?.handle(add).state }
                states.append(try GroupState(joining: add, with: bundle))
                try Self.expectOwnPathAlone(states, "after a GroupAdd by member \(maker)")
            }
            // Who was added does not know the copath of the deleted leaf's identity, and cannot handle this.
            let deletion = try #require(states[0]).delete(1, using: &random)
            states = try states.prefix(count).map { try $0?.handle(deletion).state }
            #expect(states[1] == nil)
            try Self.expectOwnPathAlone(states, "after a Delete")
        }
    }
}
