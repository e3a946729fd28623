/// A global state up to what no later step can tell: the names of epochs and key packages, and how large the numbers are.
///
/// The obviously right form, for tests and for small searches: epochs are named in the order in which they are met, numbers are counted from
/// the smallest, and where messages have no order every order is tried and the smallest form taken. No gap is saturated.
public struct RelativeState: Hashable, Sendable {
    public let form: [Int]

    /// - Parameter keepsSmallestNumber: whether states are told apart by their smallest number, up to 2, as is needed
    ///   where `create` can happen beside living epochs.
    public init(_ state: GlobalState, _ interpreter: Interpreter, keepsSmallestNumber: Bool = false) {
        var orders: [[[GlobalState.Envelope]]] = [[]]
        for channel in state.channels {
            let choices = interpreter.profile.order == .any ? RelativeState.permutations(of: channel) : [channel]
            orders = orders.flatMap { prefix in choices.map { prefix + [$0] } }
        }
        form =
            orders.map { channels in
                var arranged = state
                arranged.channels = channels
                return RelativeState.form(of: arranged, interpreter, keepsSmallestNumber)
            }.min { $0.lexicographicallyPrecedes($1) } ?? []
    }

    private static func permutations<T>(of items: [T]) -> [[T]] {
        guard items.count > 1 else { return [items] }
        return items.indices.flatMap { index in
            var rest = items
            let item = rest.remove(at: index)
            return permutations(of: rest).map { [item] + $0 }
        }
    }

    private static func form(of state: GlobalState, _ interpreter: Interpreter, _ keepsSmallestNumber: Bool) -> [Int] {
        var result: [Int] = []
        var order: [Node] = []
        var numbers: [Int] = []
        func name(_ node: Node) -> Int {
            if let known = order.firstIndex(of: node) { return known }
            order.append(node)
            return order.count - 1
        }
        func write(_ value: Value) {
            switch value {
            case .none: result.append(0)
            case .bool(let value): result += [1, value ? 1 : 0]
            case .enumeration(let index): result += [2, index]
            case .natural(let value): result += [3, value]
            case .party(let index): result += [4, index]
            case .epochNumber(let number):
                numbers.append(number)
                result += [5, number]
            case .epoch(let node), .keyPackage(let node):
                if let epoch = state.tree[node] { numbers.append(epoch.number) }
                result += [6, name(node)]
            case .message(let message):
                result += [7, message.type]
                message.fields.forEach(write)
            case .set(let members):
                let listed = members.map { interpreter.model.describe($0, as: .party) + String(describing: $0) }.sorted()
                result += [8, members.count]
                for text in listed { result += text.utf8.map(Int.init) }
            case .map(let values):
                result.append(9)
                values.forEach(write)
            }
        }
        func writeAll(_ state: GlobalState) {
            for party in state.parties {
                result.append(party.control)
                party.variables.forEach(write)
            }
            result += state.unaware.sorted() + [-1] + state.counters
            for channel in state.channels {
                result.append(channel.count)
                for envelope in channel {
                    result += [envelope.isStale ? 1 : 0, envelope.seal == nil ? 0 : 1]
                    envelope.seal?.forEach(write)
                    write(.message(envelope.message))
                }
            }
        }
        // Numbers have to be known before they can be written relative to the smallest: a first pass collects them.
        writeAll(state)
        let smallest = numbers.min() ?? 1
        result = [keepsSmallestNumber && !numbers.isEmpty ? min(smallest, 2) : 0]
        order = []
        writeAll(GlobalState.shifting(state, by: -smallest))
        let referred = order.count
        for index in 0..<referred {
            switch state.tree.entry(at: order[index]) {
            case nil: break
            case .keyPackage(let owner): result += [10, owner]
            case .epoch(let epoch):
                result += [11, epoch.number - smallest, epoch.author ?? -1]
                result.append(epoch.parent.map { name($0) } ?? -1)
                // A key package that nobody holds can be compared with nothing.
                let held = epoch.keyPackage.flatMap { order.prefix(referred).firstIndex(of: $0) }
                result.append(held ?? -1)
            }
        }
        return result
    }
}

extension Interpreter {
    /// Whether a run that leads from one state to the other can be gone through again and again: the states are the same up to names and
    /// a shift of numbers, or differ in gaps alone that no comparison can tell apart and that did not shrink.
    func closes(from start: GlobalState, to end: GlobalState) -> Bool {
        if RelativeState(start, self) == RelativeState(end, self) { return true }
        let (a, b) = (start.livingNumbers, end.livingNumbers)
        guard a.count == b.count, !a.isEmpty else { return false }
        let horizon = model.numberHorizon
        var narrowed: [Int: Int] = [:]
        var position = 0
        for index in a.indices {
            if index > 0 {
                let before = a[index] - a[index - 1]
                let after = b[index] - b[index - 1]
                guard before == after || (before >= horizon && after >= before) else { return false }
                position += before
            }
            narrowed[b[index]] = position
        }
        let lowest = a[0]
        return RelativeState(end.renumbered { (narrowed[$0] ?? $0) + lowest }, self) == RelativeState(start, self)
    }
}

extension GlobalState {
    /// The epoch numbers that variables and messages hold, or whose epochs they hold, ascending.
    var livingNumbers: [Int] {
        var numbers = Set<Int>()
        func visit(_ value: Value) {
            switch value {
            case .epochNumber(let number): numbers.insert(number)
            case .epoch(let node): if let epoch = tree[node] { numbers.insert(epoch.number) }
            case .message(let message): message.fields.forEach(visit)
            case .map(let values): values.forEach(visit)
            default: break
            }
        }
        for party in parties { party.variables.forEach(visit) }
        for channel in channels {
            for envelope in channel {
                envelope.message.fields.forEach(visit)
                envelope.seal?.forEach(visit)
            }
        }
        return numbers.sorted()
    }

    /// The state with other numbers for the same epochs. Only for comparisons: the tree is no tree of commits afterwards.
    func renumbered(_ number: (Int) -> Int) -> GlobalState {
        var result = GlobalState.mapping(self, number)
        result.tree.renumber(number)
        return result
    }

    /// The state with all epoch numbers that travel as numbers moved by an amount.
    fileprivate static func shifting(_ state: GlobalState, by amount: Int) -> GlobalState {
        mapping(state) { $0 + amount }
    }

    private static func mapping(_ state: GlobalState, _ number: (Int) -> Int) -> GlobalState {
        func shift(_ value: Value) -> Value {
            switch value {
            case .epochNumber(let old): .epochNumber(number(old))
            case .message(let message): .message(Message(type: message.type, fields: message.fields.map(shift)))
            case .map(let values): .map(values.map(shift))
            default: value
            }
        }
        var result = state
        for party in result.parties.indices { result.parties[party].variables = result.parties[party].variables.map(shift) }
        for channel in result.channels.indices {
            for position in result.channels[channel].indices {
                let message = result.channels[channel][position].message
                result.channels[channel][position].message = Message(type: message.type, fields: message.fields.map(shift))
                result.channels[channel][position].seal = result.channels[channel][position].seal.map { $0.map(shift) }
            }
        }
        return result
    }
}
