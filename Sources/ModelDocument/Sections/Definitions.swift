import ProtocolModel

extension Workspace {
    static let largestCondition = 10_000
    static let deepestCondition = 250

    func readDefinitions(_ section: Section) {
        for record in section.tables.flatMap({ records($0, ["Name", "Definition", "Meaning"]) }) {
            let cell = record["Name"]
            guard let name = declared(cell, "definition") else { continue }
            if let first = definitions[name] {
                error(
                    "the definition '\(name)' is declared twice", at: cell.range,
                    notes: [Diagnostic.Note("the first is here", range: first.range)])
                continue
            }
            guard hasRoom(definitions.count, 1000, "definitions", at: cell.range) else { return }
            if roles[name] != nil || caseHomes[name] != nil {
                error("'\(name)' already has a meaning", at: cell.range)
                continue
            }
            let errors = sink.errorCount
            guard let condition = condition(record["Definition"]) else {
                noteLoss(of: "definition", at: cell.range, since: errors)
                failedDefinitions.insert(name)
                continue
            }
            definitions[name] = Definition(expression: condition, type: .value(.bool), range: cell.range)
        }
    }

    /// A condition of a property or a definition.
    func condition(_ cell: Cell) -> Expression? {
        if cell.isEmpty {
            error("a condition is missing", at: cell.range)
            return nil
        }
        return expression(cell).flatMap { condition($0) }
    }

    func condition(_ syntax: Syntax) -> Expression? {
        var resolver = Resolver(workspace: self, scope: Scope(place: .property))
        guard let result = resolver.condition(syntax) else { return nil }
        var size = 0
        guard isSmall(result, &size, depth: 0) else {
            error("with its definitions written out the condition is too large", at: syntax.range)
            return nil
        }
        return result
    }

    private func isSmall(_ expression: Expression, _ size: inout Int, depth: Int) -> Bool {
        size += 1
        if size > Self.largestCondition || depth > Self.deepestCondition { return false }
        for child in expression.children where !isSmall(child, &size, depth: depth + 1) { return false }
        return true
    }
}
