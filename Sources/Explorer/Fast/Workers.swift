import CMachine
import Dispatch

/// The threads of a search.
struct Workers: Sendable {
    /// At least 1.
    let count: Int

    init(_ count: Int) { self.count = max(1, count) }

    /// As many as the machine has cores.
    static var all: Workers { Workers(ProcessInfoCores.count) }

    /// Does all items, each by some worker.
    func run(items: Int, _ body: @Sendable (_ worker: Int, _ item: Int) -> Void) {
        if count == 1 || items <= 1 {
            for item in 0..<items { body(0, item) }
            return
        }
        let next = ReservedArray<UInt64>(capacity: 1)
        defer { next.free() }
        DispatchQueue.concurrentPerform(iterations: count) { worker in
            while true {
                let item = Int(machine_fetch_add_64(next.base, 1))
                if item >= items { return }
                body(worker, item)
            }
        }
    }
}
