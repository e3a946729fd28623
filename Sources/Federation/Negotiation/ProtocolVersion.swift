import MLS

/// A version of the MLS protocol, one byte on the wire; of two versions the greater is the newer.
public struct ProtocolVersion: Hashable, Comparable, Sendable, WireCodable {
    public let rawValue: UInt8

    public init(rawValue: UInt8) {
        self.rawValue = rawValue
    }

    public static func < (left: ProtocolVersion, right: ProtocolVersion) -> Bool { left.rawValue < right.rawValue }

    public func encode(to writer: inout Writer) {
        writer.uint8(rawValue)
    }

    public init(from reader: inout Reader) throws(DecodeError) {
        rawValue = try reader.uint8("ProtocolVersion")
    }

    /// The newest version that is in all lists.
    ///
    /// - Throws: ``FederationError/noCommonVersion``.
    public static func newestCommon(_ lists: [[ProtocolVersion]]) throws(FederationError) -> ProtocolVersion {
        guard let first = lists.first else { throw .noCommonVersion }
        let common = lists.dropFirst().reduce(into: Set(first)) { $0.formIntersection($1) }
        guard let newest = common.max() else { throw .noCommonVersion }
        return newest
    }
}
