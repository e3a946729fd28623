import ProtocolModel

/// The exchanges of identical parties under which a model does not change.
///
/// The members of a role family have one table. Where no expression names one of them, exchanging two of them in a state gives a state that
/// can go on in the same ways, with the same parties exchanged (Ip and Dill, Better Verification Through Symmetry, 1996: members are
/// a scalarset). One state of each such orbit stands for all of them, for questions that no exchange changes:
/// * whether a state can be reached in which a condition holds that names no member;
/// * whether a step can happen that violates `specified` or `decryptable`;
/// * whether there is a way back (`recoverable`): the fair steps are the same for all members.
///
/// It is not used where a property follows one party through a run, since an exchange on the way makes another party of it: `live`, `leads to`,
/// `history agreement`, `fresh keys`.
struct Symmetry: Sendable {
    let layout: Layout
    /// The parties that can be exchanged, family by family, in ascending order.
    let families: [[Int]]
    /// By number: by party, the party that it becomes. The first exchanges nobody.
    let permutations: [[Int]]
    /// By number: the permutation that undoes it.
    let inverses: [[Int]]

    /// More than this many permutations cost more than they save.
    static let limit = 120

    /// `nil` where no two parties are identical, or some expression tells them apart.
    init?(_ layout: Layout) {
        self.layout = layout
        let model = layout.model
        var families: [[Int]] = []
        for (role, family) in model.roles.enumerated() where family.instanceCount > 1 {
            let members = layout.instances.indices.filter { layout.instances[$0].role == role }
            if !Symmetry.names(members, in: model) { families.append(members) }
        }
        var permutations = [Array(layout.instances.indices)]
        for members in families {
            let orders = Symmetry.orders(of: members)
            if permutations.count * orders.count > Symmetry.limit { return nil }
            permutations = permutations.flatMap { permutation in
                orders.map { order in
                    var result = permutation
                    for (member, other) in zip(members, order) { result[member] = other }
                    return result
                }
            }
        }
        if permutations.count == 1 { return nil }
        self.families = families
        self.permutations = permutations
        inverses = permutations.map { permutation in
            var inverse = permutation
            for (from, to) in permutation.enumerated() { inverse[to] = from }
            return inverse
        }
    }

    /// All orders of some parties, the first as they are.
    private static func orders(of members: [Int]) -> [[Int]] {
        guard let first = members.first else { return [[]] }
        return orders(of: Array(members.dropFirst())).flatMap { rest in
            (0...rest.count).map { place in
                var order = rest
                order.insert(first, at: place)
                return order
            }
        }
        .sorted { $0.lexicographicallyPrecedes($1) }
    }

    /// Whether an expression of the model names one of the parties.
    private static func names(_ members: [Int], in model: ProtocolModel) -> Bool {
        func mentions(_ value: Value) -> Bool {
            switch value {
            case .party(let party): members.contains(party)
            case .set(let values): values.contains(where: mentions)
            case .map(let values): values.contains(where: mentions)
            case .message(let message): message.fields.contains(where: mentions)
            case .none, .bool, .enumeration, .natural, .epoch, .epochNumber, .keyPackage: false
            }
        }
        var found = false
        func look(_ expression: Expression) {
            found = found || expression.contains { if case .literal(let value) = $0 { mentions(value) } else { false } }
        }
        model.forEachExpression(look)
        for role in model.roles {
            role.protection.sending?.forEach(look)
            role.protection.receiving.forEach { $0.forEach(look) }
        }
        return found
    }

    // MARK: Values

    /// The value that a finite value becomes.
    private func permuted(_ value: Value, _ permutation: [Int]) -> Value {
        if case .party(let party) = value, party >= 0 { .party(permutation[party]) } else { value }
    }

    /// What the values of a variable or a field become; those known by identity stay as they are.
    func permuted(_ values: ArraySlice<Int>, of type: ValueType, _ permutation: [Int]) -> [Int] {
        guard let first = values.first, first != FlatState.none || values.count > 1 else { return Array(values) }
        let model = layout.model
        switch type.unwrapped {
        case .party, .role: return [first >= 0 ? permutation[first] : first]
        case .set(let element):
            let domain = model.values(of: element) ?? []
            var result = 0
            for (index, value) in domain.enumerated() where first >> index & 1 != 0 {
                result |= 1 << (domain.firstIndex(of: permuted(value, permutation)) ?? index)
            }
            return [result]
        case .map(let key, let element):
            let domain = model.values(of: key) ?? []
            let width = Layout.width(of: element, in: model)
            var result = Array(values)
            for (index, value) in domain.enumerated() {
                let start = values.startIndex + index * width
                let place = (domain.firstIndex(of: permuted(value, permutation)) ?? index) * width
                result.replaceSubrange(place..<place + width, with: permuted(values[start..<start + width], of: element, permutation))
            }
            return result
        case .message(let index):
            var result = [first]
            var start = values.startIndex + 1
            for field in model.messages[index].fields {
                let width = Layout.width(of: field.type, in: model)
                result += permuted(values[start..<start + width], of: field.type, permutation)
                start += width
            }
            return result
        case .bool, .enumeration, .natural, .epoch, .epochNumber, .keyPackage, .optional: return Array(values)
        }
    }

    /// What the control state and the variables of a party become.
    func permuted(party: Int, _ values: ArraySlice<Int>, _ permutation: [Int]) -> [Int] {
        guard let control = values.first else { return [] }
        var result = [control]
        var start = values.startIndex + 1
        for variable in layout.model.roles[layout.instances[party].role].variables {
            let width = Layout.width(of: variable.type, in: layout.model)
            result += permuted(values[start..<start + width], of: variable.type, permutation)
            start += width
        }
        return result
    }

    /// What the values of a message in flight become; `from` is its sender before the exchange.
    func permuted(_ envelope: FlatState.Envelope, from: Int, _ permutation: [Int]) -> FlatState.Envelope {
        let model = layout.model
        let role = model.roles[layout.instances[from].role]
        var types = model.messages[envelope.type].fields.map(\.type)
        if envelope.isSealed {
            types =
                (role.protection.sending ?? []).map { part in
                    if case .variable(let variable) = part { role.variables[variable].type } else { .bool }
                } + types
        }
        var result = envelope
        result.values = zip(envelope.values, types).flatMap { permuted([$0][...], of: $1, permutation) }
        return result
    }

    /// Bits of pairs of parties, `from * parties + to`.
    func permuted(pairs: UInt64, _ permutation: [Int]) -> UInt64 {
        let count = layout.instances.count
        var result: UInt64 = 0
        for pair in 0..<count * count where pairs >> UInt64(pair) & 1 != 0 {
            result |= 1 << UInt64(permutation[pair / count] * count + permutation[pair % count])
        }
        return result
    }
}
