import ProtocolModel

/// The headings under which a model stands.
enum SectionKind: Hashable, Sendable {
    case types, messages, events, role, readings, network, definitions, properties, scenarios, passages

    static let names: [String: SectionKind] = [
        "Types": .types, "Messages": .messages, "Events": .events, "Readings": .readings, "Network": .network,
        "Definitions": .definitions, "Properties": .properties, "Scenarios": .scenarios, "Passages": .passages,
    ]
}

extension SectionKind {
    static let sortedNames = names.keys.sorted()

    /// What the section declares.
    var parts: Set<Workspace.Part> {
        switch self {
        case .types: [.types]
        case .messages: [.messages]
        case .events: [.events]
        case .role: [.roles, .states, .variables, .rows]
        case .readings: [.readings]
        case .network: [.profiles]
        case .definitions: [.definitions]
        case .properties: [.properties]
        case .scenarios, .passages: []
        }
    }
}

/// A heading of the model with what stands under it.
struct Section: Sendable {
    let kind: SectionKind
    let heading: Cell
    var tables: [Table] = []
    var code: [(info: String, fence: Int, lines: Range<Int>)] = []
}

extension Workspace {
    /// The sections of the model. What stands under other headings is for people.
    func sections(of blocks: [Block]) -> [Section] {
        var sections: [Section] = []
        var open: Section?
        var seen: [SectionKind: SourceRange] = [:]
        for block in blocks {
            if case .heading(let level, let text) = block {
                // A deeper heading divides the section that it stands in.
                if level > 2 { continue }
                if let open { sections.append(open) }
                open = level == 2 ? section(text) : nil
                if let kind = open?.kind, kind != .role {
                    if let first = seen[kind] {
                        error(
                            "a second section '\(text.name)'", at: text.range,
                            notes: [Diagnostic.Note("the first is here", range: first)])
                    }
                    seen[kind] = text.range
                }
                continue
            }
            guard open != nil else {
                if case .table(let table) = block { warnOfUnread(table) }
                continue
            }
            switch block {
            case .heading: break
            case .table(let table): open?.tables.append(table)
            case .code(let info, let fence, let lines): open?.code.append((info, fence, lines))
            case .nestedTable(let line):
                error("a table within a list or a quotation is not read", at: source.range(ofLine: line))
                incomplete.formUnion(open?.kind.parts ?? [])
            case .paragraph(let lines):
                let before = sink.errorCount
                reportTable(in: lines)
                if sink.errorCount > before { incomplete.formUnion(open?.kind.parts ?? []) }
            }
        }
        if let open { sections.append(open) }
        return sections
    }

    private func section(_ heading: Cell) -> Section? {
        let name = heading.name
        if let kind = SectionKind.names[name] { return Section(kind: kind, heading: heading) }
        if name == "Role" || name.hasPrefix("Role:") || name.hasPrefix("Role ") {
            return Section(kind: .role, heading: heading)
        }
        var near = Suggestion.nearest(to: name, among: SectionKind.sortedNames)
        if near == nil, let colon = name.firstIndex(of: ":"),
            Suggestion.nearest(to: String(name[..<colon]), among: ["Role"]) != nil || name.lowercased().hasPrefix("role:")
        {
            near = "Role" + name[colon...]
        }
        if let near {
            incomplete.formUnion((SectionKind.names[near] ?? .role).parts)
            sink.warning("this heading is for people only; did you mean '\(near)'?", at: heading.range, fixIt: near)
        }
        return nil
    }

    /// A table of the model's own form under another heading was probably meant to be read.
    private func warnOfUnread(_ table: Table) {
        let names = table.header.prefix(3).map(\.name)
        if names == ["Row", "State", "On"] || names == ["Property", "Kind", "Statement"]
            || names == ["Variable", "Type", "Initially"]
        {
            if let cell = table.header.first {
                sink.warning("this table is not read: the heading above it is for people only", at: cell.range)
            }
        }
    }

    private func reportTable(in lines: ClosedRange<Int>) {
        for line in lines where source.lineBytes(line).first(where: { !Ascii.isBlank($0) }) == Ascii.bar {
            error(
                "this looks like a table and is none; the line under its header has a cell of hyphens for each column",
                at: source.range(ofLine: line))
            return
        }
    }
}
