import ProtocolModel

/// A measure over the parameter of a sweep, drawn as SVG: a curve for each document, with the band of its confidence intervals of 95 %.
public struct SimulationPlot {
    public let reports: [SimulationReport]
    public let measure: String
    public let parameter: String

    public init(_ reports: [SimulationReport], measure: String, parameter: String) {
        self.reports = reports
        self.measure = measure
        self.parameter = parameter
    }

    private struct Point {
        var x: Double
        var y: Double
        var low: Double?
        var high: Double?
    }

    private struct Curve {
        var label: String
        var detail: String
        var points: [Point]
    }

    /// A file of its own.
    public func svg() -> String { drawing(style: Drawing.style) }

    /// To stand in a page that has `style` in its own.
    public func inline() -> String { drawing(style: nil) }

    private func drawing(style: String?) -> String {
        var unit = ""
        let curves = keys.map { key in
            let mine = reports.filter { SimulationText.key($0) == key }
            return Curve(
                label: mine[0].label, detail: "\(mine[0].revision), \(mine[0].variant)",
                points: mine.compactMap { report -> Point? in
                    guard let x = report.sweptValue, let figure = report.figure(measure) else { return nil }
                    unit = figure.unit
                    return figure.value.map { Point(x: x, y: $0, low: figure.low, high: figure.high) }
                }.sorted { $0.x < $1.x })
        }
        let points = curves.flatMap(\.points)
        let xs = reports.compactMap(\.sweptValue)
        let (least, most) = (xs.min() ?? 0, xs.max() ?? 1)
        let highest = points.map { max($0.y, $0.high ?? $0.y) }.max() ?? 1
        let step = SimulationPlot.step(for: max(highest, 1e-12))
        let ceiling = step * max(1, (highest / step).rounded(.up))
        func x(_ value: Double) -> Double {
            Drawing.left + (most > least ? (value - least) / (most - least) : 0.5) * (Drawing.right - Drawing.left)
        }
        func y(_ value: Double) -> Double { Drawing.bottom - min(max(value, 0), ceiling) / ceiling * (Drawing.bottom - Drawing.top) }
        let height = 404 + 24 * curves.count + 20
        let title = "\(measure), by \(parameter)"
        var lines = Drawing.opening(title, subtitle: SimulationPlot.axis(measure, unit), height: height, style: style)
        for index in 0...Int((ceiling / step).rounded()) {
            let value = Double(index) * step
            let place = Drawing.number(y(value))
            lines.append("<path class=\"\(index == 0 ? "axis" : "grid")\" d=\"M\(Drawing.number(Drawing.left)) \(place)H\(Drawing.number(Drawing.right))\"/>")
            // The title of the axis says what is counted.
            let mark = unit == "share" || unit == "s" ? FigureText.render(value, unit: unit) : FigureText.digits(value)
            lines.append("<text class=\"small\" x=\"\(Drawing.number(Drawing.left - 8))\" y=\"\(place)\" dy=\"4\" text-anchor=\"end\">\(Drawing.escaped(mark))</text>")
        }
        lines += marksBelow(least, most, x)
        for (index, curve) in curves.enumerated() where !curve.points.isEmpty {
            lines.append("<g class=\"c\(index % Drawing.colours)\">")
            let withBand = curve.points.filter { $0.low != nil && $0.high != nil }
            if withBand.count > 1 {
                let upper = withBand.map { "\(Drawing.number(x($0.x))) \(Drawing.number(y($0.high ?? $0.y)))" }
                let lower = withBand.reversed().map { "\(Drawing.number(x($0.x))) \(Drawing.number(y($0.low ?? $0.y)))" }
                lines.append("<path class=\"interval\" d=\"M\((upper + lower).joined(separator: "L"))Z\"/>")
            }
            let way = curve.points.map { "\(Drawing.number(x($0.x))) \(Drawing.number(y($0.y)))" }.joined(separator: "L")
            lines.append("<path class=\"curve\" d=\"M\(way)\"/>")
            for point in curve.points {
                let interval = point.low.flatMap { low in
                    point.high.map { " (\(FigureText.render(low, unit: unit)) to \(FigureText.render($0, unit: unit)))" }
                }
                let swept = reports.first { $0.sweptValue == point.x }?.swept ?? ""
                lines.append(
                    "<g><title>\(Drawing.escaped("\(curve.label), \(swept): \(FigureText.render(point.y, unit: unit))\(interval ?? "")"))</title>\(Drawing.symbol(index, x(point.x), y(point.y)))</g>")
            }
            lines.append("</g>")
        }
        lines += Drawing.legend(curves.map { ($0.label, $0.points.isEmpty ? "\($0.detail): nothing to measure" : $0.detail) }, from: 416)
        lines.append("<text class=\"small\" x=\"16\" y=\"\(Drawing.number(420 + 24 * Double(curves.count)))\">\(Drawing.escaped(note))</text>")
        lines.append("</svg>")
        return lines.joined(separator: "\n") + "\n"
    }

    /// One for each curve, in the order of the reports.
    private var keys: [String] {
        var names: [String] = []
        for report in reports where !names.contains(SimulationText.key(report)) { names.append(SimulationText.key(report)) }
        return names
    }

    /// What all points have in common.
    private var note: String {
        guard let first = reports.first else { return "" }
        let runs = first.runs == 1 ? "1 run" : "\(FigureText.count(UInt64(first.runs))) runs"
        return "Each point: \(runs) of \(FigureText.span(first.duration)), profile \(first.profile), seed \(first.seed). Bands: 95 % confidence of the mean."
    }

    /// The values of the parameter that have points, below the axis, with the unit said once.
    private func marksBelow(_ least: Double, _ most: Double, _ x: (Double) -> Double) -> [String] {
        var lines: [String] = []
        var places: [Double] = []
        var unit = ""
        for report in reports {
            guard let value = report.sweptValue, let swept = report.swept, !places.contains(value) else { continue }
            unit = String(swept.drop { "0123456789.".contains($0) })
            // Labels that would stand in one another are left out.
            if most > least, places.contains(where: { abs($0 - value) / (most - least) < 0.05 }) { continue }
            places.append(value)
            let place = Drawing.number(x(value))
            lines.append("<path class=\"axis\" d=\"M\(place) \(Drawing.number(Drawing.bottom))v5\"/>")
            let number = swept.prefix { "0123456789.".contains($0) }
            lines.append("<text class=\"small\" x=\"\(place)\" y=\"\(Drawing.number(Drawing.bottom + 20))\" text-anchor=\"middle\">\(Drawing.escaped(String(number)))</text>")
        }
        let middle = Drawing.number((Drawing.left + Drawing.right) / 2)
        lines.append("<text x=\"\(middle)\" y=\"\(Drawing.number(Drawing.bottom + 44))\" text-anchor=\"middle\">\(Drawing.escaped(SimulationPlot.axis(parameter, unit)))</text>")
        return lines
    }

    /// `outages` and `/h` as `outages per hour`.
    static func axis(_ name: String, _ unit: String) -> String {
        switch unit {
        case "": return name
        case "/s": return "\(name) per second"
        case "/min": return "\(name) per minute"
        case "/h": return "\(name) per hour"
        case "/d": return "\(name) per day"
        case "bytes/h": return "\(name) per hour"
        case "%": return "\(name), in %"
        case "share": return name == "out of step" ? "share of the time that the parties spend in different epochs" : "\(name), in %"
        default: return "\(name), in \(unit)"
        }
    }

    /// 1, 2 or 5 times a power of ten, so that some five of them reach to the top.
    private static func step(for top: Double) -> Double {
        var power = 1.0
        while power * 10 <= top / 5 { power *= 10 }
        while power > top / 5 { power /= 10 }
        for factor in [1.0, 2, 5] where factor * power >= top / 6 { return factor * power }
        return 10 * power
    }
}
