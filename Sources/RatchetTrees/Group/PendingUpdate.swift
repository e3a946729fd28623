/// A member's own Update until it comes back: the message, and the fresh leaf key pair, which nobody else has.
public struct PendingUpdate: Sendable {
    public let handshake: Handshake
    let leaf: KeyPair
}
