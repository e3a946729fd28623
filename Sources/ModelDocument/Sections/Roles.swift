import ProtocolModel

extension Workspace {
    /// Declares the role of a heading; `nil` where that is not possible.
    func declareRole(_ section: Section) -> Int? {
        let heading = section.heading
        guard let colon = heading.bytes.firstIndex(of: Ascii.colon) else {
            error("a role is declared by '## Role: Name'", at: heading.range)
            return nil
        }
        var name = heading.part(colon + 1..<heading.bytes.count)
        var size: Int?
        if let bracket = name.bytes.firstIndex(of: UInt8(ascii: "[")) {
            let number = name.part(bracket..<name.bytes.count)
            let text = String(decoding: number.bytes.dropFirst().dropLast(), as: UTF8.self).trimmingBlanks
            guard number.bytes.last == UInt8(ascii: "]"), let value = Int(text), (1...8).contains(value) else {
                error("a family has 1 to 8 members: '## Role: Name[3]'", at: number.range)
                return nil
            }
            size = value
            name = name.part(0..<bracket)
        }
        guard let word = declared(name, "role"), isFree(word, at: name.range) else { return nil }
        guard partyCount + (size ?? 1) <= 16 else {
            error("a model has 16 parties at most", at: name.range)
            return nil
        }
        roles[word] = model.roles.count
        model.roles.append(Role(name: word, familySize: size, states: [], variables: [], rows: [], source: name.range))
        return model.roles.count - 1
    }

    /// Reads the states of a role, after a look at what tables there are.
    func readStates(of role: Int, _ section: Section) {
        var seen: Set<String> = []
        for table in section.tables {
            guard let first = table.header.first else { continue }
            switch first.name {
            case "State", "Variable", "Direction":
                if !seen.insert(first.name).inserted {
                    error("a second table of '\(first.name)' in this role", at: first.range)
                    continue
                }
            case "Row": continue
            default:
                error("a table of a role begins with the column State, Variable, Direction or Row", at: first.range)
                continue
            }
            if first.name == "State" { readStates(of: role, table) }
        }
        if model.roles[role].states.isEmpty { error("the role has no states", at: section.heading.range) }
    }

    func readVariables(of role: Int, _ section: Section) {
        for table in section.tables where table.header.first?.name == "Variable" { readVariables(of: role, table) }
        for table in section.tables where table.header.first?.name == "Direction" { readProtection(of: role, table) }
    }

    private func readStates(of role: Int, _ table: Table) {
        for record in records(table, ["State", "Settled", "Meaning"]) {
            let settled = choice(record["Settled"], [("yes", true), ("no", false)])
            guard let name = freeName(record["State"], "state"), let settled else { continue }
            if model.roles[role].states.contains(where: { $0.name == name }) {
                error("the state '\(name)' is declared twice", at: record["State"].range)
            } else if ["any", "same", "settled"].contains(name) {
                error("'\(name)' already has a meaning", at: record["State"].range)
            } else if hasRoom(model.roles[role].states.count, Self.mostValues, "states of a role", at: record["State"].range) {
                model.roles[role].states.append(ControlState(name: name, isSettled: settled, source: record["State"].range))
            }
        }
    }

    private func readVariables(of role: Int, _ table: Table) {
        for record in records(table, ["Variable", "Type", "Initially", "Meaning"]) {
            let cell = record["Variable"]
            let type = type(of: record["Type"])
            guard let name = declared(cell, "variable") else { continue }
            guard hasRoom(model.roles[role].variables.count, 200, "variables of a role", at: cell.range) else { return }
            if readings[name] != nil || roles[name] != nil || caseHomes[name] != nil {
                error("'\(name)' already has a meaning", at: cell.range)
                unreadable[role, default: []].insert(name)
                continue
            }
            if model.roles[role].variables.contains(where: { $0.name == name }) {
                error("the variable '\(name)' is declared twice", at: cell.range)
                lose()
                continue
            }
            guard let type else {
                unreadable[role, default: []].insert(name)
                continue
            }
            // The variable is visible to later cells even where its initial value is wrong.
            let initially = initialValue(record["Initially"], type, role: role)
            model.roles[role].variables.append(
                Variable(name: name, type: type, initially: initially ?? .literal(.none), source: cell.range))
        }
    }

    private func initialValue(_ cell: Cell, _ type: ValueType, role: Int) -> Expression? {
        if cell.isEmpty {
            error("the variable has no initial value", at: cell.range)
            return nil
        }
        guard let syntax = expression(cell) else { return nil }
        var resolver = Resolver(workspace: self, scope: Scope(place: .initially, role: role, mayCreate: true))
        guard case .map(let key, let value) = type else { return resolver.value(syntax, as: type) }
        return resolver.value(syntax, as: value).map { .filled($0, key: key) }
    }

    func expression(_ cell: Cell) -> Syntax? {
        syntax { () throws(SyntaxError) -> Syntax in
            var tokens = try TokenStream(cell)
            let result = try tokens.expression()
            try tokens.expectEnd()
            return result
        }
    }

    private func readProtection(of role: Int, _ table: Table) {
        for record in records(table, ["Direction", "Key", "Meaning"]) {
            let variables = model.roles[role].variables
            var key: [Expression] = []
            let parts = record["Key"].split(at: UInt8(ascii: ","))
            for part in parts {
                if let index = variables.firstIndex(where: { $0.name == part.name }) {
                    key.append(.variable(index))
                } else if unreadable[role]?.contains(part.name) != true {
                    unknown("variable", part.name, at: part.range, in: [.variables], among: variables.map(\.name))
                }
            }
            guard let isSending = choice(record["Direction"], [("sending", true), ("receiving", false)]),
                key.count == parts.count
            else { continue }
            if !isSending {
                model.roles[role].protection.receiving.append(key)
            } else if model.roles[role].protection.sending == nil {
                model.roles[role].protection.sending = key
            } else {
                error("there is one sending key", at: record["Direction"].range)
            }
        }
    }
}
