/// What one member knows of the tree's private keys (RFC 9420 section 4.2).
public struct TreeKEMPrivateKeys: Sendable {
    public let leafIndex: LeafIndex
    public private(set) var leafKey: HPKEPrivateKey
    /// The keys of the nodes above the leaf, as far as the member was told them.
    private(set) var pathKeys: [NodeIndex: HPKEPrivateKey] = [:]

    public init(leafIndex: LeafIndex, leafKey: HPKEPrivateKey) {
        self.leafIndex = leafIndex
        self.leafKey = leafKey
    }

    func key(_ node: NodeIndex) -> HPKEPrivateKey? {
        node == leafIndex.node ? leafKey : pathKeys[node]
    }

    package mutating func replaceLeafKey(_ key: HPKEPrivateKey) {
        leafKey = key
    }

    /// Takes over a path's keys and deletes those that no longer belong to the tree (section 7.5).
    package mutating func merge(_ secrets: PathSecrets?, into tree: RatchetTree) {
        for step in secrets?.steps ?? [] { pathKeys[step.node] = step.key }
        pathKeys = pathKeys.filter { tree.parent($0.key)?.encryptionKey == $0.value.publicKey }
    }

    /// Sets the keys from `node` upwards from a path secret received for it (section 12.4.3.1).
    ///
    /// - Throws: ``UpdatePathError/publicKeyMismatch(_:)`` if the tree has other keys there.
    public mutating func learn(
        _ pathSecret: Secret, at node: NodeIndex, in tree: RatchetTree, _ suite: Suite
    ) throws {
        // Blank nodes have no secret: the path continues with the next that has a key.
        let above = tree.shape.directPath(of: leafIndex).filter { $0.node.level >= node.level && tree.parent($0.node) != nil }
        guard above.first?.node == node else { throw UpdatePathError.publicKeyMismatch(node) }
        let secrets = try PathSecrets(pathSecret, along: above, suite)
        for step in secrets.steps where tree.parent(step.node)?.encryptionKey != step.key.publicKey {
            throw UpdatePathError.publicKeyMismatch(step.node)
        }
        merge(secrets, into: tree)
    }

    /// Whether the member has the private key of a node as it is in the tree.
    package func isKnown(_ node: NodeIndex, in tree: RatchetTree) -> Bool {
        guard let key = pathKeys[node] else { return false }
        return tree.parent(node)?.encryptionKey == key.publicKey
    }

    /// Sets the key of one node from its path secret.
    package mutating func set(_ pathSecret: Secret, at node: NodeIndex, _ suite: Suite) throws {
        pathKeys[node] = try suite.kem.deriveKeyPair(try suite.deriveSecret(pathSecret, "node"))
    }

    /// Whether every private key belongs to the public key at its node.
    public func isConsistent(with tree: RatchetTree) -> Bool {
        tree[leafIndex]?.encryptionKey == leafKey.publicKey
            && pathKeys.allSatisfy { tree.parent($0.key)?.encryptionKey == $0.value.publicKey }
    }
}
