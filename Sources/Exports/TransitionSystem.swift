import ProtocolModel

/// The transition system of a model in one network and one combination of readings, by variables and guarded steps, ready to be written
/// down in another language.
///
/// Epochs have no absolute names or numbers: after each step the epochs and key packages that something refers to are renamed in the
/// order in which they are met when the state is read from front to back, all others are forgotten, and numbers are counted from
/// the smallest that is alive. So two states are the same exactly if no later step can tell them apart, the number of states is finite
/// without a bound on the number of updates, and it is the number that Lockstep's explorer finds.
struct TransitionSystem: Sendable {
    let request: ExportRequest
    let instances: [Instance]
    /// By party, an identifier.
    let partyNames: [String]
    let constants: Constants
    private(set) var variables: [Variable] = []
    /// By party: the variable of its control state.
    private(set) var controls: [Int] = []
    /// By party and variable of its role.
    private(set) var slots: [[Int]] = []
    private(set) var channels: [Channel] = []
    /// By channel: whether its sender may be unaware that the connection has gone.
    let remembersUnaware: Bool
    private(set) var counters: [String] = []
    private(set) var nodes: [Node] = []
    var rules: [Rule] = []
    /// By channel: in which states and for which messages there is no row; and which records cannot be opened. At the rule's place.
    var unanswered: [Int: Term] = [:]
    var undecryptable: [Int: Term] = [:]
    var conditions: [Condition] = []
    /// The properties that are about whole runs.
    var omitted: [Property] = []

    var model: ProtocolModel { request.model }
    var profile: NetworkProfile { request.profile }
    var sizes: ExportSizes { request.sizes }

    /// A variable of a party.
    struct Variable: Hashable, Sendable {
        var name: String
        var kind: Kind
        var initial: Term
        var comment: String
        /// Whether 0 is a number in it.
        var isNumber = false
    }

    enum Kind: Hashable, Sendable {
        /// An epoch or a key package.
        case node
        case number
        case boolean
        /// From 0 to the number; of values that have names, the names.
        case plain(upper: Int)
    }

    /// What is in flight from one party to another.
    struct Channel: Hashable, Sendable {
        var from: Int
        var to: Int
        var name: String
        /// The first is the type of the message, 0 where there is none.
        var columns: [Column]
        /// The columns of the values that key the record.
        var seal: [Int]
        /// The column that says that a record is sealed: not 0.
        var sealed: Int?
        /// The column that says that a message was sent on an earlier connection.
        var stale: Int?
        /// By message type: the columns of its fields.
        var fields: [[Int]]
    }

    struct Column: Hashable, Sendable {
        var name: String
        var kind: Kind
    }

    /// An epoch or key package of the first state, counted from 1.
    struct Node: Hashable, Sendable {
        var number: Int
        var parent: Int
        var author: Int
        var keyPackage: Int
    }

    /// A property of states.
    struct Condition: Sendable {
        var name: String
        var property: Property
        /// What holds in every state; where it is asked whether a state can be reached, that it is not.
        var invariant: Term
        var isReachability: Bool
        var comment: String
    }

    // MARK: Sizes

    var parties: Int { instances.count }
    /// The author of the epochs that a model begins with.
    var nobody: Int { parties + 1 }
    /// The key package of an epoch that was not made for one that is still held.
    var noKeyPackage: Int { sizes.epochs + 1 }
    /// Epochs of which nothing is known but that others were made in them are numbered after those that are referred to.
    var lastName: Int { 2 * sizes.epochs }
    /// The most epochs and key packages that one step makes.
    var mostMade: Int { max(1, rules.map { $0.body.makings.count { $0 != .keyPackage } * 2 + $0.body.makings.count }.max() ?? 1) }
    /// The largest number before a state is written back.
    var largestNumber: Int { sizes.numbers + max(1, rules.map { $0.body.makings.count }.max() ?? 1) }
    /// The most messages that one step sends into one channel.
    var mostSent: Int { max(1, rules.map { rule in channels.indices.map { rule.body.sends(into: $0) }.max() ?? 0 }.max() ?? 1) }
    var gapLimit: Int { model.numberHorizon }
    var isSet: Bool { profile.order == .any && profile.duplication }
    var remembersStale: Bool { profile.interruption == .lingering }
    /// Whether messages have no order.
    var isUnordered: Bool { profile.order == .any && sizes.places > 1 }

    init(_ request: ExportRequest) throws(ExportError) {
        self.request = request
        let model = request.model
        instances = model.instances
        guard instances.count <= 8 else { throw .unsupported("more than 8 parties") }
        constants = Constants(model)
        partyNames = constants.parties
        var disconnects = false
        for row in model.roles.flatMap(\.rows) where row.actions.contains(where: \.disconnects) { disconnects = true }
        remembersUnaware = disconnects || request.profile.interruption == .halfOpen
        for (party, instance) in instances.enumerated() {
            let role = model.roles[instance.role]
            controls.append(variables.count)
            variables.append(
                Variable(
                    name: constants.unique("\(partyNames[party])_state"), kind: .plain(upper: max(0, role.states.count - 1)),
                    initial: .constant(constants.states[instance.role][0]), comment: "the control state of \(instance.name)"))
            var own: [Int] = []
            for variable in role.variables {
                own.append(variables.count)
                variables.append(
                    Variable(
                        name: constants.unique("\(partyNames[party])_\(variable.name)"), kind: try TransitionSystem.kind(variable.type, model, "variable '\(variable.name)'"),
                        initial: .none, comment: "", isNumber: variable.type.unwrapped.isNatural))
            }
            slots.append(own)
        }
        try addChannels()
        for bound in request.profile.bounds {
            let subject =
                switch bound.subject {
                case .event(let index): model.events[index].name
                case .interruption: "interruptions"
                case .loss: "losses"
                case .duplication: "duplications"
                }
            counters.append(constants.unique("count_of_\(subject)"))
        }
        try setInitialState()
        try addSpontaneousRules()
        try addDeliveries()
        addLosses()
        try addInterruptions()
        try addConditions()
    }

    static func kind(_ type: ValueType, _ model: ProtocolModel, _ what: String) throws(ExportError) -> Kind {
        switch type.unwrapped {
        case .bool where !type.isOptional: return .boolean
        case .enumeration(let index): return .plain(upper: model.enumerations[index].cases.count)
        case .natural(_, let upper):
            guard upper < Constants.absent else { throw .unsupported("\(what): numbers of \(Constants.absent) and more") }
            return .plain(upper: type.isOptional ? Constants.absent : upper)
        case .party, .role: return .plain(upper: model.instances.count)
        case .epoch, .keyPackage: return .node
        case .epochNumber: return .number
        case .bool, .set, .map, .message, .optional: throw .unsupported("\(what): only single values can be exported")
        }
    }

    private mutating func addChannels() throws(ExportError) {
        let flow = MessageFlow(model)
        for from in instances.indices {
            for to in instances.indices where to != from {
                let sender = model.roles[instances[from].role]
                guard !flow.arriving[instances[to].role].isEmpty, sender.rows.contains(where: { $0.actions.contains(where: \.sends) }) else {
                    continue
                }
                var columns = [Column(name: "kind", kind: .plain(upper: model.messages.count))]
                var stale: Int?
                if remembersStale {
                    stale = columns.count
                    columns.append(Column(name: "stale", kind: .boolean))
                }
                var seal: [Int] = []
                var sealed: Int?
                for part in sender.protection.sending ?? [] {
                    guard case .variable(let index) = part else { throw .unsupported("a key of \(sender.name) that is not a variable") }
                    let variable = sender.variables[index]
                    let kind = try TransitionSystem.kind(variable.type, model, "variable '\(variable.name)'")
                    if sealed == nil, kind == .node || kind == .number { sealed = columns.count }
                    seal.append(columns.count)
                    columns.append(Column(name: constants.local("key_\(variable.name)"), kind: kind))
                }
                if !seal.isEmpty, sealed == nil { throw .unsupported("a key of \(sender.name) that is no epoch") }
                // Fields of one kind share columns.
                var shared: [Kind: [Int]] = [:]
                var fields: [[Int]] = []
                for (index, message) in model.messages.enumerated() {
                    var taken: [Kind: Int] = [:]
                    var own: [Int] = []
                    if flow.arriving[instances[to].role].contains(index) {
                        for field in message.fields {
                            var kind = try TransitionSystem.kind(field.type, model, "field '\(field.name)' of \(message.name)")
                            if case .plain = kind { kind = .plain(upper: Constants.absent) }
                            let number = taken[kind] ?? 0
                            taken[kind] = number + 1
                            if (shared[kind] ?? []).count == number {
                                let name = kind == .node ? "epoch" : kind == .number ? "number" : kind == .boolean ? "flag" : "value"
                                shared[kind, default: []].append(columns.count)
                                columns.append(Column(name: number == 0 ? name : "\(name)\(number + 1)", kind: kind))
                            }
                            own.append(shared[kind]?[number] ?? 0)
                        }
                    }
                    fields.append(own)
                }
                channels.append(
                    Channel(
                        from: from, to: to, name: constants.unique("\(partyNames[from])_to_\(partyNames[to])"), columns: columns, seal: seal,
                        sealed: sealed, stale: stale, fields: fields))
            }
        }
    }

    func channel(_ from: Int, _ to: Int) -> Int? { channels.firstIndex { $0.from == from && $0.to == to } }

    // MARK: The first state

    private mutating func setInitialState() throws(ExportError) {
        let interpreter = Interpreter(model: model, profile: profile, readings: request.readings)
        let start: GlobalState
        switch Result(catching: { () throws(EvaluationError) in try interpreter.initialState() }) {
        case .failure(let error): throw .initialState(error)
        case .success(let state): start = state
        }
        var met: [TreeNode] = []
        var numbers = Set<Int>()
        for party in start.parties {
            for value in party.variables {
                if case .epochNumber(let number) = value { numbers.insert(number) }
                guard let node = value.node else { continue }
                if !met.contains(node) { met.append(node) }
                if let epoch = start.tree[node] { numbers.insert(epoch.number) }
            }
        }
        var shift: [Int: Int] = [:]
        var last = 0
        for (index, number) in numbers.sorted().enumerated() {
            let previous = index == 0 ? nil : numbers.sorted()[index - 1]
            last = previous.map { last + min(number - $0, gapLimit) } ?? (sizes.keepsSmallestNumber ? min(number, 2) : 1)
            shift[number] = last
        }
        for (party, state) in start.parties.enumerated() {
            for (index, value) in state.variables.enumerated() {
                let type = model.roles[instances[party].role].variables[index].type
                let term: Term =
                    switch value {
                    case .epoch(let node), .keyPackage(let node): .integer(1 + (met.firstIndex(of: node) ?? -1))
                    case .epochNumber(let number): .integer(shift[number] ?? 0)
                    default: constants.literal(value, type)
                    }
                variables[slots[party][index]].initial = term
            }
        }
        guard met.count <= sizes.epochs else { throw .unsupported("more than \(sizes.epochs) epochs and key packages in the first state") }
        let referred = met.count
        for index in 0..<referred {
            switch start.tree.entry(at: met[index]) {
            case .epoch(let epoch)?:
                var parent = 0
                if let node = epoch.parent {
                    if !met.contains(node) { met.append(node) }
                    parent = 1 + (met.firstIndex(of: node) ?? -1)
                }
                let held = epoch.keyPackage.flatMap { met[..<referred].firstIndex(of: $0) }
                nodes.append(
                    Node(
                        number: shift[epoch.number] ?? 0, parent: parent, author: epoch.author.map { $0 + 1 } ?? nobody,
                        keyPackage: held.map { $0 + 1 } ?? noKeyPackage))
            case .keyPackage(let owner)?: nodes.append(Node(number: 0, parent: 0, author: owner + 1, keyPackage: noKeyPackage))
            case nil: break
            }
        }
    }
}

/// `Node` is another type inside `TransitionSystem`.
private typealias TreeNode = Node

extension Value {
    fileprivate var node: TreeNode? {
        switch self {
        case .epoch(let node), .keyPackage(let node): node
        default: nil
        }
    }
}

extension Action {
    var sends: Bool {
        switch self {
        case .send: true
        case .branch(_, let then, let otherwise): then.contains(where: \.sends) || otherwise.contains(where: \.sends)
        default: false
        }
    }

    var disconnects: Bool {
        switch self {
        case .disconnect: true
        case .branch(_, let then, let otherwise): then.contains(where: \.disconnects) || otherwise.contains(where: \.disconnects)
        default: false
        }
    }
}

extension ValueType {
    fileprivate var isNatural: Bool {
        if case .natural = self { true } else { false }
    }
}
