#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#elseif canImport(Darwin)
import Darwin
#endif

import RatchetTrees

/// What an operation costs: the median time of the processor in milliseconds, so that a busy machine does not show, and the number of
/// Diffie-Hellman computations.
struct Cost {
    let milliseconds: Double
    let diffieHellman: Int

    /// What `body` gives, and what it costs in `runs` runs.
    static func of<Result>(_ runs: Int, _ body: () throws -> Result) throws -> (result: Result, cost: Cost) {
        var times: [Double] = []
        var last: (result: Result, diffieHellman: Int)?
        for _ in 0..<runs {
            let start = processorMilliseconds()
            last = try OperationCount.counting(body)
            times.append(processorMilliseconds() - start)
        }
        guard let last else { throw BenchmarkError.unexpected }
        return (last.result, Cost(milliseconds: times.sorted()[times.count / 2], diffieHellman: last.diffieHellman))
    }
}

enum BenchmarkError: Error {
    case unexpected
}

private func processorMilliseconds() -> Double {
    var now = timespec()
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &now)
    return Double(now.tv_sec) * 1e3 + Double(now.tv_nsec) * 1e-6
}

/// With two digits after the point.
func format(_ value: Double) -> String {
    let hundredths = Int((value * 100).rounded())
    let fraction = String(hundredths % 100)
    return "\(hundredths / 100)." + (fraction.count == 1 ? "0" : "") + fraction
}

/// Columns of one width, to the right.
func row(_ columns: [String]) -> String {
    columns.map { String(repeating: " ", count: max(1, 11 - $0.count)) + $0 }.joined()
}
