import ProtocolModel

/// The transition system of a model in one network profile, for all readings at once: the explorer's fast counterpart of
/// `Interpreter`, against which it is tested state by state.
struct FlatSystem {
    let layout: Layout
    let profile: NetworkProfile
    let choices: [ReadingChoice]
    let sets: ConfigurationSets
    let table: FlatTable
    /// By role: the offsets of the variables that key what it sends, and of those that open what it receives.
    let sendingKeys: [[Int]]
    let receivingKeys: [[[Int]]]
    let parties: Int
    private let argumentLists: [[[Int]]]
    private let isSet: Bool
    /// Whether the effects of a step say what it does to the network.
    private let recordsNetwork: Bool

    /// A successor and the configurations in which the step is there.
    struct Successor {
        var state: FlatState
        var presence: ConfigurationSet
        var label: EdgeLabel
        var effects: [FlatEffect]
        /// Whether a group was created.
        var created: Bool
    }

    /// A row that cannot be carried out.
    struct Failure {
        var error: EvaluationError
        var presence: ConfigurationSet
        /// The spontaneous step, -1 for none.
        var event = -1
    }

    init(
        _ model: ProtocolModel, profile: NetworkProfile, sets: ConfigurationSets, recordsNetwork: Bool = false
    ) throws(UnsupportedModel) {
        layout = try Layout(model)
        self.profile = profile
        self.recordsNetwork = recordsNetwork
        choices = model.readingChoices
        self.sets = sets
        table = try FlatTable(layout, choices: choices, sets: sets)
        parties = layout.instances.count
        isSet = profile.order == .any && profile.duplication
        let layout = layout
        func offsets(_ role: Int, _ key: [Expression]) throws(UnsupportedModel) -> [Int] {
            var result: [Int] = []
            for part in key {
                guard case .variable(let variable) = part else {
                    throw UnsupportedModel("a key of \(model.roles[role].name) is not a variable")
                }
                result.append(layout.offsets[role][variable])
            }
            return result
        }
        var sending: [[Int]] = []
        var receiving: [[[Int]]] = []
        for (index, role) in model.roles.enumerated() {
            sending.append(try offsets(index, role.protection.sending ?? []))
            var keys: [[Int]] = []
            for key in role.protection.receiving { keys.append(try offsets(index, key)) }
            receiving.append(keys)
        }
        sendingKeys = sending
        receivingKeys = receiving
        argumentLists = model.events.map { event in
            event.parameters.reduce([[]]) { prefixes, parameter in
                let values = (model.values(of: parameter.type) ?? []).map(Compiler.integer)
                return prefixes.flatMap { prefix in values.map { prefix + [$0] } }
            }
        }
    }

    // MARK: Rows

    private struct Occurrence {
        var sender = -1
        var isStale = false
        var binders: [Int] = []
    }

    /// The rows that can fire, each with the configurations in which it does; what is left of `within` finds no row.
    private func firing(
        _ rows: [FlatRow], within: ConfigurationSet, _ occurrence: Occurrence, at party: Int, in state: FlatState,
        failures: inout [Failure]
    ) -> (rows: [(FlatRow, ConfigurationSet)], rest: ConfigurationSet) {
        var result: [(FlatRow, ConfigurationSet)] = []
        var covered = ConfigurationSet.empty
        for row in rows where !row.isOtherwise {
            let presence = sets.intersection(row.presence, within)
            if presence.isEmpty { continue }
            if let condition = row.condition {
                var machine = Machine(
                    layout, state, party: party, sender: occurrence.sender, isStale: occurrence.isStale,
                    binders: occurrence.binders)
                do {
                    if try !machine.condition(condition) { continue }
                } catch {
                    failures.append(Failure(error: EvaluationError(error.reason, row: row.name), presence: presence))
                    continue
                }
            }
            result.append((row, presence))
            covered = sets.union(covered, presence)
        }
        let rest = sets.subtracting(within, covered)
        var left = rest
        if !rest.isEmpty {
            for row in rows where row.isOtherwise {
                let presence = sets.intersection(row.presence, rest)
                if presence.isEmpty { continue }
                result.append((row, presence))
                left = sets.subtracting(left, presence)
            }
        }
        return (result, left)
    }

    /// Carries a row out; `nil` where a spontaneous step has to wait for room.
    private func fire(
        _ row: FlatRow, spontaneous: Bool, _ occurrence: Occurrence, at party: Int, in state: FlatState,
        effects: [FlatEffect]
    ) throws(EvaluationError) -> (FlatState, [FlatEffect], created: Bool)? {
        var machine = Machine(
            layout, state, party: party, sender: occurrence.sender, isStale: occurrence.isStale, binders: occurrence.binders)
        var effects = effects
        var sentTo: [Int] = []
        do {
            try carryOut(row.actions, &machine, &effects, &sentTo)
        } catch {
            throw EvaluationError(error.reason, row: row.name)
        }
        if row.next >= 0 { machine.state.slots[layout.bases[party]] = row.next }
        if spontaneous, !profile.loss {
            for channel in sentTo where machine.state.channels[channel].count(where: { !$0.isStale }) > profile.capacity {
                return nil
            }
        }
        return (machine.state, effects, machine.created)
    }

    private func carryOut(
        _ actions: [FlatAction], _ machine: inout Machine, _ effects: inout [FlatEffect], _ sentTo: inout [Int]
    ) throws(EvaluationError) {
        let party = machine.party
        let base = layout.bases[party]
        for action in actions {
            switch action {
            case .assign(let offset, let code, let range, let goesRound):
                let value = try machine.value(code)
                try check(value, range)
                machine.state.slots[base + offset] = value
                effects.append(.assigned(party: party, slot: base + offset, value: value, goesRound: goesRound))
            case .assignWide(let offset, let code, let count):
                let values = try machine.values(code)
                if values.first == FlatState.none {
                    for index in 0..<count { machine.state.slots[base + offset + index] = FlatState.none }
                } else {
                    for index in 0..<min(count, values.count) { machine.state.slots[base + offset + index] = values[index] }
                }
            case .assignEntry(let offset, let key, let domain, let code, let range):
                let key = try machine.value(key)
                guard let ordinal = domain.firstIndex(of: key) else { throw EvaluationError(.illTyped("map key")) }
                let value = try machine.value(code)
                try check(value, range)
                machine.state.slots[base + offset + ordinal] = value
                effects.append(.assigned(party: party, slot: base + offset + ordinal, value: value, goesRound: false))
            case .send(let payload, let type, let destination, let protected):
                let values = try machine.values(payload)
                if values.first == FlatState.none { throw EvaluationError(.unwrappedNone) }
                var key: [Int] = []
                if protected {
                    key = sendingKeys[layout.instances[party].role].map { machine.state.slots[base + $0] }
                    if key.contains(FlatState.none) { key = [] }
                }
                let envelope = FlatState.Envelope(
                    type: type, isStale: false, isSealed: !key.isEmpty, values: key + values.dropFirst())
                for receiver in try receivers(destination, &machine) {
                    if !key.isEmpty { effects.append(.sealed(party: party, key: key)) }
                    if recordsNetwork { effects.append(.sent(channel: party * parties + receiver, envelope)) }
                    switch send(envelope, from: party, to: receiver, &machine.state) {
                    case .inFlight: sentTo.append(party * parties + receiver)
                    case .disconnected: break
                    case .full: effects.append(.lost)
                    }
                }
            case .disconnect(let destination):
                for peer in try receivers(destination, &machine) {
                    if recordsNetwork { effects.append(.disconnected(party: party, peer: peer)) }
                    cut(party, peer, &machine.state)
                    machine.state.unaware &= ~bit(party, peer)
                    machine.state.unaware |= bit(peer, party)
                    effects.append(.connectionReset(party: party))
                }
            case .branch(let condition, let then, let otherwise):
                let chosen = try machine.condition(condition) ? then : otherwise
                try carryOut(chosen, &machine, &effects, &sentTo)
            }
        }
    }

    private func check(_ value: Int, _ range: FlatAction.Range) throws(EvaluationError) {
        if value == FlatState.none {
            if !range.acceptsNone { throw EvaluationError(.outOfRange(.none, range.type)) }
        } else if value < range.lower || value > range.upper {
            throw EvaluationError(.outOfRange(.natural(value), range.type))
        }
    }

    private func receivers(_ destination: FlatDestination, _ machine: inout Machine) throws(EvaluationError) -> [Int] {
        let party = machine.party
        switch destination {
        case .all: return (0..<parties).filter { $0 != party }
        case .peer:
            if machine.sender >= 0 { return [machine.sender] }
            guard parties == 2 else { throw EvaluationError(.noDestination) }
            return [1 - party]
        case .party(let code):
            let receiver = try machine.value(code)
            guard (0..<parties).contains(receiver), receiver != party else { throw EvaluationError(.noDestination) }
            return [receiver]
        case .parties(let code, let domain):
            let mask = try machine.value(code)
            return domain.indices.filter { mask & (1 << $0) != 0 && domain[$0] != party }.map { domain[$0] }
        }
    }

    private func bit(_ from: Int, _ to: Int) -> UInt64 { 1 << UInt64(from * parties + to) }

    /// What becomes of a message that is sent.
    private enum Sending {
        case inFlight, disconnected, full
    }

    private func send(_ envelope: FlatState.Envelope, from: Int, to: Int, _ state: inout FlatState) -> Sending {
        let channel = from * parties + to
        if state.unaware & bit(from, to) != 0 { return .disconnected }
        if isSet, state.channels[channel].contains(envelope) { return .inFlight }
        if profile.loss, state.channels[channel].count(where: { !$0.isStale }) >= profile.capacity { return .full }
        state.channels[channel].append(envelope)
        return .inFlight
    }

    private func cut(_ a: Int, _ b: Int, _ state: inout FlatState) {
        for channel in [a * parties + b, b * parties + a] {
            if profile.interruption == .lingering {
                var kept: [FlatState.Envelope] = []
                for var envelope in state.channels[channel] where !envelope.isStale {
                    envelope.isStale = true
                    if !isSet || !kept.contains(envelope) { kept.append(envelope) }
                }
                state.channels[channel] = kept
            } else if !state.channels[channel].isEmpty {
                state.channels[channel] = []
            }
        }
    }

    // MARK: Steps

    /// All successors in all configurations.
    func successors(of state: FlatState, failures: inout [Failure]) -> [Successor] {
        var result: [Successor] = []
        for party in 0..<parties { spontaneous(state, party, &result, &failures) }
        for from in 0..<parties {
            for to in 0..<parties where !state.channels[from * parties + to].isEmpty {
                deliveries(state, from, to, &result, &failures)
                losses(state, from, to, &result)
            }
        }
        interruptions(state, &result, &failures)
        return result
    }

    func spontaneous(_ state: FlatState, _ party: Int, _ result: inout [Successor], _ failures: inout [Failure]) {
        let cell = table.cells[layout.instances[party].role][state.slots[layout.bases[party]]]
        for event in cell.events.indices where !cell.events[event].isEmpty && mayCount(.event(event), state) {
            let known = failures.count
            defer { for index in known..<failures.count { failures[index].event = event } }
            for arguments in argumentLists[event] {
                let occurrence = Occurrence(binders: arguments)
                let (rows, _) = firing(
                    cell.events[event], within: .all, occurrence, at: party, in: state, failures: &failures)
                for (row, presence) in rows {
                    do {
                        guard
                            let (fired, effects, created) = try fire(
                                row, spontaneous: true, occurrence, at: party, in: state, effects: [])
                        else { continue }
                        var target = fired
                        count(.event(event), &target)
                        result.append(
                            Successor(
                                state: target, presence: presence,
                                label: EdgeLabel(kind: .event(event), party: party, peer: -1, row: row.row),
                                effects: effects, created: created))
                    } catch {
                        failures.append(Failure(error: error, presence: presence))
                    }
                }
            }
        }
    }

    func deliveries(
        _ state: FlatState, _ from: Int, _ to: Int, _ result: inout [Successor], _ failures: inout [Failure]
    ) {
        let channel = from * parties + to
        let messages = state.channels[channel]
        let positions: [Int] =
            switch profile.order {
            case .any: Array(messages.indices)
            case .fifo: [false, true].compactMap { stale in messages.firstIndex { $0.isStale == stale } }
            }
        for position in positions {
            let envelope = messages[position]
            // A party learns that the old connection has gone before it reads from the new one.
            if !envelope.isStale, state.unaware & bit(to, from) != 0 { continue }
            for stays in profile.duplication && mayCount(.duplication, state) ? [false, true] : [false] {
                var arrived = state
                if stays { count(.duplication, &arrived) } else { arrived.channels[channel].remove(at: position) }
                let role = layout.instances[to].role
                let control = arrived.slots[layout.bases[to]]
                let cell = table.cells[role][control]
                let sealWidth = envelope.isSealed ? layout.sealKinds[layout.instances[from].role].count : 0
                let base = layout.bases[to]
                let opens =
                    !envelope.isSealed
                    || receivingKeys[role].contains { key in
                        key.count == sealWidth
                            && key.indices.allSatisfy { arrived.slots[base + key[$0]] == envelope.values[$0] }
                    }
                var label = EdgeLabel(
                    kind: .deliver(message: envelope.type, isStale: envelope.isStale, stays: stays), party: to, peer: from,
                    row: -1)
                label.isUndecryptable = !opens
                label.overtakes =
                    profile.order == .any && messages[..<position].contains { $0.isStale == envelope.isStale }
                var occurrence = Occurrence(
                    sender: from, isStale: envelope.isStale, binders: opens ? Array(envelope.values.dropFirst(sealWidth)) : [])
                let (rows, unanswered) = firing(
                    opens ? cell.messages[envelope.type] : cell.undecryptable, within: .all, occurrence, at: to, in: arrived,
                    failures: &failures)
                var answers = rows.map { ($0.0, $0.1, occurrence) }
                var rest = unanswered
                if opens, !rest.isEmpty {
                    // A row for any message does not see the fields.
                    occurrence.binders = []
                    let (fallbacks, left) = firing(
                        cell.anyMessage, within: rest, occurrence, at: to, in: arrived, failures: &failures)
                    answers += fallbacks.map { ($0.0, $0.1, occurrence) }
                    rest = left
                }
                for (row, presence, seen) in answers {
                    do {
                        guard
                            let (target, effects, created) = try fire(
                                row, spontaneous: false, seen, at: to, in: arrived, effects: [])
                        else { continue }
                        var label = label
                        label.row = row.row
                        result.append(
                            Successor(
                                state: target, presence: presence, label: label, effects: effects, created: created))
                    } catch {
                        failures.append(Failure(error: error, presence: presence))
                    }
                }
                if !rest.isEmpty {
                    if opens { label.hole = control }
                    result.append(
                        Successor(state: arrived, presence: rest, label: label, effects: [], created: false))
                }
            }
        }
    }

    private func losses(_ state: FlatState, _ from: Int, _ to: Int, _ result: inout [Successor]) {
        guard profile.loss, mayCount(.loss, state) else { return }
        let channel = from * parties + to
        for position in state.channels[channel].indices {
            var target = state
            target.channels[channel].remove(at: position)
            count(.loss, &target)
            result.append(
                Successor(
                    state: target, presence: .all, label: EdgeLabel(kind: .lose, party: to, peer: from, row: -1),
                    effects: [], created: false))
        }
    }

    private func interruptions(_ state: FlatState, _ result: inout [Successor], _ failures: inout [Failure]) {
        if profile.interruption != .no, mayCount(.interruption, state) {
            for a in 0..<parties {
                for b in a + 1..<max(parties, a + 1) {
                    var broken = state
                    cut(a, b, &broken)
                    count(.interruption, &broken)
                    if profile.interruption == .halfOpen {
                        for (told, other) in [(a, b), (b, a)] {
                            var halfOpen = broken
                            halfOpen.unaware |= bit(other, told)
                            for one in tell(told, of: other, halfOpen, within: .all, [], &failures) {
                                result.append(
                                    Successor(
                                        state: one.state, presence: one.presence,
                                        label: EdgeLabel(kind: .interrupt, party: told, peer: other, row: one.label.row),
                                        effects: one.effects, created: one.created))
                            }
                        }
                    } else {
                        for first in tell(a, of: b, broken, within: .all, [], &failures) {
                            for second in tell(b, of: a, first.state, within: first.presence, first.effects, &failures) {
                                var label = EdgeLabel(kind: .interrupt, party: a, peer: b, row: first.label.row)
                                label.secondRow = second.label.row
                                label.secondTold = true
                                result.append(
                                    Successor(
                                        state: second.state, presence: second.presence, label: label,
                                        effects: second.effects, created: first.created || second.created))
                            }
                        }
                    }
                }
            }
        }
        if state.unaware != 0 {
            for party in 0..<parties {
                for peer in 0..<parties where state.unaware & bit(party, peer) != 0 {
                    result += tell(party, of: peer, state, within: .all, [], &failures)
                }
            }
        }
    }

    func tell(
        _ party: Int, of peer: Int, _ state: FlatState, within: ConfigurationSet, _ effects: [FlatEffect],
        _ failures: inout [Failure]
    ) -> [Successor] {
        var told = state
        told.unaware &= ~bit(party, peer)
        let occurrence = Occurrence(sender: peer)
        let cell = table.cells[layout.instances[party].role][told.slots[layout.bases[party]]]
        let before = effects + [.connectionReset(party: party)]
        let (rows, rest) = firing(cell.interrupted, within: within, occurrence, at: party, in: told, failures: &failures)
        var result: [Successor] = []
        var label = EdgeLabel(kind: .learn, party: party, peer: peer, row: -1)
        for (row, presence) in rows {
            do {
                guard
                    let (target, effects, created) = try fire(
                        row, spontaneous: false, occurrence, at: party, in: told, effects: before)
                else { continue }
                label.row = row.row
                result.append(
                    Successor(state: target, presence: presence, label: label, effects: effects, created: created))
            } catch {
                failures.append(Failure(error: error, presence: presence))
            }
        }
        if !rest.isEmpty {
            label.row = -1
            result.append(Successor(state: told, presence: rest, label: label, effects: before, created: false))
        }
        return result
    }

    // MARK: Bounds

    private func mayCount(_ subject: Bound.Subject, _ state: FlatState) -> Bool {
        profile.bounds.indices.allSatisfy {
            profile.bounds[$0].subject != subject || state.counters[$0] < profile.bounds[$0].most
        }
    }

    private func count(_ subject: Bound.Subject, _ state: inout FlatState) {
        for index in profile.bounds.indices where profile.bounds[index].subject == subject { state.counters[index] += 1 }
    }
}
