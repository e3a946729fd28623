import CMeasure

/// The times of several runs of one thing: time of the processor, so that a busy machine does not show.
struct Measurement {
    private(set) var milliseconds: [Double] = []

    /// Runs `body` once and notes how long it took.
    mutating func time<Result>(_ body: () throws -> Result) rethrows -> Result {
        let start = cpu_nanoseconds()
        defer { milliseconds.append(Double(cpu_nanoseconds() - start) * 1e-6) }
        return try body()
    }

    var median: Double {
        let sorted = milliseconds.sorted()
        return sorted.isEmpty ? 0 : sorted[sorted.count / 2]
    }

    var minimum: Double { milliseconds.min() ?? 0 }
}

/// The median time of one of `count` runs, in milliseconds.
func median(_ count: Int, _ body: () throws -> Void) rethrows -> Double {
    var measurement = Measurement()
    for _ in 0..<count { try measurement.time(body) }
    return measurement.median
}

/// The bytes that the heap has in use.
func heapBytes() -> Int { Int(heap_bytes()) }

func format(_ value: Double, _ digits: Int = 3) -> String {
    var scale = 1.0
    for _ in 0..<digits { scale *= 10 }
    let rounded = Int((value * scale).rounded())
    let fraction = String(abs(rounded) % Int(scale))
    return "\(rounded / Int(scale))." + String(repeating: "0", count: digits - fraction.count) + fraction
}

func pad(_ text: String, _ width: Int) -> String {
    String(repeating: " ", count: max(0, width - text.count)) + text
}
