import ProtocolModel

/// A number, a truth value, or something that does not matter.
enum ConcreteValue: Hashable {
    case integer(Int)
    case bool(Bool)
    case any

    /// Whether a value of a model fits.
    func fits(_ other: ConcreteValue) -> Bool { self == .any || other == .any || self == other }
}

extension SymbolicLayout {
    /// The values of a state's terms, in the order of `SymbolicState.terms`, for a state of the interpreter.
    ///
    /// Identities are the indices of the commit tree, which counts as `SymbolicState.nextIdentity` does.
    func values(of state: GlobalState) -> [ConcreteValue] {
        var result: [ConcreteValue] = []
        for (index, instance) in instances.enumerated() {
            result.append(.integer(state.parties[index].control))
            for (variable, value) in zip(model.roles[instance.role].variables, state.parties[index].variables) {
                append(value, variable.type, state.tree, &result)
            }
        }
        for channel in state.channels.indices {
            let (from, to) = (channel / instances.count, channel % instances.count)
            if from == to { continue }
            for place in 0..<places {
                let envelopes = state.channels[channel]
                append(envelopes.indices.contains(place) ? envelopes[place] : nil, from: from, state.tree, &result)
            }
        }
        for channel in state.channels.indices {
            result.append(.bool(state.unaware.contains(channel)))
        }
        result += state.counters.map { .integer($0) }
        result.append(.integer(state.tree.count))
        result.append(.bool(false))
        return result
    }

    private func append(_ value: Value, _ type: ValueType, _ tree: CommitTree, _ result: inout [ConcreteValue]) {
        result.append(.bool(value != .none))
        if value == .none {
            result += Array(repeating: .any, count: width(type.unwrapped))
            return
        }
        switch value {
        case .bool(let flag): result.append(.bool(flag))
        case .natural(let number), .epochNumber(let number), .enumeration(let number), .party(let number):
            result.append(.integer(number))
        case .epoch(let node), .keyPackage(let node): append(node, tree, &result)
        case .set(let members):
            guard case .set(let element) = type.unwrapped else { return }
            result += (model.values(of: element) ?? []).map { .bool(members.contains($0)) }
        case .map(let values):
            guard case .map(_, let element) = type.unwrapped else { return }
            for value in values { append(value, element, tree, &result) }
        case .message(let message):
            for (field, value) in zip(model.messages[message.type].fields, message.fields) { append(value, field.type, tree, &result) }
        case .none: break
        }
    }

    private func append(_ node: Node, _ tree: CommitTree, _ result: inout [ConcreteValue]) {
        switch tree.entry(at: node) {
        case .epoch(let epoch):
            result += [
                .integer(node.index), .integer(epoch.number), .integer(epoch.parent?.index ?? -1), .integer(epoch.author ?? -1),
                .integer(epoch.keyPackage?.index ?? -1),
            ]
        case .keyPackage(let owner): result += [.integer(node.index), .any, .any, .integer(owner), .any]
        case nil: result += Array(repeating: .any, count: 5)
        }
    }

    private func append(
        _ envelope: GlobalState.Envelope?, from: Int, _ tree: CommitTree, _ result: inout [ConcreteValue]
    ) {
        let sealing = model.roles[instances[from].role].protection.sending ?? []
        let sealTypes = sealing.map { part -> ValueType in
            if case .variable(let variable) = part { return model.roles[instances[from].role].variables[variable].type.unwrapped }
            return .bool
        }
        result.append(.bool(envelope != nil))
        guard let envelope else {
            let seal = sealTypes.map { 1 + width($0) }.reduce(0, +)
            result += Array(repeating: .any, count: (lingers ? 3 : 2) + seal + nodeCount * 6 + integerCount * 2)
            return
        }
        if lingers { result.append(.bool(envelope.isStale)) }
        result += [.bool(envelope.seal != nil), .integer(envelope.message.type)]
        for (index, type) in sealTypes.enumerated() {
            if let seal = envelope.seal {
                append(seal[index], type, tree, &result)
            } else {
                result += Array(repeating: .any, count: 1 + width(type))
            }
        }
        // What a message does not have is `none` in its slot, so that equal messages have equal slots.
        var nodes = Array(repeating: [.bool(false)] + [ConcreteValue](repeating: .any, count: 5), count: nodeCount)
        var integers = Array(repeating: [ConcreteValue.bool(false), .any], count: integerCount)
        for (place, value) in zip(fields[envelope.message.type], envelope.message.fields) {
            var list: [ConcreteValue] = []
            switch value {
            case .none: list = [.bool(false)]
            case .bool(let flag): list = [.bool(true), .integer(flag ? 1 : 0)]
            case .epoch(let node), .keyPackage(let node):
                list = [.bool(true)]
                append(node, tree, &list)
            default: list = [.bool(true), value.integerOrIndex.map { .integer($0) } ?? .any]
            }
            if place.isNode {
                nodes[place.index].replaceSubrange(0..<list.count, with: list)
            } else {
                integers[place.index].replaceSubrange(0..<list.count, with: list)
            }
        }
        result += nodes.joined()
        result += integers.joined()
    }

    /// The number of terms of a value, beside whether there is one.
    private func width(_ type: ValueType) -> Int {
        switch type {
        case .bool, .enumeration, .natural, .epochNumber, .party, .role: 1
        case .epoch, .keyPackage: 5
        case .set(let element): model.values(of: element)?.count ?? 0
        case .map(let key, let element): (model.values(of: key)?.count ?? 0) * (1 + width(element.unwrapped))
        case .message(let type): model.messages[type].fields.map { 1 + width($0.type.unwrapped) }.reduce(0, +)
        case .optional(let wrapped): width(wrapped)
        }
    }
}

extension Value {
    fileprivate var integerOrIndex: Int? {
        switch self {
        case .natural(let value), .epochNumber(let value), .enumeration(let value), .party(let value): value
        default: nil
        }
    }
}

extension SymbolicSystem {
    /// The steps that can be taken in a state, with the values of the states that they lead to: what the interpreter's `transitions` says,
    /// by the encoding. For tests of the encoding.
    func transitions(from state: GlobalState, readings: ReadingAssignment) -> [(step: Step, target: [ConcreteValue], finding: Finding?)] {
        let context = layout.context
        var from: [Term] = []
        var to: [Term] = []
        for (term, value) in zip(current.terms, layout.values(of: state)) where !context.isTrue(term) && !context.isFalse(term) {
            from.append(term)
            switch value {
            case .integer(let number): to.append(context.integer(number))
            case .bool(let flag): to.append(context.bool(flag))
            // Something unlikely, so that what should not matter is seen to matter where it does.
            case .any: to.append(context.isBoolean(term) ? context.yes : context.integer(777))
            }
        }
        for (choice, term) in zip(layout.choices, layout.readings) {
            from.append(term)
            to.append(context.integer(readings.option(role: choice.role, reading: choice.reading)))
        }
        return moves.compactMap { move in
            guard context.value(context.substitute(move.guarded, from, to)) == .bool(true) else { return nil }
            return (move.step, move.target.terms.map { context.value(context.substitute($0, from, to)) }, move.finding)
        }
    }
}
