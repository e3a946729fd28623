/// Why an UpdatePath can not be merged or opened (RFC 9420 sections 7.5, 7.6 and 12.4.2).
public enum UpdatePathError: Error, Equatable, Sendable {
    /// The number of nodes is not the length of the filtered direct path.
    case wrongLength(expected: Int, actual: Int)
    /// A node has not one ciphertext for each node of the copath's resolution.
    case wrongCiphertextCount(NodeIndex, expected: Int, actual: Int)
    /// The leaf's parent hash is not the one computed.
    case parentHashMismatch
    /// No private key fits any ciphertext.
    case noKey
    /// A path secret does not lead to the public key in the path.
    case publicKeyMismatch(NodeIndex)
    /// A public key of the path occurs in the tree already, or twice in the path.
    case keyAlreadyInTree(HPKEPublicKey)
    /// A path secret could not be decrypted.
    case undecryptable(NodeIndex)
    /// A node's public key is not one of the suite.
    case invalidEncryptionKey(NodeIndex)
}

extension UpdatePath {
    /// Makes new keys for a member's direct path and puts them into `tree` (section 7.5).
    ///
    /// - Parameters:
    ///   - leafNode: the new leaf; its source and signature are set here.
    ///   - newLeaves: the leaves added in the same commit, which get their secret in the Welcome.
    ///   - context: makes the provisional GroupContext from the new tree hash.
    package static func create(
        _ suite: Suite, for sender: LeafIndex, in tree: inout RatchetTree, leafNode: LeafNode,
        signatureKey: SignaturePrivateKey, groupID: [UInt8], newLeaves: Set<LeafIndex>,
        context: (_ treeHash: [UInt8]) throws -> [UInt8], using random: inout some RandomNumberGenerator
    ) throws -> (path: UpdatePath, secrets: PathSecrets) {
        let secrets = try PathSecrets(
            Secret(count: suite.secretSize, using: &random), along: tree.filteredDirectPath(of: sender), suite)
        let parentHash = try tree.setPath(of: sender, keys: secrets.steps.map(\.key.publicKey), suite)
        var leafNode = leafNode
        leafNode.leafNodeSource = .commit(parentHash: parentHash)
        try leafNode.sign(suite, with: signatureKey, groupID: groupID, leafIndex: sender)
        tree.set(sender.node, .leaf(leafNode))
        let context = try context(try tree.treeHash(suite))
        var nodes: [UpdatePathNode] = []
        for step in secrets.steps {
            var ciphertexts: [HPKECiphertext] = []
            for target in tree.resolution(step.copath) where !newLeaves.containsLeaf(target) {
                guard let key = tree[target]?.encryptionKey else { continue }
                ciphertexts.append(
                    try suite.encryptWithLabel(
                        key, "UpdatePathNode", context: context, plaintext: step.secret, using: &random))
            }
            nodes.append(UpdatePathNode(encryptionKey: step.key.publicKey, encryptedPathSecret: ciphertexts))
        }
        return (UpdatePath(leafNode: leafNode, nodes: nodes), secrets)
    }

    /// Puts the path's keys into `tree` and checks its shape and the leaf's parent hash (section 7.5).
    ///
    /// - Throws: ``UpdatePathError``.
    package func merge(
        _ suite: Suite, from sender: LeafIndex, into tree: inout RatchetTree, newLeaves: Set<LeafIndex>
    ) throws {
        let path = tree.filteredDirectPath(of: sender)
        guard nodes.count == path.count else {
            throw UpdatePathError.wrongLength(expected: path.count, actual: nodes.count)
        }
        for (node, (index, copath)) in zip(nodes, path) {
            guard suite.kem.isValid(node.encryptionKey) else { throw UpdatePathError.invalidEncryptionKey(index) }
            let expected = tree.resolution(copath).count { !newLeaves.containsLeaf($0) }
            guard node.encryptedPathSecret.count == expected else {
                throw UpdatePathError.wrongCiphertextCount(
                    index, expected: expected, actual: node.encryptedPathSecret.count)
            }
        }
        let parentHash = try tree.setPath(of: sender, keys: nodes.map(\.encryptionKey), suite)
        guard case .commit(let claimed) = leafNode.leafNodeSource, claimed == parentHash else {
            throw UpdatePathError.parentHashMismatch
        }
        tree.set(sender.node, .leaf(leafNode))
    }

    /// Decrypts the path secret meant for the holder of `keys` and derives the ones above it (section 7.5).
    ///
    /// - Parameter tree: the tree into which the path was merged.
    /// - Throws: ``UpdatePathError``.
    package func open(
        _ suite: Suite, from sender: LeafIndex, with keys: TreeKEMPrivateKeys, in tree: RatchetTree,
        newLeaves: Set<LeafIndex>, context: [UInt8]
    ) throws -> PathSecrets {
        let path = tree.filteredDirectPath(of: sender)
        guard let start = path.firstIndex(where: { $0.copath.isAncestorOrSelf(of: keys.leafIndex.node) }),
            nodes.count == path.count
        else { throw UpdatePathError.noKey }
        let resolution = tree.resolution(path[start].copath).filter { !newLeaves.containsLeaf($0) }
        let ciphertexts = nodes[start].encryptedPathSecret
        guard let place = resolution.firstIndex(where: { keys.key($0) != nil }),
            let key = keys.key(resolution[place]), place < ciphertexts.count
        else { throw UpdatePathError.noKey }
        let first: Secret
        do {
            first = try suite.decryptWithLabel(key, "UpdatePathNode", context: context, ciphertexts[place])
        } catch is CryptographyError {
            throw UpdatePathError.undecryptable(path[start].node)
        }
        let secrets = try PathSecrets(first, along: path[start...], suite)
        for (step, node) in zip(secrets.steps, nodes[start...]) where step.key.publicKey != node.encryptionKey {
            throw UpdatePathError.publicKeyMismatch(step.node)
        }
        return secrets
    }
}

extension Set<LeafIndex> {
    func containsLeaf(_ node: NodeIndex) -> Bool {
        guard !isEmpty, let leaf = node.leaf else { return false }
        return contains(leaf)
    }
}
