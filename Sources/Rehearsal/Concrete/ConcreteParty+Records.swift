import MLS
import ProtocolModel

/// The key of the sending direction and the next sequence number.
struct SendingKey: Sendable {
    var name: KeyName
    var key: TrafficKey
    var sequence: UInt64 = 0
}

/// A key of the receiving direction, for each sender, with the next sequence number.
struct ReceivingKey: Sendable {
    var keys: [TrafficKey]
    var sequences: [UInt64]

    init(_ keys: [TrafficKey]) {
        self.keys = keys
        sequences = keys.map { _ in 0 }
    }

    mutating func restart() {
        sequences = keys.map { _ in 0 }
    }
}

extension ConcreteParty {
    /// The epoch's traffic secrets, exported now if the party has not kept them.
    private mutating func traffic(_ epoch: Int, _ source: TrafficSecretSource, parties: Int) throws(Refusal) -> TrafficSecrets {
        if let kept = holdings[epoch]?.traffic { return kept }
        let group: Group
        if let member = members.values.first(where: { $0.epoch == epoch }) {
            group = member.group
        } else if let pending = holdings[epoch]?.pending {
            group = pending.merged()
        } else {
            throw .notCurrent(epoch: epoch)
        }
        let secrets = try mls { try TrafficSecrets(group, source: source, parties: parties) }
        holdings[epoch, default: Holding()].traffic = secrets
        return secrets
    }

    mutating func setSendingKey(_ name: KeyName?, _ source: TrafficSecretSource, parties: Int) throws(Refusal) {
        guard let name else {
            sending = nil
            return
        }
        if sending?.name == name { return }
        if let old = sending, old.name.epoch == name.epoch, old.name.generation + 1 == name.generation {
            sending = SendingKey(name: name, key: old.key.updated(suite))
            return
        }
        var key = TrafficKey(suite, secret: try traffic(name.epoch, source, parties: parties).bySender[sender])
        for _ in 0..<name.generation { key = key.updated(suite) }
        sending = SendingKey(name: name, key: key)
    }

    /// The sequence numbers belong to the key: one that moves from one variable to another goes on counting, and one that no
    /// variable holds any more is deleted.
    mutating func setReceivingKey(
        _ position: Int, _ name: KeyName?, _ source: TrafficSecretSource, parties: Int
    ) throws(Refusal) {
        let old = receiving[position]
        if old == name { return }
        if let name, receivingKeys[name] == nil {
            if let old, let keys = receivingKeys[old], old.epoch == name.epoch, old.generation + 1 == name.generation {
                receivingKeys[name] = ReceivingKey(keys.keys.map { $0.updated(suite) })
            } else {
                let secrets = try traffic(name.epoch, source, parties: parties)
                receivingKeys[name] = ReceivingKey(
                    secrets.bySender.map { secret in
                        var key = TrafficKey(suite, secret: secret)
                        for _ in 0..<name.generation { key = key.updated(suite) }
                        return key
                    })
            }
        }
        receiving[position] = name
        if let old, !receiving.values.contains(old) { receivingKeys[old] = nil }
    }

    mutating func resetConnection() {
        sending?.sequence = 0
        for name in receivingKeys.keys { receivingKeys[name]?.restart() }
    }
}
