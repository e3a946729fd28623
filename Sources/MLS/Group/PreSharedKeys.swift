/// The pre-shared keys that the application has at hand (RFC 9420 section 8.4).
///
/// How long resumption PSKs of past epochs are kept is the application's decision: a group keeps its own
/// epoch's only.
public struct PreSharedKeys: Sendable {
    /// An epoch of a group.
    public struct Epoch: Hashable, Sendable {
        public var groupID: [UInt8]
        public var epoch: UInt64

        public init(groupID: [UInt8], epoch: UInt64) {
            self.groupID = groupID
            self.epoch = epoch
        }
    }

    /// External keys by their `psk_id`.
    public var external: [[UInt8]: Secret]
    /// Resumption PSKs by their epoch.
    public var resumption: [Epoch: Secret]

    public init(external: [[UInt8]: Secret] = [:], resumption: [Epoch: Secret] = [:]) {
        self.external = external
        self.resumption = resumption
    }

    public subscript(id: PreSharedKeyID) -> Secret? {
        switch id.kind {
        case .external(let pskID): external[pskID]
        case .resumption(_, let groupID, let epoch): resumption[Epoch(groupID: groupID, epoch: epoch)]
        }
    }
}
