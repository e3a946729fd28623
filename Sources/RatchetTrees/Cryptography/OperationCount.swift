import Synchronization

/// Counts the Diffie-Hellman computations of a task, for the benchmark and the tests.
public final class OperationCount: Sendable {
    @TaskLocal static var current: OperationCount?

    private let count = Mutex(0)

    private init() {}

    func countOne() {
        count.withLock { $0 += 1 }
    }

    /// What `body` gives, and the number of Diffie-Hellman computations that it took.
    public static func counting<Result>(_ body: () throws -> Result) rethrows -> (result: Result, diffieHellman: Int) {
        let counter = OperationCount()
        let result = try $current.withValue(counter) { try body() }
        return (result, counter.count.withLock { $0 })
    }
}
