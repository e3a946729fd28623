/// The logarithm and the exponential function by operations that IEEE 754 rounds exactly, in a fixed order, so that a seed gives the same run on every
/// machine; those of the C library may differ in the last bit from one version to the next. Accurate to some 1e-15 relative.
enum Elementary {
    private static let ln2 = 0.693147180559945309417232121458

    /// The natural logarithm of a positive, normal number.
    static func log(_ x: Double) -> Double {
        var exponent = Int(x.exponent)
        var fraction = x.significand
        if fraction > 1.4142135623730951 {
            fraction *= 0.5
            exponent += 1
        }
        // ln f = 2 artanh((f - 1) / (f + 1)), and |(f - 1) / (f + 1)| < 0.1716.
        let s = (fraction - 1) / (fraction + 1)
        let square = s * s
        // Horner's rule, written out so that the compiler divides and not the program.
        var sum = 1.0 / 23
        sum = sum * square + 1.0 / 21
        sum = sum * square + 1.0 / 19
        sum = sum * square + 1.0 / 17
        sum = sum * square + 1.0 / 15
        sum = sum * square + 1.0 / 13
        sum = sum * square + 1.0 / 11
        sum = sum * square + 1.0 / 9
        sum = sum * square + 1.0 / 7
        sum = sum * square + 1.0 / 5
        sum = sum * square + 1.0 / 3
        sum = sum * square + 1.0
        return Double(exponent) * ln2 + 2 * s * sum
    }

    /// e to the power of a number between -700 and 700; further out the value at that end.
    static func exp(_ x: Double) -> Double {
        let x = min(700, max(-700, x))
        let doublings = (x / ln2).rounded()
        let rest = x - doublings * ln2
        var sum = 1.0
        var divisor = 18.0
        while divisor >= 1 {
            sum = 1 + sum * rest / divisor
            divisor -= 1
        }
        return sum * Double(sign: .plus, exponent: Int(doublings), significand: 1)
    }
}
