/// A running party: an instance of a role.
public struct Instance: Hashable, Sendable {
    /// An index into `ProtocolModel.roles`.
    public var role: Int
    /// The index within the role's family, from 0.
    public var member: Int
    /// `Initiator`, or `Member 2` in a family (members are numbered from 1 for people).
    public var name: String
}

extension ProtocolModel {
    /// The running parties, family by family, in the order of the roles. A party's index in this list is its identity.
    public var instances: [Instance] {
        roles.indices.flatMap { index in
            let role = roles[index]
            return (0..<role.instanceCount).map { member in
                Instance(
                    role: index, member: member,
                    name: role.familySize == nil ? role.name : "\(role.name) \(member + 1)")
            }
        }
    }

    /// The readings that make a difference, role by role: those that a row of the role names, in its `Reading` cell or in
    /// an expression.
    public var readingChoices: [ReadingChoice] {
        roles.indices.flatMap { role in
            let used = roles[role].rows.reduce(into: Set<Int>()) { $0.formUnion($1.readingsUsed) }
            return used.sorted().map { ReadingChoice(role: role, reading: $0) }
        }
    }
}

extension Row {
    /// The readings that the row depends on.
    public var readingsUsed: Set<Int> {
        var result = Set(readings.map(\.reading))
        if case .when(let condition) = guards { condition.collectReadings(into: &result) }
        for action in actions { action.collectReadings(into: &result) }
        return result
    }
}

extension Action {
    func collectReadings(into result: inout Set<Int>) {
        switch self {
        case .assign(_, let value): value.collectReadings(into: &result)
        case .assignEntry(_, let key, let value):
            key.collectReadings(into: &result)
            value.collectReadings(into: &result)
        case .send(let payload, let destination, _):
            payload.collectReadings(into: &result)
            if case .to(let party) = destination { party.collectReadings(into: &result) }
        case .drop: break
        case .disconnect(let destination):
            if case .to(let party) = destination { party.collectReadings(into: &result) }
        case .branch(let condition, let then, let otherwise):
            condition.collectReadings(into: &result)
            for action in then + otherwise { action.collectReadings(into: &result) }
        }
    }
}
