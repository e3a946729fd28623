import MLS
import ProtocolModel

/// A party with real keys: its MLS groups, and whatever it keeps of epochs that it is not in.
struct ConcreteParty: Sendable {
    /// What a party has of an epoch or a key package, beside a group state in it.
    struct Holding: Sendable {
        /// Its own Commit, not merged yet.
        var pending: PendingCommit?
        /// The epoch that the pending Commit was made in; `nil` for the one that completes a new group.
        var parent: EpochView?
        /// The MLSMessage with the Commit.
        var commit: [UInt8]?
        /// The MLSMessage with the Welcome.
        var welcome: [UInt8]?
        /// What came of the Commit or the Welcome on arrival, and in which epoch of which slot.
        var processed: [Int: (base: EpochView?, next: Group)] = [:]
        var traffic: TrafficSecrets?
        /// The MLSMessage with the KeyPackage.
        var keyPackage: [UInt8]?
        var bundle: KeyPackageBundle?
        var sendGroup = SendGroupHolding()
    }

    /// The local group in one of the variables that hold one.
    struct Member: Sendable {
        var epoch: Int
        var group: Group
        var view: EpochView
    }

    /// Whose traffic secret it seals with: its own.
    var sender: Int
    let name: String
    let suite: Suite
    let configuration: GroupConfiguration
    let signatureKey: SignaturePrivateKey
    var random: SeededRandom
    var members: [Int: Member] = [:]
    var holdings: [Int: Holding] = [:]
    var sending: SendingKey?
    /// Which keys open what arrives, by their position among the role's receiving keys.
    var receiving: [Int: KeyName] = [:]
    var receivingKeys: [KeyName: ReceivingKey] = [:]
    var sendGroups = SendGroupKeys()
    /// How many opaque fields it has filled.
    var filled = 0

    /// - Parameter seed: of the whole run; each party draws from a stream of its own.
    init(index: Int, name: String, suite: Suite, seed: UInt64) throws {
        sender = index
        self.name = name
        self.suite = suite
        random = SeededRandom(
            seed: Array("lockstep".utf8) + (0..<8).map { UInt8(truncatingIfNeeded: seed >> (8 * $0)) } + Array(name.utf8))
        signatureKey = try suite.signature.generateKey(using: &random)
        configuration = GroupConfiguration(authenticationService: MemberAuthenticationService(), clock: { 0 })
    }

    // MARK: Making

    mutating func newBundle() throws -> KeyPackageBundle {
        try KeyPackageBundle(
            suite.cipherSuite, credential: .basic(identity: Array(name.utf8)), signatureKey: signatureKey,
            capabilities: Capabilities(credentials: [.basic]), using: &random)
    }

    mutating func makeKeyPackage(_ id: Int) throws(Refusal) -> OperationResult {
        let (bundle, bytes) = try mls {
            let bundle = try newBundle()
            return (bundle, try MLSMessage.keyPackage(bundle.keyPackage).encoded())
        }
        holdings[id, default: Holding()].bundle = bundle
        holdings[id]?.keyPackage = bytes
        var result = OperationResult()
        result.content = Hexadecimal.text(bytes)
        return result
    }

    mutating func createGroup(_ id: Int, for newcomers: [[UInt8]]) throws(Refusal) -> OperationResult {
        let pending = try mls {
            let packages = try newcomers.map { bytes in
                guard case .keyPackage(let package) = try MLSMessage(decoding: bytes) else { throw CodecError.unknownMessage }
                return package
            }
            var group = try Group.create(
                groupID: [UInt8](randomCount: 16, using: &random), with: try newBundle(), configuration: configuration,
                using: &random)
            return try group.commit(CommitOptions(proposals: packages.map { .add($0) }), using: &random)
        }
        return try hold(pending, id, parent: nil)
    }

    mutating func commit(_ id: Int, in parent: Int) throws(Refusal) -> OperationResult {
        guard let slot = members.keys.sorted().first(where: { members[$0]?.epoch == parent }), var member = members[slot] else {
            throw .notCurrent(epoch: parent)
        }
        let pending = try mls { try member.group.commit(using: &random) }
        members[slot] = member
        return try hold(pending, id, parent: member.view)
    }

    mutating func hold(_ pending: PendingCommit, _ id: Int, parent: EpochView?) throws(Refusal) -> OperationResult {
        var holding = Holding()
        holding.pending = pending
        holding.parent = parent
        holding.commit = try mls { try pending.message.encoded() }
        if let welcome = pending.welcome { holding.welcome = try mls { try MLSMessage.welcome(welcome).encoded() } }
        holdings[id] = holding
        var result = OperationResult()
        result.epoch = try view(pending.merged())
        result.content = holding.commit.map(Hexadecimal.text)
        return result
    }

    // MARK: Entering

    mutating func enter(_ slot: Int, _ id: Int) throws(Refusal) -> OperationResult {
        var result = OperationResult()
        if let member = members[slot], member.epoch == id {
            result.entrance = .stayed
            result.epoch = member.view
            return result
        }
        // The party is in the epoch already, by another variable that holds a group: both have the one state from here on.
        if let other = members.keys.sorted().first(where: { members[$0]?.epoch == id }), let member = members[other] {
            members[slot] = member
            result.entrance = .stayed
            result.epoch = member.view
            return result
        }
        guard let holding = holdings[id] else { throw .unknownEpoch(id) }
        let group: Group
        if let pending = holding.pending {
            if let parent = holding.parent, members[slot]?.view != parent { throw .pendingOutdated(epoch: id) }
            group = pending.merged()
            result.entrance = .merged
            holdings[id]?.pending = nil
        } else if let found = holding.processed[slot], found.base == members[slot]?.view {
            group = found.next
            result.entrance = found.base == nil ? .joined : .processed
        } else if let commit = holding.commit {
            group = isInSendGroups ? try processInSendGroup(commit).next : try process(commit, in: slot)
            result.entrance = .processed
        } else if let welcome = holding.welcome {
            group = try join(welcome)
            result.entrance = .joined
        } else {
            throw .unknownEpoch(id)
        }
        let view = try view(group)
        result.epoch = view
        members[slot] = Member(epoch: id, group: group, view: view)
        if result.entrance == .processed { result.application = try openApplication(id) }
        return result
    }

    private func process(_ commit: [UInt8], in slot: Int) throws(Refusal) -> Group {
        guard var group = members[slot]?.group else { throw .mls("there is no group") }
        return try mls {
            guard case .commit(let effect) = try group.process(commit), let next = effect.group else {
                throw CodecError.unknownMessage
            }
            return next
        }
    }

    private func join(_ welcome: [UInt8]) throws(Refusal) -> Group {
        try mls {
            guard case .welcome(let message) = try MLSMessage(decoding: welcome) else { throw CodecError.unknownMessage }
            var last: (any Error)?
            for id in holdings.keys.sorted() {
                guard let bundle = holdings[id]?.bundle else { continue }
                do {
                    return try Group.join(message, with: bundle, configuration: configuration)
                } catch {
                    last = error
                }
            }
            throw last ?? Refusal.mls("there is no KeyPackage that the Welcome could be for")
        }
    }

    mutating func leave(_ slot: Int) { members[slot] = nil }

    /// Deletes what the party no longer refers to.
    mutating func keep(_ ids: Set<Int>) {
        holdings = holdings.filter { ids.contains($0.key) }
    }

    /// Tries a Commit or a Welcome that has arrived; what comes of it is kept with it.
    mutating func tryOut(_ id: Int, slots: [Int]) throws(Refusal) -> OperationResult.Acceptance {
        guard let holding = holdings[id] else { throw .unknownEpoch(id) }
        if isInSendGroups, holding.welcome == nil { return try tryInSendGroup(id) }
        var refusal = Refusal.mls("there is no group")
        for slot in slots {
            do {
                let next = holding.welcome != nil ? try join(holding.welcome ?? []) : try process(holding.commit ?? [], in: slot)
                holdings[id]?.processed[slot] = (holding.welcome != nil ? nil : members[slot]?.view, next)
                return .accepted(epoch: id)
            } catch {
                refusal = error
            }
        }
        return .refused(epoch: id, reason: refusal.description)
    }

    func view(_ group: Group) throws(Refusal) -> EpochView {
        try mls {
            EpochView(
                groupID: Hexadecimal.text(group.groupID), number: group.epoch,
                epochAuthenticator: Hexadecimal.text(group.epochAuthenticator),
                exported: Hexadecimal.text(
                    try group.exportSecret(label: "lockstep", context: [], length: suite.secretSize).exposed),
                treeHash: Hexadecimal.text(group.treeHash))
        }
    }
}
