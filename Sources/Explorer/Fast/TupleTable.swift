import CMachine

/// Tuples of four words, each once, numbered in the order in which they came, with a word beside each: read by any thread at any
/// time, written by one at a time, as `SharedMemo` is.
struct TupleTable: @unchecked Sendable {
    typealias Tuple = SIMD4<UInt64>

    private struct Block: BitwiseCopyable {
        var slots: UnsafeMutablePointer<UInt32>
        var mask: Int
    }

    let tuples: ReservedArray<Tuple>
    /// What is known of each tuple; meant to be written before the tuple is inserted.
    let notes: ReservedArray<UInt64>
    private let blocks: ReservedArray<Block>
    /// The number of blocks, then of tuples.
    private let counts: UnsafeMutablePointer<UInt64>

    init(capacity: Int) {
        tuples = ReservedArray(capacity: capacity)
        notes = ReservedArray(capacity: capacity)
        blocks = ReservedArray(capacity: 48)
        counts = .allocate(capacity: 2)
        counts[0] = 1
        counts[1] = 0
        blocks.base[0] = TupleTable.block(1 << 10)
    }

    private static func block(_ size: Int) -> Block {
        Block(slots: ReservedArray<UInt32>(capacity: size, huge: size > 1 << 19).base, mask: size - 1)
    }

    var count: Int { Int(counts[1]) }
    var isFull: Bool { count >= tuples.capacity }
    /// In bytes.
    var memory: Int { count * (MemoryLayout<Tuple>.stride + 8) + 8 * (blocks.base[Int(counts[0]) - 1].mask + 1) }

    func free() {
        for index in 0..<Int(counts[0]) { machine_release(blocks.base[index].slots, (blocks.base[index].mask + 1) * 4) }
        blocks.free()
        tuples.free()
        notes.free()
        counts.deallocate()
    }

    @inline(__always)
    private static func position(_ tuple: Tuple, _ mask: Int) -> Int {
        var hash = tuple[0] &* 0x9e37_79b9_7f4a_7c15
        hash = (hash ^ (hash >> 29) ^ tuple[1]) &* 0xbf58_476d_1ce4_e5b9
        hash = (hash ^ (hash >> 31) ^ tuple[2]) &* 0x94d0_49bb_1331_11eb
        hash = (hash ^ (hash >> 30) ^ tuple[3]) &* 0xd6e8_feb8_6659_fd93
        return Int(truncatingIfNeeded: hash >> 26) & mask
    }

    /// The number of a tuple, -1 where it has none.
    @inline(__always)
    func find(_ tuple: Tuple) -> Int {
        let block = blocks.base[Int(machine_load_64(counts)) - 1]
        var index = TupleTable.position(tuple, block.mask)
        while true {
            let found = machine_load_32(block.slots + index)
            if found == 0 { return -1 }
            if tuples.base[Int(found) - 1] == tuple { return Int(found) - 1 }
            index = (index + 1) & block.mask
        }
    }

    /// Under the lock only, and only what is not there and has room.
    func insert(_ tuple: Tuple, note: UInt64) -> Int {
        let number = Int(counts[1])
        tuples.base[number] = tuple
        notes.base[number] = note
        var block = blocks.base[Int(counts[0]) - 1]
        if number * 2 > block.mask {
            let larger = TupleTable.block((block.mask + 1) * 2)
            for index in 0...block.mask where block.slots[index] != 0 { place(block.slots[index], larger) }
            blocks.base[Int(counts[0])] = larger
            machine_store_64(counts, counts[0] + 1)
            block = larger
        }
        place(UInt32(number + 1), block)
        counts[1] += 1
        return number
    }

    private func place(_ entry: UInt32, _ block: Block) {
        var index = TupleTable.position(tuples.base[Int(entry) - 1], block.mask)
        while block.slots[index] != 0 { index = (index + 1) & block.mask }
        machine_store_32(block.slots + index, entry)
    }
}
