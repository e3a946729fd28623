import MLS
import ProtocolModel
import RatchetTrees

/// A party of a group of the original draft: the states that it keeps, its Updates that have not come back, and the messages that it has.
///
/// States, Updates and messages are named by the epoch that they are of or begin.
struct OriginalParty: Sendable {
    /// A message that changes the state, as it was made or has arrived.
    struct Change: Sendable {
        var handshake: Handshake
        /// The whole message, encoded.
        var bytes: [UInt8]
        /// The hash of the message that led to the state that it was made in, where it is known.
        var previousHash: [UInt8]?
    }

    /// A state that the party keeps. More than one can be kept: the draft's states are values.
    struct Kept: Sendable {
        var state: GroupState
        var view: EpochView
        /// The hash of the message that led to it.
        var messageHash: [UInt8]
    }

    let name: String
    let identityKey: SignaturePrivateKey
    var random: SeededRandom
    /// The epochs in the variables that hold a group.
    var current: [Int: Int] = [:]
    var states: [Int: Kept] = [:]
    /// What applying a change in another state than its own has come to, until that state is entered.
    var misapplied: [Int: Kept] = [:]
    var pending: [Int: PendingUpdate] = [:]
    var changes: [Int: Change] = [:]
    /// Signatures of others that the party can pass on, by what they sign.
    var signatures: [[UInt8]: [UInt8]] = [:]
    /// How many opaque fields it has filled.
    var filled = 0

    /// - Parameter seed: of the whole run; each party draws from a stream of its own.
    init(name: String, suite: Suite, seed: UInt64) throws {
        self.name = name
        random = SeededRandom(
            seed: Array("original".utf8) + (0..<8).map { UInt8(truncatingIfNeeded: seed >> (8 * $0)) } + Array(name.utf8))
        identityKey = try suite.signature.generateKey(using: &random)
    }

    /// The states that a message can be handled in: those that the party is in, and the others that it keeps.
    var candidates: [Kept] {
        let ids = current.sorted { $0.key < $1.key }.map(\.value)
        return (ids + states.keys.filter { !ids.contains($0) }.sorted()).compactMap { states[$0] }
    }

    /// The state that a change leads to from one that the party keeps.
    ///
    /// - Parameter own: the Update as this party made it.
    func handle(_ change: Change, own: PendingUpdate?) throws(Refusal) -> GroupState {
        var refusal = Refusal.mls("there is no group")
        for kept in candidates {
            if let hash = change.previousHash, hash != kept.messageHash {
                refusal = .mls("the hash of the previous message is another one")
                continue
            }
            let result = Result { () throws(Refusal) in
                try mls {
                    guard let next = try kept.state.handle(change.handshake, pending: own).state else { throw Refusal.mls("it was deleted") }
                    return next
                }
            }
            switch result {
            case .success(let next): return next
            case .failure(let reason): refusal = reason
            }
        }
        throw refusal
    }

    /// Deletes what the party no longer refers to; the states that it is in remain.
    mutating func keep(_ ids: Set<Int>) {
        let entered = Set(current.values)
        states = states.filter { ids.contains($0.key) || entered.contains($0.key) }
        misapplied = misapplied.filter { ids.contains($0.key) }
        pending = pending.filter { ids.contains($0.key) }
        changes = changes.filter { ids.contains($0.key) }
        if changes.isEmpty { signatures = [:] }
    }

    /// The bytes of an opaque field, which means nothing to the model.
    mutating func fill(_ length: Int?) -> [UInt8] {
        if let length { return [UInt8](randomCount: length, using: &random) }
        filled += 1
        return Array("data \(filled) of \(name)".utf8)
    }
}
