/// What was found by state and choice: a hash table with open addressing. Its owner calls `deallocate`.
struct ChoiceTable {
    private var keys: UnsafeMutablePointer<UInt64>
    private var values: UnsafeMutablePointer<Automaton.Found>
    private var mask: Int
    private var count = 0
    private static let empty = UInt64.max

    init() {
        mask = 1 << 12 - 1
        keys = .allocate(capacity: mask + 1)
        keys.initialize(repeating: ChoiceTable.empty, count: mask + 1)
        values = .allocate(capacity: mask + 1)
    }

    func deallocate() {
        keys.deallocate()
        values.deallocate()
    }

    mutating func removeAll() {
        count = 0
        keys.update(repeating: ChoiceTable.empty, count: mask + 1)
    }

    @inline(__always)
    private static func hash(_ key: UInt64) -> Int {
        let mixed = (key ^ key >> 32) &* 0x9e37_79b9_7f4a_7c15
        return Int(truncatingIfNeeded: mixed >> 20)
    }

    @inline(__always)
    func find(_ key: UInt64) -> Automaton.Found? {
        var place = ChoiceTable.hash(key) & mask
        while true {
            let here = keys[place]
            if here == key { return values[place] }
            if here == ChoiceTable.empty { return nil }
            place = (place + 1) & mask
        }
    }

    /// - Parameter key: one that is not there yet.
    mutating func insert(_ key: UInt64, _ value: Automaton.Found) {
        if 2 * (count + 1) > mask { grow() }
        count += 1
        put(key, value)
    }

    private func put(_ key: UInt64, _ value: Automaton.Found) {
        var place = ChoiceTable.hash(key) & mask
        while keys[place] != ChoiceTable.empty { place = (place + 1) & mask }
        keys[place] = key
        values[place] = value
    }

    private mutating func grow() {
        let (oldKeys, oldValues, oldCount) = (keys, values, mask + 1)
        mask = 2 * oldCount - 1
        keys = .allocate(capacity: mask + 1)
        keys.initialize(repeating: ChoiceTable.empty, count: mask + 1)
        values = .allocate(capacity: mask + 1)
        for place in 0..<oldCount where oldKeys[place] != ChoiceTable.empty { put(oldKeys[place], oldValues[place]) }
        oldKeys.deallocate()
        oldValues.deallocate()
    }
}
