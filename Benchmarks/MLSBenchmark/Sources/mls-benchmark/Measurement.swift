import Foundation

/// The times of several runs of one thing.
struct Measurement {
    private(set) var milliseconds: [Double] = []

    /// Runs `body` once and notes how long it took.
    mutating func time<Result>(_ body: () throws -> Result) rethrows -> Result {
        let clock = ContinuousClock()
        let start = clock.now
        defer {
            let (seconds, attoseconds) = (clock.now - start).components
            milliseconds.append(Double(seconds) * 1e3 + Double(attoseconds) * 1e-15)
        }
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

/// The bytes of memory that the process occupies, in whole pages.
func residentBytes() -> Int {
    guard let file = fopen("/proc/self/statm", "r") else { return 0 }
    defer { fclose(file) }
    var line = [CChar](repeating: 0, count: 200)
    guard fgets(&line, Int32(line.count), file) != nil else { return 0 }
    let text = String(decoding: line.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
    let fields = text.split(separator: " ")
    guard fields.count > 1, let pages = Int(fields[1]) else { return 0 }
    return pages * sysconf(Int32(_SC_PAGESIZE))
}

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
