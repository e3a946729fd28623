import ModelDocument
import ProtocolModel

/// The repair of a finding, where a document has one, and the evidence that it suffices.
struct RepairText {
    let finding: Finding
    let book: ReportBook

    func paragraphs() -> [String] {
        let repairs = book.repairs(of: finding.entry)
        if repairs.isEmpty { return ["**Proposed repair.** None yet: no document among these says that it repairs this one."] }
        return repairs.flatMap(paragraphs)
    }

    private func paragraphs(_ repair: ReportBook.Entry) -> [String] {
        let name = MarkdownText.link(MarkdownText.escape(repair.fileName), repair.link)
        var text = "**Proposed repair.** \(name) says what is changed and why."
        let rows = changedRows(in: repair)
        if !rows.isEmpty {
            text += " Its rows for what happens in the last steps:\n\n"
                + MarkdownText.table(["On", "As written", "In the repair"], rows)
        }
        return [text, "**Evidence.** " + evidence(repair)]
    }

    // MARK: Rows

    /// For each row that fires in the last steps, those by which the repair answers the same. Where it does exactly the same there is nothing to show.
    private func changedRows(in repair: ReportBook.Entry) -> [[String]] {
        var shown = Set<String>()
        var lines: [[String]] = []
        for row in finding.run.lastRows.map(\.name) {
            guard let (role, written) = find(row, in: finding.entry.report.model) else { continue }
            let names = TriggerText(model: finding.entry.report.model)
            let other = repair.report.model
            let otherNames = TriggerText(model: other)
            for trigger in written.triggers {
                let name = names.name(trigger)
                guard shown.insert("\(role.name) \(name)").inserted,
                    let successor = other.roles.first(where: { $0.name == role.name })
                else { continue }
                let answers = successor.rows.filter { $0.triggers.contains { otherNames.name($0) == name } }
                let here = role.rows.filter { $0.triggers.contains { names.name($0) == name } }
                let old = here.map { describe($0, in: finding.entry) }
                let new = answers.map { describe($0, in: repair) }
                if new.isEmpty || old.map(\.essence) == new.map(\.essence) { continue }
                lines.append([
                    "\(MarkdownText.escape(role.name)): \(MarkdownText.escape(name))", old.map(\.text).joined(separator: "<br>"),
                    new.map(\.text).joined(separator: "<br>"),
                ])
            }
        }
        return lines
    }

    private func find(_ name: String, in model: ProtocolModel) -> (Role, Row)? {
        for role in model.roles {
            if let row = role.rows.first(where: { $0.name == name }) { return (role, row) }
        }
        return nil
    }

    /// A row as its document writes it, and the same without its name.
    private func describe(_ row: Row, in entry: ReportBook.Entry) -> (text: String, essence: String) {
        let cells = entry.report.document?.source.tableRow(atLine: row.source.line) ?? []
        func cell(_ column: String) -> String { cells.first { $0.column == column }?.text ?? "" }
        func plain(_ text: String) -> String { MarkdownText.escape(text.filter { $0 != "`" }.replacing("\\|", with: "|")) }
        let when = cell("When").isEmpty ? "" : " when \(plain(cell("When")))"
        let reading = cell("Reading").isEmpty ? "" : " (\(plain(cell("Reading"))))"
        let body = "\(plain(cell("State")))\(when)\(reading): \(plain(cell("Do"))) → \(plain(cell("Next")))"
        return ("\(entry.link(row.name, Place(row.source, in: entry.report.document?.source))) \(body)", body)
    }

    // MARK: Evidence

    private func evidence(_ repair: ReportBook.Entry) -> String {
        let result = repair.result
        let page = MarkdownText.link("there", repair.page)
        var holding: [String] = []
        var others: [String] = []
        for failure in finding.failures {
            let same = result.properties.filter { $0.name == failure.property.name && $0.kind == failure.property.kind }
            let candidates = same.isEmpty ? result.properties.filter { $0.kind == failure.property.kind } : same
            if candidates.isEmpty {
                others.append("\(MarkdownText.code(failure.property.name)) is not asked for")
            } else if candidates.allSatisfy({ $0.verdicts.allSatisfy(\.holds) }) {
                holding.append(MarkdownText.code(candidates[0].name))
            } else {
                others.append("\(MarkdownText.code(failure.property.name)) fails still")
            }
        }
        let networks = result.profiles.map { "\(MarkdownText.escape($0.name)) (\(StatisticsText.grouped($0.states)) states)" }.joined(separator: ", ")
        var text = ""
        if !holding.isEmpty {
            text += "In \(MarkdownText.escape(repair.fileName)) \(holding.joined(separator: ", ")) \(holding.count == 1 ? "holds" : "hold") in every reachable state of \(networks)"
            let isUnbounded = result.profiles.allSatisfy { $0.isComplete && $0.bounds.allSatisfy { $0.most == 0 } }
            text += (isUnbounded ? ", updates and interruptions without bound" : "") + " (\(page))."
        }
        if result.profiles.allSatisfy({ $0.desynchronisationFreedom.verdict == .holds }) {
            text += text.isEmpty ? "All parts of desynchronisation freedom hold." : " So do all parts of desynchronisation freedom."
        }
        if !others.isEmpty { text += (text.isEmpty ? "" : " ") + "But " + others.joined(separator: ", ") + "." }
        return text
    }
}
