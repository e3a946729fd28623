import MLS
import ProtocolModel

/// Send groups: an MLS group for each party in which it alone commits, and all parties in all of them.
extension ConcreteSystem {
    /// The names of the KeyPackages that parties make for the group of an owner before the run begins, which no run uses.
    private func firstKeyPackage(of member: Int, for owner: Int) -> Int { -1 - parties.count * (1 + member) - owner }

    /// A send group of the party's own, with others in it whose Welcome reaches them before the run begins.
    ///
    /// - Parameter source: an epoch in which all of them are, which derives the group identifier; `nil`: it is random, and it is the universe's identifier as well.
    mutating func beginSendGroup(_ id: Int, _ party: Int, members: [Int], derivedFrom source: Int?) throws(Refusal) -> OperationResult {
        guard members.allSatisfy({ parties.indices.contains($0) && $0 != party }), Set(members).count == members.count else { throw .unsoundSetting }
        var packages: [[UInt8]] = []
        for member in members {
            let name = firstKeyPackage(of: member, for: party)
            _ = try parties[member].makeKeyPackage(name)
            packages.append(parties[member].holdings[name]?.keyPackage ?? [])
        }
        var groupID: [UInt8]?
        if let source {
            let key = parties[party].signatureKey.publicKey
            let derived = try parties[party].derivedGroupID(for: key, from: source)
            for member in members where try parties[member].derivedGroupID(for: key, from: source) != derived { throw .otherGroupID }
            groupID = derived
        }
        let result = try parties[party].beginSendGroup(id, groupID: groupID, for: packages)
        let welcome = parties[party].holdings[id]?.welcome
        for member in members { parties[member].holdings[id, default: ConcreteParty.Holding()].welcome = welcome }
        if source == nil {
            let universe = result.epoch.flatMap { Hexadecimal.bytes($0.groupID) }
            for member in [party] + members { parties[member].sendGroups.universe = universe }
        }
        return try register(id, result, of: party)
    }

    mutating func commitInSendGroup(_ id: Int, _ party: Int, in parent: Int, _ contents: SendGroupCommit) throws(Refusal) -> OperationResult {
        var packages: [[UInt8]] = []
        for newcomer in contents.added {
            guard parties.indices.contains(newcomer.party), newcomer.party != party,
                let package = parties[newcomer.party].holdings[newcomer.keyPackage]?.keyPackage
            else { throw .unknownKeyPackage(newcomer.keyPackage) }
            packages.append(package)
        }
        let result = try register(id, try parties[party].commitInSendGroup(id, in: parent, contents, packages), of: party)
        originals[id]?.credential = parties[party].holdings[id]?.sendGroup.credential
        return result
    }

    /// The bytes of the values of a message that have to be made when it is sent.
    func prepare(_ values: [FieldValue], to receiver: Int, by sender: inout ConcreteParty) throws(Refusal) -> [FieldValue: [UInt8]] {
        var result: [FieldValue: [UInt8]] = [:]
        for value in values {
            switch value {
            case .preSharedKeyID(let epoch):
                let found = values.commits.compactMap { sender.holdings[$0]?.sendGroup.preSharedKeyIDs[epoch] }.first
                guard let found else { throw .noPreSharedKey(epoch: epoch) }
                result[value] = found
            case .credential(let epoch):
                guard let credential = sender.holdings[epoch]?.sendGroup.credential else { throw .noCredential(epoch: epoch) }
                result[value] = try mls { try credential.encoded() }
            case .updateProposal(let epoch): result[value] = try sender.updateProposal(of: epoch, to: receiver)
            case .groupID(let epoch):
                // Of a group that it is in, or of which it has been told.
                let own = sender.members.values.first { $0.epoch == epoch || $0.view.groupID == originals[epoch]?.view?.groupID }
                guard let groupID = own?.group.groupID ?? sender.holdings[epoch]?.sendGroup.groupID else { throw .noGroup }
                result[value] = groupID
            case .privateMessage(let epoch): result[value] = try sender.applicationMessage(in: epoch, withCommit: false)
            default: break
            }
        }
        return result
    }

    /// Takes what a field carries that is no Commit and no Welcome, and says whether MLS takes it where that is asked.
    mutating func takeReference(
        _ value: FieldValue, _ field: MessageCodec.WireValue, at party: Int, with values: [FieldValue]
    ) throws(Refusal) -> OperationResult.Acceptance? {
        let wrong = Refusal.codec(.wrongMessage(field: field.name))
        switch value {
        case .preSharedKeyID(let epoch):
            let id = try mls { try PreSharedKeyID(decoding: field.bytes) }
            guard let view = originals[epoch]?.view, let groupID = Hexadecimal.bytes(view.groupID),
                id.kind == .external(pskID: ExportedPSK.id(groupID: groupID, epoch: view.number)),
                try proposals(of: values.commits, at: party).contains(.proposal(.preSharedKey(id)))
            else { throw wrong }
        case .credential(let epoch):
            let covers = try proposals(of: values.commits, at: party).contains { if case .reference = $0 { true } else { false } }
            guard let credential = originals[epoch]?.credential, covers, try mls({ try credential.encoded() }) == field.bytes else { throw wrong }
            // The Commit puts it into the leaf of its member.
            for commit in values.commits {
                for case (_, let next) in parties[party].holdings[commit]?.processed.values.map({ $0 }) ?? [] {
                    guard next.members.contains(where: { $0.leaf.credential == credential }) else { throw wrong }
                }
            }
        case .groupID(let epoch):
            guard originals[epoch]?.view?.groupID == Hexadecimal.text(field.bytes) else { throw wrong }
            parties[party].holdings[epoch, default: ConcreteParty.Holding()].sendGroup.groupID = field.bytes
        case .updateProposal(let epoch):
            var receiver = parties[party]
            switch Result(catching: { () throws(Refusal) in try receiver.takeInSendGroup(field.bytes) }) {
            case .success(.proposal(_, .update(let leaf), _)):
                guard leaf.credential == originals[epoch]?.credential else { throw wrong }
                receiver.holdings[epoch, default: ConcreteParty.Holding()].sendGroup.credential = leaf.credential
                parties[party] = receiver
                return .accepted(epoch: epoch)
            case .success: throw wrong
            case .failure(let refusal): return .refused(epoch: epoch, reason: refusal.description)
            }
        case .privateMessage(let epoch):
            var receiver = parties[party]
            switch Result(catching: { () throws(Refusal) in try receiver.takeInSendGroup(field.bytes) }) {
            case .success(.application):
                parties[party] = receiver
                return .accepted(epoch: epoch)
            case .success: throw wrong
            case .failure(let refusal): return .refused(epoch: epoch, reason: refusal.description)
            }
        default: break
        }
        return nil
    }

    /// The proposals in Commits that have arrived.
    private func proposals(of commits: [Int], at party: Int) throws(Refusal) -> [ProposalOrRef] {
        try mls {
            try commits.flatMap { commit -> [ProposalOrRef] in
                guard let bytes = parties[party].holdings[commit]?.commit, case .publicMessage(let message) = try MLSMessage(decoding: bytes),
                    case .commit(let content) = message.content.content
                else { return [] }
                return content.proposals
            }
        }
    }
}

extension [FieldValue] {
    /// The epochs of the Commits among the values.
    var commits: [Int] { compactMap { if case .commit(let epoch) = $0 { epoch } else { nil } } }
}
