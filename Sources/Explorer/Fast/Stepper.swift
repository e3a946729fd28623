import CMachine
import ProtocolModel

/// Computes the successors of packed states; one for each thread.
///
/// A packed state is one word: 24 bits for the parties, the rest and the tree together, and 20 bits for each half of the network; or, where
/// the network has more contents, 32 bits for each.
struct Stepper {
    let steps: StepSystem
    let store: ComponentStore
    let parties: Int
    let channelCount: Int
    let isOrdered: Bool
    let loses: Bool
    let duplicates: Bool
    let partInfo: UnsafeMutablePointer<ComponentStore.Info>
    let channelInfo: UnsafeMutablePointer<ComponentStore.Info>
    let treeInfo: UnsafeMutablePointer<ComponentStore.Info>
    let channelNotes: UnsafeMutablePointer<ComponentStore.ChannelNote>
    let channelMembers: UnsafeMutablePointer<UInt32>
    let results: UnsafeMutablePointer<StepSystem.Result>
    let messageIsStale: UnsafeMutablePointer<Bool>
    let restNotes: UnsafeMutablePointer<ComponentStore.RestNote>
    let treeNotes: UnsafeMutablePointer<ComponentStore.TreeNote>
    let channelRemovals: UnsafeMutablePointer<UInt32>
    let operations: UnsafeMutablePointer<UInt64>
    let stepMemo: SharedMemo
    let componentMemo: SharedMemo
    let appended: DenseRows
    let delivered: DenseRows
    /// By party: the row of its state in `delivered`, in the states with one number of what is not the network.
    let partyRows: UnsafeMutablePointer<Int>
    var rowsControl = -1
    /// By label: the label of such a step with one message lost, 0 where it is not known yet.
    let losingLabels: UnsafeMutablePointer<UInt32>
    let normalMemo: TupleTable
    let controls: TupleTable
    let networks: TupleTable
    let controlFlags: UnsafeMutablePointer<UInt64>
    let channelPlaces: UnsafeMutablePointer<Int>
    let channelIndices: UnsafeMutablePointer<Int>
    let loseLabels: UnsafeMutablePointer<UInt32>
    let capacity: Int
    let interruption: NetworkProfile.Interruption
    let isMonitoring: Bool
    let isFolded: Bool
    let inspectsNetwork: Bool
    let bounded: UInt64
    let within: Int32
    let gapLimit: Int
    let keepsSmallestNumber: Bool
    let isFamily: Bool
    /// Components: parties, rest, tree, channels. The state that is expanded, the one that is made, and two more to make it in.
    let source: UnsafeMutablePointer<Int>
    let work: UnsafeMutablePointer<Int>
    let before: UnsafeMutablePointer<Int>
    let trial: UnsafeMutablePointer<Int>
    let middle: UnsafeMutablePointer<Int>
    let size: Int
    /// For exchanges of parties: the state that is looked at, the least one so far, and by party what no exchange changes.
    let original: UnsafeMutablePointer<Int>
    let least: UnsafeMutablePointer<Int>
    let invariants: UnsafeMutablePointer<UInt64>
    var orbitHashes: [UInt64] = []
    /// Whether one state stands for all that differ from it by an exchange of identical parties.
    let isSymmetric: Bool
    var sourceWord: UInt64 = 0
    var sourceNumbers: UInt64 = 0
    /// Whether the state that is expanded is not in canonical form.
    var isRaw = false
    /// How many messages of the step that is being made found their channel full.
    var lost = 0
    /// Whether states whose numbers are too far apart are taken with smaller gaps, instead of being left out.
    let saturates: Bool

    /// What was found; emptied by whoever reads it.
    let targets: UnsafeMutablePointer<UInt64>
    let labels: UnsafeMutablePointer<UInt32>
    let presences: UnsafeMutablePointer<Int32>
    var count = 0
    static let room = 1 << 16
    /// Steps into states whose numbers are further apart than can be told.
    var leftOut = 0
    /// A group was created beside living epochs: the smallest number has to be kept.
    var needsSmallestNumber = false
    /// Rows that could not be carried out, with their configurations.
    var failures: [(failure: Int, presence: ConfigurationSet)] = []
    var overflow = false
    /// Where steps lead that are left out.
    static let beyond = UInt64.max
    /// A step that changes nothing, in searches that store no edges.
    static let same = UInt64.max - 1

    init(_ steps: StepSystem, isFamily: Bool = false, saturates: Bool = false, isSymmetric: Bool? = nil) {
        self.isSymmetric = isSymmetric ?? (steps.symmetry != nil)
        self.steps = steps
        self.isFamily = isFamily
        self.saturates = saturates
        store = steps.store
        parties = steps.parties
        channelCount = steps.channels.count
        let profile = steps.system.profile
        capacity = profile.capacity
        interruption = profile.interruption
        isMonitoring = steps.isMonitoring
        isFolded = steps.foldsNetwork
        inspectsNetwork = steps.inspectNetwork != nil
        bounded = steps.bounded
        within = steps.within.node
        gapLimit = store.gapLimit
        keepsSmallestNumber = store.keepsSmallestNumber
        messageIsStale = store.messageIsStale.base
        restNotes = store.restNotes.base
        treeNotes = store.treeNotes.base
        channelRemovals = store.channelRemovals.base
        operations = steps.operations.base
        stepMemo = steps.stepMemo
        componentMemo = steps.componentMemo
        appended = steps.appended
        delivered = steps.delivered
        partyRows = .allocate(capacity: max(1, parties))
        losingLabels = .allocate(capacity: StepSystem.labelLimit)
        losingLabels.initialize(repeating: 0, count: StepSystem.labelLimit)
        normalMemo = steps.normalMemo
        controls = steps.controls
        networks = steps.networks
        controlFlags = steps.controlFlags.base
        channelPlaces = .allocate(capacity: max(1, channelCount))
        channelIndices = .allocate(capacity: steps.channelIndices.count)
        for (channel, index) in steps.channelIndices.enumerated() { channelIndices[channel] = index }
        loseLabels = .allocate(capacity: max(1, channelCount))
        for (index, channel) in steps.channels.enumerated() {
            channelPlaces[index] = channel
            loseLabels[index] = steps.loseLabels[index]
        }
        isOrdered = profile.order == .fifo
        loses = profile.loss
        duplicates = profile.duplication
        partInfo = store.table(.part).info.base
        channelInfo = store.table(.channel).info.base
        treeInfo = store.table(.tree).info.base
        channelNotes = store.channelNotes.base
        channelMembers = store.channelMembers.base
        results = steps.results.base
        size = parties + 2 + channelCount
        source = .allocate(capacity: size)
        work = .allocate(capacity: size)
        before = .allocate(capacity: size)
        trial = .allocate(capacity: size)
        middle = .allocate(capacity: size)
        original = .allocate(capacity: size)
        least = .allocate(capacity: size)
        invariants = .allocate(capacity: max(1, parties))
        targets = .allocate(capacity: Stepper.room)
        labels = .allocate(capacity: Stepper.room)
        presences = .allocate(capacity: Stepper.room)
    }

    func free() {
        for buffer in [source, work, before, trial, middle, original, least] { buffer.deallocate() }
        invariants.deallocate()
        partyRows.deallocate()
        losingLabels.deallocate()
        channelPlaces.deallocate()
        channelIndices.deallocate()
        loseLabels.deallocate()
        targets.deallocate()
        labels.deallocate()
        presences.deallocate()
    }

    mutating func clear() { count = 0 }
    mutating func clearFailures() { failures = [] }
}
