import ProtocolModel

/// A counterexample as text: what it shows, under which readings, the story, and why that is a violation.
public enum StoryText {
    /// - Parameter readings: those on which the violation depends, to be named beside the ones whose rows fire.
    public static func render(
        _ trace: Trace, in model: ProtocolModel, titles: [String], reasons: [String], readings: [ReadingLiteral] = []
    ) -> String {
        var lines = titles
        let used = usedReadings(trace, in: model, beside: readings)
        if !used.isEmpty { lines.append("  read as: " + used.map { "\($0.name) = \($0.option)" }.joined(separator: ", ")) }
        let replay: Replay
        do {
            replay = try Replay(trace, in: model)
        } catch {
            return (lines + ["  the trace cannot be replayed: \(ErrorText.text(error, in: model))"]).joined(separator: "\n")
        }
        let story = Story(replay)
        lines += story.lines()
        lines += story.ending().map { "  In the end \($0)." }
        if !reasons.isEmpty { lines.append("  => " + reasons.joined(separator: "; ")) }
        return lines.joined(separator: "\n")
    }

    /// A run of a check as text.
    public static func render(_ run: RunResult, titles: [String]) -> String {
        var lines = titles
        if !run.readings.isEmpty {
            lines.append("  read as: " + run.readings.sorted { $0.key < $1.key }.map { "\($0.key) = \($0.value)" }.joined(separator: ", "))
        }
        lines += Story.lines(run.steps.map { Story.Step(headline: $0.headline, changes: $0.changes) }, cycleStart: run.trace.cycleStart)
        lines += run.ending.map { "  In the end \($0)." }
        if !run.reasons.isEmpty { lines.append("  => " + run.reasons.joined(separator: "; ")) }
        return lines.joined(separator: "\n")
    }

    /// The steps of a run; stretches in which no party changes are told as one.
    static func folded(_ run: RunResult) -> [String] {
        let quiet = run.quietStretches
        let width = String(run.steps.count).count
        var lines: [String] = []
        for (index, step) in run.steps.enumerated() {
            if step.startsCycle { lines.append("-- from here on the same again and again:") }
            if let stretch = quiet.first(where: { $0.contains(index) }) {
                if index == stretch.lowerBound {
                    let rows = run.steps[stretch].flatMap(\.rows).map(\.name).uniqued().joined(separator: ", ")
                    lines.append("\(stretch.lowerBound + 1) to \(stretch.upperBound). messages that change nothing [\(rows)]")
                }
                continue
            }
            let number = String(step.number)
            lines.append(String(repeating: " ", count: width - number.count) + "\(number). \(step.headline)")
            lines += step.changes.map { String(repeating: " ", count: width + 2) + $0 }
        }
        if run.trace.cycleStart == run.steps.count { lines.append("-- and then nothing more has to happen") }
        return lines + run.ending.map { "In the end \($0)." }
    }

    /// The readings of the trace that the rows which fire in it belong to, and others that are asked for.
    public static func usedReadings(
        _ trace: Trace, in model: ProtocolModel, beside literals: [ReadingLiteral]
    ) -> [(name: String, option: String)] {
        var names = Set(
            literals.map { "\(model.roles[$0.choice.role].name).\(model.readings[$0.choice.reading].name)" })
        func use(_ row: String?) {
            guard let row else { return }
            for role in model.roles {
                guard let found = role.rows.first(where: { $0.name == row }) else { continue }
                for reading in found.readingsUsed { names.insert("\(role.name).\(model.readings[reading].name)") }
            }
        }
        for step in trace.steps {
            use(step.row)
            step.told?.forEach { use($0.row) }
        }
        return names.sorted().compactMap { name in trace.readings[name].map { (name, $0) } }
    }
}
