import ProtocolModel

/// The first page: what was found, gravest first, and the documents.
struct FindingsPage {
    let book: ReportBook

    func text() -> String {
        let findings = Finding.ranked(book.entries.flatMap(Finding.all))
        var parts = [
            DocumentPage.notice + "\n# What was found",
            """
            `lockstep report` wrote these pages from the model documents: every property of each was checked in every network that the document names, \
            for all combinations of readings. A finding is a run that the draft allows and its authors cannot want, the shortest there is. In \
            brackets are the rows of the tables; each page says which sentence of the draft a row is taken from.
            """,
            "## Documents\n\n" + documents(),
        ]
        if findings.isEmpty {
            parts.append("Nothing fails.")
        } else {
            parts.append("# Findings\n\nIn order of gravity.\n\n" + contents(findings))
            parts += findings.enumerated().map { FindingText(finding: $1, book: book, number: $0 + 1).text() }
        }
        return parts.joined(separator: "\n\n") + "\n"
    }

    private func documents() -> String {
        MarkdownText.table(
            ["Document", "Draft", "Variant", "Desynchronisation freedom", "Properties that fail"],
            book.entries.map { entry in
                let result = entry.result
                let verdicts = result.profiles.map(\.desynchronisationFreedom.verdict.rawValue).uniqued()
                let freedom = verdicts.count == 1
                    ? verdicts[0] : result.profiles.map { "\($0.name): \($0.desynchronisationFreedom.verdict.rawValue)" }.joined(separator: ", ")
                let failing = result.properties.filter { $0.verdicts.contains { !$0.failures.isEmpty } }
                return [
                    MarkdownText.link(MarkdownText.escape(entry.fileName), entry.page),
                    MarkdownText.escape("\(result.draft), \(result.revision)"), result.variant.rawValue, MarkdownText.escape(freedom),
                    failing.isEmpty ? "none" : failing.map { MarkdownText.escape($0.name) }.joined(separator: ", "),
                ]
            })
    }

    private func contents(_ findings: [Finding]) -> String {
        MarkdownText.table(
            ["", "Finding", "Draft", "Takes", "Shown by"],
            findings.enumerated().map { index, finding in
                [
                    String(index + 1), MarkdownText.link(finding.title.prefix(1).uppercased() + finding.title.dropFirst(), "#\(FindingText.anchor(index + 1))"),
                    MarkdownText.escape("\(finding.entry.result.draft), \(finding.entry.result.revision)"),
                    FaultText.text(finding.run.faults.faults, steps: finding.run.steps.count),
                    finding.failures.map { MarkdownText.escape($0.property.name) }.uniqued().joined(separator: ", "),
                ]
            })
    }
}
