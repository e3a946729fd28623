/// What a party does with MLS and its record layer: the right-hand side of the mapping from the model's vocabulary.
///
/// Epochs and key packages are named by their index in the run's commit tree.
///
/// | The model says | The party does |
/// |----------------|----------------|
/// | `keyPackage()` | `makeKeyPackage`: fresh keys and a signed KeyPackage (RFC 9420 section 10) |
/// | `create(k)` | `createGroup`: a group of one in epoch 0, then a Commit that adds the owner of `k`, kept apart as pending (sections 11, 12.4.1) |
/// | `commit(e)` | `commit`: an empty Commit with UpdatePath, made in `e`, which has to be the party's current epoch; kept apart as pending (section 12.4.1) |
/// | `commit(e)` in a row that takes a change of another state (draft-barnes-mls-protocol alone) | `apply`: the change is applied in `e`, where it was not made |
/// | `welcome`, in `Initially` | `beginTogether`: the first party creates a group and adds the others |
/// | an epoch is assigned to a variable that is the local group | `enter`: the pending Commit is merged, the received one processed (section 12.4.2), or the Welcome used to join (section 12.4.3.1) |
/// | `none` is assigned to it | `leave`: the group state is deleted |
/// | a key variable is assigned | `setSendingKey`, `setReceivingKey`: the epoch's traffic secrets are exported (section 8.5); the sequence number is zero where the key is a new one (RFC 8446 section 5.3) |
/// | a key's part is counted with `mod` | the same, with the secret of the next generation (RFC 8446 section 7.2) |
/// | `send M(..)` | `send`: encoded by the document's structs, sealed with the sending key (RFC 8446 section 5.2); an epoch number has to be that of the party's group |
/// | a message arrives | `receive`: opened with the receiving keys in turn, decoded |
/// | the connection goes | `resetConnection`: sequence numbers count from zero |
/// | `welcome`, `commit(e)` with send groups | `beginSendGroup`, `commitInSendGroup`: what the Commit is made of is read off the message that it goes out with |
/// | nothing refers to an epoch any more | `keep`: pending Commits, stored messages and keys are deleted |
public enum Operation: Hashable, Sendable, Codable {
    case makeKeyPackage(keyPackage: Int)
    case createGroup(epoch: Int, keyPackage: Int)
    case commit(epoch: Int, parent: Int)
    /// `change`: the epoch that the change begins where it was made. `epoch`: what it comes to in `parent`.
    case apply(epoch: Int, change: Int, parent: Int)
    case beginTogether(epoch: Int)
    /// `slot`: which of the party's variables that hold a group.
    case enter(slot: Int, epoch: Int)
    case leave(slot: Int)
    case setSendingKey(KeyName?)
    /// `position`: which of the receiving keys.
    case setReceivingKey(position: Int, KeyName?)
    case resetConnection
    /// `arrives`: whether the network takes it. `id` counts the messages of the run.
    case send(id: Int, to: Int, message: String, values: [FieldValue], isProtected: Bool, arrives: Bool)
    case receive(id: Int)
    /// All that the party still refers to.
    case keep([Int])
    /// The party makes its send group with these others in it. `derivedFrom`: the epoch from which the group identifier is exported.
    case beginSendGroup(epoch: Int, members: [Int], derivedFrom: Int?)
    case commitInSendGroup(epoch: Int, parent: Int, contents: SendGroupCommit)
    /// The pre-shared key of an epoch that one of the party's groups is in is exported and kept.
    case exportPSK(epoch: Int)
    /// All kept pre-shared keys but those of these epochs are deleted.
    case keepPSKs([Int])
    /// A Commit that was held back is given up: is it true that MLS does not take it?
    case giveUp(epoch: Int)
}

/// A key of the record layer: of an epoch, so many KeyUpdates later.
public struct KeyName: Hashable, Sendable, Codable {
    public var epoch: Int
    public var generation: Int

    /// As every update costs a derivation, no run goes beyond.
    static let mostUpdates = 1 << 20
}

/// An operation and who carries it out.
public struct PartyOperation: Hashable, Sendable, Codable {
    /// An index into the model's instances.
    public var party: Int
    public var operation: Operation
}
