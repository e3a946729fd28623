/// What the drawings of simulations have in common: their style, numbers, marks and legend.
///
/// All numbers are rounded to a tenth of a unit after the same operations in the same order, so a drawing is the same on every machine.
public enum Drawing {
    /// The rules that the drawing is coloured by, for light and for dark backgrounds. Curves are told apart by colours that people who see colours differently can tell
    /// apart, too (Okabe and Ito, "Color Universal Design", 2008, lighter ones on dark), and by their marks.
    public static let style: String = {
        func curves(_ colours: [String], _ indent: String) -> String {
            colours.enumerated().map { index, colour in
                "\(indent).plot .c\(index) { color: \(colour); }"
            }.joined(separator: "\n")
        }
        return """
            .plot { font: 13px system-ui, "Segoe UI", "Helvetica Neue", Arial, sans-serif; }
            .plot .ground { fill: #ffffff; }
            .plot text { fill: #1b2430; }
            .plot .small { fill: #55616f; font-size: 12px; }
            .plot .title { font-size: 16px; font-weight: 600; }
            .plot .grid { stroke: #e1e6eb; }
            .plot .axis { stroke: #55616f; }
            .plot .curve { fill: none; stroke: currentColor; stroke-width: 2.25; stroke-linejoin: round; }
            .plot .interval { fill: currentColor; fill-opacity: 0.18; stroke: none; }
            .plot .mark { fill: currentColor; }
            \(curves(light, ""))
            @media (prefers-color-scheme: dark) {
              .plot .ground { fill: #12171d; }
              .plot text { fill: #e4e9ef; }
              .plot .small { fill: #a3afbc; }
              .plot .grid { stroke: #2a333d; }
              .plot .axis { stroke: #a3afbc; }
              .plot .interval { fill-opacity: 0.26; }
            \(curves(dark, "  "))
            }
            """
    }()

    private static let light = ["#0066a6", "#c14c00", "#007e5c", "#a84f85", "#946200", "#2a7fb0"]
    private static let dark = ["#56b4e9", "#ff9a52", "#3ecfa5", "#e39ac4", "#f0c04a", "#9ad1f2"]

    static let colours = 6

    /// Where the axes cross, and how long they are, in units of a drawing that is 760 wide.
    static let (left, right, top, bottom) = (84.0, 736.0, 62.0, 342.0)

    /// The beginning of an `svg` element.
    ///
    /// - Parameter style: the rules that it brings along; `nil` where it stands in a page that has them.
    static func opening(_ title: String, subtitle: String, height: Int, style: String?) -> [String] {
        let size = style == nil ? "" : "width=\"760\" height=\"\(height)\" "
        var lines = [
            "<svg xmlns=\"http://www.w3.org/2000/svg\" class=\"plot\" viewBox=\"0 0 760 \(height)\" \(size)role=\"img\" aria-label=\"\(escaped(title))\">"
        ]
        if let style { lines.append("<style>\n\(style)\n</style>") }
        lines.append("<rect class=\"ground\" width=\"760\" height=\"\(height)\"/>")
        lines.append("<text class=\"title\" x=\"16\" y=\"26\">\(escaped(title))</text>")
        lines.append("<text class=\"small\" x=\"16\" y=\"46\">\(escaped(subtitle))</text>")
        return lines
    }

    /// A line for each curve, 24 units each.
    static func legend(_ curves: [(label: String, detail: String)], from: Double) -> [String] {
        curves.enumerated().map { index, curve in
            let line = from + 24 * Double(index)
            let sample = "<g class=\"c\(index % colours)\"><path class=\"curve\" d=\"M16 \(number(line))H52\"/>\(symbol(index, 34, line))</g>"
            return "\(sample)<text x=\"62\" y=\"\(number(line + 4.5))\">\(escaped(curve.label)) <tspan class=\"small\">\(escaped(curve.detail))</tspan></text>"
        }
    }

    /// The mark of a curve.
    static func symbol(_ index: Int, _ x: Double, _ y: Double) -> String {
        switch index % 3 {
        case 0: "<circle class=\"mark\" cx=\"\(number(x))\" cy=\"\(number(y))\" r=\"4\"/>"
        case 1: "<path class=\"mark\" d=\"M\(number(x)) \(number(y))m-5 4h10l-5 -9z\"/>"
        default: "<path class=\"mark\" d=\"M\(number(x)) \(number(y))m-4 -4h8v8h-8z\"/>"
        }
    }

    static func number(_ value: Double) -> String {
        let rounded = (value * 10).rounded() / 10
        return rounded == rounded.rounded() ? String(Int(rounded)) : String(rounded)
    }

    static func escaped(_ text: String) -> String {
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
