/// The secrets along a filtered direct path (RFC 9420 section 7.4).
package struct PathSecrets: Sendable {
    /// A node with its path secret and the key pair derived from it.
    package struct Step: Sendable {
        package let node: NodeIndex
        package let copath: NodeIndex
        package let secret: Secret
        package let key: HPKEPrivateKey
    }

    package let steps: [Step]
    /// The path secret after the last node's.
    package let commitSecret: Secret

    /// Derives everything above `first`, the secret of the first node of `path`.
    init(_ first: Secret, along path: some Sequence<(node: NodeIndex, copath: NodeIndex)>, _ suite: Suite) throws {
        var secret = first
        var steps: [Step] = []
        for (node, copath) in path {
            let key = try suite.kem.deriveKeyPair(try suite.deriveSecret(secret, "node"))
            steps.append(Step(node: node, copath: copath, secret: secret, key: key))
            secret = try suite.deriveSecret(secret, "path")
        }
        self.steps = steps
        commitSecret = secret
    }
}
