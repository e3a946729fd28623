import CMachine
import ProtocolModel

/// The transition system of a model in one profile by components: every distinct local case of a step is evaluated once, by `FlatSystem`, and
/// remembered; from then on a step is a few look-ups.
///
/// What a row does depends on the state of its party, the message that it answers, and what can be asked of epochs, which the tree
/// knows; so these three are the key of the memo. (A row whose expressions ask for another party or for the network has more to go
/// by: such models are refused, and explored by `FlatSystem` itself.) What it does to the network is remembered as a list of messages to
/// be sent and connections to be closed.
final class StepSystem: @unchecked Sendable {
    let system: FlatSystem
    /// The same system with a network that takes everything, so that a local case depends on nothing else.
    let local: FlatSystem
    let monitor: Monitor
    let store: ComponentStore
    let within: ConfigurationSet
    let parties: Int
    /// `from * parties + to` of every channel that something may be sent through, in order.
    let channels: [Int]
    /// By `from * parties + to`: the place among `channels`, -1 for a channel that nothing is sent through.
    let channelIndices: [Int]
    let isMonitoring: Bool
    /// Whether network contents are one component of the packed state.
    let foldsNetwork: Bool
    /// The exchanges of identical parties that lead from a state to others that are as good; `nil` where all states are told apart.
    let symmetry: Symmetry?
    let lock = Lock()

    /// What a step does to the components, in terms of one tree.
    struct Result: BitwiseCopyable {
        var part: UInt32
        var tree: UInt32
        var operations: UInt32
        var operationCount: UInt16
        var flags: UInt16
        var label: UInt32
        /// The label of the same delivery when a duplicate stays.
        var stayLabel: UInt32
        var presence: Int32
        var effects: UInt32
        /// A bit of `subjectBit`, zero for none.
        var subject: UInt64
        /// The name of the epoch that was created, where one was.
        var newest: UInt32
        /// Where the result is a failure, which.
        var failure: UInt32
    }

    static let labelLimit = 1 << 16
    static let isFailure: UInt16 = 1
    static let hasCreated: UInt16 = 2
    /// Nothing changes but that the message is gone.
    static let isIgnored: UInt16 = 4

    let results: ReservedArray<Result>
    var resultCount = 0
    /// Operations: a channel's index and a message; or a party, a peer, with the highest bit.
    let operations: ReservedArray<UInt64>
    var operationCount = 0
    static let disconnects: UInt64 = 1 << 63

    /// By tag, part, message or peer, and tree.
    let stepMemo = SharedMemo()
    /// By tag and two numbers.
    let componentMemo = SharedMemo()
    /// What was put into a channel, by channel content and message.
    let appended = DenseRows()
    /// The results of a delivery, by number of a party's state and tree, and message.
    let delivered = DenseRows()
    /// By party's state and tree: their row in `delivered`.
    let deliveredRows = SharedMemo()
    let normalMemo: TupleTable
    let monitorMemo: TupleTable
    /// The parties, the rest and the tree together.
    let controls: TupleTable
    let controlFlags: ReservedArray<UInt64>
    /// Halves of the network, and where that is folded both halves together.
    let networks: TupleTable
    var labels: [EdgeLabel] = []
    var labelNumbers: [EdgeLabel: Int] = [:]
    let loseLabels: [UInt32]
    var failures: [EvaluationError] = []
    var effectLists: [[FlatEffect]] = [[]]
    var effectNumbers: [[Int]: Int] = [[]: 0]
    /// By list of effects: its key in `effectNumbers`.
    var effectContents: [[Int]] = [[]]
    /// How monitors go on: rests, each with whether it is a violation in its lowest bit.
    let continuationParts = ReservedArray<UInt32>(capacity: 1 << 26)
    var continuationCount = 0
    /// Tells the questions apart that `inspect` and `inspectNetwork` answer, and with them what a partial-order reduction preserves: a search that
    /// is gone on with has to be asked the same.
    var questions: UInt64 = 0
    /// What is asked of every control part once, as bits.
    var inspect: ((FlatState) -> UInt64)?
    /// What is asked of the network beside, of every control part and set of message types in flight once.
    var inspectNetwork: ((FlatState) -> UInt64)?
    /// By control part and message types.
    let inspections: TupleTable

    static func subjectBit(_ subject: Bound.Subject) -> UInt64 {
        switch subject {
        case .event(let event): 1 << UInt64(event)
        case .interruption: 1 << 60
        case .loss: 1 << 61
        case .duplication: 1 << 62
        }
    }

    /// The subjects that the profile bounds.
    let bounded: UInt64

    /// More than one search reserves, in bytes. Where a process may not have so much (`ulimit -v`), models are explored without components.
    static let addressSpace = 64 << 30

    init(
        _ system: FlatSystem, monitoring kind: Property.Kind?, within: ConfigurationSet, keepsSmallestNumber: Bool,
        foldsNetwork: Bool = false, symmetry: Symmetry? = nil
    ) throws(UnsupportedModel) {
        self.symmetry = symmetry
        self.system = system
        self.within = within
        self.foldsNetwork = foldsNetwork
        let layout = system.layout
        let model = layout.model
        guard AddressSpace.has(StepSystem.addressSpace) else { throw UnsupportedModel("too little address space for steps by components") }
        let count = layout.instances.count
        let flow = MessageFlow(model)
        let channels = (0..<count * count).filter { channel in
            let (from, to) = (channel / count, channel % count)
            return from != to && flow.receivers[layout.instances[from].role].contains(layout.instances[to].role)
        }
        let limit = system.profile.interruption == .no ? 6 : 5
        guard count <= limit else { throw UnsupportedModel("more than \(limit) parties") }
        guard channels.count <= 16 else { throw UnsupportedModel("more than 16 channels") }
        guard model.events.count <= 59, model.messages.count <= 64 else { throw UnsupportedModel("more than 59 events or 64 messages") }
        if StepSystem.looksAround(model) { throw UnsupportedModel("a row that asks for another party or for the network") }
        var open = system.profile
        open.loss = false
        open.duplication = false
        open.order = .fifo
        open.capacity = .max
        open.bounds = []
        local = try FlatSystem(model, profile: open, sets: system.sets, recordsNetwork: true)
        monitor = Monitor(kind, system: system)
        isMonitoring = !monitor.kinds.isEmpty
        store = ComponentStore(
            layout: layout, profile: system.profile, monitorKinds: monitor.kinds, gapLimit: model.numberHorizon,
            keepsSmallestNumber: keepsSmallestNumber, keepsGroups: monitor.comparesGroups)
        parties = count
        self.channels = channels
        channelIndices = (0..<count * count).map { channels.firstIndex(of: $0) ?? -1 }
        results = ReservedArray(capacity: 1 << 24)
        operations = ReservedArray(capacity: 1 << 25)
        normalMemo = TupleTable(capacity: 1 << 24)
        monitorMemo = TupleTable(capacity: 1 << 24)
        controls = TupleTable(capacity: 1 << 24)
        controlFlags = ReservedArray(capacity: 1 << 24)
        inspections = TupleTable(capacity: 1 << 26)
        networks = TupleTable(capacity: 1 << 26)
        bounded = system.profile.bounds.reduce(0) { $0 | StepSystem.subjectBit($1.subject) }
        loseLabels = channels.indices.map { UInt32($0) }
        for channel in channels {
            _ = label(EdgeLabel(kind: .lose, party: channel % count, peer: channel / count, row: -1))
        }
    }

    deinit {
        results.free()
        operations.free()
        stepMemo.free()
        componentMemo.free()
        appended.free()
        delivered.free()
        deliveredRows.free()
        normalMemo.free()
        monitorMemo.free()
        controls.free()
        controlFlags.free()
        inspections.free()
        networks.free()
        continuationParts.free()
    }

    /// Runs something that adds to the tables.
    func locked<T>(_ body: () -> T) -> T { lock.run(body) }

    var memory: Int {
        store.memory + resultCount * MemoryLayout<Result>.stride + operationCount * 8 + stepMemo.memory + componentMemo.memory
            + normalMemo.memory + denseMemory + monitorMemo.memory + controls.memory + networks.memory + inspections.memory
    }

    private var denseMemory: Int {
        (deliveredRows.count + min(DenseRows.rowLimit, store.table(.channel).contents.count)) * DenseRows.columnLimit * 4 + deliveredRows.memory
    }

    /// Whether some row reads more than its own party and what it answers.
    static func looksAround(_ model: ProtocolModel) -> Bool {
        func asks(_ expression: Expression) -> Bool {
            expression.contains {
                switch $0 {
                case .variableOf, .inState, .settled, .quiet, .inFlight: true
                default: false
                }
            }
        }
        for role in model.roles {
            for row in role.rows {
                if case .when(let condition) = row.guards, asks(condition) { return true }
                var found = false
                row.actions.forEach { $0.forEachExpression { if asks($0) { found = true } } }
                if found { return true }
            }
        }
        return false
    }

    func label(_ label: EdgeLabel) -> Int {
        if let known = labelNumbers[label] { return known }
        if labels.count == StepSystem.labelLimit {
            store.limit = "too many kinds of steps"
            return 0
        }
        labels.append(label)
        labelNumbers[label] = labels.count - 1
        return labels.count - 1
    }

}
