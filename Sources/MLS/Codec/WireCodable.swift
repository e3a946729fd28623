/// A value with an encoding in the presentation language of RFC 9420 section 2.1.
public protocol WireEncodable {
    func encode(to writer: inout Writer)
}

/// A value that can be decoded from the presentation language of RFC 9420 section 2.1.
public protocol WireDecodable {
    init(from reader: inout Reader) throws(DecodeError)
}

public typealias WireCodable = WireDecodable & WireEncodable

extension WireEncodable {
    /// The encoding.
    ///
    /// - Throws: ``EncodeError`` if a vector is longer than 2^30 - 1 bytes.
    public func encoded() throws(EncodeError) -> [UInt8] {
        var writer = Writer()
        encode(to: &writer)
        return try writer.finish()
    }
}

extension WireDecodable {
    /// Decodes a value that takes up all of `bytes`.
    ///
    /// - Throws: ``DecodeError``, which names the struct and the field.
    public init(decoding bytes: [UInt8]) throws(DecodeError) {
        var reader = Reader(bytes)
        self = try Self(from: &reader)
        try reader.finish()
    }
}

extension UInt32: WireCodable {
    public func encode(to writer: inout Writer) {
        writer.uint32(self)
    }

    public init(from reader: inout Reader) throws(DecodeError) {
        self = try reader.uint32("uint32")
    }
}

/// A two-byte code point of one of the IANA registries of RFC 9420 section 17.
///
/// Values that the RFC does not define are kept, as section 13.5 (GREASE) asks.
public protocol CodePoint: RawRepresentable<UInt16>, Hashable, Sendable, WireCodable, CustomStringConvertible {
    init(rawValue: UInt16)
    static var name: String { get }
}

extension CodePoint {
    public func encode(to writer: inout Writer) {
        writer.uint16(rawValue)
    }

    public init(from reader: inout Reader) throws(DecodeError) {
        self.init(rawValue: try reader.uint16(Self.name))
    }

    public var description: String {
        let digits = String(rawValue, radix: 16)
        return "\(Self.name) 0x" + String(repeating: "0", count: 4 - digits.count) + digits
    }
}
