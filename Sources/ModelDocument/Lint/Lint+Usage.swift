import ProtocolModel

extension Lint {
    static func idleMessages(_ model: ProtocolModel, _ flow: MessageFlow) -> [Diagnostic] {
        model.messages.indices.flatMap { message -> [Diagnostic] in
            let declaration = model.messages[message]
            guard flow.sent.contains(message) else {
                return [warning("the message '\(declaration.name)' is never sent", at: declaration.source)]
            }
            let isReceived = model.roles.contains { role in
                role.rows.contains { $0.triggers.contains(.message(message)) || $0.triggers.contains(.anyMessage) }
            }
            return isReceived ? [] : [warning("no row receives the message '\(declaration.name)'", at: declaration.source)]
        }
    }

    static func idleEvents(_ model: ProtocolModel) -> [Diagnostic] {
        let answered = Set(model.roles.flatMap(\.rows).flatMap(\.triggers))
        return model.events.indices.filter { !answered.contains(.event($0)) }.map {
            warning("no row answers the event '\(model.events[$0].name)'", at: model.events[$0].source)
        }
    }

    static func unreadVariables(_ model: ProtocolModel) -> [Diagnostic] {
        var findings: [Diagnostic] = []
        let named = Set(
            model.properties.compactMap { property -> String? in
                switch property.kind {
                case .agreement(let name), .settledAgreement(let name), .historyAgreement(let name), .drift(let name, _): name
                default: nil
                }
            })
        let inProperties = model.properties.flatMap { conditions($0.kind) }.reduce(into: Set<Reference>()) {
            references($1, model, &$0)
        }
        for (index, role) in model.roles.enumerated() {
            var read = Set<Int>()
            func visit(_ expression: Expression) {
                if case .variable(let variable) = expression { read.insert(variable) }
                for child in expression.children { visit(child) }
            }
            (role.protection.receiving + [role.protection.sending ?? []]).joined().forEach(visit)
            role.variables.forEach { visit($0.initially) }
            for row in role.rows { expressions(row).forEach(visit) }
            for (variable, declaration) in role.variables.enumerated()
            where !read.contains(variable) && !named.contains(declaration.name)
                && !inProperties.contains(Reference(role: index, variable: variable))
            {
                findings.append(warning("the variable '\(declaration.name)' is never read", at: declaration.source))
            }
        }
        return findings
    }

    private struct Reference: Hashable {
        var role: Int
        var variable: Int
    }

    /// The variables of parties that a condition reads. A bound party may be of any role that has the variable.
    private static func references(_ expression: Expression, _ model: ProtocolModel, _ result: inout Set<Reference>) {
        if case .variableOf(let party, let variable) = expression {
            if case .literal(.party(let index)) = party, model.instances.indices.contains(index) {
                result.insert(Reference(role: model.instances[index].role, variable: variable))
            } else {
                for role in model.roles.indices { result.insert(Reference(role: role, variable: variable)) }
            }
        }
        for child in expression.children { references(child, model, &result) }
    }

    private static func conditions(_ kind: Property.Kind) -> [Expression] {
        switch kind {
        case .recoverable(let a), .live(let a), .invariant(let a), .never(let a), .reachable(let a): [a]
        case .leadsTo(let a, let b): [a, b]
        default: []
        }
    }

    /// What a row evaluates.
    static func expressions(_ row: Row) -> [Expression] {
        var result: [Expression] = []
        if case .when(let condition) = row.guards { result.append(condition) }
        return result + row.actions.flatMap { expressions($0) }
    }

    private static func expressions(_ action: Action) -> [Expression] {
        switch action {
        case .assign(_, let value): [value]
        case .assignEntry(_, let key, let value): [key, value]
        case .send(let payload, .to(let party), _): [payload, party]
        case .send(let payload, _, _): [payload]
        case .disconnect(.to(let party)): [party]
        case .drop, .disconnect: []
        case .branch(let test, let then, let otherwise): [test] + (then + otherwise).flatMap { expressions($0) }
        }
    }

    static func readings(_ model: ProtocolModel) -> [Diagnostic] {
        let rows = model.roles.flatMap(\.rows)
        var used = Set(rows.flatMap(\.readings).map(\.reading))
        func visit(_ expression: Expression) {
            if case .reading(let reading, _) = expression { used.insert(reading) }
            for child in expression.children { visit(child) }
        }
        rows.flatMap { expressions($0) }.forEach(visit)
        return model.readings.enumerated().flatMap { index, reading -> [Diagnostic] in
            var findings: [Diagnostic] = []
            if !used.contains(index) {
                findings.append(warning("no row depends on the reading '\(reading.name)'", at: reading.source))
            }
            if reading.options.count < 2 {
                findings.append(warning("the reading '\(reading.name)' has one option only", at: reading.source))
            }
            return findings
        }
    }
}
