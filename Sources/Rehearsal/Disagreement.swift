import MLS
import ProtocolModel

/// The cryptography does not bear the model out.
public struct Disagreement: Error, Hashable, Sendable {
    /// The number of the step, from 1; 0 before the first.
    public var step: Int
    public var party: String?
    /// What the model says.
    public var model: String
    /// What MLS or the record layer says.
    public var cryptography: String
}

/// Why a run cannot be acted out, or not to its end.
public enum RehearsalError: Error, Hashable, Sendable {
    case disagreement(Disagreement)
    case unsupported(UnsupportedModel)
    /// The cipher suite cannot be used.
    case refusedSetting(Refusal)
    case evaluation(EvaluationError)
    case trace(TraceError)
}

/// A mistake in the mapping from the model to MLS, planted by tests to see that it is caught.
enum PlantedMistake: Hashable, Sendable, CaseIterable {
    /// An epoch is not entered.
    case epochNotEntered
    /// Sequence numbers go on where a connection has gone.
    case connectionNotReset
    /// A record is not sealed.
    case sentInTheClear
    /// A KeyUpdate changes nothing.
    case keyNotUpdated
    /// An epoch's number is one too high on the wire.
    case wrongNumber
    /// What a party no longer refers to is forgotten before the row is done.
    case pendingDroppedEarly
    /// The keys of the two directions are exchanged.
    case directionsExchanged
    /// A server alters a number that is in a signed envelope (original draft).
    case signedCounterAltered
    /// That a change was applied in another state than its own is forgotten (original draft).
    case misapplicationForgotten
}

extension Operation {
    /// What the model says by the operation.
    func claim(tree: CommitTree) -> String {
        func number(_ id: Int) -> String {
            tree[Node(id)].map { "epoch \($0.number)" } ?? "a new epoch"
        }
        return switch self {
        case .makeKeyPackage: "the party makes a key package"
        case .createGroup: "the party creates a group with the owner of a key package"
        case .commit(_, let parent): "the party commits in \(number(parent))"
        case .apply: "the party applies a change in another state than the one that it was made in"
        case .beginTogether: "all parties begin in one group"
        case .enter(_, let epoch): "the party enters \(number(epoch))"
        case .leave: "the party leaves its group"
        case .setSendingKey(let key): "the party seals with \(key.map { "the key of \(number($0.epoch))" } ?? "nothing")"
        case .setReceivingKey(_, let key): "the party opens with \(key.map { "the key of \(number($0.epoch))" } ?? "nothing")"
        case .resetConnection: "the connection of the party has gone"
        case .send(_, _, let message, _, _, _): "the party sends \(message)"
        case .receive: "the party receives a message"
        case .keep: "the party forgets what it does not refer to"
        case .beginSendGroup: "the party begins its send group"
        case .commitInSendGroup(_, let parent, _): "the party commits in \(number(parent)) of its send group"
        case .exportPSK(let epoch): "the party exports the pre-shared key of \(number(epoch))"
        case .keepPSKs: "the party deletes pre-shared keys"
        case .giveUp(let epoch): "the party gives up \(number(epoch))"
        }
    }
}
