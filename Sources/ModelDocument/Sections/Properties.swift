import ProtocolModel

extension Workspace {
    private static let kinds = [
        "agreement", "settled agreement", "history agreement", "drift", "fresh keys", "specified", "decryptable", "recoverable",
        "live",
        "leads to", "invariant", "never", "reachable",
    ]

    func readProperties(_ section: Section) {
        for table in section.tables {
            let names = table.header.map(\.name)
            let isSingle = names.count == 4 && names[3] == "Expected"
            var columns = ["Property", "Kind", "Statement"]
            if isSingle {
                columns.append("Expected")
            } else if names.starts(with: columns) {
                for cell in table.header.dropFirst(3) {
                    if !model.profiles.contains(where: { $0.name == cell.name }) {
                        unknown(
                            "profile", cell.name, at: cell.range, in: [.profiles],
                            among: model.profiles.map(\.name) + ["Expected"])
                    } else if columns.contains(cell.name) {
                        error("a second column for '\(cell.name)'", at: cell.range)
                    }
                    columns.append(cell.name)
                }
                if Set(columns).count != columns.count { continue }
            } else {
                columns.append("Expected")
            }
            let records = columns.last == "Expected" ? records(table, columns) : records(table, named: columns)
            for record in records { readProperty(record, columns: columns) }
        }
    }

    private func readProperty(_ record: Record, columns: [String]) {
        let errors = sink.errorCount
        let cell = record["Property"]
        let name = freeName(cell, "property")
        if let name {
            if let first = propertyNames[name] {
                error(
                    "the property '\(name)' is declared twice", at: cell.range,
                    notes: [Diagnostic.Note("the first is here", range: first)])
            } else if !hasRoom(propertyNames.count, 1000, "properties", at: cell.range) {
                return
            } else {
                propertyNames[name] = cell.range
            }
        }
        let kind = choice(record["Kind"], Self.kinds.map { ($0, $0) }).flatMap { propertyKind($0, record["Statement"]) }
        let isProgress = ["recoverable", "live", "leads to"].contains(record["Kind"].name)
        var expected: [Int: Expectation] = [:]
        if columns.last == "Expected" {
            if let expectation = expectation(record["Expected"], isProgress: isProgress), let value = expectation.0 {
                for profile in model.profiles.indices { expected[profile] = value }
            }
        } else {
            for (index, profile) in model.profiles.enumerated() where record.has(profile.name) {
                if let expectation = expectation(record[profile.name], isProgress: isProgress) {
                    expected[index] = expectation.0
                }
            }
        }
        guard let name, let kind else {
            noteLoss(of: "property", at: cell.range, since: errors)
            return
        }
        model.properties.append(Property(name: name, kind: kind, expected: expected, source: cell.range))
    }

    private func propertyKind(_ kind: String, _ cell: Cell) -> Property.Kind? {
        switch kind {
        case "agreement": return epochVariable(cell).map { .agreement(variable: $0) }
        case "settled agreement": return epochVariable(cell).map { .settledAgreement(variable: $0) }
        case "history agreement": return epochVariable(cell).map { .historyAgreement(variable: $0) }
        case "drift":
            guard let (variable, most) = limit(cell) else {
                error("a drift is written 'group <= 1'", at: cell.range)
                return nil
            }
            return epochVariable(variable).map { .drift(variable: $0, most: most) }
        case "fresh keys", "specified", "decryptable":
            guard cell.isEmpty else {
                error("'\(kind)' has no statement", at: cell.range)
                return nil
            }
            return kind == "fresh keys" ? .freshKeys : kind == "specified" ? .specified : .decryptable
        case "recoverable": return condition(cell).map { .recoverable($0) }
        case "live": return condition(cell).map { .live($0) }
        case "invariant": return condition(cell).map { .invariant($0) }
        case "never": return condition(cell).map { .never($0) }
        case "reachable": return condition(cell).map { .reachable($0) }
        default: return leadsTo(cell)
        }
    }

    private func leadsTo(_ cell: Cell) -> Property.Kind? {
        let parts = syntax { () throws(SyntaxError) -> (Syntax, Syntax) in
            var tokens = try TokenStream(cell)
            let first = try tokens.expression()
            try tokens.expectWord("leads")
            try tokens.expectWord("to")
            let second = try tokens.expression()
            try tokens.expectEnd()
            return (first, second)
        }
        guard let parts else { return nil }
        let first = condition(parts.0)
        let second = condition(parts.1)
        guard let first, let second else { return nil }
        return .leadsTo(first, second)
    }

    private func epochVariable(_ cell: Cell) -> String? {
        let all = model.roles.flatMap(\.variables)
        let found = all.filter { $0.name == cell.name }
        if found.isEmpty {
            unknown("variable", cell.name, at: cell.range, in: [.variables], among: all.map(\.name))
            return nil
        }
        guard found.allSatisfy({ $0.type.unwrapped == .epoch }) else {
            error("'\(cell.name)' is not an epoch in every role that has it", at: cell.range)
            return nil
        }
        return cell.name
    }
}
