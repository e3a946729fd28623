import ProtocolModel

extension Lint {
    /// What may happen in a state without a row for it.
    static func holes(_ model: ProtocolModel, _ flow: MessageFlow) -> [Diagnostic] {
        var findings: [Diagnostic] = []
        let isInterrupted = model.profiles.contains { $0.interruption != .no }
        for (index, role) in model.roles.enumerated() {
            for state in role.states.indices {
                let triggers = Set(role.rows.filter { $0.states.contains(state) }.flatMap(\.triggers))
                guard !triggers.contains(.anyMessage) else { continue }
                let missing = flow.arriving[index].sorted().filter { !triggers.contains(.message($0)) }
                if !missing.isEmpty {
                    findings.append(
                        warning(
                            "no row of \(role.name) answers \(list(missing.map { model.messages[$0].name })) in state '\(role.states[state].name)'",
                            at: role.states[state].source))
                }
            }
            if isInterrupted { findings += silence(.interrupted, "interrupted", role) }
            let isSealed = model.roles.enumerated().contains { other, declaration in
                (other != index || role.instanceCount > 1) && declaration.protection.sending != nil
            }
            if isSealed, !role.protection.receiving.isEmpty { findings += silence(.undecryptable, "undecryptable", role) }
        }
        return findings
    }

    private static func silence(_ trigger: Trigger, _ name: String, _ role: Role) -> [Diagnostic] {
        let silent = role.states.indices.filter { state in
            !role.rows.contains { $0.states.contains(state) && $0.triggers.contains(trigger) }
        }
        if silent.isEmpty { return [] }
        let place =
            silent.count == role.states.count
            ? "in any state" : "in " + list(silent.map { role.states[$0].name })
        return [warning("no row of \(role.name) answers '\(name)' \(place)", at: role.source)]
    }

    /// Rows without a condition that answer the same thing.
    static func overlaps(_ model: ProtocolModel) -> [Diagnostic] {
        var findings: [Diagnostic] = []
        for role in model.roles {
            let rows = role.rows.filter { $0.guards == .always }
            for (index, row) in rows.enumerated() {
                let states = Set(row.states)
                guard
                    let other = rows[..<index].first(where: { other in
                        other.triggers.contains(where: row.triggers.contains) && !states.isDisjoint(with: other.states)
                            && canCoexist(row, other)
                    })
                else { continue }
                let common = other.states.first(where: states.contains).map { role.states[$0].name } ?? ""
                findings.append(
                    warning(
                        "the rows '\(other.name)' and '\(row.name)' both fire in state '\(common)', without a condition",
                        at: row.source,
                        notes: [Diagnostic.Note("'\(other.name)' is here", range: other.source)]))
            }
        }
        return findings
    }

    private static func canCoexist(_ a: Row, _ b: Row) -> Bool {
        a.readings.allSatisfy { one in
            b.readings.allSatisfy { $0.reading != one.reading || !Set($0.options).isDisjoint(with: one.options) }
        }
    }

    /// States that no row leads to.
    static func idleStates(_ model: ProtocolModel) -> [Diagnostic] {
        model.roles.flatMap { role in
            let entered = Set(role.rows.compactMap(\.next))
            return role.states.indices.dropFirst().filter { !entered.contains($0) }.map {
                warning("no row leads to the state '\(role.states[$0].name)'", at: role.states[$0].source)
            }
        }
    }

    /// Rows that no passage accounts for, where the document has passages at all.
    static func uncited(_ model: ProtocolModel) -> [Diagnostic] {
        if model.passages.isEmpty { return [] }
        let cited = Set(
            model.passages.flatMap(\.coverage).compactMap { coverage -> String? in
                if case .row(let name) = coverage { name } else { nil }
            })
        return model.roles.flatMap(\.rows).filter { !cited.contains($0.name) }.map {
            warning("no passage cites the row '\($0.name)'", at: $0.source)
        }
    }
}
