import MLS

/// "TreeKEM".
public struct TreeKEMVector: TestVector {
    public static let kind = "treekem"
    public var requiredSuite: CipherSuite? { CipherSuite(rawValue: cipherSuite) }

    public struct NodeSecret: Codable, Sendable {
        public var node: UInt32
        public var pathSecret: Hex
    }

    public struct LeafPrivate: Codable, Sendable {
        public var index: UInt32
        public var encryptionPriv: Hex
        public var signaturePriv: Hex
        public var pathSecrets: [NodeSecret]
    }

    public struct Path: Codable, Sendable {
        public var sender: UInt32
        public var updatePath: Hex
        public var pathSecrets: [Hex?]
        public var commitSecret: Hex
        public var treeHashAfter: Hex
    }

    public var cipherSuite: UInt16
    public var groupId: Hex
    public var epoch: UInt64
    public var confirmedTranscriptHash: Hex
    public var ratchetTree: Hex
    public var leavesPrivate: [LeafPrivate]
    public var updatePaths: [Path]

    func context(_ treeHash: [UInt8]) throws -> [UInt8] {
        try GroupContext(
            cipherSuite: CipherSuite(rawValue: cipherSuite), groupID: groupId.bytes, epoch: epoch,
            treeHash: treeHash, confirmedTranscriptHash: confirmedTranscriptHash.bytes
        ).encoded()
    }

    public func verify() throws {
        let suite = try Suite(CipherSuite(rawValue: cipherSuite))
        let tree = try RatchetTree(try ratchetTree.decoded(as: RatchetTreeNodes.self))
        var keys: [LeafIndex: TreeKEMPrivateKeys] = [:]
        var signers: [LeafIndex: SignaturePrivateKey] = [:]
        for leaf in leavesPrivate {
            let index = LeafIndex(leaf.index)
            var own = TreeKEMPrivateKeys(
                leafIndex: index,
                leafKey: try HPKEPrivateKey(suite.kem, rawRepresentation: leaf.encryptionPriv.secret))
            for secret in leaf.pathSecrets {
                try own.set(secret.pathSecret.secret, at: NodeIndex(Int(secret.node)), suite)
            }
            try expect(own.isConsistent(with: tree), "leaves_private of \(index)")
            keys[index] = own
            signers[index] = try SignaturePrivateKey(suite.signature, rawRepresentation: leaf.signaturePriv.secret)
        }
        for path in updatePaths { try verify(path, tree, keys, signers, suite) }
    }

    private func verify(
        _ vector: Path, _ before: RatchetTree, _ keys: [LeafIndex: TreeKEMPrivateKeys],
        _ signers: [LeafIndex: SignaturePrivateKey], _ suite: Suite
    ) throws {
        let sender = LeafIndex(vector.sender)
        let path = try vector.updatePath.decoded(as: UpdatePath.self)
        var tree = before
        try path.merge(suite, from: sender, into: &tree, newLeaves: [])
        let treeHash = try tree.treeHash(suite)
        try expect(Hex(treeHash), is: vector.treeHashAfter, "tree_hash_after")
        for (index, own) in keys where index != sender {
            let secrets = try path.open(
                suite, from: sender, with: own, in: tree, newLeaves: [], context: try context(treeHash))
            try expect(
                secrets.steps.first.map { Hex($0.secret) }, is: vector.pathSecrets[Int(index.value)],
                "path_secrets of \(index)")
            try expect(Hex(secrets.commitSecret), is: vector.commitSecret, "commit_secret of \(index)")
        }
        guard let leafNode = before[sender], let signer = signers[sender] else {
            throw VectorMismatch(field: "sender \(sender)")
        }
        var ownTree = before
        var random = SystemRandomNumberGenerator()
        let created = try UpdatePath.create(
            suite, for: sender, in: &ownTree, leafNode: leafNode, signatureKey: signer, groupID: groupId.bytes,
            newLeaves: [], context: context, using: &random)
        var merged = before
        try created.path.merge(suite, from: sender, into: &merged, newLeaves: [])
        for (index, own) in keys where index != sender {
            let secrets = try created.path.open(
                suite, from: sender, with: own, in: merged, newLeaves: [],
                context: try context(try merged.treeHash(suite)))
            try expect(secrets.commitSecret, is: created.secrets.commitSecret, "new commit_secret of \(index)")
        }
    }
}
