import ProtocolModel

/// Evaluates compiled expressions over one flat state.
struct Machine {
    let layout: Layout
    var state: FlatState
    var party: Int
    var sender: Int
    var isStale: Bool
    var binders: [Int]
    /// Whether an epoch was made with `create` while others were alive.
    var created = false

    init(
        _ layout: Layout, _ state: FlatState, party: Int = -1, sender: Int = -1, isStale: Bool = false, binders: [Int] = []
    ) {
        self.layout = layout
        self.state = state
        self.party = party
        self.sender = sender
        self.isStale = isStale
        self.binders = binders
    }

    mutating func condition(_ code: Code) throws(EvaluationError) -> Bool { try value(code) != 0 }

    mutating func value(_ code: Code) throws(EvaluationError) -> Int {
        switch code {
        case .constant(let value): return value
        case .own(let offset): return state.slots[layout.bases[party] + offset]
        case .binder(let index): return binders[index]
        case .party: return party
        case .sender: return sender < 0 ? FlatState.none : sender
        case .stale: return isStale ? 1 : 0
        case .ofParty(let operand, let slots):
            let index = try value(operand)
            guard slots.indices.contains(index), slots[index] >= 0 else { throw EvaluationError(.illTyped("party")) }
            return state.slots[slots[index]]
        case .inState(let operand, let masks):
            let index = try value(operand)
            guard masks.indices.contains(index) else { throw EvaluationError(.illTyped("party")) }
            return masks[index] & (1 << UInt64(state.slots[layout.bases[index]])) != 0 ? 1 : 0
        case .quiet: return state.channels.allSatisfy(\.isEmpty) ? 1 : 0
        case .inFlight(let type):
            return state.channels.contains { $0.contains { $0.type == type } } ? 1 : 0
        case .number(let operand):
            let node = try value(operand)
            return node == FlatState.none ? node : state.nodes[node].number
        case .parent(let operand):
            let node = try value(operand)
            return node == FlatState.none ? node : state.nodes[node].parent
        case .author(let operand):
            let node = try value(operand)
            return node == FlatState.none ? node : state.nodes[node].author
        case .keyPackageOf(let operand):
            let node = try value(operand)
            return node == FlatState.none ? node : state.nodes[node].keyPackage
        case .unwrap(let operand):
            let value = try value(operand)
            if value == FlatState.none { throw EvaluationError(.unwrappedNone) }
            return value
        case .not(let operand): return try value(operand) == 0 ? 1 : 0
        case .and(let a, let b): return try value(a) != 0 ? try value(b) : 0
        case .or(let a, let b): return try value(a) != 0 ? 1 : try value(b)
        case .compare(let comparison, let a, let b):
            let a = try value(a)
            let b = try value(b)
            switch comparison {
            case .equal: return a == b ? 1 : 0
            case .notEqual: return a != b ? 1 : 0
            default:
                if a == FlatState.none || b == FlatState.none { return 0 }
                let holds =
                    switch comparison {
                    case .less: a < b
                    case .lessOrEqual: a <= b
                    case .greater: a > b
                    default: a >= b
                    }
                return holds ? 1 : 0
            }
        case .wideEqual(let a, let b): return try normalised(values(a)) == normalised(values(b)) ? 1 : 0
        case .isNone(let operand): return try values(operand).first == FlatState.none ? 1 : 0
        case .add(let a, let b, let sign):
            let a = try value(a)
            let b = try value(b)
            return a == FlatState.none || b == FlatState.none ? FlatState.none : a + sign * b
        case .remainder(let a, let modulus):
            let value = try value(a)
            return ((value % modulus) + modulus) % modulus
        case .union(let a, let b): return try value(a) | value(b)
        case .subtracting(let a, let b): return try value(a) & ~value(b)
        case .contains(let element, let set, let domain):
            let element = try value(element)
            let set = try value(set)
            guard let ordinal = domain.firstIndex(of: element) else { return 0 }
            return set & (1 << ordinal) != 0 ? 1 : 0
        case .setLiteral(let members, let domain):
            var mask = 0
            for member in members {
                let member = try value(member)
                guard let ordinal = domain.firstIndex(of: member) else { throw EvaluationError(.illTyped("set member")) }
                mask |= 1 << ordinal
            }
            return mask
        case .entry(let map, let key, let domain):
            let key = try value(key)
            let values = try values(map)
            guard let ordinal = domain.firstIndex(of: key), values.indices.contains(ordinal) else {
                throw EvaluationError(.illTyped("map key"))
            }
            return values[ordinal]
        case .field(let message, let index):
            let values = try values(message)
            guard values.first != FlatState.none, values.indices.contains(index + 1) else {
                throw EvaluationError(.unwrappedNone)
            }
            return values[index + 1]
        case .conditional(let test, let a, let b): return try value(test) != 0 ? try value(a) : try value(b)
        case .quantified(let all, let candidates, let binder, let body):
            for candidate in candidates where try holds(body, binder, candidate) != all { return all ? 0 : 1 }
            return all ? 1 : 0
        case .quantifiedSet(let all, let set, let domain, let binder, let body):
            let mask = try value(set)
            for (ordinal, candidate) in domain.enumerated()
            where mask & (1 << ordinal) != 0 {
                if try holds(body, binder, candidate) != all { return all ? 0 : 1 }
            }
            return all ? 1 : 0
        case .commit(let operand):
            let parent = try value(operand)
            guard parent != FlatState.none else { throw EvaluationError(.unwrappedNone) }
            state.nodes.append(
                FlatState.Node(
                    number: state.nodes[parent].number + 1, parent: parent, author: party, keyPackage: FlatState.missing,
                    group: state.nodes[parent].group))
            return state.nodes.count - 1
        case .create(let operand):
            let keyPackage = try value(operand)
            guard keyPackage != FlatState.none else { throw EvaluationError(.unwrappedNone) }
            created = true
            // The epoch 0 of the group, which nobody holds.
            state.nodes.append(
                FlatState.Node(
                    number: 0, parent: FlatState.none, author: party, keyPackage: FlatState.missing,
                    group: state.unusedGroup))
            state.nodes.append(
                FlatState.Node(
                    number: 1, parent: state.nodes.count - 1, author: party, keyPackage: keyPackage,
                    group: state.unusedGroup - 1))
            return state.nodes.count - 1
        case .newKeyPackage:
            state.nodes.append(
                FlatState.Node(
                    number: FlatState.none, parent: FlatState.none, author: party, keyPackage: FlatState.missing,
                    group: FlatState.none))
            return state.nodes.count - 1
        }
    }

    private mutating func holds(_ body: Code, _ binder: Int, _ candidate: Int) throws(EvaluationError) -> Bool {
        if binders.count > binder { binders[binder] = candidate } else { binders.append(candidate) }
        return try value(body) != 0
    }

    /// A stored message that is absent has whatever fields; they do not count.
    private func normalised(_ values: [Int]) -> [Int] {
        values.first == FlatState.none ? [FlatState.none] : values
    }

    mutating func values(_ code: WideCode) throws(EvaluationError) -> [Int] {
        switch code {
        case .own(let offset, let count):
            let start = layout.bases[party] + offset
            return Array(state.slots[start..<start + count])
        case .ofParty(let operand, let slots, let count):
            let index = try value(operand)
            guard slots.indices.contains(index), slots[index] >= 0 else { throw EvaluationError(.illTyped("party")) }
            return Array(state.slots[slots[index]..<slots[index] + count])
        case .constant(let values): return values
        case .message(_, let fields):
            var values = [1]
            for field in fields { values.append(try value(field)) }
            return values
        case .filled(let operand, let count): return Array(repeating: try value(operand), count: count)
        case .unwrap(let operand):
            let values = try values(operand)
            if values.first == FlatState.none { throw EvaluationError(.unwrappedNone) }
            return values
        case .conditional(let test, let a, let b): return try value(test) != 0 ? try values(a) : try values(b)
        }
    }
}
