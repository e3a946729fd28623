import Crypto
import Foundation
import Reporting

/// What simulations came to, with plots, in one file that fetches nothing and has no script.
public struct SimulationPage: Sendable {
    /// The whole of the file.
    public let html: String
    /// The Content-Security-Policy that the page asks for: its own styles, and nothing else.
    public let policy: String

    /// - Parameter parameter: the setting that is swept; empty where none is.
    /// - Parameter measure: the measure that a sweep is about; its plot stands first.
    public init(_ reports: [SimulationReport], parameter: String, measure: String) {
        let style = "\n" + String(decoding: PackageResources.page_css, as: UTF8.self) + Drawing.style + "\n"
        policy = "default-src 'none'; style-src 'sha256-\(Data(SHA256.hash(data: Data(style.utf8))).base64EncodedString())'; img-src data:; base-uri 'none'; form-action 'none'"
        let isSweep = reports.contains { $0.swept != nil }
        var body = Self.header(reports, parameter: isSweep ? parameter : nil)
        body += isSweep ? Self.sweep(reports, parameter, measure) : Self.comparison(reports)
        html = """
            <!DOCTYPE html>
            <html lang="en">
            <head>
            <meta charset="utf-8">
            <meta http-equiv="Content-Security-Policy" content="\(policy)">
            <meta name="viewport" content="width=device-width, initial-scale=1">
            <meta name="color-scheme" content="light dark">
            <meta name="generator" content="lockstep">
            <link rel="icon" href="data:,">
            <title>\(Page.escaped(Self.title(reports)))</title>
            <style>\(style)</style>
            </head>
            <body>
            <main class="simulation">
            \(body.joined(separator: "\n"))
            </main>
            </body>
            </html>

            """
    }

    // MARK: The head

    private static func title(_ reports: [SimulationReport]) -> String {
        let titles = names(reports)
        return titles.isEmpty ? "No simulation" : "Simulated: " + titles.joined(separator: ", ")
    }

    private static func names(_ reports: [SimulationReport]) -> [String] {
        var result: [String] = []
        for report in reports where !result.contains(report.label) { result.append(report.label) }
        return result
    }

    private static func header(_ reports: [SimulationReport], parameter: String?) -> [String] {
        guard let first = reports.first else { return ["<h1>No simulation</h1>"] }
        var lines = ["<header>", "<h1>\(Page.escaped(title(reports)))</h1>"]
        let about = [
            first.scenario == "command line" ? nil : "scenario \(first.scenario)", first.settings.isEmpty ? nil : settings(first, without: parameter).joined(separator: "; "),
            "\(first.runs) runs", "seed \(first.seed)",
        ]
        lines.append("<p class=\"origin\">\(Page.escaped(about.compactMap { $0 }.filter { !$0.isEmpty }.joined(separator: " · ")))</p>")
        lines.append("<p class=\"hint\">Runs are samples of what can happen: they find, they do not verify. Intervals are of 95 % confidence, over the runs.</p>")
        lines.append("</header>")
        return lines
    }

    private static func settings(_ report: SimulationReport, without parameter: String?) -> [String] {
        report.settings.filter { setting in parameter.map { !setting.hasPrefix($0 + "=") } ?? true }
    }

    // MARK: A sweep

    private static func sweep(_ reports: [SimulationReport], _ parameter: String, _ measure: String) -> [String] {
        guard let first = reports.first else { return [] }
        let measures = first.figures.map(\.name).filter { name in
            let values = reports.compactMap { $0.figure(name)?.value }
            // What is the same everywhere, and what is never there, is in the tables only.
            return name == measure || values.contains { $0 != values[0] }
        }
        let ordered = [measure] + measures.filter { $0 != measure }
        var lines: [String] = []
        lines.append("<div class=\"plots\">")
        for name in ordered {
            lines.append("<figure>")
            lines.append(SimulationPlot(reports, measure: name, parameter: parameter).inline())
            lines.append("<details><summary>\(Page.escaped(name)) as a table</summary>")
            lines += table(SimulationText.curveRows(reports, measure: name, parameter: parameter))
            lines.append("</details>")
            lines.append("</figure>")
        }
        lines.append("</div>")
        return lines
    }

    // MARK: Documents side by side

    private static func comparison(_ reports: [SimulationReport]) -> [String] {
        var lines: [String] = []
        lines.append("<section><h2>Measures</h2>")
        lines += table(SimulationText.comparisonRows(reports))
        lines.append("</section>")
        lines.append("<section><h2>How long</h2><div class=\"plots\">")
        for name in ["time to confirm", "out of step", "delivery"] {
            if let plot = SpreadPlot(reports, name: name).inline() { lines += ["<figure>", plot, "</figure>"] }
        }
        lines.append("</div></section>")
        for report in reports {
            lines.append("<section><h2>\(Page.escaped(report.label)), \(Page.escaped(report.profile))</h2>")
            lines.append("<p class=\"origin\">\(Page.escaped("\(report.title) · \(report.revision) · \(report.variant) · readings \(report.readings)"))</p>")
            for rows in SimulationText.tables(report) { lines += table(rows) }
            for failure in report.failures { lines.append("<p class=\"fault\">Cannot be carried out: \(Page.escaped(failure))</p>") }
            lines.append("</section>")
        }
        return lines
    }

    /// The first row is the header, the first cell of each other one heads it.
    private static func table(_ rows: [[String]]) -> [String] {
        guard let head = rows.first else { return [] }
        var lines = ["<div class=\"scroll verdicts\" tabindex=\"0\"><table>"]
        lines.append("<thead><tr>" + head.map { "<th scope=\"col\">\(Page.escaped($0))</th>" }.joined() + "</tr></thead><tbody>")
        for row in rows.dropFirst() {
            let cells = row.enumerated().map { index, cell in
                index == 0 ? "<th scope=\"row\">\(Page.escaped(cell))</th>" : "<td>\(Page.escaped(cell))</td>"
            }
            lines.append("<tr>" + cells.joined() + "</tr>")
        }
        lines.append("</tbody></table></div>")
        return lines
    }
}
