import MLS

/// A member adds a participant (section "GroupAdd").
public struct GroupAdd: Hashable, Sendable, WireCodable {
    public var initKey: UserInitKey

    public init(initKey: UserInitKey) {
        self.initKey = initKey
    }

    public func encode(to writer: inout Writer) {
        initKey.encode(to: &writer)
    }

    public init(from reader: inout Reader) throws(DecodeError) {
        initKey = try UserInitKey(from: &reader)
    }
}
