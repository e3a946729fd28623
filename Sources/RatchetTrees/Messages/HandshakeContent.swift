import MLS

/// What a handshake message does (section "Handshake Messages").
public enum HandshakeContent: Hashable, Sendable {
    /// Nothing: the message publishes the group's ``GroupInitKey``.
    case none
    case initialize(GroupInit)
    case userAdd(UserAdd)
    case groupAdd(GroupAdd)
    case update(Update)
    case delete(Delete)

    public var type: HandshakeType {
        switch self {
        case .none: .none
        case .initialize: .initialize
        case .userAdd: .userAdd
        case .groupAdd: .groupAdd
        case .update: .update
        case .delete: .delete
        }
    }

    func encode(to writer: inout Writer) {
        switch self {
        case .none: break
        case .initialize(let message): message.encode(to: &writer)
        case .userAdd(let message): message.encode(to: &writer)
        case .groupAdd(let message): message.encode(to: &writer)
        case .update(let message): message.encode(to: &writer)
        case .delete(let message): message.encode(to: &writer)
        }
    }

    init(_ type: HandshakeType, from reader: inout Reader) throws(DecodeError) {
        switch type {
        case .none: self = .none
        case .initialize: self = .initialize(try GroupInit(from: &reader))
        case .userAdd: self = .userAdd(try UserAdd(from: &reader))
        case .groupAdd: self = .groupAdd(try GroupAdd(from: &reader))
        case .update: self = .update(try Update(from: &reader))
        case .delete: self = .delete(try Delete(from: &reader))
        }
    }
}
