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
            "<a id=\"\(Self.anchor(number))\"></a>\n\n## \(number). \(MarkdownText.escape("\(result.draft), \(result.revision)")): \(finding.title)",
            "As \(MarkdownText.link(MarkdownText.escape(entry.fileName), entry.link)) describes it; "
                + "all that was found there is on \(MarkdownText.link("its page", entry.page)).",
        ]
        let passages = passages()
        if !passages.isEmpty { parts.append("**Passages.** The draft on the last steps:\n\n" + passages.map { "> \($0)" }.joined(separator: "\n>\n")) }
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

    /// The sentences behind the last things that parties do, and those that are read in a certain way. Of many sentences on one row those that
    /// demand something go first.
    private func passages() -> [String] {
        var sentences: [String] = []
        for row in run.lastRows {
            let all = model.passages.filter { $0.coverage.contains(.row(row.name)) }.map(\.quotation)
            let demanding = all.filter { quotation in ["MUST", "SHOULD", "MAY"].contains { quotation.contains($0) } }
            for quotation in (demanding + all).uniqued().prefix(Self.mostPerRow) {
                sentences.append("\(MarkdownText.prose(quotation)) (\(MarkdownText.escape(row.citation)): \(entry.link(row)))")
            }
        }
        for reading in model.readings where !reading.passage.isEmpty {
            let taken = run.readings.filter { $0.key.hasSuffix(".\(reading.name)") }.sorted { $0.key < $1.key }
            if taken.isEmpty { continue }
            let list = taken.map { MarkdownText.code("\($0.key) = \($0.value)") }.joined(separator: ", ")
            sentences.append("\(MarkdownText.prose(reading.passage)) (read as \(list))")
        }
        return sentences.uniqued()
    }

    private static let mostPerRow = 2

    // MARK: What happens

    private func whatHappens() -> String {
        var text = sentences(run.reasons).map { $0 + " " }.joined()
        text += "It happens in the network \(MarkdownText.code(run.profile)), with " + FaultText.text(run.faults.faults, steps: run.steps.count) + "."
        let page = DocumentPage(entry: entry, book: book)
        let list = finding.failures.map { failure in
            let networks = failure.verdicts.map { found in
                MarkdownText.escape(found.verdict.profile) + (found.failure.when.map { ", when \(ConditionList.abbreviated($0))" } ?? "")
            }
            let always = failure.verdicts.allSatisfy { $0.failure.when == nil }
            let names = failure.verdicts.map { MarkdownText.escape($0.verdict.profile) }.joined(separator: ", ")
            let reading = model.readingChoices.isEmpty ? "" : ", however the draft is read"
            let other = failure.run.number == run.number ? "" : " (\(MarkdownText.link("another story", page.target(ofRun: failure.run.number))))"
            return "- \(MarkdownText.code(failure.property.name)) \(VerdictText.verb(failure.outcome)) in "
                + (always ? names + reading : networks.joined(separator: "; in ")) + other
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
        return MarkdownText.block((lines + ending()).joined(separator: "\n"), "text")
    }

    private func ending() -> [String] {
        guard let replay = try? Replay(run.trace, in: model) else { return [] }
        return Story(replay).ending(leavingOutNone: true).map { "In the end \($0)." }
    }
}
