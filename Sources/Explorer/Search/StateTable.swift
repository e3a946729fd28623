/// The packed states of a search, each once, numbered in the order in which they were found.
struct StateTable {
    private var arena: [UInt8] = []
    private var starts: [Int] = [0]
    /// Open addressing; -1 is empty.
    private var buckets: [Int32] = Array(repeating: -1, count: 1 << 12)

    var count: Int { starts.count - 1 }

    /// The bytes that the table occupies.
    var memory: Int { arena.capacity + starts.capacity * 8 + buckets.capacity * 4 }

    subscript(index: Int) -> ArraySlice<UInt8> { arena[starts[index]..<starts[index + 1]] }

    /// The number of a state, and whether it is new.
    mutating func insert(_ bytes: [UInt8]) -> (index: Int, isNew: Bool) {
        let mask = buckets.count - 1
        var bucket = Int(truncatingIfNeeded: StateTable.hash(bytes[...])) & mask
        while buckets[bucket] >= 0 {
            if equals(Int(buckets[bucket]), bytes) { return (Int(buckets[bucket]), false) }
            bucket = (bucket + 1) & mask
        }
        let index = count
        buckets[bucket] = Int32(index)
        arena += bytes
        starts.append(arena.count)
        if count * 2 > buckets.count { grow() }
        return (index, true)
    }

    /// The number of a state; `nil` where it was not found.
    func find(_ bytes: [UInt8]) -> Int? {
        let mask = buckets.count - 1
        var bucket = Int(truncatingIfNeeded: StateTable.hash(bytes[...])) & mask
        while buckets[bucket] >= 0 {
            if equals(Int(buckets[bucket]), bytes) { return Int(buckets[bucket]) }
            bucket = (bucket + 1) & mask
        }
        return nil
    }

    private func equals(_ index: Int, _ bytes: [UInt8]) -> Bool {
        let start = starts[index]
        let count = starts[index + 1] - start
        if count != bytes.count { return false }
        for offset in 0..<count where arena[start + offset] != bytes[offset] { return false }
        return true
    }

    private mutating func grow() {
        buckets = Array(repeating: -1, count: buckets.count * 2)
        let mask = buckets.count - 1
        for index in 0..<count {
            var bucket = Int(truncatingIfNeeded: StateTable.hash(self[index])) & mask
            while buckets[bucket] >= 0 { bucket = (bucket + 1) & mask }
            buckets[bucket] = Int32(index)
        }
    }

    /// A hash that is the same in every run: FNV-1a with a final mix.
    static func hash(_ bytes: ArraySlice<UInt8>) -> UInt64 {
        var hash: UInt64 = 0xcbf2_9ce4_8422_2325
        for byte in bytes { hash = (hash ^ UInt64(byte)) &* 0x0000_0100_0000_01b3 }
        hash ^= hash >> 32
        hash = hash &* 0x9e37_79b9_7f4a_7c15
        return hash ^ (hash >> 29)
    }
}
