import ProtocolModel

extension Workspace {
    func readRows(of role: Int, _ section: Section) {
        for table in section.tables where table.header.first?.name == "Row" {
            for record in records(table, ["Row", "State", "On", "When", "Do", "Next", "[Reading]", "Source"]) {
                readRow(record, of: role)
            }
        }
    }

    private func readRow(_ record: Record, of role: Int) {
        let cell = record["Row"]
        let name = freeName(cell, "row")
        if let name {
            if let first = rowNames[name] {
                error(
                    "the row '\(name)' is declared twice", at: cell.range,
                    notes: [Diagnostic.Note("the first is here", range: first)])
                lose()
            } else if !hasRoom(rowNames.count, 5000, "rows", at: cell.range) {
                return
            } else {
                rowNames[name] = cell.range
            }
        }
        let errors = sink.errorCount
        let states = states(record["State"], of: role)
        let next = next(record["Next"], of: role)
        let readings = readingConditions(record["Reading"])
        guard let (triggers, scope) = triggers(record["On"], of: role) else {
            // Without a trigger only the syntax of the other cells can be checked.
            if !record["When"].isEmpty, record["When"].name != "otherwise" { _ = expression(record["When"]) }
            noteLoss(of: "row", at: cell.range, since: errors)
            return
        }
        let guards = guards(record["When"], scope)
        let actions = actions(record["Do"], scope, triggers)
        guard let name, let states, let next, let readings, let guards, let actions else {
            if name != nil { noteLoss(of: "row", at: cell.range, since: errors) }
            return
        }
        model.roles[role].rows.append(
            Row(
                name: name, states: states, triggers: triggers, guards: guards, actions: actions, next: next.index,
                readings: readings, citation: record["Source"].prose, source: cell.range))
    }

    private func states(_ cell: Cell, of role: Int) -> [Int]? {
        let states = model.roles[role].states
        if cell.name == "any" { return Array(states.indices) }
        if cell.isEmpty {
            error("the row has no state; for every one write 'any'", at: cell.range)
            return nil
        }
        var result: [Int] = []
        var isGood = true
        for part in cell.split(at: UInt8(ascii: ",")) {
            if let index = states.firstIndex(where: { $0.name == part.name }) {
                if result.contains(index) { error("the state '\(part.name)' is named twice", at: part.range) }
                result.append(index)
            } else {
                unknown("state", part.name, at: part.range, in: [.states], among: states.map(\.name) + ["any"])
                isGood = false
            }
        }
        return isGood ? result : nil
    }

    private func next(_ cell: Cell, of role: Int) -> (index: Int?, Void)? {
        if cell.name == "same" { return (nil, ()) }
        if let index = model.roles[role].states.firstIndex(where: { $0.name == cell.name }) { return (index, ()) }
        if cell.isEmpty {
            error("the row has no next state; where it stays write 'same'", at: cell.range)
        } else {
            unknown("state", cell.name, at: cell.range, in: [.states], among: model.roles[role].states.map(\.name) + ["same"])
        }
        return nil
    }

    private func readingConditions(_ cell: Cell) -> [ReadingCondition]? {
        if cell.isEmpty { return [] }
        var result: [ReadingCondition] = []
        var isGood = true
        for part in cell.split(at: UInt8(ascii: ",")) {
            guard let colon = part.bytes.firstIndex(of: Ascii.colon) else {
                error("a reading is written 'reading: option'", at: part.range)
                isGood = false
                continue
            }
            let head = part.part(0..<colon)
            guard let reading = readings[head.name] else {
                unknown("reading", head.name, at: head.range, in: [.readings], among: Array(readings.keys))
                isGood = false
                continue
            }
            if result.contains(where: { $0.reading == reading }) {
                error("the reading '\(head.name)' is named twice", at: head.range)
                isGood = false
            }
            var options: Set<Int> = []
            for option in part.part(colon + 1..<part.bytes.count).split(at: Ascii.bar) {
                if let index = model.readings[reading].options.firstIndex(where: { $0.name == option.name }) {
                    options.insert(index)
                } else {
                    unknown(
                        "option", option.name, of: "'\(head.name)'", at: option.range, in: [.readings],
                        among: model.readings[reading].options.map(\.name))
                    isGood = false
                }
            }
            result.append(ReadingCondition(reading: reading, options: options.sorted()))
        }
        return isGood ? result : nil
    }

    private func guards(_ cell: Cell, _ scope: Scope) -> Guard? {
        if cell.isEmpty { return .always }
        if cell.name == "otherwise" { return .otherwise }
        guard let syntax = expression(cell) else { return nil }
        var resolver = Resolver(workspace: self, scope: scope)
        return resolver.condition(syntax).map { .when($0) }
    }

    private func actions(_ cell: Cell, _ scope: Scope, _ triggers: [Trigger]) -> [Action]? {
        if cell.isEmpty {
            error("a row that does nothing says 'drop'", at: cell.range, fixIt: "drop")
            return nil
        }
        let parsed = syntax { () throws(SyntaxError) -> [ActionSyntax] in
            var tokens = try TokenStream(cell)
            return try tokens.actions()
        }
        guard let parsed else { return nil }
        var scope = scope
        scope.mayCreate = true
        var resolver = Resolver(workspace: self, scope: scope)
        return resolver.actions(parsed)
    }
}
