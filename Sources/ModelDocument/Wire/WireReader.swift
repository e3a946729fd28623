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
            wireNames.insert(name)
            model.wireDeclarations.append(declaration.wire)
            switch declaration.wire {
            case .structure(_, let fields, _):
                structures[name] = declaration
                for field in fields { if let name = structure(in: field.type) { contained.insert(name) } }
            case .enumeration(_, let cases, _, let source):
                add(enumeration: name, cases: cases.map(\.name), at: declaration.fields, source: source)
            }
        }
        var states: [String: Layout] = [:]
        for declaration in kept {
            guard case .structure(let name, _, let source) = declaration.wire else { continue }
            let fields = fields(of: name, structures, &states)
            guard !contained.contains(name) else { continue }
            guard hasRoom(model.messages.count, 200, "messages", at: source) else { return }
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
        if Self.builtIn[name] != nil || Self.keywords.contains(name) || ["Set", "Map", "Commit", "Welcome"].contains(name)
            || EpochReference(rawValue: name) != nil
        {
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
        guard cases.count <= Self.mostValues else {
            error("an enumeration has \(Self.mostValues) cases at most, found \(cases.count)", at: source)
            return
        }
        guard hasRoom(model.enumerations.count, 200, "enumerations", at: source) else { return }
        for (index, one) in cases.enumerated() {
            if cases[..<index].contains(one) {
                error("the case '\(one)' is declared twice", at: places.indices.contains(index) ? places[index] : source)
            } else {
                caseHomes[one, default: []].append(model.enumerations.count)
            }
        }
        types[name] = .enumeration(model.enumerations.count)
        model.enumerations.append(Enumeration(name: name, cases: cases, source: source))
    }

    /// What is known of the fields of a struct.
    private enum Layout {
        case open
        case known([MessageField])
    }

    private func fields(
        of name: String, _ structures: [String: WireParser.Declaration], _ states: inout [String: Layout], _ depth: Int = 0
    ) -> [MessageField] {
        guard let declaration = structures[name], case .structure(_, let fields, _) = declaration.wire else { return [] }
        switch states[name] {
        case .known(let fields): return fields
        case .open:
            error("the struct '\(name)' contains itself", at: declaration.place)
            return []
        case nil: break
        }
        guard depth < 64 else {
            error("the structs are nested too deeply", at: declaration.place)
            return []
        }
        states[name] = .open
        var result: [MessageField] = []
        for (field, place) in zip(fields, declaration.fields) {
            for meaning in meanings(of: field, at: place, structures, &states, depth) {
                if result.contains(where: { $0.name == meaning.name }) {
                    error("the field '\(meaning.name)' is declared twice", at: place)
                } else {
                    result.append(meaning)
                }
            }
            if result.count > Self.mostValues {
                error("a message has \(Self.mostValues) fields with a meaning at most", at: place)
                break
            }
        }
        states[name] = .known(result)
        return result
    }

    private func meanings(
        of field: WireField, at place: SourceRange, _ structures: [String: WireParser.Declaration],
        _ states: inout [String: Layout], _ depth: Int = 0
    ) -> [MessageField] {
        switch field.type {
        case .named(let name) where structures[name] != nil: return fields(of: name, structures, &states, depth + 1)
        case .optional(.named(let name)) where structures[name] != nil, .vector(.named(let name)) where structures[name] != nil:
            if !fields(of: name, structures, &states, depth + 1).isEmpty {
                error("the model has no meaning for an optional or a vector of '\(name)'", at: place)
            }
            return []
        default:
            guard let type = meaning(of: field.type, at: place) else { return [] }
            return [MessageField(name: field.name, type: type)]
        }
    }

    private func meaning(of type: WireType, at place: SourceRange) -> ValueType? {
        switch type {
        case .commit, .welcome, .epochReference: return .epoch
        case .keyPackage: return .keyPackage
        case .epochNumber: return .epochNumber
        case .unsigned, .opaque: return nil
        case .optional(let inner):
            guard let type = meaning(of: inner, at: place) else { return nil }
            if type.isOptional { error("there is no optional of an optional", at: place) }
            return .optional(type.unwrapped)
        case .vector(let inner):
            if meaning(of: inner, at: place) != nil {
                error("the model has no meaning for a vector of this type", at: place)
            }
            return nil
        case .named(let name):
            if case .enumeration? = types[name], wireNames.contains(name) {
                return types[name]
            }
            if types[name] != nil {
                error("'\(name)' has no encoding; declare it as an enum in a tls block", at: place)
            } else {
                unknown(
                    "type on the wire", name, at: place, in: [],
                    among: model.wireDeclarations.map(\.name)
                        + [
                            "Commit", "Welcome", "KeyPackage", "EpochNumber", "opaque", "optional", "uint8", "uint16", "uint32",
                            "uint64",
                        ] + EpochReference.allCases.map(\.rawValue))
            }
            return nil
        }
    }
}
