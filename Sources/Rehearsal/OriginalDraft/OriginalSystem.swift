import MLS
import ProtocolModel
import RatchetTrees

/// All parties of a group of the original draft (draft-barnes-mls-protocol) with their real keys, and the messages that they have sent:
/// carries operations out, and knows nothing of models.
///
/// The cryptography is that of module `RatchetTrees`. A party without a variable that holds a group, such as a server, is no member and passes messages on.
/// Cipher suite 1 is X25519 with SHA-256, signed with Ed25519; 2 is P-256 with SHA-256, signed with ECDSA. With suite 1 a run is
/// wholly determined by its setting and the operations, to the byte.
public struct OriginalSystem: RehearsalSystem {
    /// A message on its way, as it is on the wire.
    struct Envelope: Sendable {
        var from: Int
        var message: String
        var values: [FieldValue]
        var wire: [UInt8]
    }

    public let setting: Setting
    let suite: Suite
    let cipherSuite: RatchetTrees.CipherSuite
    let codec: MessageCodec
    var parties: [OriginalParty]
    /// The parties that are in the group, by their leaves.
    let members: [Int]
    var sent: [Int: Envelope] = [:]
    /// The messages that begin epochs, as their makers made them, and who that is.
    var originals: [Int: (bytes: [UInt8], author: Int)] = [:]
    /// Set by tests: the server alters what a signature covers.
    var altersSigned = false
    public var nonces = NonceLog()
    public internal(set) var clock = CryptographyClock()
    public var isDescribing = true
    public var isExposing = false

    /// - Throws: `Refusal` for a cipher suite that the draft does not have.
    public init(_ setting: Setting) throws(Refusal) {
        guard setting.isSound, !setting.hasRecordLayer else { throw .unsoundSetting }
        self.setting = setting
        switch setting.cipherSuite {
        case 1: cipherSuite = .x25519SHA256
        case 2: cipherSuite = .p256SHA256
        default: throw .noSuchSuite(setting.cipherSuite)
        }
        codec = MessageCodec(setting.wireDeclarations, .draftBarnes)
        let suite = try mls { try Suite(MLS.CipherSuite(rawValue: setting.cipherSuite)) }
        self.suite = suite
        parties = try mls { try setting.parties.map { try OriginalParty(name: $0, suite: suite, seed: setting.seed) } }
        members = setting.slots.indices.filter { !setting.slots[$0].isEmpty }
    }

    public mutating func perform(_ step: PartyOperation) throws(Refusal) -> OperationResult {
        guard parties.indices.contains(step.party) else { throw .unknownMessage(step.party) }
        let start = clock.now
        defer { clock.add(since: start) }
        var result = try carryOut(step)
        if isExposing { result.secrets = secrets(of: step, result) }
        return result
    }

    private mutating func carryOut(_ step: PartyOperation) throws(Refusal) -> OperationResult {
        let party = step.party
        switch step.operation {
        case .beginTogether(let id): return try beginTogether(id)
        case .commit(let id, let parent): return try update(id, in: parent, by: party)
        case .apply(let id, let change, let parent): return try misapply(change, as: id, in: parent, by: party)
        case .enter(let slot, let id): return try enter(slot, id, party)
        case .leave(let slot): parties[party].current[slot] = nil
        case .send(let id, _, let message, let values, _, _): return try send(id, message, values, from: party)
        case .receive(let id): return try receive(id, at: party)
        case .keep(let ids): parties[party].keep(Set(ids))
        case .resetConnection, .setSendingKey(nil), .setReceivingKey(_, nil): break
        case .makeKeyPackage, .createGroup, .setSendingKey, .setReceivingKey, .beginSendGroup, .commitInSendGroup, .exportPSK, .keepPSKs,
            .giveUp:
            throw .notInDraft
        }
        return OperationResult()
    }

    public mutating func forget(_ isGone: (Int) -> Bool) {
        sent = sent.filter { !isGone($0.key) }
    }

    // MARK: Seeing

    public func view(of party: Int, slot: Int) -> EpochView? {
        parties[party].current[slot].flatMap { parties[party].states[$0]?.view }
    }

    public func holdings(of party: Int) -> [Int] {
        let one = parties[party]
        let entered = Set(one.current.values)
        return Array(Set(one.states.keys).subtracting(entered).union(one.changes.keys).union(one.pending.keys).union(one.misapplied.keys))
    }

    public func sendingKey(of _: Int) -> KeyName? { nil }

    public func receivingKey(of _: Int, at _: Int) -> KeyName? { nil }

    public func recorded(_ party: Int, state: String) -> RecordedParty {
        let epochs = parties[party].current.sorted { $0.key < $1.key }.compactMap { parties[party].states[$0.value]?.view }
        return RecordedParty(name: parties[party].name, state: state, epochs: epochs, receivingKeys: [])
    }

    /// A state as its members see it. Numbers count from the first state that all are in, which has number 1: before it there are
    /// a GroupInit and an Update of each participant.
    func view(_ state: GroupState) throws(Refusal) -> EpochView {
        try mls {
            let hash = state.primitives.hash
            let initKey = try state.groupInitKey
            let secret = state.secrets.messageMasterSecret.exposed
            return EpochView(
                groupID: Hexadecimal.text(state.groupID), number: UInt64(state.epoch) - UInt64(max(0, members.count - 1)),
                epochAuthenticator: Hexadecimal.text(hash.digest(Array("epoch authenticator".utf8) + secret)),
                exported: Hexadecimal.text(initKey.addKey.bytes),
                treeHash: Hexadecimal.text(hash.digest(try initKey.encoded() + state.ratchetTree.root.publicKey.bytes)))
        }
    }

    func kept(_ state: GroupState, by message: [UInt8]) throws(Refusal) -> OriginalParty.Kept {
        OriginalParty.Kept(state: state, view: try view(state), messageHash: state.primitives.hash.digest(message))
    }

    private func secrets(of step: PartyOperation, _ result: OperationResult) -> [String: String]? {
        let kept: OriginalParty.Kept?
        switch step.operation {
        case .enter(let slot, _):
            if result.entrance == .stayed { return nil }
            kept = parties[step.party].current[slot].flatMap { parties[step.party].states[$0] }
        case .beginTogether(let id): kept = members.first.flatMap { parties[$0].states[id] }
        default: return nil
        }
        return kept.map { ["message_master_secret": Hexadecimal.text($0.state.secrets.messageMasterSecret.exposed)] }
    }
}
