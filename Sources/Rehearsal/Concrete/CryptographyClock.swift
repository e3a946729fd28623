/// How much of a run's time is spent on messages, keys and records.
public struct CryptographyClock: Sendable {
    public private(set) var spent: Duration = .zero

    var now: ContinuousClock.Instant { ContinuousClock.now }

    mutating func add(since start: ContinuousClock.Instant) {
        spent += ContinuousClock.now - start
    }
}
