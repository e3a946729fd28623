import ProtocolModel

extension TableChecks {
    /// Rows that can both fire. Two without a condition are left to those who only read the tables.
    mutating func findOverlaps(_ role: Int, _ party: Int) throws(CheckFailure) {
        let rows = setting.model.roles[role].rows
        var done = Set<[Int]>()
        for trigger in setting.model.triggers(ofRole: role, flow) {
            for confronted in setting.confronted(trigger, party: party) {
                let setting = setting
                let answers = try encoded { () throws(UnsupportedByProver) in
                    try setting.answers(confronted.occurrence, party: party)
                }
                for (place, second) in answers.rows.enumerated() {
                    for first in answers.rows[..<place] {
                        let pair = [first.row, second.row].sorted()
                        let (a, b) = (rows[pair[0]], rows[pair[1]])
                        if pair[0] == pair[1] || done.contains(pair) || (a.guards == .always && b.guards == .always) { continue }
                        if Set(a.states).isDisjoint(with: b.states) || !a.coexists(with: b) { continue }
                        switch try ask([first.fires, second.fires, answers.isDefined], party, confronted) {
                        case .impossible: continue
                        case .undecided(let reason): giveUp(.overlap, role, rows: pair, reason)
                        case .example(let example):
                            let isSame = a.actions == b.actions && (a.next ?? -1) == (b.next ?? -1)
                            add(
                                TableFinding(
                                    kind: isSame ? .sameTwice(first: pair[0], second: pair[1]) : .overlap(first: pair[0], second: pair[1]),
                                    role: role, trigger: trigger, states: [example.state.parties[party].control], example: example))
                        }
                        done.insert(pair)
                    }
                }
            }
        }
    }

    /// What may arrive in a state and finds no row, though the state has rows for it. That a party takes no step of its own is no hole.
    /// Nothing is looked for where the model claims that there is none: that is a question for those who explore.
    mutating func findHoles(_ role: Int, _ party: Int) throws(CheckFailure) {
        if setting.model.claimsToBeSpecified { return }
        let declared = setting.model.roles[role]
        let setting = setting
        for trigger in setting.model.triggers(ofRole: role, flow) {
            if case .event = trigger { continue }
            let ways = try encoded { () throws(UnsupportedByProver) in
                var result: [(confronted: PartySetting.Confronted, none: Term, isDefined: Term)] = []
                for confronted in setting.confronted(trigger, party: party) {
                    let answers = try setting.answers(confronted.occurrence, party: party)
                    result.append((confronted, answers.none, answers.isDefined))
                }
                return result
            }
            var found: [(rows: [Int], finding: TableFinding)] = []
            for state in declared.states.indices {
                let rows = declared.rows.indices.filter { index in
                    let row = declared.rows[index]
                    return row.states.contains(state)
                        && (row.triggers.contains(trigger) || (trigger.isMessage && row.triggers.contains(.anyMessage)))
                }
                if rows.isEmpty { continue }
                for (confronted, none, isDefined) in ways {
                    let answer = try ask([setting.isIn([state], party: party), none, isDefined], party, confronted)
                    if case .impossible = answer { continue }
                    if case .undecided(let reason) = answer { giveUp(.hole, role, rows: rows, reason) }
                    guard case .example(let example) = answer else { break }
                    if let index = found.firstIndex(where: { $0.rows == rows }) {
                        found[index].finding.states.append(state)
                    } else {
                        found.append(
                            (rows, TableFinding(kind: .hole(rows: rows), role: role, trigger: trigger, states: [state], example: example)))
                    }
                    break
                }
            }
            for (_, finding) in found { add(finding) }
        }
    }
}

extension ProtocolModel {
    /// Whether `specified` is said to hold in every network and every reading.
    fileprivate var claimsToBeSpecified: Bool {
        properties.contains { property in
            guard property.kind == .specified, property.expected.count == profiles.count, !profiles.isEmpty else { return false }
            return property.expected.values.allSatisfy { expectation in
                if case .cases(let cases) = expectation { cases.allSatisfy { $0.outcome == .holds } } else { false }
            }
        }
    }
}

extension Trigger {
    var isMessage: Bool { if case .message = self { true } else { false } }
}

extension Row {
    /// Whether there is a choice of readings in which both rows are there.
    func coexists(with other: Row) -> Bool {
        readings.allSatisfy { one in
            other.readings.allSatisfy { $0.reading != one.reading || !Set($0.options).isDisjoint(with: one.options) }
        }
    }
}
