import ProtocolModel

/// Runs in which every member owns a send group (`SendGroups`).
///
/// An epoch of the model is an epoch of a group only together with its owner, as all send groups begin in one `welcome`: the owner is the key of the map that it
/// stands in or, of every other epoch, the author of its commit. Epochs have the index of their node as their name; `welcome` has one name for each owner.
extension Rehearsal {
    /// The name of an epoch of an owner's send group.
    static func name(_ node: Node, owner: Int) -> Int { node.index == 1 ? -1 - owner : node.index }

    /// The owner of an epoch that is not `welcome`.
    private func owner(of node: Node) -> Int? { node.index == 1 ? nil : tree[node]?.author }

    /// The name of the epoch that a party has of an owner's send group by the model.
    func sendGroupEpoch(of owner: Int, at party: Int, in state: GlobalState) -> Int? {
        model.sendGroupEpoch(of: owner, at: party, in: state).map { Self.name($0, owner: owner) }
    }

    private func keepsPastSecrets(_ party: Int) -> Bool {
        model.keepsPastSecrets(role: instances[party].role, interpreter.readings) != (sendGroupMistake == .pastSecretsExchanged)
    }

    // MARK: Beginning

    /// Makes the send groups that the model begins with: each owner's with those in it that have `welcome` of it. A group of which only the owner is begins with an
    /// empty Commit, as `welcome` has the number 1.
    mutating func beginSendGroups() throws(RehearsalError) {
        var first: Int?
        for owner in instances.indices {
            guard model.sendGroupEpoch(of: owner, at: owner, in: state) == Node(1) else { continue }
            let members = instances.indices.filter { $0 != owner && model.sendGroupEpoch(of: owner, at: $0, in: state) == Node(1) }
            let name = Self.name(Node(1), owner: owner)
            // With others in it the first group is that of the universe, and the identifiers of the rest follow from it.
            let source = members.isEmpty ? nil : first
            views[name] = try perform(owner, .beginSendGroup(epoch: name, members: members, derivedFrom: source)).epoch
            for party in ([owner] + members).sorted() { try enter(name, of: sendGroupMistake == .ownersExchanged ? (owner + 1) % instances.count : owner, party) }
            if !members.isEmpty, first == nil { first = name }
        }
        if sendGroupMistake == .anotherUniverse, var concrete = system as? ConcreteSystem {
            concrete.parties[1].sendGroups.universe = [1]
            system = concrete
        }
    }

    /// A party with MLS groups; the cryptography of the original draft has none.
    func concrete(_ party: Int) -> ConcreteParty? { (system as? ConcreteSystem)?.parties[party] }

    private mutating func enter(_ name: Int, of owner: Int, _ party: Int) throws(RehearsalError) {
        let result = try perform(party, .enter(slot: owner, epoch: name))
        guard let original = views[name], let view = result.epoch, view != original else { return }
        throw disagreement(
            party, model: "the party enters the epoch of number \(original.number) that its author began",
            cryptography: "its epoch authenticator is \(view.epochAuthenticator), the author's \(original.epochAuthenticator)")
    }

    // MARK: What a Commit is made of

    /// Reads off the messages of a step what the Commits that they carry are made of.
    mutating func planCommits(_ transition: Transition) throws(RehearsalError) {
        plans = [:]
        for case .sent(_, let to, let envelope, _) in transition.effects {
            let wire = model.wireFields(of: model.messages[envelope.message.type].name)
            let fields = zip(wire, envelope.message.fields).compactMap { type, value in
                if case .epoch(let node) = value { (type: type, node: node) } else { nil }
            }
            for case (.commit, let node) in fields where !made.contains(node.index) {
                for case (.epochReference(let reference), let other) in fields {
                    switch reference {
                    case .preSharedKeyID:
                        let name = owner(of: other).map { Self.name(other, owner: $0) } ?? other.index
                        if plans[node.index]?.preSharedKeys.contains(name) != true { plans[node.index, default: SendGroupCommit()].preSharedKeys.append(name) }
                    case .credential: plans[node.index, default: SendGroupCommit()].covered = other.index
                    case .updateProposal, .groupID, .privateMessage: break
                    }
                }
            }
            for case (.welcome, let node) in fields where !made.contains(node.index) {
                if plans[node.index]?.added.contains(where: { $0.party == to }) == true { continue }
                keyPackageCount += 1
                let name = -1 - instances.count * (1 + instances.count) - keyPackageCount
                try perform(to, .makeKeyPackage(keyPackage: name))
                offers[name] = Offer(party: to, node: node)
                plans[node.index, default: SendGroupCommit()].added.append(SendGroupCommit.Newcomer(party: to, keyPackage: name))
            }
            for case (.epochReference(.updateProposal), let node) in fields where !made.contains(node.index) {
                plans[node.index, default: SendGroupCommit()].changesCredential = true
            }
        }
    }

    /// Makes the Commit that begins an epoch, by the plan.
    mutating func makeInSendGroup(_ node: Node, _ epoch: CommitTree.Epoch, _ author: Int) throws(RehearsalError) -> OperationResult {
        var contents = plans[node.index] ?? SendGroupCommit()
        if sendGroupMistake == .preSharedKeyOmitted { contents.preSharedKeys = [] }
        if sendGroupMistake == .proposalNotCovered { contents.covered = nil }
        if sendGroupMistake == .credentialNotChanged { contents.changesCredential = false }
        let parent = epoch.parent.map { Self.name($0, owner: author) } ?? 0
        return try perform(author, .commitInSendGroup(epoch: node.index, parent: parent, contents: contents))
    }

    // MARK: Assignments

    /// Enters and leaves what a variable says of send groups, and exports what the party is to inject.
    mutating func assignInSendGroups(_ value: Value, to variable: Int, of party: Int) throws(RehearsalError) {
        guard let groups = model.sendGroups else { return }
        let role = instances[party].role
        let declared = model.roles[role].variables[variable]
        for owner in instances.indices where declared.name == (owner == party ? groups.own ?? groups.others : groups.others) {
            var state = state
            state.parties[party].variables[variable] = value
            let slot = sendGroupMistake == .ownersExchanged ? (owner + 1) % instances.count : owner
            let member = concrete(party)?.members[slot]
            guard let name = sendGroupEpoch(of: owner, at: party, in: state) else {
                if member != nil { try perform(party, .leave(slot: slot)) }
                continue
            }
            if member?.epoch == name || sendGroupMistake == .epochNotEntered && member != nil && owner != party { continue }
            if let member, keepsPastSecrets(party), concrete(party)?.sendGroups.preSharedKeys[member.epoch] == nil {
                try perform(party, .exportPSK(epoch: member.epoch))
            }
            try enter(name, of: slot, party)
        }
        guard injecting[role].contains(variable) else { return }
        for node in value.nodes {
            guard let owner = owner(of: node), owner != party else { continue }
            if concrete(party)?.sendGroups.preSharedKeys[node.index] == nil { try perform(party, .exportPSK(epoch: node.index)) }
        }
    }

    // MARK: Messages

    /// Whether MLS has to take what a field of a message carries, by the model.
    ///
    /// A Commit is taken exactly where the row enters its epoch, a Welcome by everybody whose KeyPackage it is for, a proposal in the epoch that it was made in, and
    /// application data by those who are in its epoch.
    func isTaken(_ value: FieldValue, madeIn base: Int?, from: Int, to: Int, _ transition: Transition) -> Bool {
        switch value {
        case .commit(let name):
            guard let owner = owner(of: Node(name)) else { return false }
            return sendGroupEpoch(of: owner, at: to, in: transition.target) == name && sendGroupEpoch(of: owner, at: to, in: state) != name
        case .updateProposal: return base != nil && sendGroupEpoch(of: to, at: to, in: state) == base
        case .privateMessage(let name): return sendGroupEpoch(of: from, at: to, in: state) == name
        default: return true
        }
    }

    mutating func compareAcceptances(
        _ result: OperationResult, madeIn base: Int?, from: Int, to: Int, _ transition: Transition
    ) throws(RehearsalError) {
        let tried = (result.values ?? []).filter { value in
            switch value {
            case .commit, .welcome, .updateProposal, .privateMessage: true
            default: false
            }
        }
        for (value, acceptance) in zip(tried, result.acceptances ?? []) {
            let isTaken = isTaken(value, madeIn: base, from: from, to: to, transition)
            let what = "the \(value.label) in the \(result.message ?? "message")"
            switch acceptance {
            case .accepted:
                if !isTaken { throw disagreement(to, model: "the party cannot process \(what)", cryptography: "MLS takes it") }
            case .refused(_, let reason):
                if isTaken { throw disagreement(to, model: "the party can process \(what)", cryptography: reason) }
            }
        }
    }

    // MARK: After a step

    /// What a party gives up of its own accord, without ever having entered it, MLS must not take.
    mutating func giveUp(_ step: Step, _ before: GlobalState, _ after: GlobalState) throws(RehearsalError) {
        guard case .event(let party, _, _, _) = step else { return }
        let left = Set(before.parties[party].variables.flatMap(\.nodes)).subtracting(after.parties[party].variables.flatMap(\.nodes))
        for node in left.sorted() {
            guard let owner = owner(of: node), owner != party, concrete(party)?.holdings[node.index]?.commit != nil,
                sendGroupEpoch(of: owner, at: party, in: after) != node.index
            else { continue }
            let result = try perform(party, .giveUp(epoch: node.index))
            if case .accepted? = result.acceptances?.first {
                throw disagreement(party, model: "the party gives up a Commit that it cannot process", cryptography: "MLS takes it")
            }
        }
    }

    /// The names of what a party still refers to.
    func referredInSendGroups(_ party: Int, _ after: GlobalState) -> Set<Int> {
        var referred = Set(after.parties[party].variables.flatMap(\.nodes).map(\.index))
        if sendGroupMistake == .heldCommitForgotten {
            referred = Set(instances.indices.compactMap { sendGroupEpoch(of: $0, at: party, in: after) })
        }
        for (name, offer) in offers where offer.party == party {
            let isComing = instances.indices.contains { from in
                flight[from * instances.count + party].contains { $0.envelope.message.fields.contains(.epoch(offer.node)) }
            }
            if isComing { referred.insert(name) }
        }
        return referred
    }

    /// Deletes the pre-shared keys that a party keeps no longer: where past ones are deleted, all but those that it is to inject.
    mutating func deletePSKs(_ after: GlobalState) throws(RehearsalError) {
        for party in instances.indices where !keepsPastSecrets(party) {
            guard let kept = concrete(party)?.sendGroups.preSharedKeys.keys else { continue }
            let needed = Set(injecting[instances[party].role].flatMap { after.parties[party].variables[$0].nodes.map(\.index) })
            if kept.contains(where: { !needed.contains($0) }) { try perform(party, .keepPSKs(kept.filter { needed.contains($0) }.sorted())) }
        }
    }

    /// In each send group two parties are in one epoch exactly where their epoch authenticators and exporter outputs are equal, and no epoch of one group is one of
    /// another.
    func compareSendGroups() throws(RehearsalError) {
        var entered: [(party: Int, owner: Int, name: Int, view: EpochView)] = []
        for party in instances.indices {
            for owner in instances.indices {
                let view = concrete(party)?.members[owner]?.view
                guard let node = model.sendGroupEpoch(of: owner, at: party, in: state), let number = state.tree[node]?.number else {
                    if view == nil { continue }
                    throw disagreement(party, model: "the party has no group of \(instances[owner].name)", cryptography: "it has one")
                }
                guard let view else {
                    throw disagreement(party, model: "the party has a group of \(instances[owner].name)", cryptography: "it has none")
                }
                guard view.number == UInt64(number) else {
                    throw disagreement(
                        party, model: "the party is in epoch \(number) of \(instances[owner].name)", cryptography: "its group is in epoch \(view.number)")
                }
                entered.append((party, owner, Self.name(node, owner: owner), view))
            }
        }
        for (index, a) in entered.enumerated() {
            for b in entered[..<index] {
                let same = a.name == b.name
                guard same == (a.view.epochAuthenticator == b.view.epochAuthenticator), same == (a.view.exported == b.view.exported),
                    (a.owner == b.owner) == (a.view.groupID == b.view.groupID)
                else {
                    throw disagreement(
                        a.party,
                        model: "\(instances[b.party].name) is in \(same ? "the same epoch" : "another epoch") of the send group of \(instances[b.owner].name)",
                        cryptography: "the epoch authenticators are \(a.view.epochAuthenticator) and \(b.view.epochAuthenticator)")
                }
            }
        }
    }
}

/// A KeyPackage that a party has given out, for the Welcome to an epoch.
struct Offer: Hashable, Sendable {
    var party: Int
    var node: Node
}

/// A mistake in the mapping to send groups, planted by tests to see that it is caught.
enum SendGroupMistake: Hashable, Sendable, CaseIterable {
    /// Epochs are entered in the group of the next owner.
    case ownersExchanged
    /// A commit goes without its PreSharedKey proposal.
    case preSharedKeyOmitted
    /// What past epochs export is kept where the model deletes it, and deleted where it keeps it.
    case pastSecretsExchanged
    /// One party exports with the identifier of another universe.
    case anotherUniverse
    /// The bytes of a commit that waits are thrown away.
    case heldCommitForgotten
    /// A commit does not cover the Update proposal.
    case proposalNotCovered
    /// A renewed credential is the old one.
    case credentialNotChanged
    /// The epoch of another's group is not entered.
    case epochNotEntered
}

extension FieldValue {
    /// What it is on the wire.
    fileprivate var label: String {
        switch self {
        case .commit: "Commit"
        case .welcome: "Welcome"
        case .keyPackage: "KeyPackage"
        case .updateProposal: "Update proposal"
        case .privateMessage: "application message"
        default: "value"
        }
    }
}

extension ProtocolModel {
    /// The variables of each role that hold epochs whose pre-shared key is to be injected: those that a row sends as a PreSharedKeyID.
    var injectingVariables: [Set<Int>] {
        roles.map { role in
            var found: Set<Int> = []
            func visit(_ expression: Expression) {
                guard case .message(let type, let fields) = expression else { return }
                for (wire, field) in zip(wireFields(of: messages[type].name), fields) where wire == .epochReference(.preSharedKeyID) {
                    _ = field.contains { part in
                        if case .variable(let index) = part { found.insert(index) }
                        return false
                    }
                }
            }
            func visit(_ actions: [Action]) {
                for action in actions {
                    switch action {
                    case .send(let payload, _, _): visit(payload)
                    case .branch(_, let first, let second):
                        visit(first)
                        visit(second)
                    case .assign, .assignEntry, .drop, .disconnect: break
                    }
                }
            }
            for row in role.rows { visit(row.actions) }
            return found
        }
    }
}
