import MLS

/// The state of a group in one epoch as one of its members knows it (section "Group State").
///
/// A value: nothing that is sent or received changes it, messages that are handled give the next state. So "generation of handshake
/// messages MUST be stateless" holds by itself, and states can be kept beside each other; they share what they have in common.
public struct GroupState: Sendable {
    public let primitives: Primitives
    public let groupID: [UInt8]
    public let epoch: UInt32
    /// The member's leaf in both trees.
    public let index: Int
    /// The Merkle tree over the members' identity keys.
    public let identityTree: MerkleTree
    public let ratchetTree: RatchetTree
    public let secrets: EpochSecrets
    /// The identity keys that are known.
    let identities: SparseArray<RosterEntry>
    /// The member's own.
    let identityKey: SignaturePrivateKey

    /// What is known to be at a leaf.
    enum RosterEntry: Sendable {
        case member(SignaturePublicKey)
        case deleted
    }

    /// The state of a group of one, in epoch 0.
    ///
    /// The draft does not say what its key schedule starts from. Here the init secret is zero, the update secret that of the root, which
    /// is the creator's leaf, and the message the one octet 0, the `none` of HandshakeType.
    ///
    /// - Throws: ``RatchetTreeError/unsupportedCipherSuite(_:)``, `EncodeError`, `CryptographyError`.
    public init(
        creating groupID: [UInt8], _ cipherSuite: CipherSuite, identityKey: SignaturePrivateKey,
        using random: inout some RandomNumberGenerator
    ) throws {
        primitives = try Primitives(cipherSuite)
        self.groupID = groupID
        epoch = 0
        index = 0
        let leaf = try primitives.generateKeyPair(using: &random)
        identityTree = MerkleTree(single: .leaf(identityKey.publicKey.bytes, primitives.hash), primitives.hash)
        ratchetTree = RatchetTree(single: leaf, primitives)
        secrets = try EpochSecrets(
            primitives, initSecret: nil, updateSecret: leaf.secret, groupID: groupID, epoch: 0,
            message: [HandshakeType.none.rawValue])
        var identities = SparseArray<RosterEntry>()
        identities[0] = .member(identityKey.publicKey)
        self.identities = identities
        self.identityKey = identityKey
    }

    /// The state that a handshake message leads to.
    ///
    /// - Parameter prior: the epoch that it is handled in; nil for the one that it was made in.
    init(
        groupID: [UInt8], index: Int, identityTree: MerkleTree, ratchetTree: RatchetTree, identities: SparseArray<RosterEntry>,
        identityKey: SignaturePrivateKey, initSecret: Secret?, updateSecret: Secret, after handshake: Handshake, in prior: UInt32? = nil
    ) throws {
        let prior = prior ?? handshake.priorEpoch
        guard prior < .max else { throw HandshakeError.epochsExhausted }
        primitives = ratchetTree.primitives
        self.groupID = groupID
        epoch = prior + 1
        self.index = index
        self.identityTree = identityTree
        self.ratchetTree = ratchetTree
        secrets = try EpochSecrets(
            primitives, initSecret: initSecret, updateSecret: updateSecret, groupID: groupID, epoch: epoch,
            message: try handshake.keyScheduleInput(primitives.hash))
        self.identities = identities
        self.identityKey = identityKey
    }

    /// The same state with more known of the identity tree.
    private init(_ state: GroupState, identityTree: MerkleTree, identities: SparseArray<RosterEntry>) {
        primitives = state.primitives
        groupID = state.groupID
        epoch = state.epoch
        index = state.index
        self.identityTree = identityTree
        ratchetTree = state.ratchetTree
        secrets = state.secrets
        self.identities = identities
        identityKey = state.identityKey
    }

    /// The number of leaves, those of deleted members among them.
    public var shape: BalancedTree { ratchetTree.shape }

    /// What a new member needs to know of this state.
    ///
    /// - Throws: ``MerkleError/nodeUnknown(_:)``, ``RatchetTreeError/nodeUnknown(_:)``, never for a state that a member is in.
    public var groupInitKey: GroupInitKey {
        get throws {
            GroupInitKey(
                epoch: epoch, groupSize: UInt32(shape.leafCount), groupID: groupID, cipherSuite: primitives.cipherSuite,
                addKey: secrets.addKey.publicKey, identityFrontier: try identityTree.frontier,
                ratchetFrontier: try ratchetTree.frontier)
        }
    }

    /// The identity keys of all leaves.
    ///
    /// - Throws: ``HandshakeError/identityUnknown(leaf:)`` for members that joined later and have not been given the roster.
    public var roster: Roster {
        get throws(HandshakeError) {
            var keys: [SignaturePublicKey?] = []
            for leaf in shape.leaves {
                switch identities[leaf] {
                case nil: throw .identityUnknown(leaf: leaf)
                case .deleted: keys.append(nil)
                case .member(let key): keys.append(key)
                }
            }
            return Roster(identityKeys: keys)
        }
    }

    /// The state in which all identity keys are known, from a roster that anybody has given: it is held against the identity tree's head.
    ///
    /// - Throws: ``HandshakeError/otherRoster``, ``MerkleError``.
    public func learning(_ roster: Roster) throws -> GroupState {
        let tree = try roster.identityTree(primitives.hash)
        guard tree.shape == identityTree.shape, try tree.head == identityTree.head else { throw HandshakeError.otherRoster }
        var identities = identities
        for (leaf, key) in roster.identityKeys.enumerated() { identities[leaf] = key.map { .member($0) } ?? .deleted }
        return GroupState(self, identityTree: tree, identities: identities)
    }

    /// The state that knows the copath of one member in the identity tree, which it needs when the member is deleted.
    ///
    /// - Throws: the errors of ``MerkleProof/verify(leaf:value:in:head:_:)``.
    public func learning(_ proof: MerkleProof, ofLeaf leaf: Int, identityKey key: SignaturePublicKey) throws(MerkleError) -> GroupState {
        let tree = try identityTree.learning(proof, ofLeaf: leaf, value: key.bytes)
        var identities = identities
        identities[leaf] = .member(key)
        return GroupState(self, identityTree: tree, identities: identities)
    }
}
