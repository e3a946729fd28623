/// What happens at a moment of virtual time, with the number that tells which of two things of one moment comes first.
struct TimedEvent {
    enum Kind: UInt8 {
        /// A message of a channel (`subject`) arrives; `detail` is its number.
        case arrival
        /// A workload's process (`subject`) has its turn.
        case turn
        case outageBegins
        /// The connection of a pair (`subject`) breaks; `detail` is the number of the outage.
        case connectionBreaks
        /// A party learns that its connection has gone; `subject` is the channel to the peer.
        case notice
    }

    var time: Int64
    var order: UInt64
    var kind: Kind
    var subject: UInt16
    var detail: UInt32
}

/// What is to happen, earliest first; of one moment what was put in first. A binary heap.
struct EventQueue {
    private var heap: ContiguousArray<TimedEvent> = []
    private var orders: UInt64 = 0

    var count: Int { heap.count }
    var nextTime: Int64 { heap.isEmpty ? .max : heap[0].time }

    init() { heap.reserveCapacity(64) }

    @inline(__always)
    private static func precedes(_ a: TimedEvent, _ b: TimedEvent) -> Bool {
        a.time != b.time ? a.time < b.time : a.order < b.order
    }

    @inline(__always)
    mutating func push(_ time: Int64, _ kind: TimedEvent.Kind, _ subject: Int, _ detail: UInt32 = 0) {
        let event = TimedEvent(time: time, order: orders, kind: kind, subject: UInt16(truncatingIfNeeded: subject), detail: detail)
        orders &+= 1
        heap.append(event)
        heap.withUnsafeMutableBufferPointer { heap in
            var index = heap.count - 1
            while index > 0 {
                let parent = (index - 1) >> 1
                if !EventQueue.precedes(event, heap[parent]) { break }
                heap[index] = heap[parent]
                index = parent
            }
            heap[index] = event
        }
    }

    /// The earliest; there must be one.
    @inline(__always)
    mutating func pop() -> TimedEvent {
        let last = heap.removeLast()
        if heap.isEmpty { return last }
        return heap.withUnsafeMutableBufferPointer { heap in
            let first = heap[0]
            var index = 0
            let count = heap.count
            while true {
                var child = 2 * index + 1
                if child >= count { break }
                if child + 1 < count, EventQueue.precedes(heap[child + 1], heap[child]) { child += 1 }
                if !EventQueue.precedes(heap[child], last) { break }
                heap[index] = heap[child]
                index = child
            }
            heap[index] = last
            return first
        }
    }
}
