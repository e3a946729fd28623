/// What a handshake message does to a member.
public enum HandshakeOutcome: Sendable {
    /// It is in the next epoch.
    case next(GroupState)
    /// It is no longer in the group.
    case deleted

    /// The next state, or nil for who was deleted.
    public var state: GroupState? {
        guard case .next(let state) = self else { return nil }
        return state
    }
}
