import Comparison
import ProtocolModel

/// What a revision changed, as a page: rows, verdicts, behaviours. What did not change is counted and not shown.
public struct DiffReport {
    /// One of the two documents.
    public struct Document {
        /// The file.
        public var name: String
        public var model: ProtocolModel
        /// The cells of each row in the document's own words: by the row's name, then by the column.
        public var cells: [String: [String: [String]]]

        public init(name: String, model: ProtocolModel, cells: [String: [String: [String]]]) {
            self.name = name
            self.model = model
            self.cells = cells
        }
    }

    public var old: Document
    public var new: Document
    public var correspondence: Correspondence
    public var rows: RowComparison
    public var declarations: DeclarationComparison
    /// `nil` where they were not asked for.
    public var verdicts: VerdictComparison?
    public var behaviours: [BehaviourComparison]?
    /// Names and counts, without stories.
    public var isBrief: Bool

    public init(
        old: Document, new: Document, correspondence: Correspondence, verdicts: VerdictComparison? = nil,
        behaviours: [BehaviourComparison]? = nil, isBrief: Bool = false
    ) {
        self.old = old
        self.new = new
        self.correspondence = correspondence
        rows = RowComparison(correspondence)
        declarations = DeclarationComparison(correspondence)
        self.verdicts = verdicts
        self.behaviours = behaviours
        self.isBrief = isBrief
    }

    /// Whether a verdict or a behaviour is another.
    public var differs: Bool {
        !(verdicts?.changes.isEmpty ?? true) || (behaviours ?? []).contains { $0.differs } || alphabetDiffers
    }

    /// Whether there may be differences that were not found.
    public var isUndecided: Bool {
        verdicts?.isUndecided ?? false
            || (behaviours ?? []).contains { if case .upTo = $0.completeness { !$0.differs } else { false } }
    }

    private var alphabetDiffers: Bool { (behaviours ?? []).contains { !$0.alphabet.onlyOld.isEmpty || !$0.alphabet.onlyNew.isEmpty } }

    public func page() -> Page {
        var page = Page()
        page.add(.title("\(old.name) -> \(new.name)"))
        page.add(.text("OLD: \(describe(old))"))
        page.add(.text("NEW: \(describe(new))"))
        addRows(&page)
        if let verdicts { addVerdicts(verdicts, &page) }
        if let behaviours { addBehaviours(behaviours, &page) }
        return page
    }

    private func describe(_ document: Document) -> String {
        "\(document.model.title), \(document.model.draft), \(document.model.revision), \(document.model.variant.rawValue)"
    }

    // MARK: Rows

    private func addRows(_ page: inout Page) {
        page.add(.heading("Rows"))
        let changes = rows.changes
        if changes.isEmpty, declarations.changes.isEmpty, correspondence.renames.isEmpty {
            page.add(.text("The tables say the same: \(count(rows.unchanged, "row"))."))
            return
        }
        func number(_ matches: (RowChange.Kind) -> Bool) -> Int { changes.count { matches($0.kind) } }
        let counts = [
            (number { $0 == .added }, "added"), (number { $0 == .removed }, "removed"),
            (number { if case .altered = $0 { true } else { false } }, "altered"), (number { $0 == .renamed }, "renamed only"),
            (number { $0 == .moved }, "moved only"), (rows.unchanged, "unchanged"),
        ]
        page.add(.text("Rows: " + counts.filter { $0.0 > 0 || $0.1 == "unchanged" }.map { "\($0.0) \($0.1)" }.joined(separator: ", ") + "."))
        addRenames(&page)
        addDeclarations(&page)
        var roles: [String] = []
        for change in changes where !roles.contains(change.role) { roles.append(change.role) }
        for role in roles {
            page.add(.subheading("Rows of \(role)"))
            let mine = changes.filter { $0.role == role }
            if isBrief {
                page.add(.list(brief(mine).map { Page.Item($0) }))
            } else {
                page.add(.list(mine.filter { $0.kind != .renamed && $0.kind != .moved }.map(item) + quiet(mine)))
            }
        }
    }

    private func addRenames(_ page: inout Page) {
        if correspondence.renames.isEmpty { return }
        let items = Rename.Kind.allCases.flatMap { kind -> [String] in
            let mine = correspondence.renames.filter { $0.kind == kind }
            var roles: [String?] = []
            for rename in mine where !roles.contains(rename.role) { roles.append(rename.role) }
            return roles.map { role in
                let list = mine.filter { $0.role == role }.map { "\($0.old) -> \($0.new)\($0.isGiven ? "" : " (recognised)")" }
                return "\(name(kind)) \(role.map { "of \($0) " } ?? "")\(list.joined(separator: ", "))"
            }
        }
        page.add(.subheading("Taken for the same under another name (--rename OLD=NEW says otherwise)"))
        page.add(.list(items.map { Page.Item($0) }))
    }

    private func name(_ kind: Rename.Kind) -> String {
        switch kind {
        case .role: "role"
        case .message: "message"
        case .event: "event"
        case .state: "state"
        case .variable: "variable"
        }
    }

    private func addDeclarations(_ page: inout Page) {
        if declarations.changes.isEmpty { return }
        page.add(.subheading("Declarations"))
        if isBrief {
            let lists = DeclarationChange.Kind.allCases.compactMap { kind -> Page.Item? in
                let mine = declarations.changes.filter { $0.kind == kind }
                if mine.isEmpty { return nil }
                return Page.Item("\(word(kind)): " + mine.map { "\(sign($0)) \(label($0))" }.joined(separator: ", "))
            }
            page.add(.list(lists))
            return
        }
        page.add(.list(declarations.changes.map(item)))
    }

    private func sign(_ change: DeclarationChange) -> String { change.old == nil ? "+" : change.new == nil ? "-" : "~" }

    private func label(_ change: DeclarationChange) -> String { change.role.map { "\($0).\(change.name)" } ?? change.name }

    private func item(_ change: DeclarationChange) -> Page.Item {
        let what = "\(sign(change)) \(word(change.kind)) \(label(change))"
        // Statements of properties are not kept in the document's words.
        if change.kind == .property { return Page.Item(change.old != nil && change.new != nil ? "\(what): its statement" : what) }
        switch (change.old, change.new) {
        case (let old?, let new?): return Page.Item("\(what): \(old) -> \(new)")
        case (let one?, nil), (nil, let one?): return Page.Item("\(what): \(one)")
        case (nil, nil): return Page.Item(what)
        }
    }

    private func word(_ kind: DeclarationChange.Kind) -> String {
        switch kind {
        case .type: "type"
        case .message: "message"
        case .event: "event"
        case .reading: "reading"
        case .role: "role"
        case .state: "state"
        case .variable: "variable"
        case .protection: "key for"
        case .profile: "network"
        case .property: "property"
        }
    }

    private func brief(_ changes: [RowChange]) -> [String] {
        func list(_ title: String, _ matches: (RowChange.Kind) -> Bool, _ name: (RowChange) -> String) -> String? {
            let mine = changes.filter { matches($0.kind) }
            return mine.isEmpty ? nil : "\(title): " + mine.map(name).joined(separator: ", ")
        }
        return [
            list("added", { $0 == .added }, names), list("removed", { $0 == .removed }, names),
            list("altered", { if case .altered = $0 { true } else { false } }, names), list("renamed", { $0 == .renamed }, names),
            list("moved", { $0 == .moved }, names),
        ].compactMap { $0 }
    }

    private func row(_ place: RowChange.Place, _ document: Document) -> Row { document.model.roles[place.role].rows[place.row] }

    private func names(_ change: RowChange) -> String {
        let before = change.old.map { row($0, old).name }
        let after = change.new.map { row($0, new).name }
        return before == after || after == nil || before == nil ? (after ?? before ?? "") : "\(before ?? "") -> \(after ?? "")"
    }

    private func cells(_ place: RowChange.Place, _ document: Document) -> [String: [String]] {
        document.cells[row(place, document).name] ?? [:]
    }

    /// What only has another name or place, in a line each.
    private func quiet(_ changes: [RowChange]) -> [Page.Item] {
        brief(changes.filter { $0.kind == .renamed || $0.kind == .moved }).map { Page.Item($0) }
    }

    private func item(_ change: RowChange) -> Page.Item {
        switch (change.kind, change.old, change.new) {
        case (.added, _, let place?): return Page.Item("+ \(names(change)): \(summary(cells(place, new)))")
        case (.removed, let place?, _): return Page.Item("- \(names(change)): \(summary(cells(place, old)))")
        case (.altered(let parts), let before?, let after?):
            return Page.Item(
                "~ \(names(change)): \(heading(cells(after, new)))", below: parts.flatMap { difference($0, cells(before, old), cells(after, new)) })
        default: return Page.Item(names(change))
        }
    }

    private func heading(_ cells: [String: [String]]) -> String {
        "\(cells["On"]?.first ?? "") in \(cells["State"]?.first ?? "")"
    }

    private func summary(_ cells: [String: [String]]) -> String {
        let when = cells["When"]?.first ?? ""
        let reading = cells["Reading"]?.first ?? ""
        let actions = (cells["Do"] ?? []).joined(separator: "; ")
        return heading(cells) + (reading.isEmpty ? "" : " (\(reading))") + (when.isEmpty ? "" : ", when \(when)") + ": \(actions)"
    }

    private func difference(_ part: RowChange.Part, _ before: [String: [String]], _ after: [String: [String]]) -> [String] {
        let column =
            switch part {
            case .state: "State"
            case .trigger: "On"
            case .guards: "When"
            case .actions: "Do"
            case .next: "Next"
            case .reading: "Reading"
            }
        let (a, b) = (before[column] ?? [""], after[column] ?? [""])
        if part == .actions {
            let steps = b.difference(from: a)
            if steps.isEmpty { return ["Do: in other names"] }
            return steps.removals.map { "Do - \(text($0))" } + steps.insertions.map { "Do + \(text($0))" }
        }
        func shown(_ cell: [String]) -> String { cell.first.map { $0.isEmpty ? "(empty)" : $0 } ?? "(empty)" }
        return ["\(column): \(shown(a)) -> \(shown(b))"]
    }

    private func text(_ change: CollectionDifference<String>.Change) -> String {
        switch change {
        case .insert(_, let element, _), .remove(_, let element, _): element
        }
    }

    // MARK: Verdicts

    private func addVerdicts(_ verdicts: VerdictComparison, _ page: inout Page) {
        page.add(.heading("Verdicts"))
        if verdicts.changes.isEmpty {
            page.add(.text("The verdicts on what both documents ask for are the same: \(count(verdicts.unchanged, "verdict"))."))
            return
        }
        page.add(
            .text(
                "\(count(verdicts.changes.count, "verdict")) changed, \(verdicts.unchanged) did not, among the properties that both documents ask for."))
        var notes: [String] = []
        func note(_ text: String) -> String {
            guard text.count > 60, let when = text.range(of: " when ") else { return text }
            let condition = String(text[when.upperBound...])
            let index = notes.firstIndex(of: condition) ?? notes.count
            if index == notes.count { notes.append(condition) }
            return text[..<when.lowerBound] + " when (\(index + 1))"
        }
        // Networks in which the same changed stand together.
        var rows: [(property: String, profiles: [String], old: String, new: String)] = []
        for change in verdicts.changes {
            if let known = rows.firstIndex(where: { $0.property == change.property && $0.old == change.old && $0.new == change.new }) {
                rows[known].profiles.append(change.profile)
            } else {
                rows.append((change.property, [change.profile], change.old, change.new))
            }
        }
        page.add(
            .table(
                [["property", "network", "OLD", "NEW"]]
                    + rows.map { [$0.property, $0.profiles.joined(separator: ", "), note($0.old), note($0.new)] }))
        if !notes.isEmpty {
            page.add(.subheading("Where"))
            page.add(.list(notes.enumerated().map { Page.Item("(\($0 + 1)) \($1)") }))
        }
        if isBrief { return }
        addStories(verdicts, &page)
    }

    private func addStories(_ verdicts: VerdictComparison, _ page: inout Page) {
        struct Story {
            var run: VerdictChange.Shown
            var titles: [String]
            var reasons: [String]
        }
        var stories: [Story] = []
        for change in verdicts.changes {
            guard let run = change.run else { continue }
            let title = "\(change.property) in \(change.profile)"
            if let known = stories.firstIndex(where: {
                $0.run.isNew == run.isNew && $0.run.trace.steps == run.trace.steps && $0.run.trace.cycleStart == run.trace.cycleStart
            }) {
                stories[known].titles.append(title)
                if !stories[known].reasons.contains(run.reason) { stories[known].reasons.append(run.reason) }
            } else {
                stories.append(Story(run: run, titles: [title], reasons: run.reason.isEmpty ? [] : [run.reason]))
            }
        }
        for story in stories {
            let model = story.run.isNew ? new.model : old.model
            let whose = story.run.isNew ? "NEW" : "OLD"
            let text = StoryText.render(
                story.run.trace, in: model, titles: [], reasons: story.reasons, readings: story.run.readings)
            page.add(.details("\(whose) shows it: \(story.titles.joined(separator: "; "))", text.split(separator: "\n").map(String.init)))
            if !story.run.isNew { addRegression(of: story.run.trace, &page) }
        }
    }

    /// What the newer document makes of a run that violated a property of the older.
    private func addRegression(of trace: Trace, _ page: inout Page) {
        guard let recorded = try? RegressionCase(trace, of: old.model, document: old.name),
            let outcome = try? Regression(model: new.model).outcome(of: recorded)
        else { return }
        let text = RegressionText(model: new.model, recorded: recorded)
        page.add(.list([Page.Item("NEW, the same run: \(text.verdict(outcome))", below: text.reasons(outcome))]))
    }

    // MARK: Behaviours

    private func addBehaviours(_ behaviours: [BehaviourComparison], _ page: inout Page) {
        page.add(.heading("Behaviours"))
        if let first = behaviours.first { addAlphabet(first.alphabet, &page) }
        var told: [(isNew: Bool, divergence: BehaviourComparison.Divergence)] = []
        for behaviour in behaviours {
            let name = behaviour.profile.name
            page.add(.subheading("In \(name)"))
            page.add(.text(completeness(behaviour)))
            for isNew in [false, true] {
                let found = isNew ? behaviour.onlyNew : behaviour.onlyOld
                let fresh = found.filter { divergence in !told.contains { $0.isNew == isNew && $0.divergence.isOfTheKind(of: divergence) } }
                if fresh.count < found.count {
                    let those = found.count - fresh.count == 1 ? "one" : "\(found.count - fresh.count)"
                    page.add(.text("Of what only \(isNew ? "NEW" : "OLD") allows in a network above, \(those) can be seen here, too."))
                }
                told += fresh.map { (isNew, $0) }
                add(fresh, isFirst: fresh.first?.word == found.first?.word, isNew: isNew, &page)
            }
        }
    }

    private func addAlphabet(_ alphabet: Alphabet, _ page: inout Page) {
        func list(_ strangers: Alphabet.Strangers) -> [String] {
            [
                strangers.roles.isEmpty ? nil : "roles \(strangers.roles.joined(separator: ", "))",
                strangers.messages.isEmpty ? nil : "messages \(strangers.messages.joined(separator: ", "))",
                strangers.events.isEmpty ? nil : "steps \(strangers.events.joined(separator: ", "))",
            ].compactMap { $0 }
        }
        var items: [Page.Item] = []
        if !alphabet.onlyOld.isEmpty { items.append(Page.Item("OLD alone has " + list(alphabet.onlyOld).joined(separator: "; "))) }
        if !alphabet.onlyNew.isEmpty { items.append(Page.Item("NEW alone has " + list(alphabet.onlyNew).joined(separator: "; "))) }
        if items.isEmpty { return }
        page.add(.text("Runs are compared up to where a name occurs that one document alone has:"))
        page.add(.list(items))
    }

    private func completeness(_ behaviour: BehaviourComparison) -> String {
        let none = !behaviour.differs
        switch behaviour.completeness {
        case .sameTables: return "No difference: the tables are the same but for names and order."
        case .all(let sets):
            return (none ? "No difference: all" : "All") + " sequences of observable events were compared (trace inclusion in both directions, \(count(sets, "pair")) of sets of states)."
        case .upTo(let length, let why):
            return (none ? "Unknown: there is no difference among " : "Compared were ")
                + "all sequences of up to \(count(length, "event")) (trace inclusion in both directions); not more, because \(text(why))."
        }
    }

    private func text(_ limit: BehaviourComparison.Limit) -> String {
        switch limit {
        case .pairs(let pairs): "there are more than \(pairs) pairs of sets of states (--pairs)"
        case .parts(let parts): "the documents can be in more than \(parts) states after one sequence"
        case .numbers: "a group is created beside epochs whose numbers are not known any more"
        case .modelError(let error): "a row cannot be carried out: \(error.row ?? "")"
        case .unconfirmed: "the interpreter did not confirm what was found there"
        case .interrupted: "the search was ended"
        }
    }

    private func add(_ divergences: [BehaviourComparison.Divergence], isFirst: Bool, isNew: Bool, _ page: inout Page) {
        guard let shortest = divergences.first else { return }
        let (this, other) = isNew ? ("NEW", "OLD") : ("OLD", "NEW")
        let (model, otherModel) = isNew ? (new.model, old.model) : (old.model, new.model)
        guard let lines = observed(shortest.run, model), let last = lines.last else { return }
        let length = count(shortest.word.count, "event")
        page.add(.text("Only \(this) allows (\(length)\(isFirst ? ", no shorter sequence does it" : "")):"))
        page.add(.steps(lines.dropLast() + ["\(last)   <- \(other) does not allow this"]))
        page.add(.list([Page.Item("\(other), there: " + instead(shortest, otherModel))]))
        let others = divergences.dropFirst()
        if others.isEmpty { return }
        page.add(.text("Other events that only \(this) allows after a sequence that both do:"))
        page.add(
            .list(
                others.compactMap { divergence in
                    guard let lines = observed(divergence.run, model), let last = lines.last else { return nil }
                    return Page.Item(
                        "event \(divergence.word.count): \(last)", below: isBrief ? [] : ["\(other): " + instead(divergence, otherModel)])
                }))
    }

    private func observed(_ trace: Trace, _ model: ProtocolModel) -> [String]? {
        guard let replay = replay(trace, model) else { return nil }
        return ObservedText(replay).lines()
    }

    /// A trace of a network that the document does not have by itself.
    private func replay(_ trace: Trace, _ model: ProtocolModel) -> Replay? {
        if model.profiles.contains(where: { $0.name == trace.profile }) { return try? Replay(trace, in: model) }
        guard let profile = behaviours?.first(where: { $0.profile.name == trace.profile })?.profile else { return nil }
        var wider = model
        wider.profiles.append(model == new.model ? profile : correspondence.translated(profile))
        return try? Replay(trace, in: wider)
    }

    /// What the other document has in place of the last event, or why it has nothing.
    private func instead(_ divergence: BehaviourComparison.Divergence, _ model: ProtocolModel) -> String {
        let mine = model == old.model ? new.model : old.model
        let last = observed(divergence.run, mine)?.last
        // Epochs that have one number in either run may be different ones all the same.
        let found = alternatives(divergence, model).map { $0 == last ? "\($0), where the epochs are related otherwise" : $0 }
        if !found.isEmpty { return found.joined(separator: "; or ") }
        var reasons: [String] = []
        if case .event(let party, let event, _)? = divergence.word.last?.stimulus, let run = replay(divergence.prefix, model) {
            let (isOld, parties) = (model == old.model, run.interpreter.instances.map(\.name))
            // Names in a sequence are those of the newer document.
            let name = isOld ? correspondence.oldName(ofEvent: event) : event
            let who = isOld ? correspondence.oldName(ofParty: party) : party
            if parties.contains(who) { reasons = ObstructionText(model: model).reasons(name, of: who, after: run) }
        }
        return "nothing of the kind" + (reasons.isEmpty ? "" : ": " + reasons.joined(separator: "; "))
    }

    private func alternatives(_ divergence: BehaviourComparison.Divergence, _ model: ProtocolModel) -> [String] {
        var result: [String] = []
        for trace in divergence.alternatives {
            if let replay = replay(trace, model), let last = ObservedText(replay).last(), !result.contains(last) { result.append(last) }
        }
        return result
    }

    private func count(_ number: Int, _ noun: String) -> String { number == 1 ? "1 \(noun)" : "\(number) \(noun)s" }
}
