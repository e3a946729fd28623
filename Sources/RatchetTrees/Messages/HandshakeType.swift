/// `HandshakeType`, one byte on the wire.
public enum HandshakeType: UInt8, Hashable, Sendable, CaseIterable {
    case none = 0
    case initialize = 1
    case userAdd = 2
    case groupAdd = 3
    case update = 4
    case delete = 5
}
