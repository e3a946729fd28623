import MLS
import Testing

@testable import RatchetTrees

@Suite("Key derivation")
struct CryptographyTests {
    /// HKDF-Expand of one block (RFC 5869 section 2.3), written out.
    private func expand(_ key: [UInt8], _ info: [UInt8]) -> [UInt8] {
        HashAlgorithm.sha256.mac(Secret(key), info + [1])
    }

    private func hkdfLabel(_ label: String, _ id: [UInt8], _ epoch: UInt8, _ message: [UInt8]) -> [UInt8] {
        let name = Array("mls10 ".utf8) + Array(label.utf8)
        return [0, 32] + [UInt8(name.count)] + name + [UInt8(id.count >> 8), UInt8(id.count & 0xff)] + id + [0, 0, 0, epoch]
            + [UInt8(message.count >> 8), UInt8(message.count & 0xff)] + message
    }

    @Test("the secrets of an epoch are those of the draft's diagram", arguments: CipherSuite.supported)
    func schedule(suite: CipherSuite) throws {
        var world = try World(suite, seed: 1)
        try world.create()
        let founded = try world.state(0)
        let leaf = try #require(founded.ratchetTree[0]?.keyPair)
        func check(_ state: GroupState, initSecret: [UInt8], update: Secret, _ message: [UInt8]) {
            let epochSecret = HashAlgorithm.sha256.mac(Secret(initSecret), update.exposed)
            let id = World.groupID
            let epoch = UInt8(state.epoch)
            #expect(state.secrets.messageMasterSecret.exposed == expand(epochSecret, hkdfLabel("msg", id, epoch, message)))
            #expect(state.secrets.addKey.secret.exposed == expand(epochSecret, hkdfLabel("add", id, epoch, message)))
            #expect(state.secrets.initSecret.exposed == expand(epochSecret, hkdfLabel("init", id, epoch, message)))
        }
        let zero = [UInt8](repeating: 0, count: 32)
        check(founded, initSecret: zero, update: leaf.secret, [0])
        try world.groupAdd(by: 0)
        let added = try world.state(0)
        let root = try added.ratchetTree.root
        check(
            added, initSecret: zero, update: try world.primitives.diffieHellman(founded.secrets.addKey, root.publicKey),
            try world.messages[0].encoded())
        try world.update(by: 1)
        let updated = try world.state(0)
        check(
            updated, initSecret: added.secrets.initSecret.exposed, update: try updated.ratchetTree.root.secret,
            try world.messages[1].encoded())
    }

    @Test("Derive-Key-Pair is the hash, and both sides of a computation agree", arguments: CipherSuite.supported)
    func keyPairs(suite: CipherSuite) throws {
        let primitives = try Primitives(suite)
        var random = SeededRandom(seed: 2)
        let pair = try primitives.generateKeyPair(using: &random)
        let other = try primitives.generateKeyPair(using: &random)
        let kem: KEM = suite == .x25519SHA256 ? .x25519 : .p256
        let direct = try HPKEPrivateKey(kem, rawRepresentation: Secret(HashAlgorithm.sha256.digest(pair.secret.exposed)))
        #expect(pair.publicKey.bytes == direct.publicKey.bytes)
        #expect(pair.publicKey.bytes.count == primitives.publicKeySize)
        #expect(try primitives.diffieHellman(pair, other.publicKey) == primitives.diffieHellman(other, pair.publicKey))
    }

    @Test("integers that are not below the order of P-256 count modulo the order")
    func order() throws {
        let order = P256Order.bytes
        func plus(_ value: [UInt8], _ small: Int) -> [UInt8] {
            var result = value
            var carry = small
            for index in result.indices.reversed() {
                let digit = Int(result[index]) + carry
                result[index] = UInt8(truncatingIfNeeded: digit)
                carry = digit >> 8
            }
            return result
        }
        let zero = [UInt8](repeating: 0, count: 32)
        #expect(P256Order.reduced(order) == zero)
        #expect(P256Order.reduced(plus(order, -1)) == plus(order, -1))
        for small in [1, 5, 256, 65537] {
            #expect(P256Order.reduced(plus(order, small)) == plus(zero, small))
            #expect(P256Order.reduced(plus(zero, small)) == plus(zero, small))
        }
        // The constant is the order: n - 1 is the greatest scalar, and n is none.
        #expect((try? HPKEPrivateKey(.p256, rawRepresentation: Secret(plus(order, -1)))) != nil)
        #expect((try? HPKEPrivateKey(.p256, rawRepresentation: Secret(order))) == nil)
    }

    @Test("blank nodes: _ + A = A, and the draft's example with a blank leaf", arguments: CipherSuite.supported)
    func blanks(suite: CipherSuite) throws {
        let primitives = try Primitives(suite)
        var random = SeededRandom(seed: 3)
        let pairs = try (0..<4).map { _ in try primitives.generateKeyPair(using: &random) }
        var tree = try RatchetTree(leaves: pairs, primitives)
        tree.nodes[2] = .blank
        // (A, _, C, D): the parent of A is A, the root DH(A, DH(C, D)).
        let path = try tree.keyPairs(fromLeaf: 0, pairs[0])
        let right = try primitives.combine(pairs[2], sibling: pairs[3].publicKey)
        #expect(path.map(\.node) == [0, 1, 3])
        #expect(path[1].pair.publicKey == pairs[0].publicKey)
        #expect(path[2].pair.secret == (try primitives.diffieHellman(pairs[0], right.publicKey)))
        #expect(try tree.directPath(fromLeaf: 0, pairs[0]) == [pairs[0].publicKey, pairs[0].publicKey])
        #expect(try tree.puncturedHeads([0]).map(\.node) == [5])
        #expect(try tree.puncturedHeads([3]).map(\.node) == [1, 4])
    }

    @Test("members compute the logarithm of their number", arguments: CipherSuite.supported)
    func costs(suite: CipherSuite) throws {
        var world = try World(suite, seed: 4)
        try world.initialize(32)
        let sender = try world.state(0)
        let (update, made) = try OperationCount.counting { try sender.update(using: &world.random) }
        #expect(made == 5)
        // The nodes that both are under: all but the leaf for the neighbour, the root alone for the other half.
        #expect(try OperationCount.counting { try world.state(1).handle(update.handshake) }.diffieHellman == 5)
        #expect(try OperationCount.counting { try world.state(31).handle(update.handshake) }.diffieHellman == 1)
    }
}
