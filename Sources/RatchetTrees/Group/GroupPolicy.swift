/// Who may do what in a group: "the sender is authorized to make the change according to group policy" (section "Handshake Messages"),
/// of which the draft says no more.
public protocol GroupPolicy: Sendable {
    /// Why the signer may not do this, or nil if it may. The message has been authenticated.
    func objection(to handshake: Handshake, in state: GroupState) -> String?
}

/// Every member may make every change, and everybody may add itself.
public struct OpenPolicy: GroupPolicy {
    public init() {}

    public func objection(to _: Handshake, in _: GroupState) -> String? { nil }
}
