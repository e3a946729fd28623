/// An estimate and its confidence interval of 95 %.
public struct Estimate: Hashable, Sendable {
    public var value: Double
    public var low: Double
    public var high: Double

    public init(value: Double, low: Double, high: Double) {
        self.value = value
        self.low = low
        self.high = high
    }

    /// The share of successes, with Wilson's score interval (Wilson, "Probable inference, the law of succession, and statistical inference", 1927).
    public static func proportion(_ successes: Int, of count: Int) -> Estimate? {
        guard count > 0 else { return nil }
        let z = 1.959963984540054
        let n = Double(count)
        let share = Double(successes) / n
        let centre = (share + z * z / (2 * n)) / (1 + z * z / n)
        let half = z / (1 + z * z / n) * (share * (1 - share) / n + z * z / (4 * n * n)).squareRoot()
        // The ends are exact where the share is.
        return Estimate(
            value: share, low: successes == 0 ? 0 : max(0, centre - half), high: successes == count ? 1 : min(1, centre + half))
    }

    /// The mean of independent values, by Student's t; `nil` where there are none, without width where there is one.
    ///
    /// - Parameter range: what the values lie within, and so their mean: the interval ends there.
    public static func mean(_ values: [Double], within range: ClosedRange<Double> = 0...Double.greatestFiniteMagnitude) -> Estimate? {
        guard !values.isEmpty else { return nil }
        let n = Double(values.count)
        let mean = values.reduce(0, +) / n
        guard values.count > 1 else { return Estimate(value: mean, low: mean, high: mean) }
        let variance = values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / (n - 1)
        let half = quantile(values.count - 1) * (variance / n).squareRoot()
        return Estimate(value: mean, low: max(range.lowerBound, mean - half), high: min(range.upperBound, mean + half))
    }

    /// The 97.5 % quantile of Student's t distribution: a table up to 10 degrees of freedom, from there the Cornish-Fisher expansion, which is right to 1e-3.
    static func quantile(_ degrees: Int) -> Double {
        let table = [12.7062, 4.3027, 3.1824, 2.7764, 2.5706, 2.4469, 2.3646, 2.3060, 2.2622, 2.2281]
        if degrees <= table.count { return table[max(1, degrees) - 1] }
        let z = 1.959963984540054
        let n = Double(degrees)
        let cube = z * z * z
        let fifth = cube * z * z
        return z + (cube + z) / (4 * n) + (5 * fifth + 16 * cube + 3 * z) / (96 * n * n)
            + (3 * fifth * z * z + 19 * fifth + 17 * cube - 15 * z) / (384 * n * n * n)
    }
}
