import ProtocolModel

/// An action as it is written.
struct ActionSyntax: Sendable {
    indirect enum Kind: Sendable {
        case assign(String, SourceRange, key: Syntax?, Syntax)
        case send(Syntax, to: Receiver, protected: Bool)
        case drop
        case disconnect(Syntax?)
        case branch(Syntax, [ActionSyntax], [ActionSyntax])
    }

    enum Receiver: Sendable {
        case unstated
        case all
        case to(Syntax)
    }

    let kind: Kind
    let range: SourceRange
}

extension TokenStream {
    /// The actions of a whole cell.
    mutating func actions() throws(SyntaxError) -> [ActionSyntax] {
        let result = try actionList(until: .end)
        try expectEnd()
        return result
    }

    private mutating func actionList(until end: Token.Kind) throws(SyntaxError) -> [ActionSyntax] {
        var actions: [ActionSyntax] = []
        repeat {
            if current.kind == end { break }
            actions.append(try action())
        } while take(";") != nil
        guard current.kind == end else {
            throw SyntaxError("expected ';' between actions, found \(current.description)", at: current.range)
        }
        return actions
    }

    private mutating func action() throws(SyntaxError) -> ActionSyntax {
        try descend()
        defer { ascend() }
        let start = current.range
        switch current.kind {
        case .word("drop"):
            advance()
            return ActionSyntax(kind: .drop, range: start)
        case .word("disconnect"):
            advance()
            guard !isAtEnd, !sees(";"), !sees("}"), !seesWord("else") else {
                return ActionSyntax(kind: .disconnect(nil), range: start)
            }
            let party = try sum()
            return ActionSyntax(kind: .disconnect(party), range: start.through(party.range))
        case .word("send"): return try send()
        case .word("if"): return try branch()
        case .word: return try assignment()
        default: throw SyntaxError("expected an action, found \(current.description)", at: start)
        }
    }

    private mutating func assignment() throws(SyntaxError) -> ActionSyntax {
        let (name, range) = try name("a variable")
        var key: Syntax?
        if take("[") != nil {
            key = try expression()
            try expect("]")
        }
        if sees("=") { throw SyntaxError("an assignment is written ':='", at: current.range, fixIt: ":=") }
        guard take(":=") != nil else {
            let verb = Suggestion.nearest(to: name, among: ["send", "drop", "disconnect"])
            throw SyntaxError(
                verb.map { "unknown action '\(name)'; did you mean '\($0)'?" }
                    ?? "expected ':=' after '\(name)', found \(current.description)", at: verb == nil ? current.range : range)
        }
        let value = try expression()
        return ActionSyntax(kind: .assign(name, range, key: key, value), range: range.through(value.range))
    }

    private mutating func send() throws(SyntaxError) -> ActionSyntax {
        let start = advance().range
        let payload = try postfix()
        var end = payload.range
        var receiver = ActionSyntax.Receiver.unstated
        if takeWord("to") != nil {
            if let all = takeWord("all") {
                receiver = .all
                end = all.range
            } else {
                let party = try sum()
                receiver = .to(party)
                end = party.range
            }
        }
        var protected = true
        if takeWord("in") != nil {
            try expectWord("the")
            end = current.range
            try expectWord("clear")
            protected = false
            if seesWord("to") { throw SyntaxError("'in the clear' comes after 'to'", at: current.range) }
        }
        return ActionSyntax(kind: .send(payload, to: receiver, protected: protected), range: start.through(end))
    }

    private mutating func branch() throws(SyntaxError) -> ActionSyntax {
        let start = advance().range
        let condition = try expression()
        try expectWord("then")
        let then = try block()
        let otherwise = takeWord("else") != nil ? try block() : []
        return ActionSyntax(kind: .branch(condition, then, otherwise), range: start.through(condition.range))
    }

    private mutating func block() throws(SyntaxError) -> [ActionSyntax] {
        guard take("{") != nil else { return [try action()] }
        let actions = try actionList(until: .symbol("}"))
        try expect("}")
        return actions
    }
}
