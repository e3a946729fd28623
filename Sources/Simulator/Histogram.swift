/// Counts of spans of time in classes of at most 1/64 of their value, so that memory does not depend on how many there are and sums do not depend on
/// the order in which histograms are added. Counts, smallest, largest and sum are exact; percentiles are exact to 1/64.
public struct Histogram: Hashable, Sendable {
    private static let bits = 6
    private var counts: [UInt64] = []
    public private(set) var count: UInt64 = 0
    /// In nanoseconds.
    public private(set) var least: Int64 = .max
    public private(set) var most: Int64 = 0
    private var sumHigh: UInt64 = 0
    private var sumLow: UInt64 = 0

    public init() {}

    @inline(__always)
    private static func place(_ value: Int64) -> Int {
        let value = UInt64(value)
        if value < 1 << UInt64(bits) { return Int(value) }
        let exponent = 63 - value.leadingZeroBitCount
        let mantissa = Int(value >> UInt64(exponent - bits)) & (1 << bits - 1)
        return (exponent - bits + 1) << bits + mantissa
    }

    /// The middle of a class.
    private static func value(_ place: Int) -> Int64 {
        if place < 1 << bits { return Int64(place) }
        let exponent = place >> bits + bits - 1
        let low = Int64(1 << bits + place & (1 << bits - 1)) << Int64(exponent - bits)
        return low + (Int64(1) << Int64(exponent - bits)) / 2
    }

    /// - Parameter span: in nanoseconds, at least 0.
    @inline(__always)
    public mutating func add(_ span: Int64) {
        let place = Histogram.place(span)
        if place >= counts.count { counts += Array(repeating: 0, count: place + 64 - counts.count) }
        counts[place] += 1
        count += 1
        if span < least { least = span }
        if span > most { most = span }
        let (low, carries) = sumLow.addingReportingOverflow(UInt64(span))
        sumLow = low
        if carries { sumHigh += 1 }
    }

    public mutating func add(_ other: Histogram) {
        if other.counts.count > counts.count { counts += Array(repeating: 0, count: other.counts.count - counts.count) }
        for index in other.counts.indices { counts[index] += other.counts[index] }
        count += other.count
        least = min(least, other.least)
        most = max(most, other.most)
        let (low, carries) = sumLow.addingReportingOverflow(other.sumLow)
        sumLow = low
        sumHigh += other.sumHigh + (carries ? 1 : 0)
    }

    /// In seconds; `nil` where there is nothing.
    public var mean: Double? {
        count == 0 ? nil : (Double(sumHigh) * 0x1p64 + Double(sumLow)) / Double(count) / 1e9
    }

    /// The span in seconds that the share of all does not exceed; `nil` where there is nothing.
    public func percentile(_ share: Double) -> Double? {
        if count == 0 { return nil }
        let rank = max(1, min(count, UInt64((share * Double(count)).rounded(.up))))
        var seen: UInt64 = 0
        for index in counts.indices {
            seen += counts[index]
            if seen >= rank { return Double(min(most, max(least, Histogram.value(index)))) / 1e9 }
        }
        return Double(most) / 1e9
    }

    public static func == (a: Histogram, b: Histogram) -> Bool {
        a.count == b.count && a.least == b.least && a.most == b.most && a.sumHigh == b.sumHigh && a.sumLow == b.sumLow
            && a.occupied.elementsEqual(b.occupied)
    }

    public func hash(into hasher: inout Hasher) {
        hasher.combine(count)
        hasher.combine(sumLow)
    }

    /// The counts without the empty classes at the end, from the last to the first.
    private var occupied: some Sequence<UInt64> { counts.reversed().drop { $0 == 0 } }
}
