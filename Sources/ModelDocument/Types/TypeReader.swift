import ProtocolModel

/// Reads types: `Epoch?`, `Map<Member, Epoch?>`, `0..3`.
extension Workspace {
    static let mostValues = 60

    func type(of cell: Cell) -> ValueType? {
        if cell.isEmpty {
            error("a type is missing", at: cell.range)
            return nil
        }
        guard
            let result = syntax({ () throws(SyntaxError) -> ValueType? in
                var tokens = try TokenStream(cell)
                let type = try self.type(from: &tokens)
                try tokens.expectEnd()
                return type
            })
        else { return nil }
        return result
    }

    /// `nil` where an error has been reported.
    func type(from tokens: inout TokenStream) throws(SyntaxError) -> ValueType? {
        try tokens.descend()
        defer { tokens.ascend() }
        let start = tokens.current.range
        let base = try unadorned(from: &tokens)
        guard let mark = tokens.take("?") else { return base }
        if tokens.sees("?") { throw SyntaxError("there is no optional of an optional", at: tokens.current.range) }
        if case .optional = base {
            error("there is no optional of an optional", at: start.through(mark.range))
            return nil
        }
        if case .map = base {
            error("a map is not optional; its values may be", at: start.through(mark.range))
            return nil
        }
        return base.map { .optional($0) }
    }

    private func unadorned(from tokens: inout TokenStream) throws(SyntaxError) -> ValueType? {
        if case .number(let lower) = tokens.current.kind {
            let start = tokens.advance().range
            try tokens.expect("..")
            let (upper, end) = try tokens.number("a number")
            return range(lower, upper, at: start.through(end))
        }
        let (name, place) = try tokens.name("a type")
        if name == "Set" || name == "Map", tokens.take("<") != nil {
            let keyStart = tokens.current.range
            let key = try type(from: &tokens)
            let keyRange = keyStart.through(tokens.current.range)
            guard name == "Map" else {
                try tokens.expect(">")
                return key.flatMap { isFinite($0, at: keyStart, "an element of a set") ? .set($0) : nil }
            }
            try tokens.expect(",")
            let value = try type(from: &tokens)
            try tokens.expect(">")
            guard let key, let value, isFinite(key, at: keyStart, "a key of a map") else { return nil }
            if case .map = value.unwrapped {
                error("the value of a map is not a map", at: keyRange)
                return nil
            }
            return .map(key: key, value: value)
        }
        return type(named: name, at: place)
    }

    func range(_ lower: Int, _ upper: Int, at place: SourceRange) -> ValueType? {
        guard lower <= upper else {
            error("the range \(lower)..\(upper) is empty", at: place)
            return nil
        }
        guard upper <= 255 else {
            error("a range lies within 0..255", at: place)
            return nil
        }
        return .natural(lower: lower, upper: upper)
    }

    func type(named name: String, at place: SourceRange) -> ValueType? {
        if let type = lookUp(type: name) { return type }
        unknown("type", name, at: place, in: [.types, .messages, .roles], among: typeNames + ["Set", "Map"])
        return nil
    }

    func lookUp(type name: String) -> ValueType? {
        Self.builtIn[name] ?? types[name] ?? roles[name].map { .role($0) } ?? messages[name].map { .message($0) }
    }

    var typeNames: [String] {
        Array(Self.builtIn.keys) + Array(types.keys) + Array(roles.keys) + Array(messages.keys)
    }

    /// Whether a type can be a key or an element; reports it where it cannot.
    func isFinite(_ type: ValueType, at place: SourceRange, _ what: String) -> Bool {
        if case .optional = type {
            error("\(what) is of a finite type that is not optional, not \(describe(type))", at: place)
            return false
        }
        guard let values = model.values(of: type) else {
            error("\(what) is of a finite type, not \(describe(type))", at: place)
            return false
        }
        guard values.count <= Self.mostValues else {
            error("\(describe(type)) has \(values.count) values; \(what) has \(Self.mostValues) at most", at: place)
            return false
        }
        return true
    }
}
