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

/// `HandshakeType`, one byte on the wire.
public enum HandshakeType: UInt8, Hashable, Sendable, CaseIterable {
    case none = 0
    case initialize = 1
    case userAdd = 2
    case groupAdd = 3
    case update = 4
    case delete = 5
}

/// The initial participants all at once: the Init of the draft, which leaves it undefined, and the GroupInit of its older revision.
///
/// It is sent from a group of one and does to it what a ``GroupAdd`` for each participant would do, with one computation for each node
/// of the tree:
///
///     struct {
///         UserInitKey user_init_keys<1..2^24-1>;
///         DHPublicKey ratchet_tree<1..2^24-1>;
///     } Init;
public struct GroupInit: Hashable, Sendable, WireCodable {
    /// Of the participants in the order of their leaves, from leaf 1; the creator is at leaf 0.
    public var userInitKeys: [UserInitKey]
    /// The public keys of all nodes in the order of the flat representation. Only the creator knows the leaves from the start; from here
    /// each participant takes its copath.
    public var ratchetTree: [DHPublicKey]

    public init(userInitKeys: [UserInitKey], ratchetTree: [DHPublicKey]) {
        self.userInitKeys = userInitKeys
        self.ratchetTree = ratchetTree
    }

    public func encode(to writer: inout Writer) {
        writer.vector(userInitKeys, 1...0xff_ffff)
        writer.vector(ratchetTree, 1...0xff_ffff)
    }

    public init(from reader: inout Reader) throws(DecodeError) {
        userInitKeys = try reader.vector(1...0xff_ffff, "Init.user_init_keys")
        ratchetTree = try reader.vector(1...0xff_ffff, "Init.ratchet_tree")
    }
}

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

/// A participant adds itself (section "UserAdd").
public struct UserAdd: Hashable, Sendable, WireCodable {
    /// The direct path of the new leaf, from the leaf up, without the root.
    public var addPath: [DHPublicKey]

    public init(addPath: [DHPublicKey]) {
        self.addPath = addPath
    }

    public func encode(to writer: inout Writer) {
        writer.vector(addPath, 1...0xffff)
    }

    public init(from reader: inout Reader) throws(DecodeError) {
        addPath = try reader.vector(1...0xffff, "UserAdd.add_path")
    }
}

/// A member replaces its leaf key pair (section "Update").
public struct Update: Hashable, Sendable, WireCodable {
    /// The direct path of the signer's leaf, from the leaf up, without the root.
    public var ratchetPath: [DHPublicKey]

    public init(ratchetPath: [DHPublicKey]) {
        self.ratchetPath = ratchetPath
    }

    public func encode(to writer: inout Writer) {
        writer.vector(ratchetPath, 1...0xffff)
    }

    public init(from reader: inout Reader) throws(DecodeError) {
        ratchetPath = try reader.vector(1...0xffff, "Update.ratchetPath")
    }
}

/// A member removes another (section "Delete").
public struct Delete: Hashable, Sendable, WireCodable {
    /// The leaf of the member that is removed.
    public var deleted: UInt32
    /// The direct path of that leaf with a fresh key pair, from the leaf up, without the root.
    public var path: [DHPublicKey]

    public init(deleted: UInt32, path: [DHPublicKey]) {
        self.deleted = deleted
        self.path = path
    }

    public func encode(to writer: inout Writer) {
        writer.uint32(deleted)
        writer.vector(path, 1...0xffff)
    }

    public init(from reader: inout Reader) throws(DecodeError) {
        deleted = try reader.uint32("Delete.deleted")
        path = try reader.vector(1...0xffff, "Delete.path")
    }
}
