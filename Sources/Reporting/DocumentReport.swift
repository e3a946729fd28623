import Explorer
import ProtocolModel

/// The verdicts on one document, in every profile, as text.
public struct DocumentReport {
    /// What was found in one profile, and how long it took.
    public struct Profile: Sendable {
        public var report: ExplorationReport
        public var seconds: Double

        public init(report: ExplorationReport, seconds: Double) {
            self.report = report
            self.seconds = seconds
        }
    }

    public let name: String
    public let model: ProtocolModel
    public let profiles: [Profile]
    private let readings: ReadingText

    public init(name: String, model: ProtocolModel, profiles: [Profile]) {
        self.name = name
        self.model = model
        self.profiles = profiles
        readings = ReadingText(model: model)
    }

    /// Whether every verdict is as the document expects, and whether one is missing.
    public var differs: Bool { verdicts.contains { if case .differs = $0.comparison { $0.isDecided } else { false } } || hasModelErrors }
    public var isUndecided: Bool {
        verdicts.contains { !$0.isDecided } || profiles.contains { $0.report.incompleteness != nil }
    }
    private var hasModelErrors: Bool { profiles.contains { !$0.report.modelErrors.isEmpty } }
    private var verdicts: [Verdict] { profiles.flatMap(\.report.verdicts) }

    // MARK: The table of verdicts

    public func table() -> String {
        var letters: [String: String] = [:]
        var conditions: [String] = []
        func letter(_ condition: String) -> String {
            if let known = letters[condition] { return known }
            let letter = "(\(conditions.count + 1))"
            letters[condition] = letter
            conditions.append(condition)
            return letter
        }
        func cell(_ verdict: Verdict?) -> String {
            guard let verdict else { return "-" }
            var parts = verdict.failures.map { failure in
                failure.outcome.rawValue + (with(failure.faults, failure.trace) ?? "")
                    + (readings.text(failure.condition).map { " when " + letter($0) } ?? "")
            }
            if !parts.isEmpty, let reached = with(verdict.witnessFaults, verdict.witness) { parts.append("otherwise holds" + reached) }
            if !verdict.isDecided { parts.append("unknown") }
            if parts.isEmpty {
                let reached = with(verdict.witnessFaults, verdict.witness) ?? ""
                parts = [verdict.vacuity == nil ? "holds" + reached : "holds, vacuously"]
            }
            var text = parts.joined(separator: ", ")
            if case .differs = verdict.comparison { text += " (!)" }
            return text
        }
        var rows: [[String]] = [["property"] + profiles.map { model.profiles[$0.report.profile].name }]
        for index in model.properties.indices {
            let cells = profiles.map { profile in cell(profile.report.verdicts.first { $0.property == index }) }
            if cells.allSatisfy({ $0 == "-" }) { continue }
            rows.append([model.properties[index].name] + cells)
        }
        rows.append(["desynchronisation freedom"] + profiles.map { freedom($0.report) })
        var lines = [
            "\(name): \(model.title), \(model.variant.rawValue)", "\(model.draft), \(model.revision)", "",
        ]
        lines += TextTable.render(rows).map { "  " + $0 }
        if !conditions.isEmpty {
            lines.append("")
            for (index, condition) in conditions.enumerated() { lines.append("  (\(index + 1)) \(condition)") }
        }
        let differing = verdictsWithProfile.compactMap { verdict, profile -> String? in
            guard case .differs(let condition) = verdict.comparison else { return nil }
            let property = model.properties[verdict.property]
            let expected = expectation(property.expected[profile.report.profile] ?? .unstated)
            let wherever = readings.text(condition).map { " (they differ when \($0))" } ?? ""
            return "  (!) \(property.name) in \(model.profiles[profile.report.profile].name): expected \(expected)\(wherever)"
        }
        if !differing.isEmpty { lines += [""] + differing }
        let unknown = verdictsWithProfile.compactMap { verdict, profile -> String? in
            guard case .unknown(let why) = verdict.status else { return nil }
            return "  unknown: \(model.properties[verdict.property].name) in \(model.profiles[profile.report.profile].name): \(why)"
        }
        if !unknown.isEmpty { lines += [""] + unknown }
        let vacuous = verdictsWithProfile.compactMap { verdict, profile -> String? in
            guard let why = verdict.vacuity, verdict.failures.isEmpty else { return nil }
            return "  vacuous: \(model.properties[verdict.property].name) in \(model.profiles[profile.report.profile].name): \(why)"
        }
        if !vacuous.isEmpty { lines += [""] + vacuous }
        let uncertain = verdictsWithProfile.flatMap { verdict, profile in
            (verdict.failures.map(\.faults) + [verdict.witnessFaults]).compactMap { count -> String? in
                guard case .perhapsFewer(let why)? = count?.certainty else { return nil }
                let place = "\(model.properties[verdict.property].name) in \(model.profiles[profile.report.profile].name)"
                return "  perhaps fewer faults: \(place): \(why)"
            }
        }
        if !uncertain.isEmpty { lines += [""] + uncertain }
        lines.append("")
        for profile in profiles { lines.append("  " + statistics(profile)) }
        lines += holes() + deadRows() + modelErrors()
        return lines.joined(separator: "\n")
    }

    /// What the run that is shown takes, where the fewest faults were asked for.
    private func with(_ count: FaultCount?, _ trace: Trace?) -> String? {
        guard let count, let trace else { return nil }
        return " with " + FaultText.text(count, steps: trace.steps.count)
    }

    private var verdictsWithProfile: [(Verdict, Profile)] {
        profiles.flatMap { profile in profile.report.verdicts.map { ($0, profile) } }
    }

    /// What was explored, in one line.
    public func statistics(_ profile: Profile) -> String {
        let report = profile.report
        let combinations = Int(report.configurations)
        let readings = combinations == 1 ? "" : ", \(grouped(combinations)) combinations of readings"
        let time = profile.seconds < 0.095 ? "under 0.1 s" : "\((profile.seconds * 10).rounded() / 10) s"
        var text =
            "\(model.profiles[report.profile].name): \(grouped(report.states)) states, \(grouped(report.edges)) steps, depth \(report.depth)\(readings), \(time)"
        // What is bounded by 0 is a step that the profile does without; the others are bounds proper.
        let bounds = model.profiles[report.profile].bounds
        let absent = bounds.filter { $0.most == 0 }.map { name($0.subject) }
        if !absent.isEmpty { text += "; without \(absent.joined(separator: ", "))" }
        let limits = bounds.filter { $0.most > 0 }.map { "\(name($0.subject)) <= \($0.most)" }
        if !limits.isEmpty {
            text += "; bounded: \(limits.joined(separator: ", "))"
        } else if report.incompleteness == nil {
            text += "; updates and interruptions without bound"
        }
        if report.incompleteness != nil { text += "; NOT COMPLETE" }
        if report.isOverApproximated { text += "; epoch numbers drift apart without bound, large gaps are not told apart" }
        return text
    }

    private func name(_ subject: Bound.Subject) -> String {
        switch subject {
        case .event(let event): model.events[event].name
        case .interruption: "interruption"
        case .loss: "loss"
        case .duplication: "duplication"
        }
    }

    private func grouped(_ number: Int) -> String {
        let digits = Array(String(number))
        return String(
            digits.enumerated().flatMap { index, digit in
                index > 0 && (digits.count - index) % 3 == 0 ? [",", digit] : [digit]
            })
    }

    private func holes() -> [String] {
        var lines: [String] = []
        var seen = Set<[Int]>()
        for hole in profiles.flatMap(\.report.holes) where seen.insert([hole.role, hole.state, hole.message]).inserted {
            if lines.isEmpty { lines = ["", "  No row takes these messages, and they arrive:"] }
            let role = model.roles[hole.role]
            let when = readings.text(hole.condition).map { " (when \(abbreviated($0)))" } ?? ""
            lines.append("    \(role.name) in \(role.states[hole.state].name): \(model.messages[hole.message].name)\(when)")
        }
        return lines
    }

    private func abbreviated(_ text: String) -> String {
        text.count <= 160 ? text : "some combinations of readings"
    }

    private func deadRows() -> [String] {
        guard let first = profiles.first else { return [] }
        let dead = profiles.dropFirst().reduce(Set(first.report.deadRows)) { $0.intersection($1.report.deadRows) }
        if dead.isEmpty || isUndecided { return [] }
        let names = model.roles.flatMap(\.rows).map(\.name).filter(dead.contains)
        return ["", "  Rows that never fire in these profiles: " + names.joined(separator: ", ")]
    }

    private func modelErrors() -> [String] {
        let errors = profiles.flatMap(\.report.modelErrors)
        if errors.isEmpty { return [] }
        return ["", "  Errors of the model:"]
            + errors.map { "    " + ErrorText.text($0.error, in: model) }
    }

    /// The conjunction that the design calls desynchronisation freedom.
    public func freedom(_ report: ExplorationReport) -> String {
        var missing: [String] = []
        var unknown = false
        var fails = false
        func look(_ name: String, _ matches: (Property.Kind) -> Bool) {
            let found = report.verdicts.filter { matches(model.properties[$0.property].kind) }
            if found.isEmpty { missing.append(name) }
            for verdict in found {
                if !verdict.failures.isEmpty { fails = true }
                if !verdict.isDecided { unknown = true }
            }
        }
        look("agreement") { if case .agreement = $0 { true } else { false } }
        look("settled agreement") { if case .settledAgreement = $0 { true } else { false } }
        look("history agreement") { if case .historyAgreement = $0 { true } else { false } }
        look("specified") { $0 == .specified }
        look("decryptable") { $0 == .decryptable }
        look("recoverable") { if case .recoverable = $0 { true } else { false } }
        look("live") { if case .live = $0 { true } else { false } }
        if fails { return "fails" }
        if unknown { return "unknown" }
        return missing.isEmpty ? "holds" : "not asked for: " + missing.joined(separator: ", ")
    }

    func expectation(_ expectation: Expectation) -> String {
        switch expectation {
        case .unstated: return "nothing"
        case .someReadings: return "fails in some readings"
        case .cases(let cases):
            if cases.isEmpty { return "holds" }
            return cases.map { one in
                let products = one.when.map { $0.map(readings.text).joined(separator: " and ") }
                return one.outcome.rawValue + (products.isEmpty ? "" : " when " + products.joined(separator: " or "))
            }.joined(separator: "; ")
        }
    }

    // MARK: Counterexamples

    /// Every counterexample once, with all that it shows.
    public func stories() -> String {
        struct Shown {
            var trace: Trace
            var titles: [String]
            var reasons: [String]
            /// The conjunction of readings that the run is an instance of.
            var product: [ReadingLiteral]
        }
        var shown: [Shown] = []
        for (verdict, profile) in verdictsWithProfile {
            for failure in verdict.failures {
                guard let trace = failure.trace else { continue }
                let title =
                    "\(model.properties[verdict.property].name) \(verb(failure.outcome)) in \(model.profiles[profile.report.profile].name)"
                    + (with(failure.faults, trace) ?? "")
                if let known = shown.firstIndex(where: {
                    $0.trace.steps == trace.steps && $0.trace.readings == trace.readings && $0.trace.cycleStart == trace.cycleStart
                }) {
                    shown[known].titles.append(title)
                    if !shown[known].reasons.contains(failure.reason) { shown[known].reasons.append(failure.reason) }
                } else {
                    shown.append(
                        Shown(
                            trace: trace, titles: [title], reasons: [failure.reason],
                            product: failure.condition.products?.first { matches(trace, $0) } ?? []))
                }
            }
        }
        return shown.map {
            StoryText.render($0.trace, in: model, titles: $0.titles, reasons: $0.reasons, readings: $0.product)
        }.joined(separator: "\n\n")
    }

    private func matches(_ trace: Trace, _ product: [ReadingLiteral]) -> Bool {
        product.allSatisfy { literal in
            let reading = model.readings[literal.choice.reading]
            let chosen = trace.readings["\(model.roles[literal.choice.role].name).\(reading.name)"]
            return literal.options.contains { reading.options[$0].name == chosen }
        }
    }

    private func verb(_ outcome: Outcome) -> String {
        switch outcome {
        case .holds: "holds"
        case .fails: "fails"
        case .stuck: "fails (stuck)"
        case .waiting: "fails (waiting)"
        case .starved: "fails (starved)"
        }
    }
}

extension Verdict {
    var isDecided: Bool { status == .decided }
}
