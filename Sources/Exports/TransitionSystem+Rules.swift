import ProtocolModel

/// The steps of the parties and of the network.
extension TransitionSystem {
    /// A row that can answer something in some control state, and when.
    private struct Answer {
        var row: Int
        var control: Int
        var condition: Term
    }

    private func rows(of role: Int, in control: Int, answering trigger: Trigger) -> [Int] {
        let declaration = model.roles[role]
        return declaration.rows.indices.filter { index in
            let row = declaration.rows[index]
            return row.states.contains(control) && row.triggers.contains(trigger)
                && row.readings.allSatisfy { $0.options.contains(request.readings.option(role: role, reading: $0.reading)) }
        }
    }

    /// The rows that fire, and when none does.
    private func firing(_ rows: [Int], _ control: Int, _ translator: Translator) throws(ExportError) -> (answers: [Answer], rest: Term) {
        guard let party = translator.party else { return ([], .truth(true)) }
        let role = instances[party].role
        var answers: [Answer] = []
        var covered: [Term] = []
        for index in rows where model.roles[role].rows[index].guards != .otherwise {
            var condition = Term.truth(true)
            if case .when(let expression) = model.roles[role].rows[index].guards { condition = try translator.condition(expression) }
            answers.append(Answer(row: index, control: control, condition: condition))
            covered.append(condition)
        }
        let rest = Term.negation(.some(covered))
        var left = rest
        for index in rows where model.roles[role].rows[index].guards == .otherwise {
            answers.append(Answer(row: index, control: control, condition: rest))
            left = .truth(false)
        }
        return (answers.filter { $0.condition != .truth(false) }, left)
    }

    /// When one of the answers is given, by control state.
    private func condition(of answers: [(control: Int, condition: Term)], _ party: Int) -> Term {
        var groups: [(condition: Term, controls: [Int])] = []
        for answer in answers {
            if let index = groups.firstIndex(where: { $0.condition == answer.condition }) {
                if !groups[index].controls.contains(answer.control) { groups[index].controls.append(answer.control) }
            } else {
                groups.append((answer.condition, [answer.control]))
            }
        }
        let translator = Translator(self)
        return .some(groups.map { .all([translator.isIn(party, $0.controls), $0.condition]) })
    }

    private func body(_ row: Int, _ translator: inout Translator) throws(ExportError) -> [Statement] {
        guard let party = translator.party else { return [] }
        let role = instances[party].role
        let declaration = model.roles[role].rows[row]
        var result = try translator.statements(declaration.actions)
        if let next = declaration.next { result.append(.set(variable: controls[party], .constant(constants.states[role][next]))) }
        return result
    }

    private func mayCount(_ subject: Bound.Subject) -> Term {
        .all(
            profile.bounds.indices.filter { profile.bounds[$0].subject == subject }.map {
                .comparing(.less, .counter($0), .integer(profile.bounds[$0].most))
            })
    }

    private func counting(_ subject: Bound.Subject) -> [Statement] {
        profile.bounds.indices.filter { profile.bounds[$0].subject == subject }.map { .count($0) }
    }

    private mutating func add(
        _ name: String, _ title: String, line: Int?, _ condition: Term, _ body: [Statement], channel: Int? = nil, waitsForRoom: Bool = false,
        isLoss: Bool = false
    ) {
        if condition == .truth(false) { return }
        rules.append(
            Rule(
                name: constants.unique(name), title: title, line: line, condition: condition, body: body, channel: channel,
                waitsForRoom: waitsForRoom, isLoss: isLoss))
    }

    // MARK: Spontaneous steps

    mutating func addSpontaneousRules() throws(ExportError) {
        for (party, instance) in instances.enumerated() {
            let role = model.roles[instance.role]
            for (event, declaration) in model.events.enumerated() {
                var lists: [[Value]] = [[]]
                for parameter in declaration.parameters {
                    guard let values = model.values(of: parameter.type) else { throw .unsupported("a parameter that is not finite") }
                    lists = lists.flatMap { prefix in values.map { prefix + [$0] } }
                }
                for arguments in lists {
                    var translator = Translator(self, party: party)
                    translator.binders = zip(arguments, declaration.parameters).map { value, parameter in
                        Translator.Operand(term: constants.literal(value, parameter.type), type: parameter.type, none: .truth(value == .none))
                    }
                    var answers: [Answer] = []
                    for control in role.states.indices {
                        answers += try firing(rows(of: instance.role, in: control, answering: .event(event)), control, translator).answers
                    }
                    for row in Set(answers.map(\.row)).sorted() {
                        var translator = translator
                        let given = answers.filter { $0.row == row }.map { (control: $0.control, condition: $0.condition) }
                        let suffix = arguments.isEmpty ? "" : "_\(arguments.map { model.describe($0, as: .party) }.joined(separator: "_"))"
                        add(
                            "\(partyNames[party])_\(role.rows[row].name)\(suffix)", "\(instance.name): \(role.rows[row].name), \(declaration.name)",
                            line: role.rows[row].source.line, .all([condition(of: given, party), mayCount(.event(event))]),
                            try body(row, &translator) + counting(.event(event)), waitsForRoom: !profile.loss)
                    }
                }
            }
        }
    }

    // MARK: Messages

    /// When the message at the rule's place can be delivered, before it is asked what its reader makes of it.
    private func isDeliverable(_ index: Int) -> Term {
        let channel = channels[index]
        let place = Term.Place.parameter
        var conditions = [Term.different(.column(channel: index, place: place, column: 0), .none)]
        if let stale = channel.stale, let back = self.channel(channel.to, channel.from), remembersUnaware {
            conditions.append(.some([.column(channel: index, place: place, column: stale), .negation(.isUnaware(channel: back))]))
        } else if let back = self.channel(channel.to, channel.from), remembersUnaware {
            conditions.append(.negation(.isUnaware(channel: back)))
        }
        return .all(conditions)
    }

    /// Whether the reader has a key for the message at the rule's place.
    private func opens(_ index: Int) throws(ExportError) -> Term {
        let channel = channels[index]
        guard let sealed = channel.sealed else { return .truth(true) }
        let receiver = model.roles[instances[channel.to].role]
        var keys = [Term.equal(.column(channel: index, place: .parameter, column: sealed), .none)]
        for key in receiver.protection.receiving where key.count == channel.seal.count {
            var parts: [Term] = []
            for (part, column) in zip(key, channel.seal) {
                guard case .variable(let variable) = part else { throw .unsupported("a key of \(receiver.name) that is not a variable") }
                parts.append(.equal(.column(channel: index, place: .parameter, column: column), .variable(slots[channel.to][variable])))
            }
            keys.append(.all(parts))
        }
        return .some(keys)
    }

    mutating func addDeliveries() throws(ExportError) {
        let flow = MessageFlow(model)
        for index in channels.indices {
            let channel = channels[index]
            let roleIndex = instances[channel.to].role
            let role = model.roles[roleIndex]
            let reader = instances[channel.to].name
            let type = Term.column(channel: index, place: .parameter, column: 0)
            let deliverable = isDeliverable(index)
            let opens = try opens(index)
            var base = Translator(self, party: channel.to, sender: channel.from)
            if let stale = channel.stale { base.stale = .column(channel: index, place: .parameter, column: stale) }
            var unanswered: [Term] = []
            // A row for any message answers several with one body.
            var fallbacks: [(row: Int, control: Int, message: Int, condition: Term)] = []
            for message in model.messages.indices where flow.arriving[roleIndex].contains(message) {
                let isIt = Term.equal(type, .constant(constants.messages[message]))
                var translator = base
                translator.binders = model.messages[message].fields.enumerated().map { position, field in
                    translator.operand(.column(channel: index, place: .parameter, column: channel.fields[message][position]), field.type)
                }
                var answers: [Answer] = []
                var holes: [(control: Int, condition: Term)] = []
                for control in role.states.indices {
                    let (own, rest) = try firing(rows(of: roleIndex, in: control, answering: .message(message)), control, translator)
                    answers += own
                    if rest == .truth(false) { continue }
                    let (others, left) = try firing(rows(of: roleIndex, in: control, answering: .anyMessage), control, base)
                    for answer in others { fallbacks.append((answer.row, control, message, .all([rest, answer.condition]))) }
                    let hole = Term.all([rest, left])
                    if hole != .truth(false) { holes.append((control, hole)) }
                }
                for row in Set(answers.map(\.row)).sorted() {
                    let given = answers.filter { $0.row == row }.map { (control: $0.control, condition: $0.condition) }
                    try addDelivery(
                        row, translator, index, "\(reader): \(role.rows[row].name), \(model.messages[message].name)",
                        .all([isIt, deliverable, condition(of: given, channel.to), opens]), role.rows[row].triggers.count > 1 ? message : nil)
                }
                if !holes.isEmpty { unanswered.append(.all([isIt, condition(of: holes, channel.to)])) }
            }
            for row in Set(fallbacks.map(\.row)).sorted() {
                var groups: [(condition: Term, messages: [Int])] = []
                for message in model.messages.indices {
                    let given = fallbacks.filter { $0.row == row && $0.message == message }.map { (control: $0.control, condition: $0.condition) }
                    if given.isEmpty { continue }
                    let condition = condition(of: given, channel.to)
                    if let known = groups.firstIndex(where: { $0.condition == condition }) {
                        groups[known].messages.append(message)
                    } else {
                        groups.append((condition, [message]))
                    }
                }
                let condition = Term.some(
                    groups.map { group in
                        .all([.some(group.messages.map { .equal(type, .constant(constants.messages[$0])) }), group.condition])
                    })
                try addDelivery(
                    row, base, index, "\(reader): \(role.rows[row].name), any message", .all([deliverable, condition, opens]), nil)
            }
            if !unanswered.isEmpty {
                let condition = Term.all([deliverable, opens, .some(unanswered)])
                self.unanswered[index] = condition
                addDelivery(condition, [], index, "\(partyNames[channel.to])_has_no_row", "\(reader): no row", line: nil)
            }
            let closed = Term.all([deliverable, .negation(opens)])
            if closed == .truth(false) { continue }
            undecryptable[index] = closed
            var answers: [Answer] = []
            var silent: [(control: Int, condition: Term)] = []
            for control in role.states.indices {
                let (own, rest) = try firing(rows(of: roleIndex, in: control, answering: .undecryptable), control, base)
                answers += own
                if rest != .truth(false) { silent.append((control, rest)) }
            }
            for row in Set(answers.map(\.row)).sorted() {
                let given = answers.filter { $0.row == row }.map { (control: $0.control, condition: $0.condition) }
                try addDelivery(
                    row, base, index, "\(reader): \(role.rows[row].name), a record that it cannot open", .all([closed, condition(of: given, channel.to)]), nil)
            }
            if !silent.isEmpty {
                addDelivery(
                    .all([closed, condition(of: silent, channel.to)]), [], index, "\(partyNames[channel.to])_cannot_open",
                    "\(reader): a record that it cannot open, and no row", line: nil)
            }
        }
    }

    private mutating func addDelivery(
        _ row: Int, _ translator: Translator, _ channel: Int, _ title: String, _ condition: Term, _ message: Int?
    ) throws(ExportError) {
        var translator = translator
        let party = channels[channel].to
        let declaration = model.roles[instances[party].role].rows[row]
        var name = "\(partyNames[party])_\(declaration.name)"
        if let message { name += "_\(model.messages[message].name)" }
        if parties > 2 { name += "_from_\(partyNames[channels[channel].from])" }
        addDelivery(condition, try body(row, &translator), channel, name, title, line: declaration.source.line)
    }

    /// The message is taken out of the channel, or a duplicate stays.
    private mutating func addDelivery(
        _ condition: Term, _ body: [Statement], _ channel: Int, _ name: String, _ title: String, line: Int?
    ) {
        add(name, title, line: line, condition, [.remove(channel: channel)] + body, channel: channel)
        guard profile.duplication else { return }
        let count = counting(.duplication)
        if body.isEmpty, count.isEmpty { return }
        add(
            "\(name)_stays", "\(title); a duplicate stays in flight", line: line, .all([condition, mayCount(.duplication)]), count + body,
            channel: channel)
    }

    mutating func addLosses() {
        guard profile.loss else { return }
        for (index, channel) in channels.enumerated() {
            add(
                "\(channel.name)_loses", "a message from \(instances[channel.from].name) to \(instances[channel.to].name) is lost", line: nil,
                .all([.different(.column(channel: index, place: .parameter, column: 0), .none), mayCount(.loss)]),
                [.remove(channel: index)] + counting(.loss), channel: index, isLoss: true)
        }
    }

    // MARK: Interruptions

    private struct Told {
        var row: Int?
        var condition: Term
    }

    private func told(_ party: Int, _ peer: Int) throws(ExportError) -> [Told] {
        let role = instances[party].role
        let translator = Translator(self, party: party, sender: peer)
        var answers: [Answer] = []
        var silent: [(control: Int, condition: Term)] = []
        for control in model.roles[role].states.indices {
            let (own, rest) = try firing(rows(of: role, in: control, answering: .interrupted), control, translator)
            answers += own
            if rest != .truth(false) { silent.append((control, rest)) }
        }
        var result = Set(answers.map(\.row)).sorted().map { row in
            Told(row: row, condition: condition(of: answers.filter { $0.row == row }.map { ($0.control, $0.condition) }, party))
        }
        if !silent.isEmpty { result.append(Told(row: nil, condition: condition(of: silent, party))) }
        return result
    }

    private func telling(_ party: Int, _ peer: Int, _ told: Told, made: inout Int) throws(ExportError) -> [Statement] {
        var result: [Statement] = []
        if remembersUnaware, let own = channel(party, peer) { result.append(.setUnaware(channel: own, false)) }
        guard let row = told.row else { return result }
        var translator = Translator(self, party: party, sender: peer)
        translator.made = made
        result += try body(row, &translator)
        made = translator.made
        return result
    }

    private func name(_ party: Int, _ told: Told) -> (name: String, title: String, line: Int?) {
        guard let row = told.row else { return ("\(partyNames[party])_no_row", "\(instances[party].name): no row", nil) }
        let declaration = model.roles[instances[party].role].rows[row]
        return ("\(partyNames[party])_\(declaration.name)", "\(instances[party].name): \(declaration.name)", declaration.source.line)
    }

    mutating func addInterruptions() throws(ExportError) {
        for a in instances.indices {
            for b in instances.indices.dropFirst(a + 1) where profile.interruption != .no {
                let cut = Statement.cut(channels: [channel(a, b), channel(b, a)].compactMap { $0 })
                let before = [cut] + counting(.interruption)
                if profile.interruption == .halfOpen {
                    for (first, other) in [(a, b), (b, a)] {
                        for one in try told(first, other) {
                            var made = 0
                            let (name, title, line) = name(first, one)
                            var marking: [Statement] = []
                            if let unaware = channel(other, first) { marking.append(.setUnaware(channel: unaware, true)) }
                            add(
                                "interruption_\(name)", "an interruption that \(instances[first].name) learns of (\(title))", line: line,
                                .all([mayCount(.interruption), one.condition]), before + marking + (try telling(first, other, one, made: &made)))
                        }
                    }
                } else {
                    for first in try told(a, b) {
                        for second in try told(b, a) {
                            var made = 0
                            let (nameA, titleA, line) = name(a, first)
                            let (nameB, titleB, _) = name(b, second)
                            add(
                                "interruption_\(nameA)_\(nameB)", "an interruption (\(titleA); \(titleB))", line: line,
                                .all([mayCount(.interruption), first.condition, second.condition]),
                                before + (try telling(a, b, first, made: &made)) + (try telling(b, a, second, made: &made)))
                        }
                    }
                }
            }
        }
        guard remembersUnaware else { return }
        for party in instances.indices {
            for peer in instances.indices where peer != party {
                guard let own = channel(party, peer) else { continue }
                for one in try told(party, peer) {
                    var made = 0
                    let (name, title, line) = name(party, one)
                    add(
                        "learns_\(name)" + (parties > 2 ? "_\(partyNames[peer])" : ""), "\(title), learns that the connection has gone", line: line,
                        .all([.isUnaware(channel: own), one.condition]), try telling(party, peer, one, made: &made))
                }
            }
        }
    }

    // MARK: Properties

    mutating func addConditions() throws(ExportError) {
        for property in request.properties {
            switch property.kind {
            case .agreement(let variable), .settledAgreement(let variable): try addAgreement(property, variable)
            case .drift(let variable, let most):
                addCondition(property, violation: .some(pairs(variable).map { drift($0, $1, most) }), "no two numbers differ by more than \(most)")
            case .specified: addCondition(property, violation: atAnyPlace(unanswered), "no message arrives that no row takes")
            case .decryptable: addCondition(property, violation: atAnyPlace(undecryptable), "no record arrives that its reader cannot open")
            case .invariant(let expression):
                addCondition(property, violation: .negation(try Translator(self).condition(expression)), "it holds in every state")
            case .never(let expression): addCondition(property, violation: try Translator(self).condition(expression), "it never holds")
            case .reachable(let expression):
                let reached = try Translator(self).condition(expression)
                conditions.append(
                    Condition(
                        name: constants.unique("property_\(property.name)"), property: property, invariant: .negation(reached),
                        isReachability: true, comment: "this fails where the property holds, and it is reached"))
            case .historyAgreement, .freshKeys, .recoverable, .live, .leadsTo: omitted.append(property)
            }
        }
    }

    private mutating func addCondition(_ property: Property, violation: Term, _ comment: String) {
        conditions.append(
            Condition(
                name: constants.unique("property_\(property.name)"), property: property, invariant: .negation(violation), isReachability: false,
                comment: comment))
    }

    /// The variables of this name of any two parties.
    private func pairs(_ name: String) -> [(Int, Int)] {
        let held = instances.indices.compactMap { party in
            model.roles[instances[party].role].variables.firstIndex { $0.name == name }.map { (party, slots[party][$0]) }
        }
        return held.indices.flatMap { a in held.indices.dropFirst(a + 1).map { (a, $0) } }.map { (held[$0.0].1, held[$0.1].1) }
    }

    private func drift(_ a: Int, _ b: Int, _ most: Int) -> Term {
        let (first, second) = (Term.attribute(.number, .variable(a)), Term.attribute(.number, .variable(b)))
        return .all([
            .different(.variable(a), .none), .different(.variable(b), .none),
            .some([
                .comparing(.greater, first, .sum(second, .integer(most))), .comparing(.greater, second, .sum(first, .integer(most))),
            ]),
        ])
    }

    private mutating func addAgreement(_ property: Property, _ name: String) throws(ExportError) {
        var isSettled = false
        if case .settledAgreement = property.kind { isSettled = true }
        let translator = Translator(self)
        let holders = instances.indices.filter { party in model.roles[instances[party].role].variables.contains { $0.name == name } }
        func settled(_ party: Int) -> Term {
            let states = model.roles[instances[party].role].states
            return isSettled ? translator.isIn(party, states.indices.filter { states[$0].isSettled }) : .truth(true)
        }
        func variable(_ party: Int) -> Int {
            slots[party][model.roles[instances[party].role].variables.firstIndex { $0.name == name } ?? 0]
        }
        let violations = holders.indices.flatMap { a in
            holders.indices.dropFirst(a + 1).map { b in
                let (first, second) = (Term.variable(variable(holders[a])), Term.variable(variable(holders[b])))
                return Term.all([
                    settled(holders[a]), settled(holders[b]), .different(first, .none), .different(second, .none), .different(first, second),
                    .equal(.attribute(.number, first), .attribute(.number, second)),
                ])
            }
        }
        addCondition(property, violation: .some(violations), "no two parties hold different epochs with one number")
    }

    /// Something said of the rule's place, said of any place.
    private func atAnyPlace(_ terms: [Int: Term]) -> Term {
        .some(
            channels.indices.compactMap { terms[$0] }.flatMap { term in
                places(ofChannelIn: term).map { place in Term.all([firstInLine(term, place), term.at(place)]) }
            })
    }

    private func places(ofChannelIn term: Term) -> Range<Int> {
        profile.order == .any || remembersStale ? 0..<sizes.places : 0..<1
    }

    /// In a network with an order only the oldest message of each connection can be delivered.
    private func firstInLine(_ term: Term, _ place: Int) -> Term {
        guard profile.order == .fifo, remembersStale, let channel = term.channel, let stale = channels[channel].stale, place > 0 else {
            return .truth(true)
        }
        return .all([
            .negation(.column(channel: channel, place: .at(place), column: stale)), .column(channel: channel, place: .at(place - 1), column: stale),
        ])
    }
}

extension Term {
    /// The term with the rule's place replaced.
    func at(_ place: Int) -> Term {
        switch self {
        case .column(let channel, .parameter, let column): .column(channel: channel, place: .at(place), column: column)
        case .attribute(let attribute, let inner): .attribute(attribute, inner.at(place))
        case .not(let inner): .not(inner.at(place))
        case .and(let parts): .and(parts.map { $0.at(place) })
        case .or(let parts): .or(parts.map { $0.at(place) })
        case .compare(let comparison, let a, let b): .compare(comparison, a.at(place), b.at(place))
        case .sum(let a, let b): .sum(a.at(place), b.at(place))
        case .difference(let a, let b): .difference(a.at(place), b.at(place))
        case .remainder(let inner, let modulus): .remainder(inner.at(place), modulus)
        case .conditional(let test, let a, let b): .conditional(test.at(place), a.at(place), b.at(place))
        default: self
        }
    }

    /// The channel that the term speaks of.
    var channel: Int? {
        switch self {
        case .column(let channel, _, _): channel
        case .attribute(_, let inner), .not(let inner), .remainder(let inner, _): inner.channel
        case .and(let parts), .or(let parts): parts.lazy.compactMap(\.channel).first
        case .compare(_, let a, let b), .sum(let a, let b), .difference(let a, let b): a.channel ?? b.channel
        case .conditional(let test, let a, let b): test.channel ?? a.channel ?? b.channel
        default: nil
        }
    }
}
