import ProtocolModel

/// A run of a model acted out with real MLS messages, keys and records, one step at a time.
///
/// After each step the cryptography is compared with the model: what the model says is one epoch has to be one, what it says can be opened has to
/// open, what it says MLS takes MLS has to take, and nothing else. The first difference ends the rehearsal with both sides' words.
public struct Rehearsal: Sendable {
    public let interpreter: Interpreter
    public internal(set) var system: any RehearsalSystem
    /// The state of the model.
    public private(set) var state: GlobalState
    /// The number of steps that were taken.
    public private(set) var stepCount = 0
    /// The network's messages by their numbers, in the order of `GlobalState.channels`.
    var flight: [[Flying]] = []
    private var nextMessage = 1
    /// The true generations of variables that are counted with `mod`, by party and variable.
    private var generations: [[Int: Int]]
    /// Epochs and key packages that have been made.
    var made: Set<Int> = []
    /// The first view of each epoch: its maker's.
    var views: [Int: EpochView] = [:]
    /// What the parties of the original draft keep, and which of their states the cryptography may have together.
    var original: OriginalStates
    /// That of the state that the present step leads to.
    var tree = CommitTree()
    /// The fields, by message and position, in which parties send numbers that they count by themselves.
    private let counted: Set<[Int]>
    /// Different states of one number that the cryptography has shown.
    public private(set) var fork = Fork()
    /// What was done in the present step.
    private var performed: [Performed] = []
    /// Whether results say what is in the messages, or only what has to be checked.
    public var isDescribing: Bool {
        get { system.isDescribing }
        set { system.isDescribing = newValue }
    }
    /// Whether results contain the secrets.
    public var isExposing: Bool {
        get { system.isExposing }
        set { system.isExposing = newValue }
    }
    /// Whether nonces that are used twice are looked for, which takes memory for every record.
    public var remembersNonces: Bool {
        get { system.nonces.isKept }
        set { system.nonces.isKept = newValue }
    }
    /// Mistakes planted for tests of the rehearsal itself.
    var mistake: PlantedMistake? {
        didSet { plant() }
    }

    /// What the Commits of the present step in send groups are made of, by their nodes.
    var plans: [Int: SendGroupCommit] = [:]
    /// KeyPackages that were given out for send groups, by their names.
    var offers: [Int: Offer] = [:]
    var keyPackageCount = 0
    /// The variables of each role that hold what is to be injected into its send group.
    let injecting: [Set<Int>]
    var sendGroupMistake: SendGroupMistake?

    struct Flying: Sendable {
        var id: Int
        var envelope: GlobalState.Envelope
        /// The epoch in which a proposal in it was made.
        var base: Int?
    }

    /// An operation and what came of it.
    public struct Performed: Hashable, Sendable, Codable {
        public var step: PartyOperation
        public var result: OperationResult
    }

    /// Those mistakes that are in the parties and not in the mapping.
    private mutating func plant() {
        if mistake == .directionsExchanged, var system = system as? ConcreteSystem {
            system.parties[0].sender = 1
            self.system = system
        }
        if mistake == .signedCounterAltered, var system = system as? OriginalSystem {
            system.altersSigned = true
            self.system = system
        }
    }

    var model: ProtocolModel { interpreter.model }
    private var isOriginal: Bool { model.cryptography == .draftBarnes }
    var instances: [Instance] { interpreter.instances }

    /// - Throws: `RehearsalError`.
    public init(_ interpreter: Interpreter, cipherSuite: UInt16 = 1, seed: UInt64 = 1) throws(RehearsalError) {
        self.interpreter = interpreter
        let setting = Result { () throws(UnsupportedModel) in
            try Setting(interpreter.model, interpreter.profile, cipherSuite: cipherSuite, seed: seed)
        }
        switch setting {
        case .success(let setting):
            let system = Result { () throws(Refusal) in try setting.makeSystem() }
            switch system {
            case .success(let system): self.system = system
            case .failure(let refusal): throw .refusedSetting(refusal)
            }
        case .failure(let unsupported): throw .unsupported(unsupported)
        }
        let initial = Result { () throws(EvaluationError) in try interpreter.initialState() }
        switch initial {
        case .success(let state): self.state = state
        case .failure(let error): throw .evaluation(error)
        }
        counted = interpreter.model.countedFields
        injecting = interpreter.model.injectingVariables
        original = OriginalStates(parties: interpreter.instances.count)
        flight = Array(repeating: [], count: state.channels.count)
        generations = Array(repeating: [:], count: interpreter.instances.count)
    }

    /// Makes what the parties have before the first step. To be called once, before the first step.
    public mutating func begin() throws(RehearsalError) -> [Performed] {
        performed = []
        tree = state.tree
        if model.sendGroups != nil {
            made.insert(1)
            try beginSendGroups()
        } else if model.usesWelcome {
            made.insert(1)
            views[1] = try perform(0, .beginTogether(epoch: 1)).epoch
        }
        for party in instances.indices {
            for (variable, value) in state.parties[party].variables.enumerated() {
                try assign(value, to: variable, of: party, in: state)
            }
            try setKeys(of: party, state.parties[party].variables)
        }
        try compare()
        return performed
    }

    /// Acts out one step.
    ///
    /// - Parameter transition: of the model, from the present state.
    /// - Throws: `RehearsalError.disagreement` where the cryptography does not bear the model out.
    public mutating func take(_ transition: Transition) throws(RehearsalError) -> [Performed] {
        performed = []
        stepCount += 1
        tree = transition.target.tree
        if model.sendGroups != nil { try planCommits(transition) }
        let before = state
        let after = transition.target
        var variables = before.parties.map(\.variables)
        var newlySent = Array(repeating: [Flying](), count: flight.count)
        if isOriginal { original.begin(transition, from: before, in: interpreter) }
        if case .deliver(let from, let to, let position, let stays, _) = transition.step {
            try receive(from: from, to: to, position: position, stays: stays, transition)
        } else if case .lose(let from, let to, let position) = transition.step {
            flight[from * instances.count + to].remove(at: position)
        }
        for effect in transition.effects {
            switch effect {
            case .connectionReset(let party):
                if mistake != .connectionNotReset || party > 0 { try perform(party, .resetConnection) }
            case .assigned(let party, let variable, let value, let goesRound):
                try count(variable, value, goesRound, of: party)
                variables[party][variable] = value
                if mistake == .pendingDroppedEarly, value == .none {
                    try perform(party, .keep(variables[party].flatMap(\.nodes).map(\.index)))
                }
                try assign(value, to: variable, of: party, in: after)
                try setKeys(of: party, variables[party], changed: variable)
            case .sent(let from, let to, let envelope, let arrives):
                let id = try send(envelope, from: from, to: to, arrives: arrives, in: after)
                let base = model.sendGroups == nil ? nil : concrete(from)?.members[to]?.epoch
                if arrives { newlySent[from * instances.count + to].append(Flying(id: id, envelope: envelope, base: base)) }
            case .sealed, .lost, .unspecified, .undecryptable: break
            }
        }
        reconcile(with: after, newlySent)
        if model.sendGroups != nil {
            try giveUp(transition.step, before, after)
            try deletePSKs(after)
        }
        try forget(before, after)
        state = after
        try compare()
        return performed
    }

    /// The epoch authenticator of the party's local group, hexadecimal; `nil` where it has none.
    public func epochAuthenticator(of party: Int) -> String? {
        guard let slot = model.groupVariable(ofRole: instances[party].role) else { return nil }
        return system.view(of: party, slot: slot)?.epochAuthenticator
    }

    // MARK: Carrying out

    @discardableResult
    mutating func perform(_ party: Int, _ operation: Operation) throws(RehearsalError) -> OperationResult {
        let step = PartyOperation(party: party, operation: operation)
        let result = Result { () throws(Refusal) in try system.perform(step) }
        switch result {
        case .success(let result):
            performed.append(Performed(step: step, result: result))
            return result
        case .failure(let refusal):
            throw disagreement(party, model: operation.claim(tree: tree), cryptography: refusal.description)
        }
    }

    func disagreement(_ party: Int?, model claim: String, cryptography: String) -> RehearsalError {
        .disagreement(
            Disagreement(
                step: stepCount, party: party.map { instances[$0].name }, model: claim, cryptography: cryptography))
    }

    /// Makes the epochs and key packages of a value that have not been made yet, each by its author.
    private mutating func make(_ value: Value, in state: GlobalState) throws(RehearsalError) {
        for node in value.nodes where !made.contains(node.index) {
            made.insert(node.index)
            switch state.tree.entry(at: node) {
            case nil: break
            case .keyPackage(let owner): try perform(owner, .makeKeyPackage(keyPackage: node.index))
            case .epoch(let epoch):
                guard let author = epoch.author else { continue }
                let result: OperationResult
                if model.sendGroups != nil {
                    result = try makeInSendGroup(node, epoch, author)
                } else if let keyPackage = epoch.keyPackage {
                    result = try perform(author, .createGroup(epoch: node.index, keyPackage: keyPackage.index))
                } else if isOriginal, let change = original.change(appliedAs: node, epoch, tree: state.tree) {
                    result = try perform(author, .apply(epoch: node.index, change: change.index, parent: epoch.parent?.index ?? 0))
                    if mistake != .misapplicationForgotten { original.astray.insert(node.index) }
                } else {
                    result = try perform(author, .commit(epoch: node.index, parent: epoch.parent?.index ?? 0))
                }
                views[node.index] = result.epoch
                if let view = result.epoch, view.number != UInt64(epoch.number) {
                    throw disagreement(
                        author, model: "the new epoch has the number \(epoch.number)",
                        cryptography: "it has the number \(view.number)")
                }
            }
        }
    }

    private mutating func assign(
        _ value: Value, to variable: Int, of party: Int, in state: GlobalState
    ) throws(RehearsalError) {
        try make(value, in: state)
        if model.sendGroups != nil { return try assignInSendGroups(value, to: variable, of: party) }
        guard system.setting.slots[party].contains(variable) else { return }
        switch value {
        case .epoch(let node):
            if mistake == .epochNotEntered, stepCount > 0, system.view(of: party, slot: variable) != nil { return }
            let result = try perform(party, .enter(slot: variable, epoch: node.index))
            original.entered[party].insert(node.index)
            guard let first = views[node.index], let view = result.epoch else { return }
            guard view == first else {
                throw disagreement(
                    party, model: "the party enters the epoch of number \(first.number) that its author began",
                    cryptography: "its epoch authenticator is \(view.epochAuthenticator), the author's \(first.epochAuthenticator)")
            }
        default:
            if system.view(of: party, slot: variable) != nil { try perform(party, .leave(slot: variable)) }
        }
    }

    // MARK: Keys

    private mutating func count(_ variable: Int, _ value: Value, _ goesRound: Bool, of party: Int) throws(RehearsalError) {
        guard case .natural(let number) = value else { return }
        if mistake == .keyNotUpdated, goesRound, party == 0 { return }
        if goesRound {
            generations[party][variable, default: 0] += 1
        } else {
            generations[party][variable] = number
        }
    }

    /// Installs the keys that the values of the variables ask for, where they are not installed.
    private mutating func setKeys(of party: Int, _ variables: [Value], changed: Int? = nil) throws(RehearsalError) {
        let protection = model.roles[instances[party].role].protection
        func concerns(_ key: [Expression]) -> Bool { changed.map { key.contains(.variable($0)) } ?? true }
        if let key = protection.sending, concerns(key) {
            let name = keyName(key, of: party, variables)
            if name != system.sendingKey(of: party) { try perform(party, .setSendingKey(name)) }
        }
        for (position, key) in protection.receiving.enumerated() where concerns(key) {
            let name = keyName(key, of: party, variables)
            if name != system.receivingKey(of: party, at: position) {
                try perform(party, .setReceivingKey(position: position, name))
            }
        }
    }

    /// `nil` where a part of the key is `none`.
    private func keyName(_ key: [Expression], of party: Int, _ variables: [Value]) -> KeyName? {
        var name: KeyName?
        var generation = 0
        for case .variable(let variable) in key {
            switch variables[variable] {
            case .epoch(let node): name = KeyName(epoch: node.index, generation: 0)
            case .natural(let number): generation += generations[party][variable] ?? number
            default: return nil
            }
        }
        name?.generation = generation
        return name
    }

    // MARK: Messages

    private mutating func send(
        _ envelope: GlobalState.Envelope, from: Int, to: Int, arrives: Bool, in state: GlobalState
    ) throws(RehearsalError) -> Int {
        for field in envelope.message.fields { try make(field, in: state) }
        let id = nextMessage
        nextMessage += 1
        let type = model.messages[envelope.message.type]
        let values = fieldValues(envelope.message, type, of: from)
        try perform(
            from,
            .send(
                id: id, to: to, message: type.name, values: values,
                isProtected: mistake == .sentInTheClear ? false : envelope.seal != nil, arrives: arrives))
        return id
    }

    /// The values of a message's fields; whether an epoch travels as a Commit or as a Welcome is what the struct says.
    private func fieldValues(_ message: Message, _ type: MessageType, of sender: Int) -> [FieldValue] {
        let wire = model.wireFields(of: type.name)
        return message.fields.enumerated().map { index, value in
            switch value {
            case .epoch(let node):
                if wire.indices.contains(index), wire[index] == .welcome { return .welcome(epoch: node.index) }
                if wire.indices.contains(index), case .epochReference(let reference) = wire[index] {
                    return FieldValue(reference, Self.name(node, owner: sender))
                }
                return .commit(epoch: node.index)
            case .keyPackage(let node): return .keyPackage(node.index)
            case .epochNumber(let number):
                if counted.contains([message.type, index]) { return .counter(UInt64(max(0, number))) }
                return .epochNumber(UInt64(max(0, number + (mistake == .wrongNumber ? 1 : 0))))
            case .enumeration(let index): return .enumeration(index)
            case .bool(let flag): return .enumeration(flag ? 1 : 0)
            default: return .none
            }
        }
    }

    private mutating func receive(
        from: Int, to: Int, position: Int, stays: Bool, _ transition: Transition
    ) throws(RehearsalError) {
        let channel = from * instances.count + to
        let flying = flight[channel][position]
        if !stays { flight[channel].remove(at: position) }
        let result = try perform(to, .receive(id: flying.id))
        let undecryptable = transition.effects.contains { if case .undecryptable = $0 { true } else { false } }
        let name = model.messages[flying.envelope.message.type].name
        if undecryptable != (result.reception == .undecryptable) {
            throw disagreement(
                to, model: undecryptable ? "no key of the party opens the \(name)" : "the party can read the \(name)",
                cryptography: undecryptable
                    ? "the record opens" : "the AEAD fails with each of its receiving keys")
        }
        if let values = result.values {
            for (field, (value, claim)) in zip(values, flying.envelope.message.fields).enumerated() where !value.stands(for: claim) {
                throw disagreement(
                    to, model: "field \(field + 1) of the \(name) is \(claim)", cryptography: "it decodes as \(value)")
            }
        }
        if model.sendGroups != nil { return try compareAcceptances(result, madeIn: flying.base, from: from, to: to, transition) }
        for acceptance in result.acceptances ?? [] {
            switch acceptance {
            case .accepted(let epoch):
                if mayEnter(Node(epoch), party: to) { continue }
                throw disagreement(
                    to, model: "the \(name) does not fit the party's epoch", cryptography: "MLS takes it")
            case .refused(let epoch, let reason):
                if !mayEnter(Node(epoch), party: to) { continue }
                throw disagreement(
                    to, model: "the \(name) fits the party's epoch", cryptography: reason)
            }
        }
    }

    /// Whether MLS lets the party enter the epoch by what has arrived: a Commit made in the epoch that it is in, or a Welcome for a key package
    /// whose private keys it has.
    private func mayEnter(_ node: Node, party: Int) -> Bool {
        guard let epoch = state.tree[node], epoch.author != party else { return false }
        if let keyPackage = epoch.keyPackage {
            return state.parties[party].variables.contains { $0.nodes.contains(keyPackage) }
        }
        if isOriginal {
            guard let parent = epoch.parent else { return false }
            return original.entered[party].contains { $0 == parent.index || haveOneState($0, parent.index) }
        }
        return system.setting.slots[party].contains { slot in
            if case .epoch(let current) = state.parties[party].variables[slot] { current == epoch.parent } else { false }
        }
    }

    /// Brings the messages in flight into line with the channels: what was cut off is gone from the front.
    private mutating func reconcile(with after: GlobalState, _ newlySent: [[Flying]]) {
        for channel in flight.indices {
            let candidates = flight[channel] + newlySent[channel]
            var kept: [Flying] = []
            var index = candidates.count - 1
            for envelope in after.channels[channel].reversed() {
                while index >= 0, !candidates[index].envelope.isSame(as: envelope) { index -= 1 }
                guard index >= 0 else { break }
                kept.append(Flying(id: candidates[index].id, envelope: envelope, base: candidates[index].base))
                index -= 1
            }
            flight[channel] = kept.reversed()
        }
        let present = Set(flight.joined().map(\.id))
        system.forget { !present.contains($0) }
    }

    // MARK: Comparing

    /// Whether two states that the model keeps apart are one in the cryptography, which is no disagreement where a change was applied on
    /// the way in another state than its own; see `OriginalStates`.
    private func haveOneState(_ a: Int, _ b: Int) -> Bool {
        guard isOriginal, a != b, let first = views[a], let second = views[b],
            original.isAstray(a, state.tree) || original.isAstray(b, state.tree)
        else { return false }
        return first == second
    }

    /// Deletes what a party that changed something no longer refers to.
    private mutating func forget(_ before: GlobalState, _ after: GlobalState) throws(RehearsalError) {
        for party in instances.indices {
            let held = system.holdings(of: party)
            if held.isEmpty { continue }
            let referred =
                model.sendGroups == nil
                ? Set(after.parties[party].variables.flatMap(\.nodes).map(\.index)) : referredInSendGroups(party, after)
            original.entered[party].formIntersection(referred)
            if held.contains(where: { !referred.contains($0) }) {
                try perform(party, .keep(held.filter { referred.contains($0) }.sorted()))
            }
        }
    }

    /// Equal epochs have equal authenticators and exporter outputs, different ones different ones; numbers are the real numbers.
    private mutating func compare() throws(RehearsalError) {
        if model.sendGroups != nil { return try compareSendGroups() }
        var entered: [(party: Int, node: Node, view: EpochView)] = []
        for party in instances.indices {
            for slot in system.setting.slots[party] {
                let member = system.view(of: party, slot: slot)
                guard case .epoch(let node) = state.parties[party].variables[slot] else {
                    if member == nil { continue }
                    throw disagreement(party, model: "the party has no group", cryptography: "it has one")
                }
                guard let view = member else {
                    throw disagreement(party, model: "the party has a group", cryptography: "it has none")
                }
                let number = state.tree[node]?.number ?? 0
                guard view.number == UInt64(number) else {
                    throw disagreement(
                        party, model: "the party is in epoch \(number)", cryptography: "its group is in epoch \(view.number)")
                }
                entered.append((party, node, view))
            }
        }
        fork.note(entered.map { ($0.view.number, $0.view.epochAuthenticator) })
        for (index, a) in entered.enumerated() {
            for b in entered[..<index] {
                let same = a.node == b.node || haveOneState(a.node.index, b.node.index)
                if same, a.node != b.node { original.coincidences.insert([a.node.index, b.node.index]) }
                guard same == (a.view.epochAuthenticator == b.view.epochAuthenticator), same == (a.view.exported == b.view.exported)
                else {
                    throw disagreement(
                        a.party, model: "\(instances[b.party].name) is in \(same ? "the same epoch" : "another epoch")",
                        cryptography: "the epoch authenticators are \(a.view.epochAuthenticator) and \(b.view.epochAuthenticator)")
                }
            }
        }
    }
}

extension GlobalState.Envelope {
    /// Whether it is the same message, on whichever connection.
    fileprivate func isSame(as other: GlobalState.Envelope) -> Bool { message == other.message && seal == other.seal }
}

extension Value {
    /// The epochs and key packages in a value.
    var nodes: [Node] {
        switch self {
        case .epoch(let node), .keyPackage(let node): [node]
        case .message(let message): message.fields.flatMap(\.nodes)
        case .map(let values): values.flatMap(\.nodes)
        default: []
        }
    }
}

extension ProtocolModel {
    /// The wire types of the fields that the model gives a meaning to, in wire order.
    func wireFields(of message: String) -> [WireType] {
        guard let declaration = wireDeclarations.first(where: { $0.name == message }),
            case .structure(_, let fields, _) = declaration
        else { return [] }
        return fields.flatMap { wireFields(of: $0.type) }
    }

    private func wireFields(of type: WireType) -> [WireType] {
        switch type {
        case .commit, .welcome, .keyPackage, .epochNumber, .epochReference: [type]
        case .unsigned, .opaque, .vector: []
        case .optional(let inner): wireFields(of: inner)
        case .named(let name):
            if case .enumeration? = wireDeclarations.first(where: { $0.name == name }) { [type] } else { wireFields(of: name) }
        }
    }
}
