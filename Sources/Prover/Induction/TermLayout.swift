import ProtocolModel

/// What each of a state's terms is: which are control states, numbers and epochs, and which count only under a condition.
///
/// Follows `SymbolicState.terms`.
struct TermLayout {
    /// What stands at an index, and what follows from its value.
    indirect enum Part {
        /// A value out of a few: a control state, a flag, a case of an enumeration.
        case plain(Int)
        /// An epoch's number that travels by itself.
        case number(Int)
        /// The identity of an epoch; its number, parent, author and key package follow.
        case epoch(Int)
        /// The identity of a key package; of the four terms that follow, the third is its owner.
        case keyPackage(Int)
        /// The rest counts only where the flag is true.
        case guarded(flag: Int, [Part])
        /// Which of the alternatives counts, by the value.
        case select(Int, [[Part]])
    }

    let parts: [Part]
    /// The number of terms.
    let count: Int
    /// The index of the identity that comes next.
    let next: Int
    let overflow: Int
    /// Whether numbers are compared with numbers that do not come from epochs: groups are created, at a known number.
    let isAnchored: Bool

    init(_ layout: SymbolicLayout) throws(UnsupportedByProver) {
        let model = layout.model
        var parts: [Part] = []
        var index = 0
        for instance in layout.instances {
            parts.append(.plain(index))
            index += 1
            for variable in model.roles[instance.role].variables { parts += try TermLayout.value(variable.type, model, &index) }
        }
        for channel in 0..<layout.instances.count * layout.instances.count {
            let from = channel / layout.instances.count
            if from == channel % layout.instances.count { continue }
            for _ in 0..<layout.places { parts.append(try TermLayout.slot(from: from, layout, &index)) }
        }
        for _ in 0..<layout.instances.count * layout.instances.count + layout.profile.bounds.count {
            parts.append(.plain(index))
            index += 1
        }
        self.parts = parts
        next = index
        overflow = index + 1
        count = index + 2
        isAnchored = model.createsGroups
    }

    private static func value(_ type: ValueType, _ model: ProtocolModel, _ index: inout Int) throws(UnsupportedByProver) -> [Part] {
        let flag = index
        index += 1
        let start = index
        var inner: [Part] = []
        switch type.unwrapped {
        case .epoch:
            inner = [.epoch(start)]
            index += 5
        case .keyPackage:
            inner = [.keyPackage(start)]
            index += 5
        case .epochNumber:
            inner = [.number(start)]
            index += 1
        case .bool, .enumeration, .natural, .party, .role:
            inner = [.plain(start)]
            index += 1
        case .set(let element):
            for _ in model.values(of: element) ?? [] {
                inner.append(.plain(index))
                index += 1
            }
        case .map(let key, let element):
            for _ in model.values(of: key) ?? [] { inner += try value(element, model, &index) }
        case .message(let type):
            for field in model.messages[type].fields { inner += try value(field.type, model, &index) }
        case .optional: throw UnsupportedByProver(what: "an optional of an optional")
        }
        return [.guarded(flag: flag, inner)]
    }

    /// The terms of a place in a channel.
    private static func slot(from: Int, _ layout: SymbolicLayout, _ index: inout Int) throws(UnsupportedByProver) -> Part {
        let model = layout.model
        let role = model.roles[layout.instances[from].role]
        let present = index
        let sealed = layout.lingers ? present + 2 : present + 1
        index = sealed + 2
        var seal: [Part] = []
        for part in role.protection.sending ?? [] {
            guard case .variable(let variable) = part else { throw UnsupportedByProver(what: "a key that is no variable") }
            seal += try value(role.variables[variable].type.unwrapped, model, &index)
        }
        let nodes = index
        let integers = nodes + layout.nodeCount * 6
        index = integers + layout.integerCount * 2
        let alternatives = model.messages.indices.map { type -> [Part] in
            var parts: [Part] = []
            var used = Set<Int>()
            for (place, field) in zip(layout.fields[type], model.messages[type].fields) {
                let flag = place.isNode ? nodes + place.index * 6 : integers + place.index * 2
                used.insert(flag)
                let inner: Part =
                    switch field.type.unwrapped {
                    case .epoch: .epoch(flag + 1)
                    case .keyPackage: .keyPackage(flag + 1)
                    case .epochNumber: .number(flag + 1)
                    default: .plain(flag + 1)
                    }
                parts.append(.guarded(flag: flag, [inner]))
            }
            // What the type does not have is `none` in its slot.
            let flags = (0..<layout.nodeCount).map { nodes + $0 * 6 } + (0..<layout.integerCount).map { integers + $0 * 2 }
            return parts + flags.filter { !used.contains($0) }.map { .plain($0) }
        }
        return .guarded(
            flag: present,
            (layout.lingers ? [.plain(present + 1)] : []) + [.guarded(flag: sealed, seal), .select(sealed + 1, alternatives)])
    }
}
