import Explorer
import ModelDocument
import ProtocolModel

/// The explorations of one document, in every profile, and what follows from them: as text, and as a `DocumentResult` for everything else.
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
    /// Where the model stands; `nil` for one that was built in code.
    public let document: ModelDocument?
    /// The same for machines, and what the text is made from.
    public let result: DocumentResult

    public init(name: String, model: ProtocolModel, profiles: [Profile], document: ModelDocument? = nil) {
        self.name = name
        self.model = model
        self.profiles = profiles
        self.document = document
        result = ResultBuilder(name: name, model: model, profiles: profiles, document: document).build()
    }

    /// Whether every verdict is as the document expects, and whether one is missing.
    public var differs: Bool { result.conclusion == .differs }
    public var isUndecided: Bool { result.isUndecided }

    /// The table of verdicts and what belongs to it.
    public func table() -> String { VerdictTable(result).text() }

    /// By profile: what was explored, in one line.
    public var statistics: [String] { VerdictTable(result).statistics }

    /// By profile: the verdict on desynchronisation freedom.
    public var freedom: [String] { VerdictTable(result).freedom }

    /// Every counterexample once, with all that it shows.
    public func stories() -> String {
        result.runs.filter(\.isCounterexample).map { run in
            let titles = run.shows.filter { $0.outcome != .holds }.map { shown in
                "\(shown.property) \(VerdictText.verb(shown.outcome)) in \(shown.profile)"
                    + (shown.faults.map { " with " + FaultText.text($0, steps: run.steps.count) } ?? "")
            }
            return StoryText.render(run, titles: titles)
        }.joined(separator: "\n\n")
    }
}
