import ModelDocument
import ProtocolModel

/// The page on one document.
struct DocumentPage {
    let entry: ReportBook.Entry
    let book: ReportBook

    var result: DocumentResult { entry.result }
    var model: ProtocolModel { entry.report.model }
    static let notice = "<!-- Written by `lockstep report`. What is changed here is lost. -->"

    func text() -> String {
        let sections = [heading(), verdicts(), counterexamples(), holes(), grids(), diagrams(), coverage(), explored(), readings()]
        return sections.filter { !$0.isEmpty }.joined(separator: "\n\n") + "\n"
    }

    // MARK: What it is about

    private func heading() -> String {
        var lines = [Self.notice, "# \(MarkdownText.escape(result.title)), \(result.variant.rawValue)", ""]
        lines.append(
            "\(MarkdownText.link("The model", entry.link)) describes \(MarkdownText.escape(result.draft)), \(MarkdownText.escape(result.revision)). "
                + summary())
        let repairs = book.repairs(of: entry)
        if !repairs.isEmpty { lines += ["", "Repaired in \(list(repairs))."] }
        let repaired = book.repaired(by: entry)
        if !repaired.isEmpty { lines += ["", "A repair of \(list(repaired))."] }
        lines += ["", "All findings are on the \(MarkdownText.link("first page", "README.md"))."]
        return lines.joined(separator: "\n")
    }

    private func list(_ entries: [ReportBook.Entry]) -> String {
        entries.map { MarkdownText.link(MarkdownText.escape($0.fileName), $0.page) }.joined(separator: " and ")
    }

    private func summary() -> String {
        let failing = result.properties.filter { $0.verdicts.contains { !$0.failures.isEmpty } }
        var text = "Of \(result.properties.count) properties "
        text += failing.isEmpty ? "all hold" : failing.count == 1 ? "1 fails" : "\(failing.count) fail"
        text += result.profiles.count == 1 ? " in its network." : ", in \(result.profiles.count) networks."
        switch result.conclusion {
        case .asExpected: text += " Every verdict is as the document expects."
        case .differs: text += " **Not every verdict is as the document expects.**"
        case .undecided: text += " **Not every verdict was reached within the limits.**"
        }
        return text
    }

    // MARK: Verdicts

    private func verdicts() -> String {
        let conditions = ConditionList()
        var rows: [[String]] = result.properties.map { property in
            let asked = [property.kind, MarkdownText.code(property.statement)].filter { !$0.isEmpty }.joined(separator: " ")
            return [entry.link(property.name, property.place), asked]
                + result.profiles.map { profile in
                    property.verdicts.first { $0.profile == profile.name }.map { cell($0, conditions) } ?? "–"
                }
        }
        rows.append(
            ["**desynchronisation freedom**", "all of agreement, specified, decryptable, recoverable, live"]
                + result.profiles.map { profile in
                    let freedom = profile.desynchronisationFreedom
                    return "**\(freedom.verdict.rawValue)**" + (freedom.verdict == .notAskedFor ? ": \(freedom.missing.joined(separator: ", "))" : "")
                })
        var text = "## Verdicts\n\n" + MarkdownText.table(["Property", "Asks for"] + result.profiles.map { MarkdownText.escape($0.name) }, rows)
        text += "\n\nWhere nothing else is said, a verdict is as the document expects. A number in parentheses is a combination of readings, below."
        if !conditions.texts.isEmpty { text += "\n\n" + conditions.markdown() }
        return text
    }

    private func cell(_ verdict: VerdictResult, _ conditions: ConditionList) -> String {
        var parts = verdict.failures.map { failure in
            let outcome = "**\(failure.outcome.rawValue)**"
            let link = failure.run.map { MarkdownText.link(outcome, "#\(Self.anchor(shown(in: $0)))") } ?? outcome
            return link + (failure.when.map { " when \(conditions.number(of: $0))" } ?? "")
        }
        if verdict.unknown != nil { parts.append("unknown") }
        if parts.isEmpty { parts.append(verdict.vacuity == nil ? "holds" : "holds, vacuously") }
        var text = parts.joined(separator: ", ")
        if verdict.comparison == .differs { text += " (**expected: \(MarkdownText.escape(verdict.expected ?? "nothing"))**)" }
        if verdict.comparison == .unstated { text += " (nothing is expected)" }
        return text
    }

    // MARK: Counterexamples

    /// Runs whose steps fire the same rows are shown once, with all that they show.
    private var groups: [[RunResult]] {
        var groups: [[RunResult]] = []
        for run in result.runs where run.isCounterexample {
            let known = groups.firstIndex { group in
                group[0].steps.map(\.headline) == run.steps.map(\.headline) && group[0].trace.cycleStart == run.trace.cycleStart
            }
            if let known { groups[known].append(run) } else { groups.append([run]) }
        }
        return groups
    }

    /// The counterexample, counted from 1, in which a run is shown.
    private func shown(in run: Int) -> Int { (groups.firstIndex { $0.contains { $0.number == run } } ?? 0) + 1 }

    static func anchor(_ number: Int) -> String { "counterexample-\(number)" }

    /// The link to where a run is shown.
    func target(ofRun run: Int) -> String { "\(entry.page)#\(Self.anchor(shown(in: run)))" }

    private func counterexamples() -> String {
        let groups = groups
        if groups.isEmpty { return "" }
        let sections = groups.enumerated().map { index, runs in counterexample(index + 1, runs) }
        let intro = """
            In the diagrams an arrow stands where a message arrives; what is sent and has not arrived yet is in the notes. In brackets is the row of \
            the tables by which a party acts. Only what changes is shown. Under the steps is what happens when they are acted out with real keys, messages and records; \
            `lockstep replay TRACE --rehearse --verbose` shows all bytes.
            """
        return (["## Counterexamples", intro] + sections).joined(separator: "\n\n")
    }

    private func counterexample(_ number: Int, _ runs: [RunResult]) -> String {
        let run = runs[0]
        var seen = Set<String>()
        let shows = runs.flatMap(\.shows).filter { $0.outcome != .holds }
            .map { "\($0.property) \(VerdictText.verb($0.outcome))" }.filter { seen.insert($0).inserted }
        var lines = [
            "<a id=\"\(Self.anchor(number))\"></a>", "", "### \(number). \(MarkdownText.escape(shows.joined(separator: ", ")))", "",
            "In " + runs.flatMap(\.shows).map(\.profile).uniqued().map(MarkdownText.escape).joined(separator: ", ") + "; " + FaultText.text(run.faults.faults, steps: run.steps.count)
                + "." + (run.reasons.isEmpty ? "" : " Why this is a violation: " + MarkdownText.escape(runs.flatMap(\.reasons).uniqued().joined(separator: "; ")) + "."),
        ]
        if !run.readings.isEmpty {
            lines += ["", "Read as: " + run.readings.sorted { $0.key < $1.key }.map { MarkdownText.code("\($0.key) = \($0.value)") }.joined(separator: ", ")]
        }
        if let replay = try? Replay(run.trace, in: model) {
            lines += ["", MermaidText.fenced(SequenceDiagram(replay, quiet: run.quietStretches).lines())]
        }
        lines += ["", MarkdownText.block(StoryText.folded(run).joined(separator: "\n"), "text"), ""]
        lines += RehearsalSection(trace: run.trace, model: model).lines()
        lines += ["", "Rows that this uses:", ""]
        lines.append(
            MarkdownText.table(
                ["Row", "Of", "Passage of the draft"],
                run.rows.map { [entry.link($0), MarkdownText.escape($0.role), MarkdownText.escape($0.citation)] }))
        return lines.joined(separator: "\n")
    }

    // MARK: Tables

    private func holes() -> String {
        if result.holes.isEmpty { return "" }
        let rows = result.holes.map { hole in
            [
                MarkdownText.escape(hole.role), MarkdownText.escape(hole.state), entry.link(hole.message, hole.place),
                hole.when.map(ConditionList.abbreviated) ?? "however the draft is read",
            ]
        }
        return "## Messages that arrive and that no row takes\n\n" + MarkdownText.table(["Party", "In state", "Message", "When"], rows)
    }

    private func grids() -> String {
        let grids = model.roles.indices.map { "### \(MarkdownText.escape(model.roles[$0].name))\n\n" + Grid(model: model, role: $0).markdown().trimmingLineFeeds }
        return (["## Grid", "States across, what may happen down; every cell names the rows that answer and the state that follows."] + grids)
            .joined(separator: "\n\n")
    }

    private func diagrams() -> String {
        let diagrams = model.roles.indices.map { role in
            "### \(MarkdownText.escape(model.roles[role].name)), state by state\n\n" + MermaidText.fenced(StateDiagram(model: model, role: role).lines())
        }
        return (["## States", "Rows that lead from one state to another; those that stay are in the grid only."] + diagrams).joined(separator: "\n\n")
    }

    private func coverage() -> String {
        let all = model.roles.flatMap(\.rows)
        var lines = ["## Coverage", ""]
        if result.isUndecided {
            lines.append("Not every exploration is complete, so nothing is said of rows that never fire.")
            return lines.joined(separator: "\n")
        }
        let partly = all.filter { row in
            !result.deadRows.contains { $0.name == row.name } && result.profiles.contains { $0.deadRows.contains(row.name) }
        }
        lines.append(
            result.deadRows.isEmpty
                ? "Each of the \(all.count) rows fires in some run." : "\(all.count - result.deadRows.count) of \(all.count) rows fire in some run. These never do:")
        if !result.deadRows.isEmpty {
            lines += [
                "",
                MarkdownText.table(
                    ["Row", "Of", "Passage of the draft"],
                    result.deadRows.map { [entry.link($0), MarkdownText.escape($0.role), MarkdownText.escape($0.citation)] }),
            ]
        }
        if !partly.isEmpty {
            lines += ["", "In some networks only:", ""]
            lines.append(
                MarkdownText.table(
                    ["Row", "Does not fire in"],
                    partly.map { row in
                        [
                            MarkdownText.escape(row.name),
                            result.profiles.filter { $0.deadRows.contains(row.name) }.map { MarkdownText.escape($0.name) }.joined(separator: ", "),
                        ]
                    }))
        }
        return lines.joined(separator: "\n")
    }

    private func explored() -> String {
        let rows = result.profiles.map { profile in
            [
                entry.link(profile.name, profile.place), StatisticsText.grouped(profile.states), StatisticsText.grouped(profile.steps),
                String(profile.depth), StatisticsText.grouped(profile.combinations),
                MarkdownText.escape(String(StatisticsText.limits(profile).trimmingPrefix("; "))), MarkdownText.code(profile.stateHash),
            ]
        }
        return "## What was explored\n\nEvery reachable state, in every combination of readings. The hash is that of the set of states, whatever the order in which they were found.\n\n"
            + MarkdownText.table(["Network", "States", "Steps", "Depth", "Combinations of readings", "Limits", "Hash of the states"], rows)
    }

    private func readings() -> String {
        if model.readingChoices.isEmpty { return "" }
        let used = Set(model.readingChoices.map(\.reading))
        var rows: [[String]] = []
        for (index, reading) in model.readings.enumerated() where used.contains(index) {
            let roles = model.readingChoices.filter { $0.reading == index }.map { model.roles[$0.role].name }
            for (number, option) in reading.options.enumerated() {
                rows.append([
                    number == 0 ? MarkdownText.code(reading.name) : "", number == 0 ? MarkdownText.escape(roles.joined(separator: ", ")) : "",
                    MarkdownText.code(option.name), MarkdownText.escape(option.meaning), number == 0 ? MarkdownText.escape(reading.passage) : "",
                ])
            }
        }
        return "## Readings\n\nWhere the draft can be read in more than one way. Each party takes its own; in which mixtures a property fails stands under the verdicts.\n\n"
            + MarkdownText.table(["Reading", "Taken by", "Option", "Meaning", "Passage"], rows)
    }
}

extension Array where Element: Hashable {
    /// Each element once, in the order of its first occurrence.
    func uniqued() -> [Element] {
        var seen = Set<Element>()
        return filter { seen.insert($0).inserted }
    }
}

extension String {
    fileprivate var trimmingLineFeeds: String {
        var result = self
        while result.last == "\n" { result.removeLast() }
        return result
    }
}
