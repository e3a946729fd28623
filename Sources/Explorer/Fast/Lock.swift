import Synchronization

/// One thread at a time.
struct Lock: ~Copyable, Sendable {
    private let mutex = Mutex<Void>(())

    init() {}

    private struct Unchecked<T>: @unchecked Sendable {
        var value: T
    }

    borrowing func run<T>(_ body: () -> T) -> T {
        mutex.withLock { _ in Unchecked(value: body()) }.value
    }
}
