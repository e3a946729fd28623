/// The bytes that the readers of this module look for.
enum Ascii {
    static let lineFeed: UInt8 = 0x0A
    static let carriageReturn: UInt8 = 0x0D
    static let space: UInt8 = 0x20
    static let tab: UInt8 = 0x09
    static let backslash: UInt8 = 0x5C
    static let bar: UInt8 = 0x7C
    static let backtick: UInt8 = 0x60
    static let tilde: UInt8 = 0x7E
    static let hash: UInt8 = 0x23
    static let hyphen: UInt8 = 0x2D
    static let colon: UInt8 = 0x3A
    static let underscore: UInt8 = 0x5F

    static func isBlank(_ byte: UInt8) -> Bool { byte == space || byte == tab }

    static func isDigit(_ byte: UInt8) -> Bool { (0x30...0x39).contains(byte) }

    static func isLetter(_ byte: UInt8) -> Bool { (0x41...0x5A).contains(byte & 0xDF) && byte < 0x80 }

    static func isWordStart(_ byte: UInt8) -> Bool { isLetter(byte) || byte == underscore }

    static func isWord(_ byte: UInt8) -> Bool { isWordStart(byte) || isDigit(byte) }

    static func isPunctuation(_ byte: UInt8) -> Bool {
        (0x21...0x7E).contains(byte) && !isLetter(byte) && !isDigit(byte)
    }
}
