import MLS
import Testing

@testable import RatchetTrees

/// What members and newcomers do not accept.
@Suite("Refusals")
struct RefusalTests {
    private func signed(_ handshake: Handshake, by party: Party, _ edit: (inout Handshake) -> Void) throws -> Handshake {
        var copy = handshake
        edit(&copy)
        return try copy.signed(with: party.identityKey)
    }

    @Test("an Update with any bit altered is refused by every other member", arguments: CipherSuite.supported)
    func everyBit(suite: CipherSuite) throws {
        var world = try World(suite, seed: 1)
        try world.initialize(3)
        let receiver = try world.state(2)
        // Signed with Ed25519 by party 0, with ECDSA by party 1.
        for sender in [0, 1] {
            let bytes = try world.state(sender).update(using: &world.random).handshake.encoded()
            #expect(try receiver.handle(Handshake(decoding: bytes)).state != nil)
            for bit in 0..<(8 * bytes.count) {
                var altered = bytes
                altered[bit / 8] ^= 1 << (bit % 8)
                #expect(throws: (any Error).self, "bit \(bit)") { try receiver.handle(try Handshake(decoding: altered)) }
            }
        }
    }

    @Test("messages of another epoch or state")
    func otherStates() throws {
        var world = try World(.x25519SHA256, seed: 2)
        try world.initialize(3)
        let state = try world.state(1)
        let early = try world.state(0).update(using: &world.random)
        let rival = try world.state(2).update(using: &world.random)
        try world.update(by: 2)
        #expect(throws: HandshakeError.wrongEpoch(expected: 2, actual: 1)) { try world.state(1).handle(early.handshake) }
        // Two members who took different messages for one epoch do not understand each other.
        let other = try #require(try state.handle(rival.handshake).state)
        #expect(throws: HandshakeError.otherState) {
            try other.handle(try world.state(2).update(using: &world.random).handshake)
        }
    }

    @Test("signers that are not members")
    func signers() throws {
        var world = try World(.x25519SHA256, seed: 3)
        try world.initialize(3)
        let state = try world.state(1)
        let update = try world.state(0).update(using: &world.random).handshake
        // Party 2 in the place of party 0.
        #expect(throws: HandshakeError.invalidSignature) {
            try state.handle(signed(update, by: world.parties[2]) { _ in })
        }
        #expect(throws: HandshakeError.invalidIdentityProof(.otherValue)) {
            try state.handle(
                signed(update, by: world.parties[2]) {
                    $0.identityKey = world.parties[2].identityKey.publicKey
                    $0.algorithm = SignatureAlgorithm(world.parties[2].identityKey.scheme)
                })
        }
        #expect(throws: HandshakeError.invalidIdentityProof(.otherHead)) {
            try state.handle(
                signed(update, by: world.parties[2]) {
                    let key = world.parties[2].identityKey
                    $0.identityKey = key.publicKey
                    $0.identityProof.nodes[0] = .leaf(key.publicKey.bytes, .sha256)
                })
        }
        #expect(throws: HandshakeError.unsupportedAlgorithm(SignatureAlgorithm(rawValue: 0x0804))) {
            try state.handle(signed(update, by: world.parties[0]) { $0.algorithm = SignatureAlgorithm(rawValue: 0x0804) })
        }
        #expect(throws: HandshakeError.invalidIdentityProof(.shape(.noSuchLeaf(3)))) {
            try state.handle(signed(update, by: world.parties[0]) { $0.signerIndex = 3 })
        }
        // A deleted member's proof leads nowhere.
        let last = try world.state(2)
        try world.delete(2, by: 0)
        let current = try world.state(1)
        let proof = try current.identityTree.proof(ofLeaf: 2)
        let groupInitKey = try current.groupInitKey
        #expect(throws: HandshakeError.invalidIdentityProof(.otherValue)) {
            try current.handle(
                signed(try last.update(using: &world.random).handshake, by: world.parties[2]) {
                    $0.priorEpoch = current.epoch
                    $0.initKey = groupInitKey
                    $0.identityProof = proof
                })
        }
    }

    @Test("paths that are too long or too short, of wrong keys, or that do not fit")
    func paths() throws {
        for suite in CipherSuite.supported {
            var world = try World(suite, seed: 4)
            try world.initialize(5)
            let state = try world.state(1)
            let update = try world.state(0).update(using: &world.random).handshake
            guard case .update(let message) = update.content else { return }
            func refused(_ error: RatchetTreeError, _ edit: (inout [DHPublicKey]) -> Void) throws {
                var path = message.ratchetPath
                edit(&path)
                let altered = try signed(update, by: world.parties[0]) { $0.content = .update(Update(ratchetPath: path)) }
                #expect(throws: error) { try state.handle(altered) }
            }
            // Leaf 0 of 5: nodes 0, 1, 3 without the root 7.
            try refused(.pathLength(expected: 3, actual: 2)) { $0.removeLast() }
            try refused(.pathLength(expected: 3, actual: 4)) { $0.append($0[0]) }
            try refused(.invalidPublicKey(node: 1)) { $0[1] = .blank }
            try refused(.invalidPublicKey(node: 0)) { $0[0] = DHPublicKey($0[0].bytes + [0]) }
            if suite == .p256SHA256 {
                try refused(.invalidPublicKey(node: 0)) {
                    var bytes = $0[0].bytes
                    bytes[64] ^= 1
                    $0[0] = DHPublicKey(bytes)
                }
            }
            let other = try world.primitives.generateKeyPair(using: &world.random).publicKey
            try refused(.pathMismatch(node: 1)) { $0[1] = other }
            try refused(.pathMismatch(node: 3)) { $0[2] = other }
            // A node with its child's key, though the other child is not blank.
            try refused(.pathMismatch(node: 1)) { $0[1] = $0[0] }
            // What leaf 1 can not compute, the key below the common ancestor, gives other keys above.
            try refused(.pathMismatch(node: 1)) { $0[0] = other }
            guard suite == .x25519SHA256 else { continue }
            let altered = try signed(update, by: world.parties[0]) {
                $0.content = .update(Update(ratchetPath: [DHPublicKey([UInt8](repeating: 0, count: 32))] + message.ratchetPath.dropFirst()))
            }
            #expect(throws: CryptographyError.allZeroSharedSecret) { try state.handle(altered) }
        }
    }

    @Test("a member that can compute no node of a path sees which siblings are blank, and refuses a path that says otherwise")
    func blanksInPaths() throws {
        var world = try World(.x25519SHA256, seed: 12)
        try world.initialize(5)
        let other = try world.primitives.generateKeyPair(using: &world.random).publicKey
        for node in [1, 3] {
            let update = try world.state(0).update(using: &world.random).handshake
            guard case .update(var message) = update.content else { return }
            let index = node == 1 ? 0 : 1
            message.ratchetPath[index + 1] = message.ratchetPath[index]
            #expect(throws: RatchetTreeError.pathMismatch(node: node)) {
                try world.state(4).handle(signed(update, by: world.parties[0]) { $0.content = .update(message) })
            }
        }
        try world.delete(1, by: 3)
        let update = try world.state(0).update(using: &world.random).handshake
        guard case .update(var message) = update.content else { return }
        #expect(message.ratchetPath[0] == message.ratchetPath[1])
        message.ratchetPath[1] = other
        #expect(throws: RatchetTreeError.pathMismatch(node: 1)) {
            try world.state(4).handle(signed(update, by: world.parties[0]) { $0.content = .update(message) })
        }
    }

    @Test("Deletes of oneself, of nobody, and of what is not known")
    func deletes() throws {
        var world = try World(.x25519SHA256, seed: 5)
        try world.initialize(4)
        try world.userAdd(publishedBy: 1)
        let first = try world.state(0)
        #expect(throws: HandshakeError.selfDelete) { try first.delete(0, using: &world.random) }
        #expect(throws: HandshakeError.noSuchMember(5)) { try first.delete(5, using: &world.random) }
        #expect(throws: HandshakeError.noSuchMember(0)) { try first.delete(-1, using: &world.random) }
        let good = try first.delete(2, using: &world.random)
        #expect(throws: HandshakeError.selfDelete) {
            try world.state(1).handle(
                signed(good, by: world.parties[0]) {
                    guard case .delete(var message) = $0.content else { return }
                    message.deleted = 0
                    $0.content = .delete(message)
                })
        }
        // Who joined by a frontier knows no copath but its own.
        #expect(throws: RatchetTreeError.nodeUnknown(6)) { try world.state(4).delete(2, using: &world.random) }
        try world.delete(2, by: 0)
        #expect(throws: HandshakeError.noSuchMember(2)) { try world.state(1).delete(2, using: &world.random) }
    }

    @Test("a newcomer without the roster needs the proof of who is deleted")
    func withoutRoster() throws {
        var world = try World(.x25519SHA256, seed: 6)
        try world.initialize(4)
        let publication = try world.state(1).publication()
        let key = try SignatureScheme.ed25519.generateKey(using: &world.random)
        let pending = try PendingUserAdd(publication, identityKey: key, using: &world.random)
        let newcomer = try pending.joined(by: pending.handshake)
        let deleter = try #require(try world.state(0).handle(pending.handshake).state)
        let delete = try deleter.delete(2, using: &world.random)
        #expect(throws: HandshakeError.identityUnknown(leaf: 0)) { try newcomer.roster }
        #expect(throws: MerkleError.nodeUnknown(4)) { try newcomer.handle(delete) }
        let proof = try deleter.identityTree.proof(ofLeaf: 2)
        let learned = try newcomer.learning(proof, ofLeaf: 2, identityKey: world.parties[2].identityKey.publicKey)
        let after = try #require(try learned.handle(delete).state)
        #expect(try after.groupInitKey == #require(try deleter.handle(delete).state).groupInitKey)
        // So does the roster; another one is refused.
        let roster = try deleter.roster
        #expect(try newcomer.learning(roster).handle(delete).state != nil)
        var altered = roster
        altered.identityKeys.swapAt(0, 1)
        #expect(throws: HandshakeError.otherRoster) { try newcomer.learning(altered) }
    }

    @Test("signed rosters")
    func rosters() throws {
        var world = try World(.p256SHA256, seed: 7)
        try world.initialize(5)
        try world.delete(3, by: 1)
        let signed = try world.state(1).signedRoster()
        try signed.verify()
        #expect(signed.roster.identityKeys.count == 5)
        for leaf in 0..<5 {
            var altered = signed
            altered.roster.identityKeys[leaf] = leaf == 3 ? world.parties[3].identityKey.publicKey : nil
            #expect(throws: HandshakeError.otherRoster) { try altered.verify() }
        }
        var longer = signed
        longer.roster.identityKeys.append(nil)
        #expect(throws: HandshakeError.otherRoster) { try longer.verify() }
        var forged = signed
        forged.handshake.signature[10] ^= 1
        #expect(throws: HandshakeError.invalidSignature) { try forged.verify() }
    }

    @Test("UserInitKeys whose arrays differ, with invalid keys, or not signed")
    func userInitKeys() throws {
        var world = try World(.x25519SHA256, seed: 8)
        try world.initialize(2)
        for scheme in [SignatureScheme.ed25519, .p256, .p384, .p521] {
            let key = try scheme.generateKey(using: &world.random)
            let good = try world.bundle(key).userInitKey
            try good.verify()
            func refused(_ error: UserInitKeyError, resigned: Bool = true, _ edit: (inout UserInitKey) -> Void) throws {
                var altered = good
                edit(&altered)
                if resigned { altered = try altered.signed(with: key) }
                #expect(throws: error) { try altered.verify() }
                #expect(throws: error) { try world.state(0).groupAdd(altered) }
            }
            try refused(.initKeyCount(expected: 2, actual: 1)) { $0.initKeys.removeLast() }
            try refused(.initKeyCount(expected: 1, actual: 2)) { $0.cipherSuites.removeLast() }
            try refused(.invalidInitKey(.p256SHA256)) { $0.initKeys.swapAt(0, 1) }
            try refused(.unsupportedAlgorithm(SignatureAlgorithm(rawValue: 1))) { $0.algorithm = SignatureAlgorithm(rawValue: 1) }
            try refused(.invalidSignature, resigned: false) { $0.signature[$0.signature.count - 1] ^= 1 }
            try refused(.invalidSignature, resigned: false) {
                $0.initKeys.swapAt(0, 1)
                $0.cipherSuites.swapAt(0, 1)
            }
            #expect(throws: UserInitKeyError.noKey(for: .x25519SHA256)) {
                try world.state(0).groupAdd(try UserInitKeyBundle([.p256SHA256], identityKey: key, using: &world.random).userInitKey)
            }
        }
    }

    @Test("messages for others, of the wrong type, or that change nothing")
    func types() throws {
        var world = try World(.x25519SHA256, seed: 9)
        try world.initialize(2)
        let state = try world.state(0)
        #expect(throws: HandshakeError.noChange) { try world.state(1).handle(try state.publication()) }
        #expect(throws: HandshakeError.groupNotSingle) { try state.groupInit([]) }
        let bundle = try world.bundle(SignatureScheme.ed25519.generateKey(using: &world.random))
        let stranger = try world.bundle(SignatureScheme.ed25519.generateKey(using: &world.random))
        let add = try state.groupAdd(bundle.userInitKey)
        #expect(throws: HandshakeError.notAddressed) { try GroupState(joining: add, with: stranger) }
        #expect(throws: HandshakeError.notAddressed) { try GroupState(joining: world.messages[0], with: stranger) }
        let update = try state.update(using: &world.random)
        #expect(throws: HandshakeError.unexpectedType(.update)) { try GroupState(joining: update.handshake, with: bundle) }
        #expect(throws: HandshakeError.unexpectedType(.update)) {
            try PendingUserAdd(update.handshake, identityKey: stranger.identityKey, using: &world.random)
        }
        #expect(throws: HandshakeError.ownUpdateWithoutLeafKey) { try state.handle(update.handshake) }
        let second = try state.update(using: &world.random)
        #expect(throws: HandshakeError.otherMessage) { try state.handle(update.handshake, pending: second) }
        let pending = try PendingUserAdd(try state.publication(), identityKey: stranger.identityKey, using: &world.random)
        #expect(throws: HandshakeError.otherMessage) { try pending.joined(by: add) }
        #expect(throws: HandshakeError.signerIndex(expected: 2, actual: 1)) {
            var altered = pending.handshake
            altered.signerIndex = 1
            _ = try state.handle(try altered.signed(with: stranger.identityKey))
        }
    }

    @Test("a GroupInitKey that is not consistent")
    func groupInitKeys() throws {
        var world = try World(.x25519SHA256, seed: 10)
        try world.initialize(3)
        let publication = try world.state(0).publication()
        func refused(_ error: some Error & Equatable, _ edit: (inout Handshake) -> Void) throws {
            let altered = try signed(publication, by: world.parties[0], edit)
            #expect(throws: error) {
                try PendingUserAdd(altered, identityKey: world.parties[0].identityKey, using: &world.random)
            }
        }
        try refused(HandshakeError.malformedGroupInitKey(.leafCount(0))) { $0.initKey.groupSize = 0 }
        try refused(HandshakeError.malformedGroupInitKey(.leafCount(Int(UInt32.max)))) { $0.initKey.groupSize = .max }
        try refused(HandshakeError.malformedGroupInitKey(.frontierLength(expected: 1, actual: 2))) { $0.initKey.groupSize = 4 }
        try refused(HandshakeError.malformedGroupInitKey(.frontierLength(expected: 2, actual: 1))) { $0.initKey.ratchetFrontier.removeLast() }
        try refused(RatchetTreeError.invalidPublicKey(node: 1)) { $0.initKey.ratchetFrontier[0] = DHPublicKey([1, 2]) }
        try refused(RatchetTreeError.unsupportedCipherSuite(CipherSuite(rawValue: 9))) { $0.initKey.cipherSuite = CipherSuite(rawValue: 9) }
        try refused(HandshakeError.wrongEpoch(expected: 1, actual: 2)) { $0.priorEpoch = 2 }
    }

    @Test("what the group's policy does not permit")
    func policy() throws {
        struct OnlyTheCreatorDeletes: GroupPolicy {
            func objection(to handshake: Handshake, in _: GroupState) -> String? {
                guard case .delete = handshake.content, handshake.signerIndex != 0 else { return nil }
                return "only the creator deletes"
            }
        }
        var world = try World(.x25519SHA256, seed: 11)
        try world.initialize(4)
        let state = try world.state(3)
        let policy = OnlyTheCreatorDeletes()
        #expect(throws: HandshakeError.notPermitted(reason: "only the creator deletes")) {
            try state.handle(try world.state(1).delete(2, using: &world.random), policy: policy)
        }
        #expect(try state.handle(try world.state(0).delete(2, using: &world.random), policy: policy).state != nil)
    }
}
