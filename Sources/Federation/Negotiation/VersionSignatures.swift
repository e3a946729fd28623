/// Whether lists of versions have to be signed.
public enum VersionSignatures: Hashable, Sendable {
    /// Unsigned lists are refused.
    case required
    /// Unsigned lists are accepted, signed ones are checked.
    case optional
}
