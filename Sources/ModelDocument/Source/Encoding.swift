import ProtocolModel

/// Looks at the bytes of a document before anything else does.
enum Encoding {
    /// What keeps the bytes from being a text in UTF-8.
    static func problem(_ bytes: [UInt8]) -> Diagnostic? {
        let start = SourceRange(line: 1, column: 1)
        if bytes.count > ModelDocument.mostBytes {
            return Diagnostic(.error, "the document is larger than 16 MiB", at: start)
        }
        if isUnreadable(bytes) {
            return Diagnostic(.error, "the document is in UTF-16 or UTF-32; a model is written in UTF-8", at: start)
        }
        if let offset = bytes.firstIndex(of: 0) {
            return Diagnostic(.error, "the byte at offset \(offset) is NUL, which no text contains", at: place(bytes, offset))
        }
        if let offset = firstInvalid(bytes) {
            return Diagnostic(.error, "the byte at offset \(offset) is not valid in UTF-8", at: place(bytes, offset))
        }
        return nil
    }

    /// A mark of UTF-16 or UTF-32 stands at the beginning, or there are too many bytes.
    static func isUnreadable(_ bytes: [UInt8]) -> Bool {
        bytes.starts(with: [0xFF, 0xFE]) || bytes.starts(with: [0xFE, 0xFF]) || bytes.starts(with: [0, 0, 0xFE, 0xFF])
            || bytes.count > ModelDocument.mostBytes
    }

    private static func place(_ bytes: [UInt8], _ offset: Int) -> SourceRange {
        let mark = bytes.starts(with: [0xEF, 0xBB, 0xBF]) ? 3 : 0
        return SourceText(name: "", bytes: bytes).range(at: offset - mark)
    }

    /// The offset of the first byte that begins no well-formed sequence (Unicode 15, table 3-7).
    static func firstInvalid(_ bytes: [UInt8]) -> Int? {
        var index = 0
        while index < bytes.count {
            let lead = bytes[index]
            if lead < 0x80 {
                index += 1
                continue
            }
            let length: Int
            var second: ClosedRange<UInt8> = 0x80...0xBF
            switch lead {
            case 0xC2...0xDF: length = 2
            case 0xE0: (length, second) = (3, 0xA0...0xBF)
            case 0xED: (length, second) = (3, 0x80...0x9F)
            case 0xE1...0xEF: length = 3
            case 0xF0: (length, second) = (4, 0x90...0xBF)
            case 0xF1...0xF3: length = 4
            case 0xF4: (length, second) = (4, 0x80...0x8F)
            default: return index
            }
            guard index + length <= bytes.count, second.contains(bytes[index + 1]) else { return index }
            for follower in bytes[index + 1..<index + length] where follower & 0xC0 != 0x80 { return index }
            index += length
        }
        return nil
    }
}
