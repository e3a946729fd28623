/// Spans and moments of virtual time in nanoseconds.
public enum VirtualTime {
    public static let second: Int64 = 1_000_000_000
    /// The longest that anything is put off: some 146 years, so that no sum of two overflows.
    public static let longest: Int64 = .max / 2

    /// Seconds as nanoseconds, rounded and held within 0 and `longest`.
    @inline(__always)
    static func nanoseconds(_ seconds: Double) -> Int64 {
        let exact = seconds * 1e9
        if !(exact > 0) { return 0 }
        return exact >= Double(longest) ? longest : Int64(exact.rounded())
    }
}
