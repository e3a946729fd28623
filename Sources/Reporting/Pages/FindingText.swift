import ProtocolModel

/// A finding as it can be filed with the authors of the draft.
struct FindingText {
    let finding: Finding
    let book: ReportBook
    let number: Int

    private var entry: ReportBook.Entry { finding.entry }
    private var result: DocumentResult { entry.result }
    private var model: ProtocolModel { entry.report.model }
    private var run: RunResult { finding.run }

    static func anchor(_ number: Int) -> String { "finding-\(number)" }

    func text() -> String {
        var parts = [
            "<a id=\"\(Self.anchor(number))\"></a>\n\n## \(number). \(finding.title)",
            "In **\(MarkdownText.escape(result.draft)), \(MarkdownText.escape(result.revision))** ("
                + MarkdownText.link(MarkdownText.escape(entry.fileName), entry.page) + ").",
        ]
        let passages = passages()
        if !passages.isEmpty { parts.append("**Passages.** The last steps follow these sentences of the draft:\n\n" + passages.map { "> \($0)" }.joined(separator: "\n>\n")) }
        parts.append("**What happens.** " + whatHappens())
        let target = DocumentPage(entry: entry, book: book).target(ofRun: run.number)
        parts.append(
            "**Shortest story** (\(MarkdownText.link("as a diagram, with all that changes", target)))"
                + (run.readings.isEmpty ? "" : ", read as " + run.readings.sorted { $0.key < $1.key }.map { MarkdownText.code("\($0.key) = \($0.value)") }.joined(separator: ", "))
                + ":\n\n" + story())
        parts.append(contentsOf: RepairText(finding: finding, book: book).paragraphs())
        return parts.joined(separator: "\n\n")
    }

    // MARK: The draft's own words

    /// The sentences behind the last rows that fire, the last first.
    private func passages() -> [String] {
        var sentences: [String] = []
        let rows = run.steps.reversed().flatMap(\.rows).map(\.name).uniqued()
        for row in rows.prefix(3) {
            for passage in model.passages where passage.coverage.contains(.row(row)) {
                let citation = model.roles.flatMap(\.rows).first { $0.name == row }?.citation ?? ""
                let text = MarkdownText.escape(passage.quotation) + " (" + MarkdownText.escape(citation) + ")"
                if !sentences.contains(where: { $0.hasPrefix(MarkdownText.escape(passage.quotation)) }) { sentences.append(text) }
            }
        }
        return Array(sentences.prefix(Self.mostPassages))
    }

    private static let mostPassages = 4

    // MARK: What happens

    private func whatHappens() -> String {
        var text = sentences(run.reasons).map { $0 + " " }.joined()
        text += "It takes " + FaultText.text(run.faults.faults, steps: run.steps.count) + "."
        let list = finding.failures.map { failure in
            let networks = failure.verdicts.map { found in
                MarkdownText.escape(found.verdict.profile) + (found.failure.when.map { ", when \(ConditionList.abbreviated($0))" } ?? "")
            }
            let always = failure.verdicts.allSatisfy { $0.failure.when == nil }
            let names = failure.verdicts.map { MarkdownText.escape($0.verdict.profile) }.joined(separator: ", ")
            let reading = model.readingChoices.isEmpty ? "" : ", however the draft is read"
            return "- \(MarkdownText.code(failure.property.name)) \(VerdictText.verb(failure.outcome)) in "
                + (always ? names + reading : networks.joined(separator: "; in "))
        }
        return text + "\n\n" + list.joined(separator: "\n")
    }

    private func sentences(_ reasons: [String]) -> [String] {
        reasons.map { MarkdownText.escape($0.prefix(1).uppercased() + $0.dropFirst()) + "." }
    }

    private func story() -> String {
        let quiet = run.quietStretches
        var lines: [String] = []
        for (index, step) in run.steps.enumerated() {
            if step.startsCycle { lines.append("-- from here on the same again and again:") }
            if let stretch = quiet.first(where: { $0.contains(index) }) {
                if index == stretch.lowerBound { lines.append("\(stretch.lowerBound + 1) to \(stretch.upperBound). messages that change nothing") }
                continue
            }
            lines.append("\(step.number). \(step.headline)")
        }
        if run.trace.cycleStart == run.steps.count { lines.append("-- and then nothing more has to happen") }
        return MarkdownText.block((lines + run.ending.map { "In the end \($0)." }).joined(separator: "\n"), "text")
    }
}
