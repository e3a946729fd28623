import ProtocolModel

/// Which steps of a state may stand for all of them: what can be said of the rows of a model before it is explored.
///
/// Steps of different parties that do not have to do with one another lead to the same state in either order. So where nothing that the others do
/// can change what one party can do, before that has moved, exploring the steps of that party alone is enough: they are a *persistent set* (Godefroid, Partial-Order Methods for the Verification of Concurrent Systems, 1996). The set is used where
/// * one of its steps, a delivery, changes nothing that a property of states speaks of (the step is *invisible*), and
/// * that step makes the messages in flight less, by a weight for each type of message: so no run can put off the other parties' steps for ever.
///
/// What is preserved: whether a state can be reached in which a condition on variables and control states holds, and whether a
/// step can be taken: a party in some state takes some message, or a row fires. So `agreement`, `settled agreement`, `drift`, `invariant`, `never`,
/// `reachable`, `specified` and `decryptable` have the same verdicts. Runs are runs of the model, but there may be shorter ones. It is refused for
/// what depends on other things: ways back and fair runs, the history of a run, and what is in flight at one time.
struct PartialOrder: Sendable {
    /// Why a reduction is not used.
    struct Refusal: Error, Hashable, Sendable {
        let reason: String
    }

    /// Whether the reduction says the same of a property as all states do.
    static func preserves(_ kind: Property.Kind) -> Bool {
        switch kind {
        case .agreement, .settledAgreement, .drift, .specified, .decryptable: true
        case .invariant(let condition), .never(let condition), .reachable(let condition): !condition.asksNetwork
        case .recoverable, .live, .leadsTo, .historyAgreement, .freshKeys: false
        }
    }

    /// What a row may do, whatever its guard says.
    struct RowExtent: Sendable {
        /// Control states, events and message types, as bits.
        var states: UInt64
        var events: UInt64
        var messages: UInt64
        /// The control state that it leads to, -1 for the same.
        var next: Int
        var sends: [Send]

        struct Send: Sendable {
            var types: UInt64
            /// As bits.
            var roles: UInt64
        }
    }

    let layout: Layout
    /// Whether a message that is in flight keeps later ones of its channel from being delivered.
    let isOrdered: Bool
    /// By role.
    let rows: [[RowExtent]]
    /// By role: the events that another party has rows for as well, as bits.
    let sharedEvents: [UInt64]
    /// By role, row and message type: whether the row, in answer to the message, is invisible and makes the weight less.
    private let isGood: [[[Bool]]]

    /// - Parameters:
    ///   - within: the readings that are explored.
    ///   - properties: those that are judged; the others are not preserved.
    init(_ system: FlatSystem, within: ConfigurationSet, properties: [Property]) throws(Refusal) {
        let profile = system.profile
        layout = system.layout
        let model = layout.model
        if profile.loss || profile.duplication || profile.interruption != .no {
            throw Refusal(reason: "in a network that loses, duplicates or breaks, what one party does depends on it at any time")
        }
        if model.messages.count > 64 || model.roles.contains(where: { $0.states.count > 64 }) {
            throw Refusal(reason: "more than 64 types of messages or control states")
        }
        if model.roles.contains(where: { $0.rows.contains { $0.actions.contains(where: PartialOrder.disconnects) } }) {
            throw Refusal(reason: "a party that closes a connection takes what is in flight from the other")
        }
        isOrdered = profile.order == .fifo
        let flow = MessageFlow(model)
        let visible = Visibility(layout, properties.filter { PartialOrder.preserves($0.kind) })
        let isThere = PartialOrder.presence(system, within)
        rows = model.roles.indices.map { role in
            model.roles[role].rows.indices.filter { isThere[role][$0] }.map { PartialOrder.extent(model.roles[role].rows[$0], role, flow, model) }
        }
        let events = model.roles.map { role in
            role.rows.flatMap(\.triggers).reduce(UInt64(0)) { if case .event(let event) = $1 { $0 | 1 << UInt64(event) } else { $0 } }
        }
        sharedEvents = model.roles.indices.map { role in
            model.roles.indices.reduce(0) { $1 == role && model.roles[role].instanceCount == 1 ? $0 : $0 | events[$1] }
        }
        let weights = PartialOrder.weights(model, flow)
        isGood = model.roles.indices.map { role in
            model.roles[role].rows.map { row in
                let cost = PartialOrder.cost(row.actions, of: row, role, flow, model, weights)
                let isInvisible = !visible.isChanged(by: row, of: role)
                return model.messages.indices.map { isInvisible && cost < weights[$0] }
            }
        }
    }

    /// Whether a delivery is invisible and makes the messages in flight less.
    func isGood(_ label: EdgeLabel) -> Bool {
        guard case .deliver(let message, _, false) = label.kind else { return false }
        // What no row takes is gone, and nothing else has changed.
        return label.row < 0 || isGood[layout.instances[label.party].role][label.row][message]
    }

    private static func disconnects(_ action: Action) -> Bool {
        switch action {
        case .disconnect: true
        case .branch(_, let then, let otherwise): (then + otherwise).contains(where: disconnects)
        case .assign, .assignEntry, .send, .drop: false
        }
    }

    // MARK: Rows

    private static func presence(_ system: FlatSystem, _ within: ConfigurationSet) -> [[Bool]] {
        let model = system.layout.model
        return model.roles.enumerated().map { role, declaration in
            declaration.rows.map { row in
                var presence = within
                for condition in row.readings {
                    guard let choice = system.choices.firstIndex(of: ReadingChoice(role: role, reading: condition.reading)) else { continue }
                    presence = system.sets.intersection(presence, system.sets.choosing(choice, options: condition.options))
                }
                return !presence.isEmpty
            }
        }
    }

    private static func extent(_ row: Row, _ role: Int, _ flow: MessageFlow, _ model: ProtocolModel) -> RowExtent {
        var extent = RowExtent(states: 0, events: 0, messages: 0, next: row.next ?? -1, sends: [])
        for state in row.states { extent.states |= 1 << UInt64(state) }
        for trigger in row.triggers {
            switch trigger {
            case .event(let event): extent.events |= 1 << UInt64(event)
            case .message(let message): extent.messages |= 1 << UInt64(message)
            case .anyMessage, .undecryptable: extent.messages = .max
            case .interrupted: break
            }
        }
        func follow(_ actions: [Action]) {
            for action in actions {
                switch action {
                case .send(let payload, let destination, _):
                    let types = flow.messageTypes(of: payload, in: row, of: role)
                    let roles = flow.receivers(of: destination, in: row, of: role)
                    extent.sends.append(
                        RowExtent.Send(
                            types: types.reduce(0) { $0 | 1 << UInt64($1) }, roles: roles.reduce(0) { $0 | 1 << UInt64($1) }))
                case .branch(_, let then, let otherwise): follow(then + otherwise)
                case .assign, .assignEntry, .drop, .disconnect: break
                }
            }
        }
        follow(row.actions)
        return extent
    }

    // MARK: Weights

    /// By message type, at least 1: more than all that is sent in answer to it, where answers do not go round in a circle.
    private static func weights(_ model: ProtocolModel, _ flow: MessageFlow) -> [Int] {
        var weights = Array(repeating: 1, count: model.messages.count)
        // A chain of answers has no type twice, so what still grows after so many rounds goes round; any weights are right.
        for _ in model.messages.indices {
            var next = weights
            for (role, declaration) in model.roles.enumerated() {
                for row in declaration.rows {
                    let cost = cost(row.actions, of: row, role, flow, model, weights)
                    for message in model.messages.indices where cost >= next[message] && row.answers(message) {
                        next[message] = min(cost + 1, 1 << 20)
                    }
                }
            }
            if next == weights { break }
            weights = next
        }
        return weights
    }

    /// The most that the messages weigh which some actions send.
    private static func cost(
        _ actions: [Action], of row: Row, _ role: Int, _ flow: MessageFlow, _ model: ProtocolModel, _ weights: [Int]
    ) -> Int {
        actions.reduce(0) { sum, action in
            switch action {
            case .send(let payload, let destination, _):
                let weight = flow.messageTypes(of: payload, in: row, of: role).map { weights[$0] }.max() ?? 1
                switch destination {
                case .peer, .to(.sender): return sum + weight
                case .all, .to: return sum + weight * (model.instances.count - 1)
                }
            case .branch(_, let then, let otherwise):
                return sum
                    + max(
                        cost(then, of: row, role, flow, model, weights), cost(otherwise, of: row, role, flow, model, weights))
            case .assign, .assignEntry, .drop, .disconnect: return sum
            }
        }
    }
}

extension Row {
    /// Whether the row may be an answer to a message.
    fileprivate func answers(_ message: Int) -> Bool {
        triggers.contains {
            switch $0 {
            case .message(message), .anyMessage, .undecryptable: true
            case .message, .event, .interrupted: false
            }
        }
    }
}
