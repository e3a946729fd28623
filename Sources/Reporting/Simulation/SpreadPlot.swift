import Foundation

/// How long it takes, as a distribution function: over each span of time the share of all that took no longer. A curve for each document; time on a logarithmic axis.
public struct SpreadPlot {
    public let reports: [SimulationReport]
    /// One of the names of `SimulationReport.spreads`.
    public let name: String

    public init(_ reports: [SimulationReport], name: String) {
        self.reports = reports
        self.name = name
    }

    /// To stand in a page that has `Drawing.style` in its own; `nil` where there is nothing to draw.
    public func inline() -> String? {
        let curves = reports.map { report in (report, report.spreads.first { $0.name == name }) }
        let spans = curves.flatMap { $0.1?.points.map(\.seconds) ?? [] }.filter { $0 > 0 }
        guard let least = spans.min(), let most = spans.max() else { return nil }
        // Whole powers of ten at both ends, at least one between.
        let first = log10(least).rounded(.down)
        let last = max(first + 1, log10(most).rounded(.up))
        func x(_ seconds: Double) -> Double {
            let place = seconds > 0 ? (log10(seconds) - first) / (last - first) : 0
            return Drawing.left + min(1, max(0, place)) * (Drawing.right - Drawing.left)
        }
        func y(_ share: Double) -> Double { Drawing.bottom - share * (Drawing.bottom - Drawing.top) }
        let height = 404 + 24 * curves.count
        var lines = Drawing.opening("\(name): how long", subtitle: "share that took no longer", height: height, style: nil)
        for quarter in 0...4 {
            let place = Drawing.number(y(Double(quarter) / 4))
            lines.append("<path class=\"\(quarter == 0 ? "axis" : "grid")\" d=\"M\(Drawing.number(Drawing.left)) \(place)H\(Drawing.number(Drawing.right))\"/>")
            lines.append("<text class=\"small\" x=\"\(Drawing.number(Drawing.left - 8))\" y=\"\(place)\" dy=\"4\" text-anchor=\"end\">\(25 * quarter) %</text>")
        }
        for power in Int(first)...Int(last) {
            let seconds = pow(10, Double(power))
            let place = Drawing.number(x(seconds))
            lines.append("<path class=\"axis\" d=\"M\(place) \(Drawing.number(Drawing.bottom))v5\"/>")
            lines.append("<text class=\"small\" x=\"\(place)\" y=\"\(Drawing.number(Drawing.bottom + 20))\" text-anchor=\"middle\">\(Drawing.escaped(FigureText.span(seconds)))</text>")
        }
        lines.append("<text x=\"\(Drawing.number((Drawing.left + Drawing.right) / 2))\" y=\"\(Drawing.number(Drawing.bottom + 44))\" text-anchor=\"middle\">time</text>")
        for (index, curve) in curves.enumerated() {
            guard let points = curve.1?.points, !points.isEmpty else { continue }
            let way = points.map { "\(Drawing.number(x($0.seconds))) \(Drawing.number(y($0.share)))" }.joined(separator: "L")
            lines.append("<g class=\"c\(index % Drawing.colours)\"><path class=\"curve\" d=\"M\(way)\"/>")
            for point in points where [0.5, 0.9, 0.99, 1].contains(point.share) {
                let text = "\(curve.0.label): \(FigureText.render(point.share, unit: "share")) within \(FigureText.span(point.seconds))"
                lines.append("<g><title>\(Drawing.escaped(text))</title>\(Drawing.symbol(index, x(point.seconds), y(point.share)))</g>")
            }
            lines.append("</g>")
        }
        lines += Drawing.legend(
            curves.map { report, spread in (report.label, spread.map { "\(FigureText.count($0.count)) in all" } ?? "none") }, from: 416)
        lines.append("</svg>")
        return lines.joined(separator: "\n") + "\n"
    }
}
