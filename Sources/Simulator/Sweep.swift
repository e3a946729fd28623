import ProtocolModel

/// One setting of a scenario that takes several values: `loss=0..10%`.
public struct Sweep: Hashable, Sendable {
    /// The setting's name.
    public let name: String
    public let values: [Value]

    public struct Value: Hashable, Sendable {
        /// As a scenario is set by it: `2.5%`.
        public var text: String
        /// The number without its unit.
        public var number: Double
    }

    /// - Parameter points: how many values, both ends included; at least 2.
    public init(_ text: String, points: Int) throws(ScenarioError) {
        guard let equals = text.firstIndex(of: "="), let dots = text[equals...].firstRange(of: ".."), (2...1000).contains(points) else {
            throw ScenarioError(text, "write NAME=FIRST..LAST, loss=0..10%")
        }
        name = Quantity.trimmed(text[..<equals])
        let first = Quantity.trimmed(text[text.index(after: equals)..<dots.lowerBound])
        let last = Quantity.trimmed(text[dots.upperBound...])
        func parts(_ text: String) -> (number: Double, unit: String)? {
            let digits = text.prefix { "0123456789.".contains($0) }
            guard let number = Quantity.number(digits) else { return nil }
            return (number, String(text.dropFirst(digits.count)))
        }
        guard let a = parts(first), let b = parts(last), a.unit == b.unit || a.unit.isEmpty && a.number == 0, a.number < b.number else {
            throw ScenarioError(text, "the ends of a sweep are two numbers with the same unit, the smaller first")
        }
        values = (0..<points).map { index in
            let exact = a.number + (b.number - a.number) * Double(index) / Double(points - 1)
            let number = (exact * 1e6).rounded() / 1e6
            let isWhole = number == number.rounded() && number < 1e15
            return Value(text: (isWhole ? String(Int(number)) : String(number)) + b.unit, number: number)
        }
    }
}
