/// Numbers with units as scenarios are written in: `200ms`, `2%`, `5/h`.
public enum Quantity {
    private static let spans: [(String, Double)] = [
        ("ns", 1e-9), ("us", 1e-6), ("ms", 1e-3), ("min", 60), ("s", 1), ("h", 3600), ("d", 86400),
    ]

    /// A span of time in seconds, `nil` where it is none: a number and a unit (`ns`, `us`, `ms`, `s`, `min`, `h`, `d`), 0 without a unit.
    static func span(_ text: String) -> Double? {
        for (unit, factor) in spans where text.hasSuffix(unit) {
            if let value = number(text.dropLast(unit.count)) { return value * factor }
        }
        return number(text[...]) == 0 ? 0 : nil
    }

    /// A probability: `0.02` or `2%`.
    static func probability(_ text: String) -> Double? {
        let value = text.hasSuffix("%") ? number(text.dropLast()).map { $0 / 100 } : number(text[...])
        guard let value, value <= 1 else { return nil }
        return value
    }

    /// How often in a second: `5/h`, `0.2/s`; `never` is 0.
    static func rate(_ text: String) -> Double? {
        if text == "never" || text == "0" { return 0 }
        guard let slash = text.firstIndex(of: "/"), let count = number(text[..<slash]),
            let unit = spans.first(where: { $0.0 == text[text.index(after: slash)...] })
        else { return nil }
        return count / unit.1
    }

    /// A number that is not negative and not larger than 1e12.
    public static func number(_ text: Substring) -> Double? {
        let allowed = Set("0123456789.e-+")
        guard !text.isEmpty, text.allSatisfy(allowed.contains), let value = Double(text), value >= 0, value <= 1e12 else { return nil }
        return value
    }

    /// `200ms`, `uniform(10ms, 50ms)`, `exponential(50ms)`, `exponential(40ms, 10ms)` (offset, mean), `normal(50ms, 5ms)`, `lognormal(50ms, 0.5)`
    /// (median, deviation of the logarithm).
    static func distribution(_ text: String) -> Distribution? {
        if let value = span(text) { return .constant(value) }
        guard text.hasSuffix(")"), let open = text.firstIndex(of: "(") else { return nil }
        let name = text[..<open]
        let parts = text[text.index(after: open)...].dropLast().split(separator: ",", omittingEmptySubsequences: false).map(trimmed)
        guard (1...2).contains(parts.count), let first = span(parts[0]) else { return nil }
        switch (name, parts.count) {
        case ("exponential", 1): return .exponential(offset: 0, mean: first)
        case ("exponential", 2): return span(parts[1]).map { .exponential(offset: first, mean: $0) }
        case ("uniform", 2): return span(parts[1]).flatMap { $0 >= first ? .uniform(first, $0) : nil }
        case ("normal", 2): return span(parts[1]).map { .normal(mean: first, deviation: $0) }
        case ("lognormal", 2): return number(parts[1][...]).flatMap { $0 <= 20 ? .logNormal(median: first, sigma: $0) : nil }
        default: return nil
        }
    }

    /// Without blanks and tabs at either end.
    public static func trimmed(_ text: Substring) -> String {
        var text = text
        while let first = text.first, first == " " || first == "\t" { text = text.dropFirst() }
        while let last = text.last, last == " " || last == "\t" { text = text.dropLast() }
        return String(text)
    }
}
