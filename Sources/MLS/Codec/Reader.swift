/// Takes values apart in the presentation language of RFC 9420 section 2.1.
///
/// Time and memory are linear in the input: a length header is compared with what is left
/// before anything is allocated, and no struct of the RFC contains itself.
public struct Reader: Sendable {
    private let bytes: [UInt8]
    private var position: Int
    private let end: Int

    public init(_ bytes: [UInt8]) {
        self.bytes = bytes
        position = 0
        end = bytes.count
    }

    private init(_ bytes: [UInt8], from position: Int, to end: Int) {
        self.bytes = bytes
        self.position = position
        self.end = end
    }

    /// The number of bytes not yet read.
    public var remaining: Int { end - position }

    /// - Throws: ``DecodeError/trailingBytes(count:)`` unless everything has been read.
    public func finish() throws(DecodeError) {
        guard remaining == 0 else { throw .trailingBytes(count: remaining) }
    }

    public mutating func uint8(_ field: String) throws(DecodeError) -> UInt8 {
        guard position < end else { throw .truncated(field: field) }
        defer { position += 1 }
        return bytes[position]
    }

    public mutating func uint16(_ field: String) throws(DecodeError) -> UInt16 {
        UInt16(truncatingIfNeeded: try bigEndian(2, field))
    }

    public mutating func uint32(_ field: String) throws(DecodeError) -> UInt32 {
        UInt32(truncatingIfNeeded: try bigEndian(4, field))
    }

    public mutating func uint64(_ field: String) throws(DecodeError) -> UInt64 {
        try bigEndian(8, field)
    }

    private mutating func bigEndian(_ count: Int, _ field: String) throws(DecodeError) -> UInt64 {
        guard count <= remaining else { throw .truncated(field: field) }
        var value: UInt64 = 0
        for index in position..<(position + count) {
            value = value << 8 | UInt64(bytes[index])
        }
        position += count
        return value
    }

    /// `count` bytes without a length header.
    public mutating func fixed(_ count: Int, _ field: String) throws(DecodeError) -> [UInt8] {
        guard count <= remaining else { throw .truncated(field: field) }
        defer { position += count }
        return Array(bytes[position..<(position + count)])
    }

    /// A variable-size length header (section 2.1.2): 1, 2 or 4 bytes, as short as can be.
    public mutating func length(_ field: String) throws(DecodeError) -> Int {
        let first = try uint8(field)
        let value: UInt64
        switch first >> 6 {
        case 0:
            return Int(first)
        case 1:
            value = UInt64(first & 0x3f) << 8 | (try bigEndian(1, field))
            guard value >= 0x40 else { throw .nonMinimalLength(field: field) }
        case 2:
            value = UInt64(first & 0x3f) << 24 | (try bigEndian(3, field))
            guard value >= 0x4000 else { throw .nonMinimalLength(field: field) }
        default:
            throw .invalidLengthPrefix(field: field)
        }
        return Int(value)
    }

    /// `opaque field<V>`.
    public mutating func opaque(_ field: String) throws(DecodeError) -> [UInt8] {
        let count = try length(field)
        return try fixed(count, field)
    }

    /// `Value field<V>`.
    public mutating func vector<Value: WireDecodable>(
        of _: Value.Type = Value.self, _ field: String
    ) throws(DecodeError) -> [Value] {
        let count = try length(field)
        guard count <= remaining else { throw .truncated(field: field) }
        var inner = Reader(bytes, from: position, to: position + count)
        position += count
        var values: [Value] = []
        while inner.remaining > 0 {
            values.append(try Value(from: &inner))
        }
        return values
    }

    // MARK: Vectors with bounds (RFC 8446 section 3.4)

    package mutating func uint24(_ field: String) throws(DecodeError) -> Int {
        Int(try bigEndian(3, field))
    }

    /// `opaque field<bounds>`, whose length header has as many bytes as the upper bound needs.
    package mutating func opaque(_ bounds: ClosedRange<Int>, _ field: String) throws(DecodeError) -> [UInt8] {
        let count = try length(bounds, field)
        return try fixed(count, field)
    }

    /// `Value field<bounds>`; the bounds count bytes.
    package mutating func vector<Value: WireDecodable>(
        of _: Value.Type = Value.self, _ bounds: ClosedRange<Int>, _ field: String
    ) throws(DecodeError) -> [Value] {
        var inner = try inner(try length(bounds, field), field)
        var values: [Value] = []
        while inner.remaining > 0 {
            values.append(try Value(from: &inner))
        }
        return values
    }

    /// A reader of the next `count` bytes alone.
    package mutating func inner(_ count: Int, _ field: String) throws(DecodeError) -> Reader {
        guard count <= remaining else { throw .truncated(field: field) }
        defer { position += count }
        return Reader(bytes, from: position, to: position + count)
    }

    private mutating func length(_ bounds: ClosedRange<Int>, _ field: String) throws(DecodeError) -> Int {
        let count = Int(try bigEndian(bounds.lengthHeaderSize, field))
        guard bounds.contains(count) else { throw .vectorLength(field: field, byteCount: count) }
        return count
    }

    /// `optional<Value> field`.
    public mutating func optional<Value: WireDecodable>(
        of _: Value.Type = Value.self, _ field: String
    ) throws(DecodeError) -> Value? {
        let octet = try uint8(field)
        switch octet {
        case 0: return nil
        case 1: return try Value(from: &self)
        default: throw .invalidPresence(field: field, octet: octet)
        }
    }

    /// A one-byte enumeration without room for unknown values.
    mutating func enumeration<Value: RawRepresentable<UInt8>>(
        of _: Value.Type = Value.self, _ field: String
    ) throws(DecodeError) -> Value {
        let raw = try uint8(field)
        guard let value = Value(rawValue: raw) else {
            throw .unknownValue(field: field, value: UInt64(raw))
        }
        return value
    }

    /// Whether all that is left is zero bytes; reads them.
    mutating func takeZeroes() -> Bool {
        defer { position = end }
        return bytes[position..<end].allSatisfy { $0 == 0 }
    }
}
