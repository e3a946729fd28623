import CMachine
import Synchronization

/// A set of packed states that stores of each only what its place does not say.
///
/// A state is mixed by an invertible function; the upper bits of the result say in which cache line the state stands, and only the lower bits, the
/// *quotient's remainder*, are stored there (Cleary, "Compact Hash Tables Using Bidirectional Linear Probing", IEEE Transactions on Computers C-33(9),
/// 1984). So nothing is lost: the set is exact, and its members can be listed. What finds its line full goes to the line beside, marked by
/// one bit; what finds that full too, and what is wider than the table was made for, goes to an overflow set, so that a table that is
/// too small is slower and nothing else; `rebuilt` makes a larger one. Lines are filled from the left and never emptied, so a line that is not
/// full proves that nothing was displaced from it.
///
/// Any number of threads may insert at the same time; nothing is ever taken out.
struct QuotientTable: @unchecked Sendable {
    /// The bits of the three fields of a packed state: where they stand in the word, and how many of them are used.
    struct Fields: Hashable, Sendable {
        /// Two of 32 bits instead of one of 24 and two of 20.
        var isFolded: Bool
        var widths: [Int]

        var total: Int { widths.reduce(0, +) }
    }

    let fields: Fields
    /// The logarithm of the number of lines.
    let lineBits: Int
    /// Four bytes for each state, or eight where its remainder has more than 30 bits.
    let isWide: Bool
    /// Whether the lines are in a file.
    let isOnDisk: Bool
    private let lines: UnsafeMutableRawPointer
    private let total: UInt64
    private let mask: UInt64
    private let remainderBits: UInt64
    private let half: UInt64
    private let shift1: UInt64
    private let shift2: UInt64
    private let width0: UInt64
    private let width1: UInt64
    private let excess0: UInt64
    private let excess1: UInt64
    private let excess2: UInt64
    private let field0: UInt64
    private let field1: UInt64
    private let overflow: Overflow

    private static let first: UInt64 = 0x9e37_79b9_7f4a_7c15
    private static let second: UInt64 = 0xd6e8_feb8_6659_fd93
    private static let firstInverse = inverse(first)
    private static let secondInverse = inverse(second)

    private static func inverse(_ value: UInt64) -> UInt64 {
        var result = value
        for _ in 0..<6 { result = result &* (2 &- value &* result) }
        return result
    }

    private final class Overflow: Sendable {
        let stripes: [Stripe]
        init() { stripes = (0..<64).map { _ in Stripe() } }

        final class Stripe: Sendable {
            let members = Mutex<Set<UInt64>>([])
        }

        func insert(_ word: UInt64) -> Bool {
            stripes[Int((word &* QuotientTable.first) >> 58)].members.withLock { $0.insert(word).inserted }
        }
        func contains(_ word: UInt64) -> Bool {
            stripes[Int((word &* QuotientTable.first) >> 58)].members.withLock { $0.contains(word) }
        }
        var count: Int { stripes.reduce(0) { $0 + $1.members.withLock { $0.count } } }
    }

    init(lineBits: Int, fields: Fields) {
        guard let memory = machine_reserve(64 << lineBits, lineBits >= 15) else { fatalError("no address space for the table of states") }
        self.init(lineBits: lineBits, fields: fields, lines: memory, isOnDisk: false)
    }

    /// A table whose lines are in a file without a name; `nil` where the directory has no room for it.
    init?(lineBits: Int, fields: Fields, directory: String) {
        guard let memory = machine_reserve_in_file(directory, 64 << lineBits) else { return nil }
        self.init(lineBits: lineBits, fields: fields, lines: memory, isOnDisk: true)
    }

    private init(lineBits: Int, fields: Fields, lines: UnsafeMutableRawPointer, isOnDisk: Bool) {
        self.isOnDisk = isOnDisk
        self.lines = lines
        self.fields = fields
        let total = max(fields.total, lineBits + 1)
        self.lineBits = lineBits
        let remainder = total - lineBits
        isWide = remainder > 30
        self.total = UInt64(total)
        mask = total == 64 ? .max : (1 << UInt64(total)) - 1
        remainderBits = UInt64(remainder)
        half = UInt64((total + 1) / 2)
        shift1 = fields.isFolded ? 32 : 24
        shift2 = fields.isFolded ? 63 : 44
        width0 = UInt64(fields.widths[0])
        width1 = UInt64(fields.widths[1])
        field0 = fields.isFolded ? 0xffff_ffff : 0xff_ffff
        field1 = fields.isFolded ? 0xffff_ffff : 0xf_ffff
        excess0 = field0 & ~((1 << UInt64(fields.widths[0])) - 1)
        excess1 = (field1 & ~((1 << UInt64(fields.widths[1])) - 1)) << (fields.isFolded ? 32 : 24)
        excess2 = fields.isFolded ? 0 : (0xf_ffff & ~((1 << UInt64(fields.widths[2])) - 1)) << 44
        overflow = Overflow()
    }

    func free() { machine_release(lines, 64 << lineBits) }

    var slotsPerLine: Int { isWide ? 8 : 16 }
    /// The number of states that stand in the lines when these are full.
    var capacity: Int { slotsPerLine << lineBits }
    /// The number of states outside the lines.
    var overflowCount: Int { overflow.count }
    /// In bytes. Lines in a file are not counted: the machine keeps as much of them in memory as it likes.
    var memory: Int { (isOnDisk ? 0 : 64 << lineBits) + overflow.count * 16 }

    // MARK: Places

    /// The line and the remainder of a state.
    struct Place: BitwiseCopyable {
        var line: UnsafeMutableRawPointer
        /// One more than the remainder, so that zero means free; zero for a state that is too wide.
        var tag: UInt64
    }

    @inline(__always)
    func place(_ word: UInt64) -> Place {
        if word & (excess0 | excess1 | excess2) != 0 { return Place(line: lines, tag: 0) }
        var key = word & field0
        key |= (word >> shift1 & field1) << width0
        if !fields.isFolded { key |= (word >> shift2) << (width0 + width1) }
        var mixed = (key &* QuotientTable.first) & mask
        mixed ^= mixed >> half
        mixed = (mixed &* QuotientTable.second) & mask
        mixed ^= mixed >> half
        let line = mixed >> remainderBits
        return Place(line: lines + Int(line) << 6, tag: (mixed & ((1 << remainderBits) - 1)) + 1)
    }

    private func word(line: UInt64, tag: UInt64) -> UInt64 {
        var mixed = line << remainderBits | (tag - 1)
        mixed ^= mixed >> half
        mixed = (mixed &* QuotientTable.secondInverse) & mask
        mixed ^= mixed >> half
        let key = (mixed &* QuotientTable.firstInverse) & mask
        var word = key & ((1 << width0) - 1)
        word |= (key >> width0 & ((1 << width1) - 1)) << shift1
        if !fields.isFolded { word |= (key >> (width0 + width1)) << shift2 }
        return word
    }

    @inline(__always)
    func prefetch(_ place: Place) { machine_prefetch(place.line) }

    private static let displacedNarrow: UInt32 = 1 << 31
    private static let displacedWide: UInt64 = 1 << 63

    private enum Attempt {
        case isNew, isKnown, isFull
    }

    @inline(__always)
    private func attempt(narrow line: UnsafeMutablePointer<UInt32>, _ tag: UInt32) -> Attempt {
        let scan = machine_scan_32(line, tag)
        if scan >> 31 != 0 { return .isKnown }
        var slot = Int(scan)
        while slot < 16 {
            let found = machine_claim_32(line + slot, tag)
            if found == 0 { return .isNew }
            if found == tag { return .isKnown }
            slot += 1
        }
        return .isFull
    }

    @inline(__always)
    private func attempt(wide line: UnsafeMutablePointer<UInt64>, _ tag: UInt64) -> Attempt {
        let scan = machine_scan_64(line, tag)
        if scan >> 31 != 0 { return .isKnown }
        var slot = Int(scan)
        while slot < 8 {
            let found = machine_claim_64(line + slot, tag)
            if found == 0 { return .isNew }
            if found == tag { return .isKnown }
            slot += 1
        }
        return .isFull
    }

    /// The line that takes what has no room in this one.
    @inline(__always)
    private func beside(_ line: UnsafeMutableRawPointer) -> UnsafeMutableRawPointer {
        UnsafeMutableRawPointer(bitPattern: UInt(bitPattern: line) ^ 64) ?? line
    }

    /// Whether the state is new.
    @inline(__always)
    func insert(_ word: UInt64, at place: Place) -> Bool {
        if place.tag == 0 { return overflow.insert(word) }
        if isWide {
            switch attempt(wide: place.line.assumingMemoryBound(to: UInt64.self), place.tag) {
            case .isNew: return true
            case .isKnown: return false
            case .isFull: break
            }
        } else {
            switch attempt(narrow: place.line.assumingMemoryBound(to: UInt32.self), UInt32(truncatingIfNeeded: place.tag)) {
            case .isNew: return true
            case .isKnown: return false
            case .isFull: break
            }
        }
        return displace(word, place)
    }

    @inline(never)
    private func displace(_ word: UInt64, _ place: Place) -> Bool {
        let line = beside(place.line)
        let attempt =
            isWide
            ? attempt(wide: line.assumingMemoryBound(to: UInt64.self), place.tag | QuotientTable.displacedWide)
            : attempt(
                narrow: line.assumingMemoryBound(to: UInt32.self),
                UInt32(truncatingIfNeeded: place.tag) | QuotientTable.displacedNarrow)
        switch attempt {
        case .isNew: return true
        case .isKnown: return false
        case .isFull: return overflow.insert(word)
        }
    }

    func insert(_ word: UInt64) -> Bool { insert(word, at: place(word)) }

    func contains(_ word: UInt64) -> Bool { slot(of: word) != nil || overflow.contains(word) }

    /// Where a member stands, below `capacity`; `nil` for one outside the lines.
    @inline(__always)
    func slot(of word: UInt64) -> Int? {
        let place = place(word)
        if place.tag == 0 { return nil }
        if let slot = slot(of: place.tag, in: place.line) { return slot }
        let last =
            isWide
            ? place.line.load(fromByteOffset: 56, as: UInt64.self) : UInt64(place.line.load(fromByteOffset: 60, as: UInt32.self))
        if last == 0 { return nil }
        let displaced = place.tag | (isWide ? QuotientTable.displacedWide : UInt64(QuotientTable.displacedNarrow))
        return slot(of: displaced, in: beside(place.line))
    }

    @inline(__always)
    private func slot(of tag: UInt64, in line: UnsafeMutableRawPointer) -> Int? {
        for slot in 0..<slotsPerLine {
            let found =
                isWide
                ? line.load(fromByteOffset: slot * 8, as: UInt64.self) : UInt64(line.load(fromByteOffset: slot * 4, as: UInt32.self))
            if found == tag { return ((line - lines) >> 6) * slotsPerLine + slot }
            if found == 0 { return nil }
        }
        return nil
    }

    // MARK: Rebuilding

    /// Visits every member in a part of the lines.
    func forEach(lines range: Range<Int>, _ body: (UInt64) -> Void) {
        for line in range {
            let base = lines + line << 6
            for slot in 0..<slotsPerLine {
                let tag =
                    isWide
                    ? base.load(fromByteOffset: slot * 8, as: UInt64.self)
                    : UInt64(base.load(fromByteOffset: slot * 4, as: UInt32.self))
                if tag == 0 { break }
                let displaced = isWide ? QuotientTable.displacedWide : UInt64(QuotientTable.displacedNarrow)
                body(word(line: UInt64(tag & displaced == 0 ? line : line ^ 1), tag: tag & ~displaced))
            }
        }
    }

    /// Visits every member that stands outside the lines.
    func forEachOverflowing(_ body: (UInt64) -> Void) {
        for stripe in overflow.stripes { stripe.members.withLock { $0 }.forEach(body) }
    }

    /// The same set in another shape; this one is not to be used again.
    func rebuilt(lineBits: Int, fields: Fields, workers: Workers) -> QuotientTable {
        moved(to: QuotientTable(lineBits: lineBits, fields: fields), workers: workers)
    }

    /// Puts the members into another table, which has to be empty; this one is not to be used again.
    func moved(to result: QuotientTable, workers: Workers) -> QuotientTable {
        let pieces = 1 << max(0, self.lineBits - 14)
        let size = (1 << self.lineBits) / pieces
        workers.run(items: pieces) { _, piece in
            // In batches, so that the memory of the new lines is on its way before it is asked for.
            withUnsafeTemporaryAllocation(of: UInt64.self, capacity: 64) { words in
                withUnsafeTemporaryAllocation(of: Place.self, capacity: 64) { places in
                    var count = 0
                    func flush() {
                        for index in 0..<count { _ = result.insert(words[index], at: places[index]) }
                        count = 0
                    }
                    forEach(lines: piece * size..<(piece + 1) * size) { word in
                        words[count] = word
                        places[count] = result.place(word)
                        result.prefetch(places[count])
                        count += 1
                        if count == 64 { flush() }
                    }
                    flush()
                }
            }
            // With the same fields a line's members go to the two lines of twice its number: then memory is handed over bit by bit.
            if size >= 1 << 12, !isOnDisk { machine_discard(lines + piece * size << 6, size << 6) }
        }
        forEachOverflowing { _ = result.insert($0) }
        free()
        return result
    }
}
