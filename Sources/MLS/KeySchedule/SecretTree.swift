/// A message's key (`AEAD.Nk` bytes) and nonce (`AEAD.Nn` bytes) (RFC 9420 section 9.1).
public struct KeyAndNonce: Sendable, Equatable {
    public let key: Secret
    public let nonce: Secret
}

/// Why a ratchet gives no key for a generation (RFC 9420 sections 9.2 and 15.3).
public enum RatchetError: Error, Equatable, Sendable {
    /// The generation's key has been used and deleted, or was too old to be kept.
    case generationConsumed(UInt32)
    /// The generation is further ahead than the limit allows.
    case generationTooFarAhead(UInt32, limit: UInt32)
    /// The ratchet has no generations left.
    case exhausted
    /// The leaf is outside the tree.
    case noSuchLeaf(LeafIndex)
}

/// One sender's keys of one kind (RFC 9420 section 9.1).
struct HashRatchet: Sendable {
    /// How far a ratchet may be moved by one message, and how many keys are kept for messages that are late.
    struct Limits: Sendable {
        var forward: UInt32 = 1024
        var kept: Int = 1024
    }

    private var secret: Secret
    private(set) var generation: UInt32
    /// The keys of generations that were skipped.
    private var kept: [UInt32: KeyAndNonce] = [:]

    init(_ secret: Secret, generation: UInt32 = 0) {
        self.secret = secret
        self.generation = generation
    }

    /// The key of the next generation, and the ratchet moved past it.
    mutating func next(_ suite: Suite) throws -> (generation: UInt32, keys: KeyAndNonce) {
        guard generation < .max else { throw RatchetError.exhausted }
        let current = generation
        let keys = KeyAndNonce(
            key: try suite.deriveTreeSecret(secret, "key", generation: current, length: suite.aead.keySize),
            nonce: try suite.deriveTreeSecret(secret, "nonce", generation: current, length: suite.aead.nonceSize))
        secret = try suite.deriveTreeSecret(secret, "secret", generation: current, length: suite.secretSize)
        generation += 1
        return (current, keys)
    }

    /// The key of a generation, once: asking deletes it. Those skipped on the way are kept.
    mutating func take(_ wanted: UInt32, _ suite: Suite, _ limits: Limits) throws -> KeyAndNonce {
        if wanted < generation {
            guard let keys = kept.removeValue(forKey: wanted) else { throw RatchetError.generationConsumed(wanted) }
            return keys
        }
        guard wanted - generation <= limits.forward else {
            throw RatchetError.generationTooFarAhead(wanted, limit: limits.forward)
        }
        while generation < wanted {
            let skipped = try next(suite)
            kept[skipped.generation] = skipped.keys
        }
        if kept.count > limits.kept {
            // The oldest are the least likely still to arrive.
            for old in kept.keys.sorted().prefix(kept.count - limits.kept) { kept[old] = nil }
        }
        return try next(suite).keys
    }
}

/// The tree from which message keys come (RFC 9420 section 9).
///
/// A secret is deleted as soon as its two children, or its two ratchets, exist.
public struct SecretTree: Sendable {
    private struct Ratchets: Sendable {
        var handshake: HashRatchet
        var application: HashRatchet
    }

    private let suite: Suite
    private let shape: TreeShape
    private var secrets: [NodeIndex: Secret]
    private var ratchets: [LeafIndex: Ratchets] = [:]
    var limits = HashRatchet.Limits()

    public init(_ suite: Suite, encryptionSecret: Secret, shape: TreeShape) {
        self.suite = suite
        self.shape = shape
        secrets = [shape.root: encryptionSecret]
    }

    /// The keys with which a leaf sends its next message of a kind.
    public mutating func next(
        for leaf: LeafIndex, _ type: ContentType
    ) throws -> (generation: UInt32, keys: KeyAndNonce) {
        var ratchets = try ratchets(of: leaf)
        defer { self.ratchets[leaf] = ratchets }
        return type == .application ? try ratchets.application.next(suite) : try ratchets.handshake.next(suite)
    }

    /// The keys of one message of a leaf; they are given once.
    ///
    /// - Throws: ``RatchetError``.
    public mutating func take(_ generation: UInt32, of leaf: LeafIndex, _ type: ContentType) throws -> KeyAndNonce {
        var ratchets = try ratchets(of: leaf)
        defer { self.ratchets[leaf] = ratchets }
        return type == .application
            ? try ratchets.application.take(generation, suite, limits)
            : try ratchets.handshake.take(generation, suite, limits)
    }

    private mutating func ratchets(of leaf: LeafIndex) throws -> Ratchets {
        if let known = ratchets[leaf] { return known }
        guard shape.contains(leaf) else { throw RatchetError.noSuchLeaf(leaf) }
        // Down from the lowest secret that is still there.
        var node = leaf.node
        var descent: [NodeIndex] = []
        while secrets[node] == nil {
            descent.append(node)
            guard let parent = shape.parent(of: node) else { throw RatchetError.noSuchLeaf(leaf) }
            node = parent
        }
        for child in descent.reversed() {
            guard let secret = secrets.removeValue(forKey: node), let left = node.left, let right = node.right
            else { throw RatchetError.noSuchLeaf(leaf) }
            secrets[left] = try derive(secret, "tree", "left")
            secrets[right] = try derive(secret, "tree", "right")
            node = child
        }
        guard let secret = secrets.removeValue(forKey: leaf.node) else { throw RatchetError.noSuchLeaf(leaf) }
        return Ratchets(
            handshake: HashRatchet(try derive(secret, "handshake", "")),
            application: HashRatchet(try derive(secret, "application", "")))
    }

    private func derive(_ secret: Secret, _ label: String, _ context: String) throws -> Secret {
        try suite.expandWithLabel(secret, label, context: Array(context.utf8), length: suite.secretSize)
    }
}

extension Suite {
    /// The key and nonce for the sender data of a ciphertext (section 6.3.2).
    public func senderDataKeys(_ senderDataSecret: Secret, ciphertext: [UInt8]) throws -> KeyAndNonce {
        let sample = Array(ciphertext.prefix(secretSize))
        return KeyAndNonce(
            key: try expandWithLabel(senderDataSecret, "key", context: sample, length: aead.keySize),
            nonce: try expandWithLabel(senderDataSecret, "nonce", context: sample, length: aead.nonceSize))
    }
}
