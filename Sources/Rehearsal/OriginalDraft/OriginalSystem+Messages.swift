import MLS
import ProtocolModel
import RatchetTrees

/// Messages on the wire: by the document's structs, with whole Handshake messages in the fields of type `Commit`.
///
/// Two opaque fields mean something. `previous_hash` is the hash of the handshake message that led to the state in which the change in the message was made.
/// `signature` is the author's, over all fields before it: the signed envelope. Who is no member, as a server, passes both on.
extension OriginalSystem {
    static let previousHash = "previous_hash"
    static let signature = "signature"

    mutating func send(_ id: Int, _ message: String, _ values: [FieldValue], from party: Int) throws(Refusal) -> OperationResult {
        let current = parties[party].current.values.compactMap { parties[party].states[$0]?.view.number }
        for case .epochNumber(let number) in values where !current.contains(number) { throw .notInEpoch(number: number) }
        var values = values
        if altersSigned, !members.contains(party) {
            values = values.map { if case .counter(let number) = $0 { .counter(number + 1) } else { $0 } }
        }
        var sender = parties[party]
        let isMember = members.contains(party)
        let change = values.lazy.compactMap { if case .commit(let epoch) = $0 { epoch } else { nil } }.first
        let content = try mls {
            try codec.encode(message, values) { value in
                switch value {
                case .commit(let epoch):
                    guard let bytes = sender.changes[epoch]?.bytes else { throw Refusal.noMessage(epoch: epoch) }
                    return bytes
                case .welcome, .keyPackage, .preSharedKeyID, .credential, .updateProposal, .groupID, .privateMessage: throw Refusal.notInDraft
                case .epochNumber, .counter, .enumeration, .none: return []
                }
            } opaque: { field in
                switch field.name {
                case Self.previousHash:
                    guard let hash = change.flatMap({ sender.changes[$0]?.previousHash }) else { throw Refusal.noMessage(epoch: change ?? 0) }
                    return hash
                case Self.signature:
                    if isMember { return try sender.identityKey.sign(field.preceding) }
                    guard let signature = sender.signatures[field.preceding] else { throw Refusal.cannotSign }
                    return signature
                default: return sender.fill(field.length)
                }
            }
        }
        parties[party] = sender
        var result = OperationResult()
        result.message = message
        if isDescribing {
            result.content = Hexadecimal.text(content)
            result.wire = result.content
            let decoded = try mls { try codec.decode(content, .handshake) }
            result.fields = DecodedField.list(decoded.fields, codec)
        }
        sent[id] = Envelope(from: party, message: message, values: values, wire: content)
        return result
    }

    mutating func receive(_ id: Int, at party: Int) throws(Refusal) -> OperationResult {
        guard let envelope = sent[id] else { throw .unknownMessage(id) }
        var result = OperationResult()
        result.reception = .inTheClear
        let decoded = try mls { try codec.decode(envelope.wire, .handshake) }
        guard decoded.message == envelope.message else { throw .codec(.unknownMessage) }
        result.message = decoded.message
        if isDescribing {
            result.wire = Hexadecimal.text(envelope.wire)
            result.content = result.wire
            result.fields = DecodedField.list(decoded.fields, codec)
        }
        let values = codec.meaningful(decoded.fields)
        guard values.count == envelope.values.count else { throw .codec(.valueMissing) }
        result.values = zip(envelope.values, values).map { value, field in
            switch value {
            case .epochNumber: .epochNumber(field.number)
            case .counter: .counter(field.number)
            case .enumeration: codec.caseIndex(field).map { .enumeration($0) } ?? value
            default: value
            }
        }
        var changes: [Int] = []
        for (value, field) in zip(envelope.values, values) {
            guard case .commit(let epoch) = value else { continue }
            guard originals[epoch]?.bytes == field.bytes else { throw .codec(.wrongMessage(field: field.name)) }
            let handshake = try mls { try Handshake(decoding: field.bytes) }
            if parties[party].changes[epoch] == nil {
                let hash = decoded.fields.first { $0.name == Self.previousHash }?.bytes
                parties[party].changes[epoch] = OriginalParty.Change(handshake: handshake, bytes: field.bytes, previousHash: hash)
            }
            changes.append(epoch)
        }
        try verifySignature(decoded.fields, envelope, changes.first, at: party)
        guard members.contains(party), !changes.isEmpty else { return result }
        result.acceptances = changes.map { epoch in
            guard let change = parties[party].changes[epoch] else { return .refused(epoch: epoch, reason: "there is no message") }
            let next = Result { () throws(Refusal) in try parties[party].handle(change, own: nil) }
            switch next {
            case .success: return .accepted(epoch: epoch)
            case .failure(let refusal): return .refused(epoch: epoch, reason: refusal.description)
            }
        }
        return result
    }

    /// Checks the signature of the envelope with the sender's identity key, or with that of the change's author where the sender is no member.
    private mutating func verifySignature(
        _ fields: [MessageCodec.WireValue], _ envelope: Envelope, _ change: Int?, at party: Int
    ) throws(Refusal) {
        guard let field = fields.first(where: { $0.name == Self.signature }) else { return }
        guard let signer = members.contains(envelope.from) ? envelope.from : change.flatMap({ originals[$0]?.author }) else {
            throw .badSignature
        }
        // The message has a header of four bytes.
        let signed = Array(envelope.wire.dropFirst(4).prefix(field.offset))
        guard suite.signature.verify(field.bytes, of: signed, with: parties[signer].identityKey.publicKey) else { throw .badSignature }
        parties[party].signatures[signed] = field.bytes
    }
}

extension MessageCodec.WireValue {
    /// A field that is a number.
    var number: UInt64 { bytes.reduce(0) { $0 << 8 | UInt64($1) } }
}
