import MLS
import ProtocolModel

/// All parties with their real keys, and the messages that they have sent: carries operations out, and knows nothing of models.
///
/// It is wholly determined by its setting and the operations, in cipher suites 1 and 3 to the byte.
public struct ConcreteSystem: Sendable {
    /// A message on its way, as it is on the wire.
    struct Envelope: Sendable {
        var from: Int
        var message: String
        var values: [FieldValue]
        var wire: [UInt8]
        var isSealed: Bool
    }

    public let setting: Setting
    let suite: Suite
    let codec: MessageCodec
    let records: TLSRecord
    var parties: [ConcreteParty]
    /// By their number. What is taken out of the network for good is forgotten.
    var sent: [Int: Envelope] = [:]
    /// What begins an epoch or offers keys, as its maker made it: whatever is received must be one of these.
    var originals: [Int: Original] = [:]
    /// UserInitKeys of the federation draft.
    var userInitKeys = HeldUserInitKeys()
    /// Every key and nonce with which a record was sealed, for repeated nonces to be noticed.
    public var nonces = NonceLog()
    public internal(set) var clock = CryptographyClock()
    /// Whether results say what is in the messages, or only what has to be checked.
    public var isDescribing = true
    /// Whether results contain the secrets.
    public var isExposing = false

    struct Original: Sendable {
        var commit: [UInt8]?
        var welcome: [UInt8]?
        var keyPackage: [UInt8]?
        var view: EpochView?
        /// The credential that the epoch brought in.
        var credential: Credential?
    }

    /// - Throws: `Refusal` for a cipher suite that is not supported.
    public init(_ setting: Setting) throws(Refusal) {
        guard setting.isSound else { throw .unsoundSetting }
        if setting.cryptography == .draftOmara, ![1, 2].contains(setting.cipherSuite) { throw .noSuchSuite(setting.cipherSuite) }
        self.setting = setting
        codec = MessageCodec(setting.wireDeclarations)
        let suite = try mls { try Suite(CipherSuite(rawValue: setting.cipherSuite)) }
        self.suite = suite
        records = TLSRecord(suite: suite, explicitSequence: setting.explicitSequence)
        parties = try mls {
            try setting.parties.indices.map {
                try ConcreteParty(index: $0, name: setting.parties[$0], suite: suite, seed: setting.seed)
            }
        }
    }

    /// Carries out an operation; nothing changes where it is refused.
    public mutating func perform(_ step: PartyOperation) throws(Refusal) -> OperationResult {
        let party = step.party
        guard parties.indices.contains(party) else { throw .unknownMessage(party) }
        let start = clock.now
        defer { clock.add(since: start) }
        var result = try carryOut(step)
        if isExposing { result.secrets = secrets(of: step, result) }
        return result
    }

    private mutating func carryOut(_ step: PartyOperation) throws(Refusal) -> OperationResult {
        let party = step.party
        switch step.operation {
        case .setSendingKey(let name?), .setReceivingKey(_, let name?):
            guard (0...KeyName.mostUpdates).contains(name.generation) else { throw .tooManyUpdates }
        default: break
        }
        switch step.operation {
        case .makeKeyPackage(let id):
            let result = try parties[party].makeKeyPackage(id)
            originals[id, default: Original()].keyPackage = parties[party].holdings[id]?.keyPackage
            return result
        case .createGroup(let id, let keyPackage):
            guard let package = parties[party].holdings[keyPackage]?.keyPackage else { throw .unknownKeyPackage(keyPackage) }
            return try register(id, try parties[party].createGroup(id, for: [package]), of: party)
        case .commit(let id, let parent): return try register(id, try parties[party].commit(id, in: parent), of: party)
        case .apply: throw .mls("a Commit applies to the epoch that it was made in alone")
        case .beginTogether(let id): return try beginTogether(id, party)
        case .enter(let slot, let id): return try parties[party].enter(slot, id)
        case .leave(let slot): parties[party].leave(slot)
        case .setSendingKey(let name):
            try parties[party].setSendingKey(name, setting.trafficSecrets, parties: parties.count)
        case .setReceivingKey(let position, let name):
            try parties[party].setReceivingKey(position, name, setting.trafficSecrets, parties: parties.count)
        case .resetConnection: parties[party].resetConnection()
        case .send(let id, let receiver, let message, let values, let isProtected, _):
            return try send(id, message, values, isProtected, from: party, to: receiver)
        case .receive(let id): return try receive(id, at: party)
        case .keep(let ids):
            parties[party].keep(Set(ids))
            userInitKeys.keep(Set(ids), of: party)
        case .beginSendGroup(let id, let members, let source): return try beginSendGroup(id, party, members: members, derivedFrom: source)
        case .commitInSendGroup(let id, let parent, let contents): return try commitInSendGroup(id, party, in: parent, contents)
        case .exportPSK(let epoch): try parties[party].exportPSK(epoch)
        case .keepPSKs(let epochs): parties[party].keepPSKs(epochs)
        case .giveUp(let id):
            var result = OperationResult()
            result.acceptances = [try parties[party].tryInSendGroup(id)]
            return result
        }
        return OperationResult()
    }

    mutating func register(_ id: Int, _ result: OperationResult, of party: Int) throws(Refusal) -> OperationResult {
        let holding = parties[party].holdings[id]
        originals[id] = Original(commit: holding?.commit, welcome: holding?.welcome, view: result.epoch)
        return result
    }

    /// A group of all parties, made by the first; the Welcome reaches the others before the run begins.
    private mutating func beginTogether(_ id: Int, _ party: Int) throws(Refusal) -> OperationResult {
        var packages: [[UInt8]] = []
        for other in parties.indices where other != party {
            // Names that no commit tree uses.
            _ = try parties[other].makeKeyPackage(-1 - other)
            packages.append(parties[other].holdings[-1 - other]?.keyPackage ?? [])
        }
        let result = try parties[party].createGroup(id, for: packages)
        let welcome = parties[party].holdings[id]?.welcome
        for other in parties.indices where other != party {
            parties[other].holdings[id, default: ConcreteParty.Holding()].welcome = welcome
        }
        return try register(id, result, of: party)
    }

    /// Forgets messages that can arrive no more.
    public mutating func forget(_ isGone: (Int) -> Bool) {
        sent = sent.filter { !isGone($0.key) }
    }

    // MARK: Messages

    private mutating func send(
        _ id: Int, _ message: String, _ values: [FieldValue], _ isProtected: Bool, from party: Int, to receiver: Int
    ) throws(Refusal) -> OperationResult {
        for case .epochNumber(let number) in values where !parties[party].members.values.contains(where: { $0.view.number == number }) {
            throw .notInEpoch(number: number)
        }
        var sender = parties[party]
        var keys = userInitKeys
        let prepared = try prepare(values, to: receiver, by: &sender)
        // With a Commit in a send group the opaque field is the application message that goes out after it.
        var application: [UInt8]?
        if sender.isInSendGroups, let commit = values.commits.first, codec.hasOpaqueField(message) {
            application = try sender.applicationMessage(in: commit, withCommit: true)
        }
        let holdings = sender.holdings
        let content = try mls {
            try codec.encode(message, values) { value in
                switch value {
                case .commit(let epoch):
                    guard let bytes = holdings[epoch]?.commit else { throw Refusal.noMessage(epoch: epoch) }
                    return bytes
                case .welcome(let epoch):
                    guard let bytes = holdings[epoch]?.welcome else { throw Refusal.noMessage(epoch: epoch) }
                    return bytes
                case .keyPackage(let package):
                    guard let bytes = holdings[package]?.keyPackage else { throw Refusal.unknownKeyPackage(package) }
                    return bytes
                case .preSharedKeyID, .credential, .updateProposal, .groupID, .privateMessage: return prepared[value] ?? []
                case .epochNumber, .counter, .enumeration, .none: return []
                }
            } opaque: { field in
                if field.length == nil, let application { return application }
                return try userInitKeyField(field, values, &sender, party, &keys) ?? sender.fill(field.length)
            }
        }
        let type = codec.contentType(of: message)
        var result = OperationResult()
        var wire = content
        if setting.hasRecordLayer {
            if isProtected {
                guard var key = sender.sending else { throw .noSendingKey }
                result.key = key.name
                result.sequence = key.sequence
                let first = key.sequence
                wire = try mls { try records.seal(content, type, with: key.key, sequence: &key.sequence) }
                for sequence in first..<key.sequence {
                    nonces.note(party: party, key: key.name, keyBytes: key.key.key, nonce: key.key.nonce(sequence))
                }
                sender.sending = key
            } else {
                wire = records.plaintext(content, type)
            }
        }
        parties[party] = sender
        userInitKeys = keys
        result.message = message
        if isDescribing {
            result.content = Hexadecimal.text(content)
            result.wire = Hexadecimal.text(wire)
            let decoded = try mls { try codec.decode(content, type) }
            result.fields = DecodedField.list(decoded.fields, codec)
        }
        sent[id] = Envelope(from: party, message: message, values: values, wire: wire, isSealed: isProtected && setting.hasRecordLayer)
        return result
    }

    private mutating func receive(_ id: Int, at party: Int) throws(Refusal) -> OperationResult {
        guard let envelope = sent[id] else { throw .unknownMessage(id) }
        var result = OperationResult()
        if isDescribing { result.wire = Hexadecimal.text(envelope.wire) }
        guard let (type, content) = try open(envelope, at: party, &result) else {
            result.reception = .undecryptable
            return result
        }
        let decoded = try mls { try codec.decode(content, type) }
        result.message = decoded.message
        if isDescribing {
            result.content = Hexadecimal.text(content)
            result.fields = DecodedField.list(decoded.fields, codec)
        }
        guard decoded.message == envelope.message else { throw .codec(.unknownMessage) }
        let values = codec.meaningful(decoded.fields)
        guard values.count == envelope.values.count else { throw .codec(.valueMissing) }
        try takeUserInitKeys(decoded.fields, envelope.values, at: party)
        var acceptances: [OperationResult.Acceptance] = []
        result.values = zip(envelope.values, values).map { value, field in
            if case .epochNumber = value { return .epochNumber(field.bytes.reduce(0) { $0 << 8 | UInt64($1) }) }
            if case .counter = value { return .counter(field.bytes.reduce(0) { $0 << 8 | UInt64($1) }) }
            if case .enumeration = value, let index = codec.caseIndex(field) { return .enumeration(index) }
            return value
        }
        if parties[party].isInSendGroups, let commit = envelope.values.commits.first,
            let application = decoded.fields.first(where: { $0.type == .opaque(length: nil) })
        {
            parties[party].holdings[commit, default: ConcreteParty.Holding()].sendGroup.application = application.bytes
        }
        for (value, field) in zip(envelope.values, values) {
            if let acceptance = try take(value, field, at: party, with: envelope.values) { acceptances.append(acceptance) }
        }
        if !acceptances.isEmpty { result.acceptances = acceptances }
        return result
    }

    private mutating func open(
        _ envelope: Envelope, at party: Int, _ result: inout OperationResult
    ) throws(Refusal) -> (TLSRecord.ContentType, [UInt8])? {
        guard setting.hasRecordLayer else {
            result.reception = .inTheClear
            return (codec.contentType(of: envelope.message), envelope.wire)
        }
        guard envelope.isSealed else {
            result.reception = .inTheClear
            let read = Result { () throws(RecordError) in try records.content(ofPlaintext: envelope.wire) }
            guard case .success(let found) = read else { throw .record(.malformed) }
            return (found.type, found.content)
        }
        for position in parties[party].receiving.keys.sorted() {
            guard let name = parties[party].receiving[position], var key = parties[party].receivingKeys[name] else { continue }
            let first = key.sequences[envelope.from]
            let opened = Result { () throws(RecordError) in
                try records.open(envelope.wire, with: key.keys[envelope.from], sequence: &key.sequences[envelope.from])
            }
            switch opened {
            case .success(let found):
                parties[party].receivingKeys[name] = key
                result.reception = .opened
                result.key = name
                result.sequence = setting.explicitSequence ? envelope.wire.prefix(8).reduce(0) { $0 << 8 | UInt64($1) } : first
                return (found.type, found.content)
            case .failure(.badRecordMAC): continue
            case .failure(.malformed): throw .record(.malformed)
            }
        }
        return nil
    }

    /// Keeps what a field carries; says for a Commit or a Welcome whether MLS would take it.
    private mutating func take(
        _ value: FieldValue, _ field: MessageCodec.WireValue, at party: Int, with values: [FieldValue]
    ) throws(Refusal) -> OperationResult.Acceptance? {
        switch value {
        case .preSharedKeyID, .credential, .updateProposal, .groupID, .privateMessage: return try takeReference(value, field, at: party, with: values)
        case .commit(let epoch):
            guard originals[epoch]?.commit == field.bytes else { throw .codec(.wrongMessage(field: field.name)) }
            parties[party].holdings[epoch, default: ConcreteParty.Holding()].commit = field.bytes
            return try parties[party].tryOut(epoch, slots: setting.slots[party])
        case .welcome(let epoch):
            guard originals[epoch]?.welcome == field.bytes else { throw .codec(.wrongMessage(field: field.name)) }
            parties[party].holdings[epoch, default: ConcreteParty.Holding()].welcome = field.bytes
            return try parties[party].tryOut(epoch, slots: setting.slots[party])
        case .keyPackage(let id):
            guard originals[id]?.keyPackage == field.bytes else { throw .codec(.wrongMessage(field: field.name)) }
            parties[party].holdings[id, default: ConcreteParty.Holding()].keyPackage = field.bytes
        case .epochNumber(let number), .counter(let number):
            guard field.bytes.reduce(0, { $0 << 8 | UInt64($1) }) == number else { throw .codec(.wrongMessage(field: field.name)) }
        case .enumeration(let index):
            guard codec.caseIndex(field) == index else { throw .codec(.wrongMessage(field: field.name)) }
        case .none:
            guard field.bytes.isEmpty else { throw .codec(.wrongMessage(field: field.name)) }
        }
        return nil
    }
}

extension ConcreteParty {
    /// The bytes of an opaque field, which means nothing to the model.
    mutating func fill(_ length: Int?) -> [UInt8] {
        if let length { return [UInt8](randomCount: length, using: &random) }
        filled += 1
        return Array("data \(filled) of \(name)".utf8)
    }
}
