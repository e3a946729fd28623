import ProtocolModel

/// A global state as terms.
struct SymbolicState {
    struct Party {
        /// The index of the control state.
        var control: Term
        var variables: [Symbolic]
    }

    /// A place of a channel.
    struct Slot {
        var isPresent: Term
        /// Whether it was sent on an earlier connection; only where interruptions let messages linger. Those that were come first.
        var isStale: Term?
        var isSealed: Term
        /// The index of the message's type.
        var type: Term
        var seal: [Symbolic]
        /// Fields of all messages share these: epochs and key packages, and everything else.
        var nodes: [Symbolic]
        var integers: [Symbolic]
    }

    var parties: [Party]
    /// By `from * parties + to`, oldest first; places are filled from the front.
    var channels: [[Slot]]
    /// By `from * parties + to`.
    var unaware: [Term]
    var counters: [Term]
    /// The identity that the next epoch or key package gets.
    var nextIdentity: Term
    /// Whether a message found no place, because the encoding has too few.
    var overflow: Term
}

extension SymbolicState {
    /// All terms, in one order for all states of a system.
    var terms: [Term] {
        func list(_ value: Symbolic) -> [Term] {
            let body: [Term] =
                switch value.body {
                case .nothing, .list: []
                case .bool(let term), .integer(let term): [term]
                case .node(let node): node.all
                case .set(let members): members.map(\.isMember)
                case .map(_, let values), .message(_, let values): values.flatMap(list)
                }
            return [value.some] + body
        }
        var result: [Term] = []
        for party in parties { result += [party.control] + party.variables.flatMap(list) }
        for channel in channels {
            for slot in channel {
                result += [slot.isPresent] + (slot.isStale.map { [$0] } ?? []) + [slot.isSealed, slot.type] + slot.seal.flatMap(list) + slot.nodes.flatMap(list)
                    + slot.integers.flatMap(list)
            }
        }
        return result + unaware + counters + [nextIdentity, overflow]
    }
}

extension SymbolicState {
    /// A state of the same shape with other terms, in the order of `terms`.
    func replacing(_ terms: [Term]) -> SymbolicState {
        var index = 0
        func take() -> Term {
            index += 1
            return terms[index - 1]
        }
        func replace(_ value: Symbolic) -> Symbolic {
            let some = take()
            let body: Symbolic.Body =
                switch value.body {
                case .nothing, .list: value.body
                case .bool: .bool(take())
                case .integer: .integer(take())
                case .node: .node(NodeTerms((0..<5).map { _ in take() }))
                case .set(let members): .set(members.map { ($0.value, take()) })
                case .map(let keys, let values): .map(keys: keys, values.map(replace))
                case .message(let type, let fields): .message(type: type, fields.map(replace))
                }
            return Symbolic(some: some, body: body)
        }
        let parties = parties.map { Party(control: take(), variables: $0.variables.map(replace)) }
        let channels = channels.map { slots in
            slots.map { slot in
                Slot(
                    isPresent: take(), isStale: slot.isStale.map { _ in take() }, isSealed: take(), type: take(), seal: slot.seal.map(replace), nodes: slot.nodes.map(replace),
                    integers: slot.integers.map(replace))
            }
        }
        return SymbolicState(
            parties: parties, channels: channels, unaware: unaware.map { _ in take() }, counters: counters.map { _ in take() },
            nextIdentity: take(), overflow: take())
    }
}

extension Context {
    /// `if condition then a else b`, component by component.
    func conditional(_ condition: Term, _ a: SymbolicState, _ b: SymbolicState) -> SymbolicState {
        if isTrue(condition) { return a }
        if isFalse(condition) { return b }
        var result = a
        for party in a.parties.indices {
            result.parties[party].control = conditional(condition, a.parties[party].control, b.parties[party].control)
            for index in a.parties[party].variables.indices {
                result.parties[party].variables[index] = conditional(
                    condition, a.parties[party].variables[index], b.parties[party].variables[index])
            }
        }
        for channel in a.channels.indices {
            for place in a.channels[channel].indices {
                result.channels[channel][place] = conditional(condition, a.channels[channel][place], b.channels[channel][place])
            }
            result.unaware[channel] = conditional(condition, a.unaware[channel], b.unaware[channel])
        }
        for index in a.counters.indices { result.counters[index] = conditional(condition, a.counters[index], b.counters[index]) }
        result.nextIdentity = conditional(condition, a.nextIdentity, b.nextIdentity)
        result.overflow = conditional(condition, a.overflow, b.overflow)
        return result
    }

    private func conditional(_ condition: Term, _ a: Term?, _ b: Term?) -> Term? {
        guard let a, let b else { return a ?? b }
        return conditional(condition, a, b)
    }

    func conditional(_ condition: Term, _ a: SymbolicState.Slot, _ b: SymbolicState.Slot) -> SymbolicState.Slot {
        func merge(_ a: [Symbolic], _ b: [Symbolic]) -> [Symbolic] { zip(a, b).map { conditional(condition, $0, $1) } }
        return SymbolicState.Slot(
            isPresent: conditional(condition, a.isPresent, b.isPresent), isStale: conditional(condition, a.isStale, b.isStale),
            isSealed: conditional(condition, a.isSealed, b.isSealed),
            type: conditional(condition, a.type, b.type), seal: merge(a.seal, b.seal), nodes: merge(a.nodes, b.nodes),
            integers: merge(a.integers, b.integers))
    }
}
