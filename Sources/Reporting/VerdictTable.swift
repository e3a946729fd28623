import ProtocolModel

/// The verdicts on one document, in every profile, as text.
struct VerdictTable {
    private let result: DocumentResult

    init(_ result: DocumentResult) { self.result = result }

    func text() -> String {
        var conditions: [String] = []
        func letter(_ condition: String) -> String {
            if let known = conditions.firstIndex(of: condition) { return "(\(known + 1))" }
            conditions.append(condition)
            return "(\(conditions.count))"
        }
        var rows: [[String]] = [["property"] + result.profiles.map(\.name)]
        for property in result.properties {
            let cells = result.profiles.map { profile in
                property.verdicts.first { $0.profile == profile.name }.map { cell($0, letter) } ?? "-"
            }
            rows.append([property.name] + cells)
        }
        rows.append(["desynchronisation freedom"] + freedom)
        var lines = ["\(result.file): \(result.title), \(result.variant.rawValue)", "\(result.draft), \(result.revision)", ""]
        lines += TextTable.render(rows).map { "  " + $0 }
        if !conditions.isEmpty {
            lines.append("")
            for (index, condition) in conditions.enumerated() { lines.append("  (\(index + 1)) \(condition)") }
        }
        lines += remarks()
        lines.append("")
        lines += statistics.map { "  " + $0 }
        lines += holes() + deadRows() + modelErrors()
        return lines.joined(separator: "\n")
    }

    private func cell(_ verdict: VerdictResult, _ letter: (String) -> String) -> String {
        var parts = verdict.failures.map { failure in
            failure.outcome.rawValue + (with(failure.faults, failure.run) ?? "") + (failure.when.map { " when " + letter($0) } ?? "")
        }
        if !parts.isEmpty, let reached = with(verdict.witnessFaults, verdict.witness) { parts.append("otherwise holds" + reached) }
        if verdict.unknown != nil { parts.append("unknown") }
        if parts.isEmpty {
            let reached = with(verdict.witnessFaults, verdict.witness) ?? ""
            parts = [verdict.vacuity == nil ? "holds" + reached : "holds, vacuously"]
        }
        return parts.joined(separator: ", ") + (verdict.comparison == .differs ? " (!)" : "")
    }

    /// What the run that is shown takes, where the fewest faults were asked for.
    private func with(_ faults: FaultResult?, _ run: Int?) -> String? {
        guard let faults, let run = result.run(run) else { return nil }
        return " with " + FaultText.text(faults, steps: run.steps.count)
    }

    private func remarks() -> [String] {
        var differing: [String] = []
        var unknown: [String] = []
        var vacuous: [String] = []
        var uncertain: [String] = []
        // Profile by profile, as the columns stand.
        for profile in result.profiles {
            for property in result.properties {
                guard let verdict = property.verdicts.first(where: { $0.profile == profile.name }) else { continue }
                let place = "\(property.name) in \(profile.name)"
                if verdict.comparison == .differs {
                    let wherever = verdict.differsWhen.map { " (they differ when \($0))" } ?? ""
                    differing.append("  (!) \(place): expected \(verdict.expected ?? "nothing")\(wherever)")
                }
                if let why = verdict.unknown { unknown.append("  unknown: \(place): \(why)") }
                if let why = verdict.vacuity, verdict.failures.isEmpty { vacuous.append("  vacuous: \(place): \(why)") }
                for why in (verdict.failures.map(\.faults) + [verdict.witnessFaults]).compactMap({ $0?.perhapsFewer }) {
                    uncertain.append("  perhaps fewer faults: \(place): \(why)")
                }
            }
        }
        return [differing, unknown, vacuous, uncertain].filter { !$0.isEmpty }.flatMap { [""] + $0 }
    }

    private func time(_ profile: ProfileResult) -> String {
        profile.seconds < 0.095 ? "under 0.1 s" : "\((profile.seconds * 10).rounded() / 10) s"
    }

    private func holes() -> [String] {
        if result.holes.isEmpty { return [] }
        return ["", "  No row takes these messages, and they arrive:"]
            + result.holes.map { hole in
                "    \(hole.role) in \(hole.state): \(hole.message)" + (hole.when.map { " (when \(abbreviated($0)))" } ?? "")
            }
    }

    private func abbreviated(_ text: String) -> String {
        text.count <= 160 ? text : "some combinations of readings"
    }

    private func deadRows() -> [String] {
        if result.deadRows.isEmpty { return [] }
        return ["", "  Rows that never fire in these profiles: " + result.deadRows.map(\.name).joined(separator: ", ")]
    }

    private func modelErrors() -> [String] {
        result.modelErrors.isEmpty ? [] : ["", "  Errors of the model:"] + result.modelErrors.map { "    " + $0.text }
    }

    /// By profile: what was explored, in one line.
    var statistics: [String] {
        result.profiles.map { StatisticsText.text($0) + ", " + time($0) + StatisticsText.limits($0) }
    }

    /// By profile: the verdict on desynchronisation freedom.
    var freedom: [String] {
        result.profiles.map(\.desynchronisationFreedom).map { freedom in
            freedom.verdict.rawValue + (freedom.verdict == .notAskedFor ? ": " + freedom.missing.joined(separator: ", ") : "")
        }
    }
}

/// How far an exploration looked, in words.
enum StatisticsText {
    static func text(_ profile: ProfileResult) -> String {
        let readings = profile.combinations == 1 ? "" : ", \(grouped(profile.combinations)) combinations of readings"
        return "\(profile.name): \(grouped(profile.states)) states, \(grouped(profile.steps)) steps, depth \(profile.depth)\(readings)"
    }

    static func limits(_ profile: ProfileResult) -> String {
        // What is bounded by 0 is a step that the profile does without; the others are bounds proper.
        var text = ""
        let absent = profile.bounds.filter { $0.most == 0 }.map(\.subject)
        if !absent.isEmpty { text += "; without \(absent.joined(separator: ", "))" }
        let limits = profile.bounds.filter { $0.most > 0 }.map { "\($0.subject) <= \($0.most)" }
        if !limits.isEmpty {
            text += "; bounded: \(limits.joined(separator: ", "))"
        } else if profile.isComplete {
            text += "; updates and interruptions without bound"
        }
        if !profile.isComplete { text += "; NOT COMPLETE" }
        if profile.isOverApproximated { text += "; epoch numbers drift apart without bound, large gaps are not told apart" }
        if let use = profile.partialOrder {
            text += use == "used" ? "; partial-order reduction: runs may be longer than the shortest" : "; no partial-order reduction: \(use)"
        }
        return text
    }

    static func grouped(_ number: Int) -> String {
        let digits = Array(String(number))
        return String(
            digits.enumerated().flatMap { index, digit in
                index > 0 && (digits.count - index) % 3 == 0 ? [",", digit] : [digit]
            })
    }
}
