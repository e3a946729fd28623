import Explorer
import ProtocolModel
import Reporting

/// A document with its verdicts and the runs that show them, as the page shows it.
public struct DocumentView: Hashable, Sendable, Codable {
    /// The name of the file.
    public var name: String
    public var title: String
    public var draft: String
    public var revision: String
    public var variant: String
    /// The names of the running parties. All indices of parties are into this list.
    public var parties: [String]
    /// By name.
    public var rows: [String: RowView]
    /// Absent where there are runs only.
    public var table: VerdictTable?
    public var runs: [RunView]
}

extension DocumentView {
    /// A document without runs.
    public init(_ model: ProtocolModel, _ lines: DocumentLines) {
        name = lines.name
        title = model.title
        draft = model.draft
        revision = model.revision
        variant = model.variant.rawValue
        parties = model.instances.map(\.name)
        rows = [:]
        for role in model.roles {
            for row in role.rows { rows[row.name] = RowView(row, of: role, in: model, lines) }
        }
        runs = []
    }

    /// The verdicts on a document, with each counterexample and each witness once.
    public init(_ report: DocumentReport, _ lines: DocumentLines, act: Acting) {
        let model = report.model
        self.init(model, lines)
        var traces: [Trace] = []
        var runs: [RunView] = []
        var places: [[Int?]: Int] = [:]
        for (number, profile) in report.profiles.enumerated() {
            for verdict in profile.report.verdicts {
                let property = model.properties[verdict.property]
                var shown = verdict.failures.enumerated().map { ($0 as Int?, $1.trace, $1.outcome, [$1.reason], $1.condition.products ?? []) }
                shown.append((nil, verdict.witness, .holds, [], []))
                for (failure, trace, outcome, reasons, products) in shown {
                    guard let trace else { continue }
                    let title = RunView.title(property, outcome)
                    if let known = traces.firstIndex(where: { $0.isSameRun(as: trace) }) {
                        runs[known].titles.append(title)
                        for reason in reasons where !runs[known].reasons.contains(reason) { runs[known].reasons.append(reason) }
                        places[[number, verdict.property, failure]] = known
                        continue
                    }
                    // The explorer replays what it shows; what cannot be replayed is told of in the table of the command line.
                    guard let replay = try? Replay(trace, in: model) else { continue }
                    places[[number, verdict.property, failure]] = runs.count
                    traces.append(trace)
                    let readings = products.first { trace.isInstance(of: $0, in: model) } ?? []
                    runs.append(RunView(replay, of: trace, titles: [title], reasons: reasons, readings: readings, act: act))
                }
            }
        }
        self.runs = runs
        table = VerdictTable(report, lines) { places[[$0, $1, $2]] }
    }
}

extension RunView {
    /// Such as "agreement fails" or "recoverable fails (stuck)".
    public static func title(_ property: Property, _ outcome: Outcome) -> String {
        switch outcome {
        case .holds: "\(property.name) is reached"
        case .fails: "\(property.name) fails"
        case .stuck, .waiting, .starved: "\(property.name) fails (\(outcome.rawValue))"
        }
    }
}

extension Trace {
    func isSameRun(as other: Trace) -> Bool {
        profile == other.profile && steps == other.steps && readings == other.readings && cycleStart == other.cycleStart
    }

    /// Whether the run takes the readings of a conjunction.
    func isInstance(of product: [ReadingLiteral], in model: ProtocolModel) -> Bool {
        product.allSatisfy { literal in
            let reading = model.readings[literal.choice.reading]
            let chosen = readings["\(model.roles[literal.choice.role].name).\(reading.name)"]
            return literal.options.contains { reading.options[$0].name == chosen }
        }
    }
}
