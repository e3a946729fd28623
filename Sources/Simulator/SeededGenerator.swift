/// A seeded generator of random numbers, xoshiro256** (Blackman and Vigna, "Scrambled linear pseudorandom number generators", 2021),
/// with its state filled by SplitMix64. Integer arithmetic only: the same numbers on every machine.
public struct SeededGenerator: RandomNumberGenerator, Sendable {
    private var a: UInt64
    private var b: UInt64
    private var c: UInt64
    private var d: UInt64

    /// - Parameter stream: numbers of different streams of one seed do not depend on each other.
    public init(seed: UInt64, stream: UInt64 = 0) {
        var state = seed
        func next() -> UInt64 {
            state &+= 0x9e37_79b9_7f4a_7c15
            var z = state
            z = (z ^ (z >> 30)) &* 0xbf58_476d_1ce4_e5b9
            z = (z ^ (z >> 27)) &* 0x94d0_49bb_1331_11eb
            return z ^ (z >> 31)
        }
        state = next() ^ (stream &* 0xd134_2543_de82_ef95 &+ 0x2545_f491_4f6c_dd1d)
        a = next()
        b = next()
        c = next()
        d = next()
    }

    @inline(__always)
    public mutating func next() -> UInt64 {
        let scrambled = b &* 5
        let result = (scrambled << 7 | scrambled >> 57) &* 9
        let shifted = b << 17
        c ^= a
        d ^= b
        b ^= c
        a ^= d
        c ^= shifted
        d = d << 45 | d >> 19
        return result
    }

    /// A number from 0 (included) to 1 (excluded), with 53 random bits.
    @inline(__always)
    mutating func unit() -> Double { Double(next() >> 11) * 0x1p-53 }

    /// A number from 0 to `count - 1`.
    @inline(__always)
    mutating func index(_ count: Int) -> Int {
        count == 1 ? 0 : Int(next().multipliedFullWidth(by: UInt64(count)).high)
    }

    /// `true` with the probability.
    @inline(__always)
    mutating func chance(_ probability: Double) -> Bool {
        if probability <= 0 { return false }
        if probability >= 1 { return true }
        return unit() < probability
    }
}
