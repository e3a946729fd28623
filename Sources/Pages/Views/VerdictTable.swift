import Explorer
import ProtocolModel
import Reporting

/// The verdicts on a document, by property and network profile.
public struct VerdictTable: Hashable, Sendable, Codable {
    public enum Tone: String, Hashable, Sendable, Codable {
        case good
        case bad
        /// No verdict, or one that says nothing.
        case open
    }

    /// One outcome; a cell has several where the verdict depends on the readings.
    public struct Entry: Hashable, Sendable, Codable {
        public var text: String
        public var tone: Tone
        /// The combinations of readings in which it is the verdict; absent for all.
        public var condition: String?
        /// The run that shows it: an index into `DocumentView.runs`.
        public var run: Int?
    }

    public struct Line: Hashable, Sendable, Codable {
        public var property: String
        /// What it asks for, in one sentence; absent where the line is a summary of others.
        public var meaning: String?
        /// By profile; `nil` where the property is not checked there.
        public var verdicts: [[Entry]?]
    }

    public var profiles: [String]
    public var lines: [Line]
    /// What was explored, one line for each profile.
    public var statistics: [String]
}

extension VerdictTable {
    /// - Parameter run: the index of the run that a failure or a witness is shown by.
    init(_ report: DocumentReport, _ document: DocumentLines, run: (_ profile: Int, _ property: Int, _ failure: Int?) -> Int?) {
        let model = report.model
        let words = ReadingText(model: model)
        profiles = report.profiles.map { model.profiles[$0.report.profile].name }
        statistics = report.statistics
        lines = model.properties.enumerated().compactMap { index, property in
            let verdicts = report.profiles.enumerated().map { number, profile -> [Entry]? in
                guard let verdict = profile.report.verdicts.first(where: { $0.property == index }) else { return nil }
                var entries = verdict.failures.enumerated().map { failure, found in
                    Entry(
                        text: found.outcome.rawValue, tone: .bad, condition: words.text(found.condition), run: run(number, index, failure))
                }
                if case .unknown = verdict.status {
                    entries.append(Entry(text: "unknown", tone: .open))
                } else if entries.isEmpty || verdict.witness != nil {
                    let text = verdict.vacuity == nil ? "holds" : "holds, vacuously"
                    entries.append(
                        Entry(
                            text: entries.isEmpty ? text : "otherwise holds", tone: verdict.vacuity == nil ? .good : .open,
                            run: run(number, index, nil)))
                }
                if case .differs = verdict.comparison { entries[0].text += " (not as expected)" }
                return entries
            }
            if verdicts.allSatisfy({ $0 == nil }) { return nil }
            return Line(property: property.name, meaning: property.meaning(document), verdicts: verdicts)
        }
        lines.append(
            Line(
                property: "desynchronisation freedom",
                meaning: "agreement, settled agreement, history agreement, specified, decryptable, recoverable and live together",
                verdicts: report.freedom.map { text in
                    [Entry(text: text, tone: text == "holds" ? .good : text == "fails" ? .bad : .open)]
                }))
    }
}
