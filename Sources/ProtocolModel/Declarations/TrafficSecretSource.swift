/// How an epoch of a group keys the record layer; it matters only where traces are acted out with real keys.
public enum TrafficSecretSource: String, Hashable, Sendable, Codable, CaseIterable {
    /// The traffic secrets are exported, one for each direction (draft-kohbrok-mls-tls, 2026-02: `MLS-TLS c ap traffic`, `MLS-TLS s ap traffic`).
    case exported
    /// One secret is exported and becomes the Master Secret of TLS 1.3's key schedule (RFC 8446 section 7.1), as in the revisions before.
    case masterSecret = "master secret"
}
