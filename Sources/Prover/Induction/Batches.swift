import Dispatch
import Synchronization

/// Work on many small things on all cores, some at a time, since each batch needs a Z3 context of its own.
enum Batches {
    /// The results in the order of the things.
    static func map<Element: Sendable, Result: Sendable>(
        _ elements: [Element], size: Int = 64, _ body: @Sendable (ArraySlice<Element>) -> [Result]
    ) -> [Result] {
        let count = (elements.count + size - 1) / size
        let results = Mutex<[[Result]]>(Array(repeating: [], count: count))
        DispatchQueue.concurrentPerform(iterations: count) { number in
            let found = body(elements[number * size..<min(elements.count, (number + 1) * size)])
            results.withLock { $0[number] = found }
        }
        return results.withLock { Array($0.joined()) }
    }
}
