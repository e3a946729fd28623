import MLS

/// The private values of a node and the public key that follows from them (section "Ratchet Trees"): a secret of 32 bytes and the
/// Diffie-Hellman key pair that Derive-Key-Pair makes of it.
public struct KeyPair: Sendable {
    /// The octet string that the pair is derived from: random for a leaf, the output of a Diffie-Hellman computation for a parent.
    public let secret: Secret
    let privateKey: HPKEPrivateKey

    public var publicKey: DHPublicKey { DHPublicKey(privateKey.publicKey.bytes) }
}
