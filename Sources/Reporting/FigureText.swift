/// Numbers for people, with three significant digits.
enum FigureText {
    static func render(_ value: Double?, unit: String) -> String {
        guard let value else { return "-" }
        switch unit {
        case "share": return "\(digits(100 * value)) %"
        case "s": return span(value)
        default: return "\(digits(value)) \(unit)"
        }
    }

    static func span(_ seconds: Double) -> String {
        switch seconds {
        case 0: "0 s"
        case ..<1e-3: "\(digits(seconds * 1e6)) us"
        case ..<1: "\(digits(seconds * 1e3)) ms"
        case ..<600: "\(digits(seconds)) s"
        case ..<36_000: "\(digits(seconds / 60)) min"
        default: "\(digits(seconds / 3600)) h"
        }
    }

    static func digits(_ value: Double) -> String {
        if value == 0 { return "0" }
        let size = abs(value)
        if size >= 1000 { return grouped(value.rounded()) }
        let places = size >= 100 ? 0 : size >= 10 ? 1 : size >= 1 ? 2 : size >= 0.1 ? 3 : 4
        var scale = 1.0
        for _ in 0..<places { scale *= 10 }
        let scaled = (size * scale).rounded()
        let whole = Int(scaled / scale)
        var text = String(whole)
        if places > 0 {
            let rest = String(Int(scaled) - whole * Int(scale))
            text += "." + String(repeating: "0", count: places - rest.count) + rest
            while text.hasSuffix("0") { text.removeLast() }
            if text.hasSuffix(".") { text.removeLast() }
        }
        if text == "0" { return "under 0.0001" }
        return (value < 0 ? "-" : "") + text
    }

    static func grouped(_ value: Double) -> String {
        guard abs(value) < 1e15 else { return String(value) }
        var digits = String(Int(abs(value)))
        var parts: [String] = []
        while digits.count > 3 {
            parts.insert(String(digits.suffix(3)), at: 0)
            digits = String(digits.dropLast(3))
        }
        parts.insert(digits, at: 0)
        return (value < 0 ? "-" : "") + parts.joined(separator: ",")
    }

    static func count(_ value: UInt64) -> String { grouped(Double(value)) }
}
