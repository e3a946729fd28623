import CMachine

/// A map of words to words that any thread may read at any time, and that is written by one thread at a time.
///
/// An entry is published by its key, written after its value. A table that has been outgrown stays where it is until the
/// end, since another thread may be reading it: all it can do is miss, and whoever misses asks again under the lock.
struct SharedMemo: @unchecked Sendable {
    struct Entry: BitwiseCopyable {
        var key: UInt64
        var value: UInt64
    }

    private struct Block: BitwiseCopyable {
        var entries: UnsafeMutablePointer<Entry>
        var mask: Int
    }

    private let blocks: ReservedArray<Block>
    /// The number of blocks, then of entries.
    private let counts: UnsafeMutablePointer<UInt64>

    init() {
        blocks = ReservedArray(capacity: 48)
        counts = .allocate(capacity: 2)
        counts[0] = 1
        counts[1] = 0
        blocks.base[0] = SharedMemo.block(1 << 10)
    }

    private static func block(_ size: Int) -> Block {
        Block(entries: ReservedArray<Entry>(capacity: size, huge: size > 1 << 17).base, mask: size - 1)
    }

    var count: Int { Int(counts[1]) }
    /// In bytes.
    var memory: Int { 2 * (blocks.base[Int(counts[0]) - 1].mask + 1) * MemoryLayout<Entry>.stride }

    func free() {
        for index in 0..<Int(counts[0]) {
            let block = blocks.base[index]
            machine_release(block.entries, (block.mask + 1) * MemoryLayout<Entry>.stride)
        }
        blocks.free()
        counts.deallocate()
    }

    @inline(__always)
    private static func position(_ key: UInt64, _ mask: Int) -> Int {
        let mixed = key &* 0x9e37_79b9_7f4a_7c15
        return Int(truncatingIfNeeded: (mixed ^ (mixed >> 32)) &* 0xd6e8_feb8_6659_fd93 >> 24) & mask
    }

    /// `UInt64.max` where there is none. No key is zero.
    @inline(__always)
    func value(_ key: UInt64) -> UInt64 {
        let block = blocks.base[Int(machine_load_64(counts)) - 1]
        var index = SharedMemo.position(key, block.mask)
        while true {
            let found = machine_load_64(UnsafeRawPointer(block.entries + index).assumingMemoryBound(to: UInt64.self))
            if found == key { return block.entries[index].value }
            if found == 0 { return .max }
            index = (index + 1) & block.mask
        }
    }

    /// Under the lock only.
    func insert(_ key: UInt64, _ value: UInt64) {
        var block = blocks.base[Int(counts[0]) - 1]
        if Int(counts[1]) * 2 > block.mask {
            let larger = SharedMemo.block((block.mask + 1) * 2)
            for index in 0...block.mask where block.entries[index].key != 0 {
                SharedMemo.place(block.entries[index], larger)
            }
            blocks.base[Int(counts[0])] = larger
            machine_store_64(counts, counts[0] + 1)
            block = larger
        }
        SharedMemo.place(Entry(key: key, value: value), block)
        counts[1] += 1
    }

    private static func place(_ entry: Entry, _ block: Block) {
        var index = position(entry.key, block.mask)
        while block.entries[index].key != 0 { index = (index + 1) & block.mask }
        block.entries[index].value = entry.value
        machine_store_64(UnsafeMutableRawPointer(block.entries + index).assumingMemoryBound(to: UInt64.self), entry.key)
    }
}
