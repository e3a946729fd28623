import ProtocolModel

/// Components with parties exchanged, computed once.
extension StepSystem {
    private func permuted(name: Int, _ permutation: [Int]) -> Int {
        let name = store.names[name]
        return store.name(number: name.number, author: name.author >= 0 ? permutation[name.author] : name.author, twin: name.twin)
    }

    /// Names in place of the names that nodes had.
    private func renamed(_ kind: ComponentStore.Kind, _ content: [Int], _ permutation: [Int]) -> [Int] {
        zip(content, store.kinds(kind, content)).map { value, kind in
            kind == .node && value >= 0 ? permuted(name: value, permutation) : value
        }
    }

    private func permuted(part: Int, _ permutation: [Int], _ symmetry: Symmetry) -> Int {
        var content = renamed(.part, store.content(.part, part), permutation)
        if content[0] < 0 {
            content[1] = Int(Int64(bitPattern: symmetry.permuted(pairs: UInt64(bitPattern: Int64(content[1])), permutation)))
        } else {
            let party = content[0]
            content = [permutation[party]] + symmetry.permuted(party: party, content.dropFirst(), permutation)
        }
        return store.part(.part, content)
    }

    private func permuted(message: Int, _ permutation: [Int], _ symmetry: Symmetry) -> Int {
        let content = renamed(.message, store.content(.message, message), permutation)
        let envelope = FlatState.Envelope(
            type: content[1], isStale: content[2] & 1 != 0, isSealed: content[2] & 2 != 0, values: Array(content.dropFirst(3)))
        let values = symmetry.permuted(envelope, from: content[0], permutation).values
        return store.part(.message, [permutation[content[0]], content[1], content[2]] + values)
    }

    private func permuted(tree: Int, _ permutation: [Int]) -> Int {
        store.tree(
            store.nodes(ofTree: tree).map { node in
                var node = node
                node.name = permuted(name: node.name, permutation)
                if node.parent >= 0 { node.parent = permuted(name: node.parent, permutation) }
                if node.keyPackage >= 0 { node.keyPackage = permuted(name: node.keyPackage, permutation) }
                return node
            })
    }

    /// A component after the parties are exchanged; a channel's is that of another channel.
    func computePermuted(_ kind: ComponentStore.Kind, _ number: Int, by index: Int) -> Int {
        guard let symmetry else { return number }
        return memo(ComponentKey.permuted(kind, number, index)) {
            let permutation = symmetry.permutations[index]
            switch kind {
            case .part: return permuted(part: number, permutation, symmetry)
            case .tree: return permuted(tree: number, permutation)
            case .message: return permuted(message: number, permutation, symmetry)
            case .channel:
                return store.channel(store.content(.channel, number).map { permuted(message: $0, permutation, symmetry) })
            }
        }
    }

    /// A number that the state of a party keeps when parties are exchanged: made of its control state and of all values that no exchange
    /// changes.
    func computeInvariant(ofPart part: Int) -> UInt64 {
        guard let symmetry else { return 0 }
        return UInt64(
            memo(ComponentKey.invariant(part)) {
                let content = store.content(.part, part)
                let role = system.layout.model.roles[system.layout.instances[content[0]].role]
                var hash = ComponentStore.mix(UInt64(role.states.count), UInt64(content[1]))
                var place = 2
                for variable in role.variables {
                    let width = Layout.width(of: variable.type, in: system.layout.model)
                    let values = content[place..<place + width]
                    hash = ComponentStore.mix(hash, symmetry.invariant(of: values, variable.type, store, party: content[0]))
                    place += width
                }
                // Any number that is no key's absence.
                return Int(hash >> 1)
            })
    }
}

extension Symmetry {
    /// Of a variable in the state of a party, what no exchange changes.
    fileprivate func invariant(of values: ArraySlice<Int>, _ type: ValueType, _ store: ComponentStore, party: Int) -> UInt64 {
        guard case .map(_, let element) = type.unwrapped else {
            return invariant(of: values.first ?? 0, type, store, party: party)
        }
        // The keys may be members, so it must not matter which entry stands where.
        return values.reduce(0) { $0 &+ ComponentStore.mix(29, invariant(of: $1, element, store, party: party)) }
    }

    /// Of a value in the state of a party, what no exchange changes.
    fileprivate func invariant(of value: Int, _ type: ValueType, _ store: ComponentStore, party: Int) -> UInt64 {
        if value == FlatState.none { return 1 }
        switch type.unwrapped {
        case .bool, .enumeration, .natural, .epochNumber: return 2 &+ UInt64(bitPattern: Int64(value)) &* 4
        case .party, .role: return value == party ? 3 : 5
        case .epoch, .keyPackage:
            guard value >= 0 else { return 7 }
            let name = store.names[value]
            return UInt64(bitPattern: Int64(name.number)) &* 16 &+ (name.author == party ? 9 : 11)
        case .set: return UInt64(value.nonzeroBitCount) &* 16 &+ 13
        case .message, .map, .optional: return 15
        }
    }
}
