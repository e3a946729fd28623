import ProtocolModel

extension Workspace {
    static let mostConjunctions = 1000

    /// What a cell expects: the inner value is `nil` where the property is not checked, the whole one where the cell is wrong.
    func expectation(_ cell: Cell, isProgress: Bool) -> (Expectation?, Void)? {
        switch cell.name {
        case "": return (.unstated, ())
        case "-": return (nil, ())
        case "fails in some readings": return (.someReadings, ())
        default: break
        }
        let parsed = syntax { () throws(SyntaxError) -> [Expectation.Case]? in
            var tokens = try TokenStream(cell)
            var cases: [Expectation.Case] = []
            var isGood = true
            repeat {
                let (word, place) = try tokens.name("holds, fails, stuck, waiting or starved")
                guard let outcome = Outcome(rawValue: word) else {
                    let near = Suggestion.nearest(to: word, among: Outcome.allCases.map(\.rawValue))
                    throw SyntaxError(
                        "expected holds, fails, stuck, waiting or starved, found '\(word)'"
                            + (near.map { "; did you mean '\($0)'?" } ?? ""),
                        at: place, fixIt: near)
                }
                if !isProgress, outcome != .holds, outcome != .fails {
                    self.error("'\(word)' is for recoverable, live and leads to", at: place)
                    isGood = false
                }
                if tokens.takeWord("when") != nil {
                    let literals = try self.disjunction(&tokens)
                    if let literals { cases.append(Expectation.Case(outcome: outcome, when: literals)) } else { isGood = false }
                } else {
                    cases.append(Expectation.Case(outcome: outcome, when: []))
                }
            } while tokens.take(";") != nil
            try tokens.expectEnd()
            return isGood ? cases : nil
        }
        return parsed.flatMap { $0 }.map { (.cases($0), ()) }
    }

    private func disjunction(_ tokens: inout TokenStream) throws(SyntaxError) -> [[ReadingLiteral]]? {
        try tokens.descend()
        defer { tokens.ascend() }
        var result = try conjunction(&tokens)
        while tokens.takeWord("or") != nil {
            let right = try conjunction(&tokens)
            if let left = result, let right { result = left + right } else { result = nil }
        }
        return result
    }

    private func conjunction(_ tokens: inout TokenStream) throws(SyntaxError) -> [[ReadingLiteral]]? {
        var result = try factor(&tokens)
        while tokens.takeWord("and") != nil {
            let place = tokens.current.range
            let right = try factor(&tokens)
            guard let left = result, let right else {
                result = nil
                continue
            }
            guard left.count * right.count <= Self.mostConjunctions else {
                throw SyntaxError("the condition is too large", at: place)
            }
            result = left.flatMap { a in right.map { a + $0 } }
        }
        return result
    }

    private func factor(_ tokens: inout TokenStream) throws(SyntaxError) -> [[ReadingLiteral]]? {
        if tokens.take("(") != nil {
            let inner = try disjunction(&tokens)
            try tokens.expect(")")
            return inner
        }
        let (roleName, rolePlace) = try tokens.name("a role")
        guard tokens.take(".") != nil else {
            throw SyntaxError("expected the reading of a role, 'Role.reading = option'", at: rolePlace)
        }
        let (readingName, readingPlace) = try tokens.name("a reading")
        let isNegated = tokens.sees("!=")
        var names: [(String, SourceRange)] = []
        if tokens.takeWord("in") != nil {
            try tokens.expect("(")
            repeat { names.append(try tokens.name("an option")) } while tokens.take(",") != nil
            try tokens.expect(")")
        } else {
            if tokens.take("!=") == nil { try tokens.expect("=") }
            names.append(try tokens.name("an option"))
        }
        guard let role = roles[roleName] else {
            unknown("role", roleName, at: rolePlace, in: [.roles], among: Array(roles.keys))
            return nil
        }
        guard let reading = readings[readingName] else {
            unknown("reading", readingName, at: readingPlace, in: [.readings], among: Array(readings.keys))
            return nil
        }
        let all = model.readings[reading].options.map(\.name)
        var options: Set<Int> = []
        for (name, place) in names {
            guard let index = all.firstIndex(of: name) else {
                unknown("option", name, of: "'\(readingName)'", at: place, in: [.readings], among: all)
                return nil
            }
            options.insert(index)
        }
        if isNegated { options = Set(all.indices).subtracting(options) }
        return [[ReadingLiteral(choice: ReadingChoice(role: role, reading: reading), options: options.sorted())]]
    }
}
