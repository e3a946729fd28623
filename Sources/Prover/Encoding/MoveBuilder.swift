import ProtocolModel

/// Builds every move of a system: the interpreter's rules, over terms.
struct MoveBuilder {
    let layout: SymbolicLayout
    let current: SymbolicState
    private(set) var moves: [SymbolicSystem.Move] = []

    init(_ layout: SymbolicLayout, _ current: SymbolicState) {
        self.layout = layout
        self.current = current
    }

    private var context: Context { layout.context }
    private var model: ProtocolModel { layout.model }
    private var profile: NetworkProfile { layout.profile }
    private var instances: [Instance] { layout.instances }
    private var isSet: Bool { profile.order == .any && profile.duplication }

    /// What a party is confronted with.
    struct Occurrence {
        var trigger: Trigger
        var binders: [Symbolic] = []
        var sender: Int?
        /// Whether the message was sent on an earlier connection; `nil` where there is none.
        var stale: Term?
    }

    /// A row that may fire, and when.
    struct Candidate {
        var row: Int
        var fires: Term
    }

    mutating func build() throws(UnsupportedByProver) {
        for party in instances.indices {
            for event in model.events.indices { try spontaneous(party, event) }
        }
        for from in instances.indices {
            for to in instances.indices where from != to {
                try deliveries(from, to)
                losses(from, to)
            }
        }
        for a in instances.indices {
            for b in instances.indices where a < b { try interruptions(a, b) }
        }
        for party in instances.indices {
            for peer in instances.indices where party != peer { try notification(party, peer) }
        }
    }

    // MARK: Rows

    /// The rows by which a party can answer, and when none can.
    func candidates(
        for occurrence: Occurrence, at party: Int, in state: SymbolicState
    ) throws(UnsupportedByProver) -> (rows: [Candidate], none: Term) {
        let explicit = try candidates(occurrence.trigger, occurrence, at: party, in: state)
        guard case .message = occurrence.trigger else { return explicit }
        let fallback = try candidates(.anyMessage, Occurrence(trigger: .anyMessage, sender: occurrence.sender, stale: occurrence.stale), at: party, in: state)
        return (
            explicit.rows + fallback.rows.map { Candidate(row: $0.row, fires: context.and(explicit.none, $0.fires)) },
            context.and(explicit.none, fallback.none)
        )
    }

    func candidates(
        _ trigger: Trigger, _ occurrence: Occurrence, at party: Int, in state: SymbolicState
    ) throws(UnsupportedByProver) -> (rows: [Candidate], none: Term) {
        let role = instances[party].role
        var explicit: [Candidate] = []
        var otherwise: [Candidate] = []
        for (index, row) in model.roles[role].rows.enumerated() where row.triggers.contains(trigger) {
            var conditions = [
                context.or(row.states.sorted().map { context.equal(state.parties[party].control, context.integer($0)) })
            ]
            for condition in row.readings {
                let option = layout.option(role: role, reading: condition.reading)
                conditions.append(context.or(condition.options.sorted().map { context.equal(option, context.integer($0)) }))
            }
            // Where the control state is known, most rows are out of the question.
            if conditions.contains(where: context.isFalse) { continue }
            switch row.guards {
            case .always: explicit.append(Candidate(row: index, fires: context.and(conditions)))
            case .otherwise: otherwise.append(Candidate(row: index, fires: context.and(conditions)))
            case .when(let expression):
                var evaluator = SymbolicEvaluator(
                    layout, state, party: party, sender: occurrence.sender, binders: occurrence.binders, stale: occurrence.stale)
                let condition = try evaluator.condition(expression)
                conditions += [evaluator.isDefined, condition]
                explicit.append(Candidate(row: index, fires: context.and(conditions)))
            }
        }
        let noneExplicit = context.not(context.or(explicit.map(\.fires)))
        let rest = otherwise.map { Candidate(row: $0.row, fires: context.and(noneExplicit, $0.fires)) }
        return (explicit + rest, context.and(noneExplicit, context.not(context.or(otherwise.map(\.fires)))))
    }

    /// Carries a row out, or its first `count` actions; the condition under which that is possible, and those under which a message finds its
    /// channel full.
    func fire(
        _ row: Int, for occurrence: Occurrence, at party: Int, in state: SymbolicState, count: Int = .max
    ) throws(UnsupportedByProver) -> (target: SymbolicState, isPossible: Term, lost: [Term]) {
        let declaration = model.roles[instances[party].role].rows[row]
        let binders = declaration.triggers.contains(occurrence.trigger) ? occurrence.binders : []
        var evaluator = SymbolicEvaluator(
            layout, state, party: party, sender: occurrence.sender, binders: binders, stale: occurrence.stale)
        var sent = Array(repeating: context.no, count: current.channels.count)
        var lost: [Term] = []
        try carryOut(Array(declaration.actions.prefix(count)), &evaluator, party, &sent, &lost)
        if let next = declaration.next { evaluator.state.parties[party].control = context.integer(next) }
        var isPossible = evaluator.isDefined
        if case .event = occurrence.trigger, !profile.loss {
            for channel in sent.indices where !context.isFalse(sent[channel]) {
                let isFull = holds(profile.capacity + 1, evaluator.state.channels[channel])
                isPossible = context.and(isPossible, context.not(context.and(sent[channel], isFull)))
            }
        }
        return (evaluator.state, isPossible, lost)
    }

    private func carryOut(
        _ actions: [Action], _ evaluator: inout SymbolicEvaluator, _ party: Int, _ sent: inout [Term], _ lost: inout [Term]
    ) throws(UnsupportedByProver) {
        for action in actions {
            switch action {
            case .drop: break
            case .assign(let variable, let expression):
                let value = try evaluator.evaluate(expression)
                try assign(value, to: variable, &evaluator, party)
            case .assignEntry(let variable, let key, let expression):
                let key = try evaluator.evaluate(key)
                let value = try evaluator.evaluate(expression)
                guard case .map(let keys, var values) = evaluator.state.parties[party].variables[variable].body else {
                    throw UnsupportedByProver(what: "an entry of no map")
                }
                if case .map(_, let type) = model.roles[instances[party].role].variables[variable].type.unwrapped {
                    require(value, fits: type, &evaluator)
                }
                for index in keys.indices {
                    let isKey = context.equal(context.literal(keys[index]), key)
                    values[index] = context.conditional(isKey, context.shaped(value, like: values[index]), values[index])
                }
                evaluator.state.parties[party].variables[variable].body = .map(keys: keys, values)
            case .send(let payload, let destination, let protected):
                try send(payload, destination, protected, &evaluator, party, &sent, &lost)
            case .disconnect(let destination):
                for (peer, condition) in try receivers(destination, &evaluator, party) {
                    var after = evaluator.state
                    cut(party, peer, &after)
                    after.unaware[layout.channel(party, peer)] = context.no
                    after.unaware[layout.channel(peer, party)] = context.yes
                    evaluator.state = context.conditional(condition, after, evaluator.state)
                }
            case .branch(let test, let then, let otherwise):
                let chosen = try evaluator.condition(test)
                let before = evaluator
                let sentBefore = sent
                var lostThen: [Term] = []
                try carryOut(then, &evaluator, party, &sent, &lostThen)
                var other = before
                var sentOther = sentBefore
                var lostOther: [Term] = []
                try carryOut(otherwise, &other, party, &sentOther, &lostOther)
                lost += lostThen.map { context.and(chosen, $0) } + lostOther.map { context.and(context.not(chosen), $0) }
                evaluator.state = context.conditional(chosen, evaluator.state, other.state)
                evaluator.isDefined = context.conditional(chosen, evaluator.isDefined, other.isDefined)
                sent = zip(sent, sentOther).map { context.conditional(chosen, $0, $1) }
            }
        }
    }

    private func assign(
        _ value: Symbolic, to variable: Int, _ evaluator: inout SymbolicEvaluator, _ party: Int
    ) throws(UnsupportedByProver) {
        let type = model.roles[instances[party].role].variables[variable].type
        require(value, fits: type, &evaluator)
        evaluator.state.parties[party].variables[variable] = context.shaped(value, like: current.parties[party].variables[variable])
    }

    /// The interpreter's `isInRange`.
    private func require(_ value: Symbolic, fits type: ValueType, _ evaluator: inout SymbolicEvaluator) {
        if !type.isOptional { evaluator.isDefined = context.and(evaluator.isDefined, value.some) }
        switch (type.unwrapped, value.body) {
        case (.natural(let lower, let upper), .integer(let term)):
            let inRange = context.and(
                context.lessOrEqual(context.integer(lower), term), context.lessOrEqual(term, context.integer(upper)))
            evaluator.isDefined = context.and(evaluator.isDefined, context.implies(value.some, inRange))
        case (.map(_, let element), .map(_, let values)):
            for value in values { require(value, fits: element, &evaluator) }
        default: break
        }
    }

    private func receivers(
        _ destination: Destination, _ evaluator: inout SymbolicEvaluator, _ party: Int
    ) throws(UnsupportedByProver) -> [(Int, Term)] {
        let others = instances.indices.filter { $0 != party }
        switch destination {
        case .all: return others.map { ($0, context.yes) }
        case .peer:
            if let sender = evaluator.sender { return [(sender, context.yes)] }
            guard others.count == 1 else { throw UnsupportedByProver(what: "a message to nobody in particular") }
            return [(others[0], context.yes)]
        case .to(let expression):
            let value = try evaluator.evaluate(expression)
            switch value.body {
            case .integer(let term):
                let conditions = others.map { ($0, context.equal(term, context.integer($0))) }
                evaluator.isDefined = context.and(evaluator.isDefined, value.some, context.or(conditions.map(\.1)))
                return conditions
            case .set, .list:
                return others.map { ($0, context.isMember(context.literal(.party($0)), of: value.body)) }
            default: throw UnsupportedByProver(what: "a destination that is no party")
            }
        }
    }

    // MARK: Messages

    private func send(
        _ payload: Expression, _ destination: Destination, _ protected: Bool, _ evaluator: inout SymbolicEvaluator, _ party: Int,
        _ sent: inout [Term], _ lost: inout [Term]
    ) throws(UnsupportedByProver) {
        let value = try evaluator.evaluate(payload)
        evaluator.isDefined = context.and(evaluator.isDefined, value.some)
        guard case .message(let type, let fields) = value.body else { throw UnsupportedByProver(what: "sending no message") }
        var seal: [Symbolic] = []
        var isSealed = context.no
        if protected, let key = model.roles[instances[party].role].protection.sending {
            for part in key { seal.append(try evaluator.evaluate(part)) }
            isSealed = context.and(seal.map(\.some))
        }
        for (receiver, condition) in try receivers(destination, &evaluator, party) {
            let channel = layout.channel(party, receiver)
            guard let pattern = evaluator.state.channels[channel].first else { continue }
            let message = layout.slot(type, fields, seal: seal, isSealed: isSealed, pattern: pattern)
            let alreadyThere = isSet ? contains(evaluator.state.channels[channel], message) : context.no
            let (after, arrives, isFull) = append(message, to: channel, evaluator.state)
            let isLost = context.and(condition, isFull)
            if !context.isFalse(isLost) { lost.append(isLost) }
            let happens = context.and(condition, arrives)
            evaluator.state = context.conditional(happens, after, evaluator.state)
            sent[channel] = context.or(sent[channel], context.and(condition, context.or(arrives, alreadyThere)))
        }
    }

    /// The state with one message more, whether the network takes it, and whether it is lost because the channel is full.
    private func append(
        _ message: SymbolicState.Slot, to channel: Int, _ state: SymbolicState
    ) -> (state: SymbolicState, arrives: Term, isFull: Term) {
        var after = state
        var arrives = context.not(state.unaware[channel])
        let slots = state.channels[channel]
        if isSet { arrives = context.and(arrives, context.not(contains(slots, message))) }
        var isFull = context.no
        if profile.loss {
            let holds = holds(profile.capacity, slots)
            isFull = context.and(arrives, holds)
            arrives = context.and(arrives, context.not(holds))
        }
        for place in slots.indices {
            let isFirstFree = context.and(
                context.not(slots[place].isPresent), place == 0 ? context.yes : slots[place - 1].isPresent)
            after.channels[channel][place] = context.conditional(isFirstFree, message, slots[place])
        }
        if let last = slots.last { after.overflow = context.or(state.overflow, last.isPresent) }
        return (after, arrives, isFull)
    }

    /// Whether a channel holds at least so many messages of the present connection.
    private func holds(_ count: Int, _ slots: [SymbolicState.Slot]) -> Term {
        if count <= 0 { return context.yes }
        // Those of an earlier connection come first.
        guard layout.lingers else { return count <= slots.count ? slots[count - 1].isPresent : context.no }
        return context.or(
            slots.indices.dropFirst(count - 1).map {
                context.and(slots[$0].isPresent, context.not(slots[$0 - count + 1].isStale ?? context.no))
            })
    }

    private func contains(_ slots: [SymbolicState.Slot], _ message: SymbolicState.Slot) -> Term {
        context.or(
            slots.map { slot in
                let seals = context.or(
                    context.not(slot.isSealed), context.and(zip(slot.seal, message.seal).map { context.equal($0, $1) }))
                return context.and(
                    [slot.isPresent, context.not(slot.isStale ?? context.no), context.equal(slot.type, message.type), context.equal(slot.isSealed, message.isSealed), seals]
                        + zip(slot.nodes, message.nodes).map { context.equal($0, $1) }
                        + zip(slot.integers, message.integers).map { context.equal($0, $1) })
            })
    }

    private func remove(_ place: Int, from channel: Int, _ state: SymbolicState) -> SymbolicState {
        var after = state
        var slots = state.channels[channel]
        for index in place..<max(place, slots.count - 1) { slots[index] = slots[index + 1] }
        if !slots.isEmpty { slots[slots.count - 1].isPresent = context.no }
        after.channels[channel] = slots
        return after
    }

    private func opens(_ slot: SymbolicState.Slot, at party: Int, _ state: SymbolicState) throws(UnsupportedByProver) -> Term {
        var ways = [context.not(slot.isSealed)]
        var evaluator = SymbolicEvaluator(layout, state, party: party)
        for key in model.roles[instances[party].role].protection.receiving {
            guard key.count == slot.seal.count else { continue }
            var same: [Term] = []
            for (part, seal) in zip(key, slot.seal) { same.append(context.equal(try evaluator.evaluate(part), seal)) }
            ways.append(context.and(same))
        }
        return context.or(ways)
    }

    // MARK: Moves

    private mutating func add(
        _ step: Step, _ conditions: [Term], _ target: SymbolicState, _ finding: SymbolicSystem.Finding? = nil, lost: [Term] = []
    ) {
        let guarded = context.and(conditions)
        if context.isFalse(guarded) { return }
        moves.append(SymbolicSystem.Move(step: step, guarded: guarded, target: target, finding: finding, lost: lost))
    }

    private mutating func spontaneous(_ party: Int, _ event: Int) throws(UnsupportedByProver) {
        let lists = model.events[event].parameters.reduce([[]] as [[Value]]) { prefixes, parameter in
            prefixes.flatMap { prefix in (model.values(of: parameter.type) ?? []).map { prefix + [$0] } }
        }
        for arguments in lists {
            let occurrence = Occurrence(trigger: .event(event), binders: arguments.map(context.literal))
            for candidate in try candidates(for: occurrence, at: party, in: current).rows where !context.isFalse(candidate.fires) {
                let (fired, isPossible, lost) = try fire(candidate.row, for: occurrence, at: party, in: current)
                var target = fired
                let allowed = count(.event(event), &target)
                add(
                    .event(party: party, event: event, arguments: arguments, row: candidate.row),
                    [candidate.fires, isPossible, allowed], target, lost: lost)
            }
        }
    }

    private mutating func deliveries(_ from: Int, _ to: Int) throws(UnsupportedByProver) {
        let channel = layout.channel(from, to)
        let all = Array(current.channels[channel].indices)
        let places = profile.order == .fifo && !layout.lingers ? Array(all.prefix(1)) : all
        for place in places {
            for stays in profile.duplication ? [false, true] : [false] {
                let slot = current.channels[channel][place]
                if context.isFalse(slot.isPresent) { continue }
                var arrived = stays ? current : remove(place, from: channel, current)
                let allowed = stays ? count(.duplication, &arrived) : context.yes
                let isStale = slot.isStale ?? context.no
                let isThere = context.and(
                    slot.isPresent, context.or(isStale, context.not(current.unaware[layout.channel(to, from)])), allowed,
                    isNext(place, current.channels[channel]))
                if context.isFalse(isThere) { continue }
                let opens = try opens(slot, at: to, arrived)
                func step(_ row: Int?) -> Step { .deliver(from: from, to: to, position: place, stays: stays, row: row) }
                for type in model.messages.indices {
                    let isType = context.equal(slot.type, context.integer(type))
                    if context.isFalse(isType) || context.isFalse(opens) { continue }
                    let occurrence = Occurrence(
                        trigger: .message(type), binders: layout.binders(slot, type: type), sender: from, stale: isStale)
                    let (rows, none) = try candidates(for: occurrence, at: to, in: arrived)
                    for candidate in rows where !context.isFalse(candidate.fires) {
                        let (target, isPossible, lost) = try fire(candidate.row, for: occurrence, at: to, in: arrived)
                        add(step(candidate.row), [isThere, opens, isType, candidate.fires, isPossible], target, lost: lost)
                    }
                    add(step(nil), [isThere, opens, isType, none], arrived, .unspecified)
                }
                if context.isTrue(opens) { continue }
                let occurrence = Occurrence(trigger: .undecryptable, sender: from, stale: isStale)
                let (rows, none) = try candidates(for: occurrence, at: to, in: arrived)
                for candidate in rows where !context.isFalse(candidate.fires) {
                    let (target, isPossible, lost) = try fire(candidate.row, for: occurrence, at: to, in: arrived)
                    add(
                        step(candidate.row), [isThere, context.not(opens), candidate.fires, isPossible], target, .undecryptable,
                        lost: lost)
                }
                add(step(nil), [isThere, context.not(opens), none], arrived, .undecryptable)
            }
        }
    }

    private mutating func losses(_ from: Int, _ to: Int) {
        guard profile.loss else { return }
        let channel = layout.channel(from, to)
        for place in current.channels[channel].indices {
            var target = remove(place, from: channel, current)
            let allowed = count(.loss, &target)
            add(.lose(from: from, to: to, position: place), [current.channels[channel][place].isPresent, allowed], target)
        }
    }

    /// Whether a message of a channel is the next of its connection, where they keep their order.
    private func isNext(_ place: Int, _ slots: [SymbolicState.Slot]) -> Term {
        guard layout.lingers, profile.order == .fifo, place > 0 else { return context.yes }
        return context.and(context.not(slots[place].isStale ?? context.no), slots[place - 1].isStale ?? context.no)
    }

    /// What is left of a channel whose connection goes, where messages linger: those of the connection before are lost, the others are of
    /// an earlier connection now.
    private func aged(_ slots: [SymbolicState.Slot]) -> [SymbolicState.Slot] {
        func isOld(_ place: Int) -> Term { context.and(slots[place].isPresent, slots[place].isStale ?? context.no) }
        var result = slots
        for place in slots.indices {
            var here = slots[place]
            for old in slots.indices.reversed() {
                // The first `old + 1` messages are lost, and no more.
                let isLast = context.and(isOld(old), old + 1 < slots.count ? context.not(isOld(old + 1)) : context.yes)
                var moved = place + old + 1 < slots.count ? slots[place + old + 1] : slots[place]
                if place + old + 1 >= slots.count { moved.isPresent = context.no }
                here = context.conditional(isLast, moved, here)
            }
            here.isStale = context.yes
            result[place] = here
        }
        return result
    }

    private func cut(_ a: Int, _ b: Int, _ state: inout SymbolicState) {
        for channel in [layout.channel(a, b), layout.channel(b, a)] {
            if layout.lingers {
                state.channels[channel] = aged(state.channels[channel])
                continue
            }
            for place in state.channels[channel].indices { state.channels[channel][place].isPresent = context.no }
        }
    }

    /// The ways in which a party takes the news that a connection has gone.
    private func tell(
        _ party: Int, of peer: Int, in state: SymbolicState
    ) throws(UnsupportedByProver) -> [(told: Step.Told, condition: Term, target: SymbolicState, lost: [Term])] {
        var told = state
        told.unaware[layout.channel(party, peer)] = context.no
        let occurrence = Occurrence(trigger: .interrupted, sender: peer)
        let (rows, none) = try candidates(for: occurrence, at: party, in: told)
        var result: [(Step.Told, Term, SymbolicState, [Term])] = [(Step.Told(party: party, row: nil), none, told, [])]
        for candidate in rows where !context.isFalse(candidate.fires) {
            let (target, isPossible, lost) = try fire(candidate.row, for: occurrence, at: party, in: told)
            result.append((Step.Told(party: party, row: candidate.row), context.and(candidate.fires, isPossible), target, lost))
        }
        return result
    }

    private mutating func interruptions(_ a: Int, _ b: Int) throws(UnsupportedByProver) {
        guard profile.interruption != .no else { return }
        var broken = current
        cut(a, b, &broken)
        let allowed = count(.interruption, &broken)
        if profile.interruption == .halfOpen {
            for (told, other) in [(a, b), (b, a)] {
                var halfOpen = broken
                halfOpen.unaware[layout.channel(other, told)] = context.yes
                for (first, condition, target, lost) in try tell(told, of: other, in: halfOpen) {
                    add(.interrupt(first: first, second: nil, between: a, and: b), [allowed, condition], target, lost: lost)
                }
            }
        } else {
            for (first, condition, between, lost) in try tell(a, of: b, in: broken) where !context.isFalse(condition) {
                for (second, other, target, more) in try tell(b, of: a, in: between) {
                    add(
                        .interrupt(first: first, second: second, between: a, and: b), [allowed, condition, other], target,
                        lost: lost + more)
                }
            }
        }
    }

    private mutating func notification(_ party: Int, _ peer: Int) throws(UnsupportedByProver) {
        let isUnaware = current.unaware[layout.channel(party, peer)]
        for (told, condition, target, lost) in try tell(party, of: peer, in: current) {
            add(.learn(told, peer: peer), [isUnaware, condition], target, lost: lost)
        }
    }

    /// Counts a bounded thing; whether it may still happen.
    private func count(_ subject: Bound.Subject, _ state: inout SymbolicState) -> Term {
        var allowed: [Term] = []
        for (index, bound) in profile.bounds.enumerated() where bound.subject == subject {
            allowed.append(context.less(state.counters[index], context.integer(bound.most)))
            state.counters[index] = context.add(state.counters[index], context.integer(1))
        }
        return context.and(allowed)
    }
}
