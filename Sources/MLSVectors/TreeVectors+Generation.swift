import MLS

extension TreeOperationsVector: GeneratedTestVector {
    private init(_ suite: Suite, _ tree: RatchetTree, _ proposal: Proposal, by sender: UInt32) throws {
        var before = tree
        var after = tree
        try Self.apply(proposal, by: LeafIndex(sender), to: &after)
        self.init(
            cipherSuite: suite.cipherSuite.rawValue, treeBefore: try Hex(encoding: tree.ratchetTree),
            proposal: try Hex(encoding: proposal), proposalSender: sender,
            treeHashBefore: Hex(try before.treeHash(suite)), treeAfter: try Hex(encoding: after.ratchetTree),
            treeHashAfter: Hex(try after.treeHash(suite)))
    }

    /// An Add at the right edge and into a gap, an Update, and Removes at the right edge and inside.
    public static func generate(_ suite: Suite, using random: inout SeededRandom) throws -> [TreeOperationsVector] {
        var troupe = try Troupe(chain: 5, suite, using: &random)
        let full = troupe.members[0].tree
        let newcomer = try troupe.client(9, using: &random)
        _ = try troupe.commit(0, CommitOptions(proposals: [.remove(LeafIndex(2))]), using: &random)
        let gap = troupe.members[0].tree
        guard var leaf = full[LeafIndex(1)] else { throw VectorMismatch(field: "no leaf") }
        leaf.encryptionKey = try suite.kem.generateKeyPair(using: &random).publicKey
        leaf.leafNodeSource = .update
        return [
            try TreeOperationsVector(suite, full, .add(newcomer.keyPackage), by: 0),
            try TreeOperationsVector(suite, gap, .add(newcomer.keyPackage), by: 0),
            try TreeOperationsVector(suite, full, .update(leaf), by: 1),
            try TreeOperationsVector(suite, full, .remove(LeafIndex(4)), by: 0),
            try TreeOperationsVector(suite, full, .remove(LeafIndex(1)), by: 0),
        ]
    }
}

extension TreeValidationVector: GeneratedTestVector {
    private init(_ suite: Suite, _ tree: RatchetTree) throws {
        var tree = tree
        self.init(
            cipherSuite: suite.cipherSuite.rawValue, tree: try Hex(encoding: tree.ratchetTree),
            groupId: Hex(Troupe.groupID), resolutions: Self.resolutions(tree),
            treeHashes: try Self.treeHashes(&tree, suite))
    }

    /// Full trees, trees with blanks at the edge and inside, and one with an unmerged leaf.
    public static func generate(_ suite: Suite, using random: inout SeededRandom) throws -> [TreeValidationVector] {
        var result: [TreeValidationVector] = []
        for count in 2...9 {
            let troupe = try Troupe(chain: count, suite, using: &random)
            result.append(try TreeValidationVector(suite, troupe.members[0].tree))
        }
        for removed in [[2, 3], [1, 2, 3]] as [[UInt32]] {
            var troupe = try Troupe(chain: 8, suite, using: &random)
            _ = try troupe.commit(
                0, CommitOptions(proposals: removed.map { .remove(LeafIndex($0)) }), using: &random)
            result.append(try TreeValidationVector(suite, troupe.members[0].tree))
            _ = try troupe.commit(0, adding: [try troupe.client(9, using: &random)], using: &random)
            result.append(try TreeValidationVector(suite, troupe.members[0].tree))
        }
        var troupe = try Troupe(chain: 7, suite, using: &random)
        let newcomer = try troupe.client(9, using: &random)
        _ = try troupe.commit(0, CommitOptions(forcesPath: false), adding: [newcomer], using: &random)
        result.append(try TreeValidationVector(suite, troupe.members[0].tree))
        return result
    }
}

extension TreeKEMVector: GeneratedTestVector {
    /// What a leaf knows while a vector is being made.
    private struct Leaf {
        var keys: TreeKEMPrivateKeys
        let signatureKey: SignaturePrivateKey
        var secrets: [NodeIndex: Secret] = [:]
    }

    public static func generate(_ suite: Suite, using random: inout SeededRandom) throws -> [TreeKEMVector] {
        try [(2, []), (3, []), (4, []), (5, []), (8, []), (7, [2]), (8, [1, 2, 3])].map { count, blanks in
            try generate(suite, count: count, blanks: Set(blanks), using: &random)
        }
    }

    private static func generate(
        _ suite: Suite, count: Int, blanks: Set<Int>, using random: inout SeededRandom
    ) throws -> TreeKEMVector {
        var vector = TreeKEMVector(
            cipherSuite: suite.cipherSuite.rawValue, groupId: Hex(Troupe.groupID),
            epoch: UInt64(random.next() as UInt32),
            confirmedTranscriptHash: Hex([UInt8](randomCount: suite.secretSize, using: &random)), ratchetTree: [],
            leavesPrivate: [], updatePaths: [])
        let troupe = Troupe(suite)
        let clients = try (0..<count).map { try troupe.client($0, using: &random) }
        var tree = RatchetTree(clients[0].keyPackage.leafNode)
        for client in clients.dropFirst() { try tree.add(client.keyPackage.leafNode) }
        var leaves: [LeafIndex: Leaf] = [:]
        for (number, client) in clients.enumerated() {
            let index = LeafIndex(UInt32(number))
            leaves[index] = Leaf(
                keys: TreeKEMPrivateKeys(leafIndex: index, leafKey: client.encryptionKey),
                signatureKey: client.signatureKey)
        }
        for number in 0..<count { try vector.commit(LeafIndex(UInt32(number)), &tree, &leaves, suite, using: &random) }
        for number in blanks {
            try tree.blank(LeafIndex(UInt32(number)))
            leaves[LeafIndex(UInt32(number))] = nil
        }
        tree.truncate()
        if !blanks.isEmpty { try vector.commit(LeafIndex(0), &tree, &leaves, suite, using: &random) }
        vector.ratchetTree = try Hex(encoding: tree.ratchetTree)
        for (index, leaf) in leaves.sorted(by: { $0.key < $1.key }) {
            let known = leaf.secrets.filter { leaf.keys.isKnown($0.key, in: tree) }.sorted { $0.key < $1.key }
            vector.leavesPrivate.append(
                LeafPrivate(
                    index: index.value, encryptionPriv: Hex(leaf.keys.leafKey.rawRepresentation),
                    signaturePriv: Hex(leaf.signatureKey.rawRepresentation),
                    pathSecrets: known.map { NodeSecret(node: UInt32($0.key.value), pathSecret: Hex($0.value)) }))
            var (treeAfter, leavesAfter) = (tree, leaves)
            vector.updatePaths.append(
                try vector.commit(index, &treeAfter, &leavesAfter, suite, using: &random))
        }
        return vector
    }

    /// One UpdatePath, merged by everyone.
    @discardableResult
    private func commit(
        _ sender: LeafIndex, _ tree: inout RatchetTree, _ leaves: inout [LeafIndex: Leaf], _ suite: Suite,
        using random: inout SeededRandom
    ) throws -> Path {
        guard var own = leaves[sender], var leafNode = tree[sender] else { throw VectorMismatch(field: "no leaf") }
        let leafKey = try suite.kem.generateKeyPair(using: &random)
        leafNode.encryptionKey = leafKey.publicKey
        let (path, secrets) = try UpdatePath.create(
            suite, for: sender, in: &tree, leafNode: leafNode, signatureKey: own.signatureKey,
            groupID: groupId.bytes, newLeaves: [], context: context, using: &random)
        own.keys.replaceLeafKey(leafKey)
        own.keys.merge(secrets, into: tree)
        for step in secrets.steps { own.secrets[step.node] = step.secret }
        leaves[sender] = own
        let treeHash = try tree.treeHash(suite)
        var read = [Hex?](repeating: nil, count: tree.shape.leafCount)
        for (index, leaf) in leaves where index != sender {
            var leaf = leaf
            let opened = try path.open(
                suite, from: sender, with: leaf.keys, in: tree, newLeaves: [], context: try context(treeHash))
            read[Int(index.value)] = opened.steps.first.map { Hex($0.secret) }
            leaf.keys.merge(opened, into: tree)
            for step in opened.steps { leaf.secrets[step.node] = step.secret }
            leaves[index] = leaf
        }
        return Path(
            sender: sender.value, updatePath: try Hex(encoding: path), pathSecrets: read,
            commitSecret: Hex(secrets.commitSecret), treeHashAfter: Hex(treeHash))
    }
}
