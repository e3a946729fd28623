import MLS

/// Takes a member's credential for another of the same member: the identity is the member's name, with a number behind a stroke for each new credential.
struct MemberAuthenticationService: AuthenticationService {
    func isValid(_: Credential, signatureKey _: SignaturePublicKey) -> Bool { true }

    func isValidSuccessor(_ new: Credential, of old: Credential) -> Bool {
        new == old || Self.name(of: new) != nil && Self.name(of: new) == Self.name(of: old)
    }

    /// The member that a credential is of; `nil` for one that is no basic credential.
    static func name(of credential: Credential) -> [UInt8]? {
        guard case .basic(let identity) = credential else { return nil }
        return Array(identity.prefix { $0 != UInt8(ascii: "/") })
    }

    /// The credential that a member brings in with the Commit that begins an epoch.
    static func credential(of name: String, epoch: Int) -> Credential { .basic(identity: Array("\(name)/\(epoch)".utf8)) }
}
