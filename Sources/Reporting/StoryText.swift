import ProtocolModel

/// A counterexample as text: what it shows, under which readings, the story, and why that is a violation.
public enum StoryText {
    /// - Parameter readings: those on which the violation depends, to be named beside the ones whose rows fire.
    public static func render(
        _ trace: Trace, in model: ProtocolModel, titles: [String], reasons: [String], readings: [ReadingLiteral] = []
    ) -> String {
        var lines = titles
        let used = usedReadings(trace, in: model, beside: readings)
        if !used.isEmpty { lines.append("  read as: " + used.joined(separator: ", ")) }
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

    /// The readings of the trace that the rows which fire in it belong to, and others that are asked for.
    public static func usedReadings(
        _ trace: Trace, in model: ProtocolModel, beside literals: [ReadingLiteral]
    ) -> [String] {
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
        return names.sorted().compactMap { name in trace.readings[name].map { "\(name) = \($0)" } }
    }
}
