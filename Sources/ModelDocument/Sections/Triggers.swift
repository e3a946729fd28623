import ProtocolModel

extension Workspace {
    /// What a row answers, and what its other cells may talk about.
    func triggers(_ cell: Cell, of role: Int) -> ([Trigger], Scope)? {
        if cell.isEmpty {
            error("the row answers nothing", at: cell.range)
            return nil
        }
        var triggers: [Trigger] = []
        var scope = Scope(place: .row, role: role, hasSender: true, isMessage: true)
        var isGood = true
        for (index, part) in cell.split(at: UInt8(ascii: ",")).enumerated() {
            guard let (trigger, binders) = trigger(part, of: role) else {
                isGood = false
                continue
            }
            if triggers.contains(trigger) { error("'\(part.name)' is named twice", at: part.range) }
            triggers.append(trigger)
            switch trigger {
            case .event: (scope.hasSender, scope.isMessage) = (false, false)
            case .interrupted: scope.isMessage = false
            case .anyMessage: scope.isUneven = true
            case .message, .undecryptable: break
            }
            if index == 0 || triggers.count == 1 {
                scope.binders = binders
            } else if !agree(scope.binders, binders) {
                error("what a row answers binds the same names, at the same places and of the same types", at: part.range)
                isGood = false
            } else {
                if scope.binders.count != binders.count { scope.isUneven = true }
                if binders.count > scope.binders.count { scope.binders = binders }
            }
        }
        return isGood ? (triggers, scope) : nil
    }

    private func agree(_ a: [Scope.Binder], _ b: [Scope.Binder]) -> Bool {
        for index in 0..<max(a.count, b.count) {
            let x = index < a.count ? a[index] : nil
            let y = index < b.count ? b[index] : nil
            if x?.name != y?.name { return false }
            if let x, let y, x.name != nil, x.type != y.type { return false }
        }
        return true
    }

    private func trigger(_ cell: Cell, of role: Int) -> (Trigger, [Scope.Binder])? {
        switch cell.name {
        case "any message": return (.anyMessage, [])
        case "interrupted": return (.interrupted, [])
        case "undecryptable": return (.undecryptable, [])
        default: break
        }
        let bracket = cell.bytes.firstIndex(of: UInt8(ascii: "("))
        let head = cell.part(0..<(bracket ?? cell.bytes.count))
        let fields: [MessageField]
        let trigger: Trigger
        if let message = messages[head.name] {
            (trigger, fields) = (.message(message), model.messages[message].fields)
        } else if let event = events[head.name] {
            (trigger, fields) = (.event(event), model.events[event].parameters)
        } else {
            unknown(
                "event or message", head.name, at: head.range, in: [.events, .messages],
                among: Array(messages.keys) + Array(events.keys) + ["any message", "interrupted", "undecryptable"])
            return nil
        }
        guard let bracket else { return (trigger, fields.map { Scope.Binder(name: nil, type: $0.type) }) }
        let rest = cell.part(bracket..<cell.bytes.count)
        guard let names = names(rest) else { return nil }
        guard names.count == fields.count else {
            let what = fields.isEmpty ? "none" : fields.map(\.name).joined(separator: ", ")
            error(
                "'\(head.name)' brings \(fields.count == 1 ? "1 value" : "\(fields.count) values") (\(what)), found \(names.count)",
                at: rest.range)
            return nil
        }
        var binders: [Scope.Binder] = []
        for ((name, place), field) in zip(names, fields) {
            let resolver = Resolver(workspace: self, scope: Scope(place: .row, role: role, binders: binders))
            if name == "_" {
                binders.append(Scope.Binder(name: nil, type: field.type))
            } else if let clash = resolver.clash(of: name) {
                error("'\(name)' is already \(clash)", at: place)
                return nil
            } else {
                binders.append(Scope.Binder(name: name, type: field.type))
            }
        }
        return (trigger, binders)
    }

    /// `(a, _, c)`.
    private func names(_ cell: Cell) -> [(String, SourceRange)]? {
        syntax { () throws(SyntaxError) -> [(String, SourceRange)] in
            var tokens = try TokenStream(cell)
            var names: [(String, SourceRange)] = []
            try tokens.expect("(")
            if !tokens.sees(")") {
                repeat { names.append(try tokens.name("a name or '_'")) } while tokens.take(",") != nil
            }
            try tokens.expect(")")
            try tokens.expectEnd()
            return names
        }
    }
}
