/// Whose groups the epochs of a model stand for; it matters only where traces are acted out with real keys.
public enum GroupCryptography: String, Hashable, Sendable, Codable, CaseIterable {
    /// Groups of RFC 9420: Commits, Welcomes, KeyPackages.
    case rfc9420 = "RFC 9420"
    /// Ratchet trees of draft-barnes-mls-protocol: a group made by a GroupInit, and changed by Updates.
    case draftBarnes = "draft-barnes-mls-protocol"
    /// Groups of RFC 9420 whose members are found by the UserInitKeys of draft-omara-mls-federation.
    case draftOmara = "draft-omara-mls-federation"
}
