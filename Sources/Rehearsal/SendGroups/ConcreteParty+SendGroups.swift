import MLS

/// A member with a send group of its own and a place in those of the others. The slots of its groups are the indices of their owners.
extension ConcreteParty {
    var isInSendGroups: Bool { sendGroups.universe != nil }

    private func member(in epoch: Int) throws(Refusal) -> Member {
        guard let member = members.values.first(where: { $0.epoch == epoch }) else { throw .notCurrent(epoch: epoch) }
        return member
    }

    // MARK: Exporters

    /// `derivedGroupId`: the identifier of the send group of the owner of a signature key, `KDF.Nh` bytes.
    func derivedGroupID(for key: SignaturePublicKey, from epoch: Int) throws(Refusal) -> [UInt8] {
        let member = try member(in: epoch)
        return try mls { try member.group.exportSecret(label: "derivedGroupId", context: key.bytes, length: suite.secretSize).exposed }
    }

    /// Keeps what an epoch exports that one of its groups is in.
    mutating func exportPSK(_ epoch: Int) throws(Refusal) {
        guard let universe = sendGroups.universe else { throw .notCurrent(epoch: epoch) }
        let member = try member(in: epoch)
        sendGroups.preSharedKeys[epoch] = try mls { try ExportedPSK(member.group, universe: universe) }
    }

    mutating func keepPSKs(_ epochs: [Int]) {
        sendGroups.preSharedKeys = sendGroups.preSharedKeys.filter { epochs.contains($0.key) }
    }

    /// All pre-shared keys that it has: those that it kept and those of the epochs that it is in.
    private func preSharedKeys() throws -> PreSharedKeys {
        var result = PreSharedKeys()
        guard let universe = sendGroups.universe else { return result }
        for kept in sendGroups.preSharedKeys.values { result.external[kept.id] = kept.secret }
        for member in members.values {
            let psk = try ExportedPSK(member.group, universe: universe)
            result.external[psk.id] = psk.secret
        }
        return result
    }

    // MARK: Making

    mutating func beginSendGroup(_ id: Int, groupID: [UInt8]?, for newcomers: [[UInt8]]) throws(Refusal) -> OperationResult {
        let pending = try mls {
            let packages = try newcomers.map(Self.keyPackage)
            var group = try Group.create(
                groupID: groupID ?? [UInt8](randomCount: 16, using: &random), with: try newBundle(), configuration: configuration, using: &random)
            return try group.commit(CommitOptions(proposals: packages.map { .add($0) }), using: &random)
        }
        return try hold(pending, id, parent: nil)
    }

    private static func keyPackage(_ bytes: [UInt8]) throws -> KeyPackage {
        guard case .keyPackage(let package) = try MLSMessage(decoding: bytes) else { throw CodecError.unknownMessage }
        return package
    }

    /// - Parameter packages: the KeyPackages of those that are added, in their order.
    mutating func commitInSendGroup(
        _ id: Int, in parent: Int, _ contents: SendGroupCommit, _ packages: [[UInt8]]
    ) throws(Refusal) -> OperationResult {
        guard var own = members[sender], own.epoch == parent else { throw .notCurrent(epoch: parent) }
        var holding = SendGroupHolding()
        var proposals: [Proposal] = []
        for epoch in contents.preSharedKeys {
            let bytes = try pskID(of: epoch)
            let psk = own.group.preSharedKeyID(.external(pskID: bytes), using: &random)
            holding.preSharedKeyIDs[epoch] = try mls { try psk.encoded() }
            proposals.append(.preSharedKey(psk))
        }
        var options = CommitOptions(references: .only([]), forcesPath: contents.preSharedKeys.isEmpty)
        if let covered = contents.covered {
            let credential = holdings[covered]?.sendGroup.credential
            let found = own.group.pendingProposals.last { item in
                if case .update(let leaf) = item.proposal { leaf.credential == credential } else { false }
            }
            guard let found else { throw .noProposal(epoch: covered) }
            options.references = .only([found.reference])
        }
        if contents.changesCredential {
            let credential = MemberAuthenticationService.credential(of: name, epoch: id)
            let key = try mls { try suite.signature.generateKey(using: &random) }
            sendGroups.signatureKeys[id] = key
            holding.credential = credential
            options.leafNodeChange = LeafNodeChange(signatureKey: key, credential: credential)
        }
        let pending = try mls {
            let added = try packages.map(Self.keyPackage)
            let names = Set(added.map { MemberAuthenticationService.name(of: $0.leafNode.credential) })
            let removed = own.group.members.filter { names.contains(MemberAuthenticationService.name(of: $0.leaf.credential)) }
            options.proposals = proposals + removed.map { .remove($0.index) } + added.map { .add($0) }
            return try own.group.commit(options, preSharedKeys: try preSharedKeys(), using: &random)
        }
        members[sender] = own
        let result = try hold(pending, id, parent: own.view)
        holdings[id]?.sendGroup = holding
        return result
    }

    /// The `psk_id` of an epoch whose pre-shared key the party has.
    private func pskID(of epoch: Int) throws(Refusal) -> [UInt8] {
        if let kept = sendGroups.preSharedKeys[epoch] { return kept.id }
        guard let group = members.values.first(where: { $0.epoch == epoch })?.group else { throw .noPreSharedKey(epoch: epoch) }
        return ExportedPSK.id(groupID: group.groupID, epoch: group.epoch)
    }

    // MARK: Messages

    /// The MLSMessage with application data in an epoch of the own send group; the same each time where it goes with a Commit.
    mutating func applicationMessage(in epoch: Int, withCommit: Bool) throws(Refusal) -> [UInt8] {
        if withCommit, let made = holdings[epoch]?.sendGroup.application { return made }
        guard var own = members[sender], own.epoch == epoch else { throw .notCurrent(epoch: epoch) }
        sendGroups.messages += 1
        let data = Array("message \(sendGroups.messages) of \(name)".utf8)
        let bytes = try mls { try own.group.protect(data, using: &random).encoded() }
        members[sender] = own
        if withCommit { holdings[epoch]?.sendGroup.application = bytes }
        return bytes
    }

    /// The MLSMessage with an Update proposal of one of its credentials in another's send group.
    mutating func updateProposal(of credential: Int, to owner: Int) throws(Refusal) -> [UInt8] {
        guard var member = members[owner] else { throw .noGroup }
        guard let key = sendGroups.signatureKeys[credential] else { throw .noCredential(epoch: credential) }
        let change = LeafNodeChange(signatureKey: key, credential: MemberAuthenticationService.credential(of: name, epoch: credential))
        let bytes = try mls { try member.group.proposeUpdate(change, using: &random).encoded() }
        members[owner] = member
        return bytes
    }

    /// The owner of the send group that a message is of, "by the MLS groupId in the message metadata".
    private func owner(of message: MLSMessage) throws(Refusal) -> Int {
        let groupID: [UInt8]
        switch message {
        case .publicMessage(let message): groupID = message.content.groupID
        case .privateMessage(let message): groupID = message.groupID
        default: throw .noGroup
        }
        guard let slot = members.keys.sorted().first(where: { members[$0]?.group.groupID == groupID }) else { throw .noGroup }
        return slot
    }

    /// Processes a Commit of whichever send group it is of.
    func processInSendGroup(_ commit: [UInt8]) throws(Refusal) -> (slot: Int, next: Group) {
        let message = try mls { try MLSMessage(decoding: commit) }
        let slot = try owner(of: message)
        guard var group = members[slot]?.group else { throw .noGroup }
        let next = try mls {
            guard case .commit(let effect) = try group.process(message, preSharedKeys: try preSharedKeys()) else { throw CodecError.unknownMessage }
            guard let next = effect.group else { throw Refusal.removed }
            return next
        }
        return (slot, next)
    }

    /// Takes a proposal or application data; the state of its group is then another.
    mutating func takeInSendGroup(_ bytes: [UInt8]) throws(Refusal) -> ProcessedMessage {
        let message = try mls { try MLSMessage(decoding: bytes) }
        let slot = try owner(of: message)
        guard var member = members[slot] else { throw .noGroup }
        let processed = try mls { try member.group.process(message, preSharedKeys: try preSharedKeys()) }
        members[slot] = member
        return processed
    }

    /// Tries a Commit that has arrived, or that was held back; what comes of it is kept with it. Where the Commit is refused the application data that came with it
    /// has to be refused as well.
    mutating func tryInSendGroup(_ id: Int) throws(Refusal) -> OperationResult.Acceptance {
        guard let commit = holdings[id]?.commit else { throw .noMessage(epoch: id) }
        let tried = Result { () throws(Refusal) in try processInSendGroup(commit) }
        switch tried {
        case .success(let (slot, next)):
            holdings[id]?.processed[slot] = (members[slot]?.view, next)
            return .accepted(epoch: id)
        case .failure(let refusal):
            if let application = holdings[id]?.sendGroup.application {
                var copy = self
                if case .success = Result(catching: { () throws(Refusal) in try copy.takeInSendGroup(application) }) { throw .opened(epoch: id) }
            }
            return .refused(epoch: id, reason: refusal.description)
        }
    }

    /// Opens the application data that came with the Commit by which the party has entered the epoch; `nil` where there is none.
    mutating func openApplication(_ id: Int) throws(Refusal) -> String? {
        guard let bytes = holdings[id]?.sendGroup.application else { return nil }
        guard case .application(let message) = try takeInSendGroup(bytes) else { throw .codec(.unknownMessage) }
        return Hexadecimal.text(message.data)
    }
}
