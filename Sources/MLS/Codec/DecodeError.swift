/// Why some bytes are not the encoding of a value (RFC 9420 section 2.1).
///
/// Every case names the struct and the field at which decoding stopped,
/// spelled as in the RFC: `LeafNode.encryption_key`.
public enum DecodeError: Error, Equatable, Sendable {
    /// The input ended before the field did.
    case truncated(field: String)
    /// A variable-size length header began with the bits `11`.
    case invalidLengthPrefix(field: String)
    /// A variable-size length header used more bytes than its value needs.
    case nonMinimalLength(field: String)
    /// The presence octet of an `optional<T>` was neither 0 nor 1.
    case invalidPresence(field: String, octet: UInt8)
    /// A vector with bounds (RFC 8446 section 3.4) was shorter or longer than they allow.
    case vectorLength(field: String, byteCount: Int)
    /// An enumeration held a value that the RFC does not define there.
    case unknownValue(field: String, value: UInt64)
    /// Bytes were left over after the outermost struct.
    case trailingBytes(count: Int)
    /// The bytes after the content and `auth` of a PrivateMessageContent were not all zero (section 6.3.1).
    case nonzeroPadding(field: String)
}

/// Why a value has no encoding.
public enum EncodeError: Error, Equatable, Sendable {
    /// A vector is longer than the 2^30 - 1 bytes that a length header can say (section 2.1.2).
    case vectorTooLong(byteCount: Int)
    /// A vector with bounds (RFC 8446 section 3.4) is shorter or longer than they allow.
    case vectorLength(byteCount: Int, bounds: ClosedRange<Int>)
}
