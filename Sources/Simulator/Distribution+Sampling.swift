import ProtocolModel

extension Distribution {
    /// The mean in seconds; of the normal distribution that without regard to what is cut off at 0.
    var mean: Double {
        switch self {
        case .constant(let value): value
        case .uniform(let a, let b): (a + b) / 2
        case .exponential(let offset, let mean): offset + mean
        case .normal(let mean, _): mean
        case .logNormal(let median, let sigma): median * Elementary.exp(sigma * sigma / 2)
        }
    }

    /// A span of time in nanoseconds.
    @inline(__always)
    func sample(_ random: inout SeededGenerator) -> Int64 {
        if case .constant(let value) = self { return VirtualTime.nanoseconds(value) }
        return VirtualTime.nanoseconds(seconds(&random))
    }

    private func seconds(_ random: inout SeededGenerator) -> Double {
        switch self {
        case .constant(let value): return value
        case .uniform(let a, let b): return a + (b - a) * random.unit()
        case .exponential(let offset, let mean): return offset - mean * Elementary.log(1 - random.unit())
        case .normal(let mean, let deviation): return max(0, mean + deviation * Distribution.standardNormal(&random))
        case .logNormal(let median, let sigma):
            return median * Elementary.exp(sigma * Distribution.standardNormal(&random))
        }
    }

    /// Marsaglia's polar method; one of the two numbers that it yields is thrown away, so that a sample depends on nothing before it.
    private static func standardNormal(_ random: inout SeededGenerator) -> Double {
        while true {
            let x = 2 * random.unit() - 1
            let y = 2 * random.unit() - 1
            let square = x * x + y * y
            if square > 0, square < 1 { return x * (-2 * Elementary.log(square) / square).squareRoot() }
        }
    }
}
