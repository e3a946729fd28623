import MLS

/// An operation that MLS, or the record layer, does not carry out.
public enum Refusal: Error, Hashable, Sendable {
    /// What the library throws, in its own words.
    case mls(String)
    /// The party has no group state in the epoch, so it can neither commit in it nor export from it.
    case notCurrent(epoch: Int)
    /// A pending Commit can be merged only in the epoch that it was made in.
    case pendingOutdated(epoch: Int)
    /// The party has neither made nor received what begins the epoch.
    case unknownEpoch(Int)
    /// The party has not the KeyPackage, or not its private keys.
    case unknownKeyPackage(Int)
    /// A party names the number of an epoch to its peer that its group is not in.
    case notInEpoch(number: UInt64)
    /// The party does not have the message that it should send.
    case noMessage(epoch: Int)
    /// A message should be sealed and there is no sending key.
    case noSendingKey
    case codec(CodecError)
    case record(RecordFault)
    /// Parties, slots and messages do not fit together.
    case unsoundSetting
    /// A key is updated more often than `KeyName.mostUpdates`.
    case tooManyUpdates
    /// The party is in no group that the message is of.
    case noGroup
    /// The Commit removes the party.
    case removed
    /// The party does not have the pre-shared key of the epoch.
    case noPreSharedKey(epoch: Int)
    /// The party does not have the Update proposal of the credential that the epoch brought in.
    case noProposal(epoch: Int)
    /// The party does not have the credential that the epoch brought in, or not its signature key.
    case noCredential(epoch: Int)
    /// Application data opens although the Commit before it is refused.
    case opened(epoch: Int)
    /// Members derive different group identifiers.
    case otherGroupID
    /// The message does not exist.
    case unknownMessage(Int)
    /// The draft does not have the RFC's cipher suite.
    case noSuchSuite(UInt16)
    /// The original draft has no such thing: key packages, Welcomes, a record layer.
    case notInDraft
    /// A party that is no member passes a signature on, and has none over these fields.
    case cannotSign
    /// The signature of an envelope is not that of its author.
    case badSignature
    /// UserInitKeys are handed out that nobody has asked for.
    case noRequest

    public enum RecordFault: Hashable, Sendable { case malformed }
}

extension Refusal: CustomStringConvertible {
    public var description: String {
        switch self {
        case .mls(let text): "MLS refuses: \(text)"
        case .notCurrent: "the party's group is not in that epoch"
        case .pendingOutdated: "the pending Commit was made in another epoch than the party's group is in"
        case .unknownEpoch: "the party has neither a Commit nor a Welcome that begins that epoch"
        case .unknownKeyPackage: "the party does not have that KeyPackage"
        case .notInEpoch(let number): "the party sends the number \(number), and its group is not in an epoch of that number"
        case .noMessage: "the party no longer has the message that begins that epoch"
        case .noSendingKey: "there is no key to seal with"
        case .codec(let error): "the message cannot be encoded or decoded: \(error)"
        case .record: "the bytes are no TLS records"
        case .unsoundSetting: "the parties and messages of the setting do not fit together"
        case .tooManyUpdates: "the key is updated more than \(KeyName.mostUpdates) times in one epoch"
        case .noGroup: "the party is in no group that the message is of"
        case .removed: "the Commit removes the party"
        case .noPreSharedKey: "the party does not have the pre-shared key of that epoch"
        case .noProposal: "the party has no Update proposal with that credential"
        case .noCredential: "the party does not have that credential"
        case .opened: "the application message opens, although the Commit before it is refused"
        case .otherGroupID: "the members derive different group identifiers"
        case .unknownMessage: "there is no such message"
        case .noSuchSuite(let suite): "the draft has no cipher suite \(suite): it is 1 (X25519) or 2 (P-256)"
        case .notInDraft: "draft-barnes-mls-protocol has no such thing"
        case .cannotSign: "there is no signature of the author over these fields"
        case .noRequest: "nobody has asked for the UserInitKey"
        case .badSignature: "the signature of the envelope is not valid"
        }
    }
}

/// Runs `body` and reports what the MLS library throws in its own words.
func mls<Value>(_ body: () throws -> Value) throws(Refusal) -> Value {
    do {
        return try body()
    } catch let refusal as Refusal {
        throw refusal
    } catch let error as CodecError {
        throw .codec(error)
    } catch CommitError.preSharedKeyMissing(let id) {
        // The identifier as it is on the wire, not as the numbers of its bytes.
        var text = "CommitError.preSharedKeyMissing"
        if case .external(let pskID) = id.kind { text += ", psk_id \(Hexadecimal.text(pskID))" }
        throw .mls(text)
    } catch {
        throw .mls("\(type(of: error)).\(error)")
    }
}
