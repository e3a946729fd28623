import ProtocolModel

@testable import Explorer

/// Dijkstra's search over the interpreter, for the best runs by a ranking: states in their obviously right form, in which messages
/// keep their order in networks that have none, and nothing clever.
struct NaiveRankedSearch {
    /// The faults, the length and the switches between parties, in the order of their weight.
    struct Cost: Hashable, Comparable {
        var parts: [Int]

        static func < (a: Cost, b: Cost) -> Bool { a.parts.lexicographicallyPrecedes(b.parts) }
    }

    private struct Key: Hashable {
        var form: RelativeState
        var actor: Int
    }

    private struct Entry {
        var key: Key
        var state: GlobalState
        var cost: Cost
    }

    private var entries: [Entry] = []
    private var settled: Set<Key> = []
    /// By form: what can follow, and whether a behaving network and parties that do what they must do lead there.
    private var successors: [RelativeState: [(target: RelativeState, isPromised: Bool)]] = [:]
    private(set) var isComplete = true
    /// The cost of the best run whose last step has such an effect.
    private(set) var hole: Cost?
    private(set) var undecryptable: Cost?
    let interpreter: Interpreter

    init(_ interpreter: Interpreter, ranking: RunRanking, keepsSmallestNumber: Bool, limit: Int) throws {
        self.interpreter = interpreter
        var inOrder = interpreter.profile
        inOrder.order = .fifo
        let orderly = Interpreter(model: interpreter.model, profile: inOrder)
        func form(_ state: GlobalState) -> RelativeState {
            RelativeState(state, orderly, keepsSmallestNumber: keepsSmallestNumber)
        }
        let start = try interpreter.initialState()
        var waiting: [Cost: [(GlobalState, Int)]] = [Cost(parts: [0, 0, 0]): [(start, -1)]]
        while let cost = waiting.keys.min(), let batch = waiting.removeValue(forKey: cost) {
            for (state, actor) in batch {
                let here = form(state)
                let key = Key(form: here, actor: actor)
                guard settled.insert(key).inserted else { continue }
                entries.append(Entry(key: key, state: state, cost: cost))
                if settled.count > limit {
                    isComplete = false
                    return
                }
                let isNew = successors[here] == nil
                for transition in try interpreter.transitions(from: state) {
                    let target = form(transition.target)
                    if isNew { successors[here, default: []].append((target, Self.isPromised(transition.step, interpreter.model))) }
                    var faults = interpreter.faults(of: transition, in: state)
                    // Which message is older is not known to the explorer when it looks for the shortest run.
                    if ranking == .shortest { faults.reorderings = 0 }
                    let next = transition.step.actor ?? actor
                    let switches = actor >= 0 && next != actor ? 1 : 0
                    let added = ranking == .fewestFaults ? [faults.count, 1, switches] : [1, faults.count, switches]
                    let total = Cost(parts: zip(cost.parts, added).map { $0 + $1 })
                    for effect in transition.effects {
                        if case .unspecified = effect { hole = min(hole ?? total, total) }
                        if case .undecryptable = effect { undecryptable = min(undecryptable ?? total, total) }
                    }
                    waiting[total, default: []].append((transition.target, next))
                }
                if isNew, successors[here] == nil { successors[here] = [] }
            }
        }
    }

    private static func isPromised(_ step: Step, _ model: ProtocolModel) -> Bool {
        switch step {
        case .event(_, let event, _, _): model.events[event].fairness == .fair
        case .deliver(_, _, _, let stays, _): !stays
        case .learn: true
        case .lose, .interrupt: false
        }
    }

    /// The cost of the best run to a state that the condition accepts.
    func best(to isWanted: (GlobalState) throws -> Bool) rethrows -> Cost? {
        // Entries are in the order of their costs.
        for entry in entries where try isWanted(entry.state) { return entry.cost }
        return nil
    }

    /// The cost of the best run to a state without a way back to the condition: none at all, or none that is promised.
    func bestWithoutWay(to condition: Expression) throws -> (stuck: Cost?, waiting: Cost?) {
        var anyWay: Set<RelativeState> = []
        for entry in entries where try interpreter.holds(condition, in: entry.state) { anyWay.insert(entry.key.form) }
        var fairWay = anyWay
        func close(_ set: inout Set<RelativeState>, promisedOnly: Bool) {
            while true {
                let found = successors.filter { source, targets in
                    !set.contains(source) && targets.contains { (!promisedOnly || $0.isPromised) && set.contains($0.target) }
                }
                if found.isEmpty { return }
                set.formUnion(found.keys)
            }
        }
        close(&anyWay, promisedOnly: false)
        close(&fairWay, promisedOnly: true)
        let stuck = entries.first { !anyWay.contains($0.key.form) }?.cost
        // Where there is something graver, it is the verdict.
        let waiting = stuck == nil ? entries.first { anyWay.contains($0.key.form) && !fairWay.contains($0.key.form) }?.cost : nil
        return (stuck, waiting)
    }

    /// The numbers and identities of the epochs that parties hold in a variable.
    func held(_ variable: String, in state: GlobalState, settledOnly: Bool) -> [(node: Node, number: Int)] {
        interpreter.instances.indices.compactMap { party in
            let role = interpreter.model.roles[interpreter.instances[party].role]
            guard let index = role.variables.firstIndex(where: { $0.name == variable }),
                case .epoch(let node) = state.parties[party].variables[index], let epoch = state.tree[node],
                !settledOnly || role.states[state.parties[party].control].isSettled
            else { return nil }
            return (node, epoch.number)
        }
    }

    func isForked(_ variable: String, in state: GlobalState, settledOnly: Bool = false) -> Bool {
        let held = held(variable, in: state, settledOnly: settledOnly)
        return held.contains { a in held.contains { $0.node != a.node && $0.number == a.number } }
    }
}
