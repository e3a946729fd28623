/// A measure over the parameter of a sweep as an SVG document: a curve for each document, with its confidence intervals as bars.
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

    /// Colours that people who see colours differently can tell apart (Okabe and Ito, 2008); curves differ in their marks as well.
    private static let colours = ["#0072b2", "#d55e00", "#009e73", "#cc79a7", "#e69f00", "#56b4e9"]

    public func svg() -> String {
        var names: [String] = []
        for report in reports where !names.contains(SimulationText.key(report)) { names.append(SimulationText.key(report)) }
        var unit = ""
        let curves = names.map { name in
            reports.filter { SimulationText.key($0) == name }.compactMap { report -> Point? in
                guard let x = report.sweptValue, let figure = report.figure(measure), let y = figure.value else { return nil }
                unit = figure.unit
                return Point(x: x, y: y, low: figure.low, high: figure.high)
            }
        }
        let all = curves.flatMap { $0 }
        let xs = all.map(\.x)
        let (left, right) = (xs.min() ?? 0, xs.max() ?? 1)
        let step = SimulationPlot.step(for: max(all.map { $0.high ?? $0.y }.max() ?? 1, 1e-12))
        let top = step * max(1, ((all.map { $0.high ?? $0.y }.max() ?? 1) / step).rounded(.up))
        func x(_ value: Double) -> String { text(90 + (right > left ? (value - left) / (right - left) : 0.5) * 640) }
        func y(_ value: Double) -> String { text(330 - value / top * 280) }
        var lines = [
            "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"760\" height=\"\(390 + 20 * names.count)\" viewBox=\"0 0 760 \(390 + 20 * names.count)\" font-family=\"sans-serif\" font-size=\"12\">",
            "<rect width=\"100%\" height=\"100%\" fill=\"#ffffff\"/>",
            "<text x=\"90\" y=\"28\" font-size=\"15\">\(escaped(measure)), by \(escaped(parameter))</text>",
        ]
        var mark = 0.0
        while mark <= top * 1.0001 {
            lines.append("<line x1=\"90\" x2=\"730\" y1=\"\(y(mark))\" y2=\"\(y(mark))\" stroke=\"#dddddd\"/>")
            lines.append("<text x=\"84\" y=\"\(y(mark))\" dy=\"4\" text-anchor=\"end\">\(escaped(FigureText.render(mark, unit: unit)))</text>")
            mark += step
        }
        var labelled: [String] = []
        var places: [Double] = []
        for report in reports {
            guard let value = report.sweptValue, let swept = report.swept, !labelled.contains(swept) else { continue }
            labelled.append(swept)
            // Labels that would stand in one another are left out.
            if right > left, places.contains(where: { abs($0 - value) / (right - left) < 0.07 }) { continue }
            places.append(value)
            lines.append("<text x=\"\(x(value))\" y=\"350\" text-anchor=\"middle\">\(escaped(swept))</text>")
        }
        lines.append("<line x1=\"90\" x2=\"730\" y1=\"330\" y2=\"330\" stroke=\"#000000\"/>")
        for (index, curve) in curves.enumerated() {
            let colour = SimulationPlot.colours[index % SimulationPlot.colours.count]
            let points = curve.sorted { $0.x < $1.x }
            lines.append(
                "<polyline fill=\"none\" stroke=\"\(colour)\" stroke-width=\"2\" points=\"\(points.map { "\(x($0.x)),\(y($0.y))" }.joined(separator: " "))\"/>")
            for point in points {
                if let low = point.low, let high = point.high {
                    lines.append("<line x1=\"\(x(point.x))\" x2=\"\(x(point.x))\" y1=\"\(y(max(0, low)))\" y2=\"\(y(high))\" stroke=\"\(colour)\"/>")
                }
                lines.append(symbol(index, x(point.x), y(point.y), colour))
            }
            let line = 375 + 20 * index
            lines.append(symbol(index, "98", "\(line)", colour))
            lines.append("<text x=\"112\" y=\"\(line + 4)\">\(escaped(names[index]))</text>")
        }
        lines.append("</svg>")
        return lines.joined(separator: "\n") + "\n"
    }

    private func symbol(_ index: Int, _ x: String, _ y: String, _ colour: String) -> String {
        switch index % 3 {
        case 0: "<circle cx=\"\(x)\" cy=\"\(y)\" r=\"4\" fill=\"\(colour)\"/>"
        case 1: "<path d=\"M\(x) \(y)m-5 4h10l-5 -9z\" fill=\"\(colour)\"/>"
        default: "<path d=\"M\(x) \(y)m-4 -4h8v8h-8z\" fill=\"\(colour)\"/>"
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

    private func text(_ value: Double) -> String { String((value * 10).rounded() / 10) }

    private func escaped(_ text: String) -> String {
        var result = ""
        for character in text {
            switch character {
            case "&": result += "&amp;"
            case "<": result += "&lt;"
            case ">": result += "&gt;"
            case "\"": result += "&quot;"
            default: result.append(character)
            }
        }
        return result
    }
}
