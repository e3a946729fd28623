import ProtocolModel

/// The value of a field that the model gives a meaning to, on its way to or from the wire.
public enum FieldValue: Hashable, Sendable, Codable {
    /// An MLSMessage with the Commit that creates the epoch.
    case commit(epoch: Int)
    /// An MLSMessage with the Welcome to the epoch.
    case welcome(epoch: Int)
    /// An MLSMessage with the KeyPackage.
    case keyPackage(Int)
    /// The PreSharedKeyID of what the epoch exports, as it stands in the Commit of the same message.
    case preSharedKeyID(epoch: Int)
    /// The credential that the epoch brought in.
    case credential(epoch: Int)
    /// An MLSMessage with an Update proposal of that credential.
    case updateProposal(epoch: Int)
    /// The identifier of the group of which the epoch is.
    case groupID(epoch: Int)
    /// An MLSMessage with application data that is protected in the epoch.
    case privateMessage(epoch: Int)
    /// The number of an epoch, `uint64`.
    case epochNumber(UInt64)
    /// A number that the party counts by itself, `uint64`, whatever epoch its group is in.
    case counter(UInt64)
    /// The index of the case within its enumeration.
    case enumeration(Int)
    /// An `optional<T>` that is absent.
    case none
}

extension FieldValue {
    init(_ reference: EpochReference, _ epoch: Int) {
        switch reference {
        case .preSharedKeyID: self = .preSharedKeyID(epoch: epoch)
        case .credential: self = .credential(epoch: epoch)
        case .updateProposal: self = .updateProposal(epoch: epoch)
        case .groupID: self = .groupID(epoch: epoch)
        case .privateMessage: self = .privateMessage(epoch: epoch)
        }
    }

    /// Whether it is what the model means by the value.
    func stands(for value: Value) -> Bool {
        switch (self, value) {
        case (.commit(let epoch), .epoch(let node)), (.welcome(let epoch), .epoch(let node)): epoch == node.index
        // Of `welcome` only the owner tells which epoch it is; its names are negative.
        case (.preSharedKeyID(let epoch), .epoch(let node)), (.credential(let epoch), .epoch(let node)), (.updateProposal(let epoch), .epoch(let node)),
            (.groupID(let epoch), .epoch(let node)), (.privateMessage(let epoch), .epoch(let node)): epoch == node.index || epoch < 0 && node.index == 1
        case (.keyPackage(let id), .keyPackage(let node)): id == node.index
        case (.epochNumber(let number), .epochNumber(let claim)), (.counter(let number), .epochNumber(let claim)): claim >= 0 && number == UInt64(claim)
        case (.enumeration(let index), .enumeration(let claim)): index == claim
        case (.enumeration(let index), .bool(let claim)): index == (claim ? 1 : 0)
        case (.none, .none): true
        default: false
        }
    }
}
