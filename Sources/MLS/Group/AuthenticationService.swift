/// Judges credentials, as the application sees fit (RFC 9420 section 5.3.1).
public protocol AuthenticationService: Sendable {
    /// Whether a credential may stand for the holder of a signature key.
    func isValid(_ credential: Credential, signatureKey: SignaturePublicKey) -> Bool

    /// Whether a member with an `old` credential may go on with a `new` one.
    func isValidSuccessor(_ new: Credential, of old: Credential) -> Bool

    /// Whether two leaves are one client, which may be in a group only once (section 12.2).
    func isSameClient(_ first: LeafNode, _ second: LeafNode) -> Bool

    /// Whether two leaves in different groups belong to one member (sections 11.2 and 11.3).
    func isSameMember(_ first: LeafNode, _ second: LeafNode) -> Bool
}

extension AuthenticationService {
    /// The same credential, unless the application knows better.
    public func isValidSuccessor(_ new: Credential, of old: Credential) -> Bool { new == old }

    /// The same signature key, unless the application knows better.
    public func isSameClient(_ first: LeafNode, _ second: LeafNode) -> Bool {
        first.signatureKey == second.signatureKey
    }

    /// The same credential: the signature keys differ where the cipher suites do.
    public func isSameMember(_ first: LeafNode, _ second: LeafNode) -> Bool {
        first.credential == second.credential
    }
}

/// Believes every credential: for tests, simulations, and groups whose members are known otherwise.
public struct TrustingAuthenticationService: AuthenticationService {
    public init() {}

    public func isValid(_: Credential, signatureKey _: SignaturePublicKey) -> Bool { true }
}
