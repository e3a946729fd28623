/// The order of the group of P-256 (SEC 2 section 2.4.2), 32 bytes, big-endian.
enum P256Order {
    static let bytes: [UInt8] = [
        0xff, 0xff, 0xff, 0xff, 0x00, 0x00, 0x00, 0x00, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff,
        0xbc, 0xe6, 0xfa, 0xad, 0xa7, 0x17, 0x9e, 0x84, 0xf3, 0xb9, 0xca, 0xc2, 0xfc, 0x63, 0x25, 0x51,
    ]

    /// An integer of 32 bytes modulo the order, which is more than half of 2^256: one subtraction is enough. Both are computed
    /// whatever the integer is.
    static func reduced(_ integer: [UInt8]) -> [UInt8] {
        var difference = integer
        var borrow = 0
        for index in integer.indices.reversed() {
            let digit = Int(integer[index]) - Int(bytes[index]) - borrow
            difference[index] = UInt8(truncatingIfNeeded: digit)
            borrow = digit < 0 ? 1 : 0
        }
        let keep = UInt8(truncatingIfNeeded: 0 - borrow)
        return integer.indices.map { integer[$0] & keep | difference[$0] & ~keep }
    }
}
