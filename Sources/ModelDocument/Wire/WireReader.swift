import ProtocolModel

/// Turns the declarations of the `tls` blocks into enumerations and messages.
extension Workspace {
    func declare(wire declarations: [WireParser.Declaration]) {
        var structures: [String: WireParser.Declaration] = [:]
        var kept: [WireParser.Declaration] = []
        var contained: Set<String> = []
        for declaration in declarations {
            let name = declaration.wire.name
            guard isFree(name, at: declaration.place), structures[name] == nil else {
                if structures[name] != nil { error("'\(name)' is declared twice", at: declaration.place) }
                continue
            }
            kept.append(declaration)
            model.wireDeclarations.append(declaration.wire)
            switch declaration.wire {
            case .structure(_, let fields, _):
                structures[name] = declaration
                for field in fields { if let name = structure(in: field.type) { contained.insert(name) } }
            case .enumeration(_, let cases, _, let source):
                add(enumeration: name, cases: cases.map(\.name), at: declaration.fields, source: source)
            }
        }
        var states: [String: Bool] = [:]
        for declaration in kept {
            guard case .structure(let name, _, let source) = declaration.wire else { continue }
            let fields = fields(of: name, structures, &states)
            guard !contained.contains(name) else { continue }
            messages[name] = model.messages.count
            model.messages.append(MessageType(name: name, fields: fields, source: source))
        }
    }

    private func structure(in type: WireType) -> String? {
        switch type {
        case .named(let name): name
        case .optional(let inner), .vector(let inner): structure(in: inner)
        default: nil
        }
    }

    func isFree(_ name: String, at range: SourceRange) -> Bool {
        if Self.builtIn[name] != nil || Self.keywords.contains(name) || ["Set", "Map", "Commit", "Welcome"].contains(name) {
            error("'\(name)' already has a meaning", at: range)
            return false
        }
        if types[name] != nil || roles[name] != nil || messages[name] != nil {
            error("'\(name)' is declared twice", at: range)
            return false
        }
        return true
    }

    func add(enumeration name: String, cases: [String], at places: [SourceRange], source: SourceRange) {
        for (index, one) in cases.enumerated() where cases[..<index].contains(one) {
            error("the case '\(one)' is declared twice", at: places.indices.contains(index) ? places[index] : source)
        }
        if cases.count > Self.mostValues {
            error("an enumeration has \(Self.mostValues) cases at most, found \(cases.count)", at: source)
            return
        }
        types[name] = .enumeration(model.enumerations.count)
        model.enumerations.append(Enumeration(name: name, cases: cases, source: source))
    }

    /// `true` in `states` marks a struct that is being looked at.
    private func fields(
        of name: String, _ structures: [String: WireParser.Declaration], _ states: inout [String: Bool]
    ) -> [MessageField] {
        guard let declaration = structures[name], case .structure(_, let fields, _) = declaration.wire else { return [] }
        if states[name] == true {
            error("the struct '\(name)' contains itself", at: declaration.place)
            return []
        }
        let isFirst = states[name] == nil
        states[name] = true
        defer { states[name] = false }
        var result: [MessageField] = []
        for (field, place) in zip(fields, declaration.fields) {
            for meaning in meanings(of: field, at: place, isFirst, structures, &states) {
                if result.contains(where: { $0.name == meaning.name }) {
                    if isFirst { error("the field '\(meaning.name)' is declared twice", at: place) }
                } else {
                    result.append(meaning)
                }
            }
            if result.count > Self.mostValues {
                error("a message has \(Self.mostValues) fields with a meaning at most", at: place)
                return result
            }
        }
        return result
    }

    private func meanings(
        of field: WireField, at place: SourceRange, _ isFirst: Bool, _ structures: [String: WireParser.Declaration],
        _ states: inout [String: Bool]
    ) -> [MessageField] {
        switch field.type {
        case .named(let name) where structures[name] != nil: return fields(of: name, structures, &states)
        case .optional(.named(let name)) where structures[name] != nil, .vector(.named(let name)) where structures[name] != nil:
            if !fields(of: name, structures, &states).isEmpty, isFirst {
                error("the model has no meaning for an optional or a vector of '\(name)'", at: place)
            }
            return []
        default:
            guard let type = meaning(of: field.type, at: place, isFirst) else { return [] }
            return [MessageField(name: field.name, type: type)]
        }
    }

    private func meaning(of type: WireType, at place: SourceRange, _ isFirst: Bool) -> ValueType? {
        switch type {
        case .commit, .welcome: return .epoch
        case .keyPackage: return .keyPackage
        case .epochNumber: return .epochNumber
        case .unsigned, .opaque: return nil
        case .optional(let inner): return meaning(of: inner, at: place, isFirst).map { .optional($0.unwrapped) }
        case .vector(let inner):
            if meaning(of: inner, at: place, isFirst) != nil, isFirst {
                error("the model has no meaning for a vector of this type", at: place)
            }
            return nil
        case .named(let name):
            if case .enumeration? = types[name], model.wireDeclarations.contains(where: { $0.name == name }) {
                return types[name]
            }
            guard isFirst else { return nil }
            if types[name] != nil {
                error("'\(name)' has no encoding; declare it as an enum in a tls block", at: place)
            } else {
                unknown("type on the wire", name, at: place, among: model.wireDeclarations.map(\.name)
                    + ["Commit", "Welcome", "KeyPackage", "EpochNumber", "opaque", "optional", "uint8", "uint16", "uint32", "uint64"])
            }
            return nil
        }
    }
}
