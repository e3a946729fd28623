/// A simulation as text, CSV and JSON.
public enum SimulationText {
    public static func render(_ report: SimulationReport) -> [String] {
        var lines = ["\(report.document), \(report.profile): \(report.title), \(report.variant)"]
        let settings = report.settings.isEmpty ? "" : ": " + report.settings.joined(separator: "; ")
        lines.append("\(report.scenario)\(settings)")
        lines.append(
            "\(report.runs == 1 ? "1 run" : "\(FigureText.count(UInt64(report.runs))) runs") of \(FigureText.span(report.duration)) from seed \(report.seed), readings \(report.readings); \(FigureText.count(report.steps)) steps, \(FigureText.count(report.outages)) outages, \(FigureText.count(report.interruptions)) interruptions"
        )
        var rows = [["measure", "value", "95 % confidence"]]
        for figure in report.figures where !figure.name.hasPrefix("runs with ") {
            let interval =
                figure.low.flatMap { low in
                    figure.high.map { "\(FigureText.render(low, unit: figure.unit)) to \(FigureText.render($0, unit: figure.unit))" }
                } ?? ""
            rows.append([figure.name, FigureText.render(figure.value, unit: figure.unit), interval])
        }
        lines += section(rows)
        for rows in tables(report) { lines += section(rows) }
        for failure in report.failures { lines += ["", "  cannot be carried out: \(failure)"] }
        return lines
    }

    /// Everything but the figures: commits, turns, messages, properties, cryptography. The first row of each table is its header.
    public static func tables(_ report: SimulationReport) -> [[[String]]] {
        var result: [[[String]]] = []
        if !report.commits.isEmpty {
            var rows = [["commits of", "in", "made", "confirmed", "superseded", "confirmed after (median)", "p90", "p99", "longest"]]
            for one in report.commits {
                rows.append(
                    [one.party, one.cause, FigureText.count(one.made), FigureText.count(one.confirmed), FigureText.count(one.superseded)]
                        + [one.median, one.p90, one.p99, one.longest].map { FigureText.render($0, unit: "s") })
            }
            result.append(rows)
        }
        if !report.turns.isEmpty {
            var rows = [["turns of", "event", "tried", "taken", "share of the parties'"]]
            for one in report.turns {
                rows.append(
                    [one.party, one.event, FigureText.count(one.tried), FigureText.count(one.taken), FigureText.render(one.share, unit: "share")])
            }
            result.append(rows)
        }
        var messages = [["message", "sent", "again", "arrived", "lost", "cut off", "no room", "undecryptable", "no row", "bytes"]]
        for one in report.messages {
            messages.append(
                [one.message]
                    + [one.sent, one.retransmitted, one.arrived, one.lost, one.cut, one.overflowed, one.undecryptable, one.unspecified]
                    .map(FigureText.count) + [one.bytes.map { FigureText.grouped($0.rounded()) } ?? "-"])
        }
        result.append(messages)
        if !report.findings.isEmpty {
            var rows = [["property", "in runs", "95 % confidence", "shortened to"]]
            for one in report.findings {
                rows.append([
                    one.property, "\(one.what) in \(one.runs) of \(one.of)",
                    "\(FigureText.render(one.low, unit: "share")) to \(FigureText.render(one.high, unit: "share"))",
                    one.steps.map { "\($0) steps" } ?? "",
                ])
            }
            result.append(rows)
        }
        if let cryptography = report.cryptography {
            var rows = [["cryptography of", "in", "times", "mean", "median", "longest"]]
            for one in cryptography {
                rows.append([one.party, one.step, FigureText.grouped(Double(one.count))] + [one.mean, one.median, one.longest].map { FigureText.render($0, unit: "s") })
            }
            result.append(rows)
        }
        return result
    }

    /// The figures of several documents side by side.
    public static func comparisonRows(_ reports: [SimulationReport]) -> [[String]] {
        var rows = [["measure"] + reports.map { "\($0.label), \($0.profile)" }]
        var names: [String] = []
        for report in reports {
            for figure in report.figures where !names.contains(figure.name) && !figure.name.hasPrefix("runs with ") { names.append(figure.name) }
        }
        for name in names { rows.append([name] + reports.map { cell($0.figure(name)) }) }
        return rows
    }

    /// A figure with its interval.
    private static func cell(_ figure: SimulationReport.Figure?) -> String {
        guard let figure else { return "-" }
        let value = FigureText.render(figure.value, unit: figure.unit)
        guard let low = figure.low, let high = figure.high, figure.value != nil else { return value }
        return "\(value) (\(FigureText.render(low, unit: figure.unit)) to \(FigureText.render(high, unit: figure.unit)))"
    }

    private static func section(_ rows: [[String]]) -> [String] {
        [""] + TextTable.render(rows).map { line in
            var line = "  " + line
            while line.hasSuffix(" ") { line.removeLast() }
            return line
        }
    }

    /// One line for each point of a sweep, one column for each document.
    public static func curve(_ reports: [SimulationReport], measure: String, parameter: String) -> [String] {
        ["\(measure), by \(parameter)"] + section(curveRows(reports, measure: measure, parameter: parameter))
    }

    public static func curveRows(_ reports: [SimulationReport], measure: String, parameter: String) -> [[String]] {
        var curves: [String] = []
        for report in reports where !curves.contains(key(report)) { curves.append(key(report)) }
        var points: [String] = []
        for report in reports { if let swept = report.swept, !points.contains(swept) { points.append(swept) } }
        var rows = [[parameter] + curves]
        for point in points {
            rows.append([point] + curves.map { curve in cell(reports.first { key($0) == curve && $0.swept == point }?.figure(measure)) })
        }
        return rows
    }

    /// Which curve a report is a point of.
    static func key(_ report: SimulationReport) -> String { "\(report.document), \(report.profile)" }

    /// A line for each figure of each report; the first line names the columns.
    public static func csv(_ reports: [SimulationReport]) -> [String] {
        func quoted(_ text: String) -> String {
            text.contains { $0 == "," || $0 == "\"" || $0 == "\n" } ? "\"" + text.split(separator: "\"", omittingEmptySubsequences: false).joined(separator: "\"\"") + "\"" : text
        }
        var lines = ["document,profile,scenario,swept,measure,unit,value,low,high"]
        for report in reports {
            for figure in report.figures {
                let numbers = [figure.value, figure.low, figure.high].map { $0.map { String($0) } ?? "" }
                lines.append(
                    ([report.document, report.profile, report.scenario, report.swept ?? "", figure.name, figure.unit].map(quoted) + numbers)
                        .joined(separator: ","))
            }
        }
        return lines
    }
}
