import MLS

extension ConcreteSystem {
    /// What the party has to keep to itself after the operation, in hexadecimal; `nil` where there is nothing new.
    func secrets(of step: PartyOperation, _ result: OperationResult) -> [String: String]? {
        let party = parties[step.party]
        var found: [(name: String, secret: Secret)] = []
        switch step.operation {
        case .makeKeyPackage(let id):
            guard let bundle = party.holdings[id]?.bundle else { return nil }
            found = [
                ("init_priv", bundle.initKey.rawRepresentation), ("encryption_priv", bundle.encryptionKey.rawRepresentation),
                ("signature_priv", bundle.signatureKey.rawRepresentation),
            ]
        case .commit(let id, _), .createGroup(let id, _), .beginTogether(let id), .beginSendGroup(let id, _, _), .commitInSendGroup(let id, _, _):
            found = party.holdings[id]?.pending?.merged().namedSecrets ?? []
        case .enter(let slot, _):
            if result.entrance != .stayed { found = party.members[slot]?.group.namedSecrets ?? [] }
        case .setSendingKey:
            guard let key = party.sending?.key else { return nil }
            found = [("traffic_secret", key.secret), ("write_key", key.key), ("write_iv", Secret(key.iv))]
        case .setReceivingKey(let position, _):
            guard let name = party.receiving[position], let keys = party.receivingKeys[name]?.keys else { return nil }
            for (sender, key) in keys.enumerated() where sender != step.party {
                found += [
                    ("traffic_secret[\(sender)]", key.secret), ("read_key[\(sender)]", key.key),
                    ("read_iv[\(sender)]", Secret(key.iv)),
                ]
            }
        case .exportPSK(let epoch):
            guard let psk = party.sendGroups.preSharedKeys[epoch]?.secret else { return nil }
            found = [("exportPSK", psk)]
        case .apply, .leave, .resetConnection, .send, .receive, .keep, .keepPSKs, .giveUp: break
        }
        if found.isEmpty { return nil }
        return Dictionary(uniqueKeysWithValues: found.map { ($0.name, Hexadecimal.text($0.secret.exposed)) })
    }
}
