/// Appends values in the presentation language of RFC 9420 section 2.1.
///
/// A vector that is too long is remembered rather than thrown at once, so that the
/// `encode(to:)` of every struct stays a plain list of its fields; ``finish()`` throws it.
public struct Writer: Sendable {
    private var bytes: [UInt8] = []
    private var failure: EncodeError?

    /// The greatest number of bytes that a vector may have: 2^30 - 1.
    static let maximumVectorLength = (1 << 30) - 1

    public init() {}

    /// The bytes written.
    ///
    /// - Throws: ``EncodeError/vectorTooLong(byteCount:)``.
    public consuming func finish() throws(EncodeError) -> [UInt8] {
        if let failure { throw failure }
        return bytes
    }

    public mutating func uint8(_ value: UInt8) {
        bytes.append(value)
    }

    public mutating func uint16(_ value: UInt16) {
        bigEndian(value)
    }

    public mutating func uint32(_ value: UInt32) {
        bigEndian(value)
    }

    public mutating func uint64(_ value: UInt64) {
        bigEndian(value)
    }

    private mutating func bigEndian<Value: FixedWidthInteger>(_ value: Value) {
        withUnsafeBytes(of: value.bigEndian) { bytes.append(contentsOf: $0) }
    }

    /// Bytes without a length header.
    public mutating func fixed(_ value: some Sequence<UInt8>) {
        bytes.append(contentsOf: value)
    }

    /// `opaque value<V>`.
    public mutating func opaque(_ value: some Collection<UInt8>) {
        guard note(value.count) else { return }
        bytes.append(contentsOf: Self.header(value.count))
        bytes.append(contentsOf: value)
    }

    /// `opaque value<V>` of a string in UTF-8.
    public mutating func opaque(_ value: String) {
        opaque(value.utf8)
    }

    /// `T values<V>`.
    public mutating func vector(_ values: some Sequence<some WireEncodable>) {
        vector { writer in
            for value in values { value.encode(to: &writer) }
        }
    }

    /// A vector whose content `body` writes.
    public mutating func vector(_ body: (inout Writer) -> Void) {
        let start = bytes.count
        body(&self)
        guard note(bytes.count - start) else { return }
        bytes.insert(contentsOf: Self.header(bytes.count - start), at: start)
    }

    /// `optional<T>`.
    public mutating func optional(_ value: (some WireEncodable)?) {
        guard let value else { return uint8(0) }
        uint8(1)
        value.encode(to: &self)
    }

    // MARK: Vectors with bounds (RFC 8446 section 3.4)

    package mutating func uint24(_ value: Int) {
        uint8(UInt8(truncatingIfNeeded: value >> 16))
        uint16(UInt16(truncatingIfNeeded: value))
    }

    /// `opaque value<bounds>`, whose length header has as many bytes as the upper bound needs.
    package mutating func opaque(_ value: some Collection<UInt8>, _ bounds: ClosedRange<Int>) {
        vector(bounds) { $0.fixed(value) }
    }

    /// `T values<bounds>`; the bounds count bytes.
    package mutating func vector(_ values: some Sequence<some WireEncodable>, _ bounds: ClosedRange<Int>) {
        vector(bounds) { writer in
            for value in values { value.encode(to: &writer) }
        }
    }

    /// A vector with bounds whose content `body` writes.
    package mutating func vector(_ bounds: ClosedRange<Int>, _ body: (inout Writer) -> Void) {
        let width = bounds.lengthHeaderSize
        let start = bytes.count
        bytes.append(contentsOf: repeatElement(0, count: width))
        body(&self)
        let count = bytes.count - start - width
        guard bounds.contains(count) else {
            if failure == nil { failure = .vectorLength(byteCount: count, bounds: bounds) }
            return
        }
        for index in 0..<width {
            bytes[start + index] = UInt8(truncatingIfNeeded: count >> (8 * (width - 1 - index)))
        }
    }

    /// Whether a vector may have `count` bytes; if not, that is remembered.
    private mutating func note(_ count: Int) -> Bool {
        guard count > Self.maximumVectorLength else { return true }
        if failure == nil { failure = .vectorTooLong(byteCount: count) }
        return false
    }

    /// The shortest length header for `count` (section 2.1.2): 1, 2 or 4 bytes.
    package static func header(_ count: Int) -> [UInt8] {
        switch count {
        case ..<0x40:
            [UInt8(truncatingIfNeeded: count)]
        case ..<0x4000:
            [0x40 | UInt8(truncatingIfNeeded: count >> 8), UInt8(truncatingIfNeeded: count)]
        default:
            [
                0x80 | UInt8(truncatingIfNeeded: (count >> 24) & 0x3f),
                UInt8(truncatingIfNeeded: count >> 16),
                UInt8(truncatingIfNeeded: count >> 8),
                UInt8(truncatingIfNeeded: count),
            ]
        }
    }
}

extension ClosedRange<Int> {
    /// The bytes of the length header of a vector with these bounds: as many as the upper bound needs (RFC 8446 section 3.4).
    var lengthHeaderSize: Int {
        switch upperBound {
        case ...0xff: 1
        case ...0xffff: 2
        case ...0xff_ffff: 3
        default: 4
        }
    }
}
