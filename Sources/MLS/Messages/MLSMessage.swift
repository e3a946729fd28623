/// A signed message in the clear (RFC 9420 section 6.2).
public struct PublicMessage: Hashable, Sendable, WireCodable {
    public var content: FramedContent
    public var auth: FramedContentAuthData
    /// Present if and only if the sender is a member; `KDF.Nh` bytes.
    public var membershipTag: [UInt8]?

    public init(content: FramedContent, auth: FramedContentAuthData, membershipTag: [UInt8]?) {
        self.content = content
        self.auth = auth
        self.membershipTag = membershipTag
    }

    public func encode(to writer: inout Writer) {
        content.encode(to: &writer)
        auth.encode(to: &writer)
        if let membershipTag { writer.opaque(membershipTag) }
    }

    public init(from reader: inout Reader) throws(DecodeError) {
        content = try FramedContent(from: &reader)
        auth = try FramedContentAuthData(content.content.contentType, from: &reader)
        if case .member = content.sender {
            membershipTag = try reader.opaque("PublicMessage.membership_tag")
        } else {
            membershipTag = nil
        }
    }
}

/// A signed and encrypted message (RFC 9420 section 6.3).
public struct PrivateMessage: Hashable, Sendable, WireCodable {
    public var groupID: [UInt8]
    public var epoch: UInt64
    public var contentType: ContentType
    public var authenticatedData: [UInt8]
    public var encryptedSenderData: [UInt8]
    public var ciphertext: [UInt8]

    public init(
        groupID: [UInt8], epoch: UInt64, contentType: ContentType, authenticatedData: [UInt8],
        encryptedSenderData: [UInt8], ciphertext: [UInt8]
    ) {
        self.groupID = groupID
        self.epoch = epoch
        self.contentType = contentType
        self.authenticatedData = authenticatedData
        self.encryptedSenderData = encryptedSenderData
        self.ciphertext = ciphertext
    }

    public func encode(to writer: inout Writer) {
        writer.opaque(groupID)
        writer.uint64(epoch)
        writer.uint8(contentType.rawValue)
        writer.opaque(authenticatedData)
        writer.opaque(encryptedSenderData)
        writer.opaque(ciphertext)
    }

    public init(from reader: inout Reader) throws(DecodeError) {
        groupID = try reader.opaque("PrivateMessage.group_id")
        epoch = try reader.uint64("PrivateMessage.epoch")
        contentType = try reader.enumeration("PrivateMessage.content_type")
        authenticatedData = try reader.opaque("PrivateMessage.authenticated_data")
        encryptedSenderData = try reader.opaque("PrivateMessage.encrypted_sender_data")
        ciphertext = try reader.opaque("PrivateMessage.ciphertext")
    }
}

/// Whatever MLS puts on a wire (RFC 9420 section 6).
public enum MLSMessage: Hashable, Sendable {
    case publicMessage(PublicMessage)
    case privateMessage(PrivateMessage)
    case welcome(Welcome)
    case groupInfo(GroupInfo)
    case keyPackage(KeyPackage)

    public var wireFormat: WireFormat {
        switch self {
        case .publicMessage: .publicMessage
        case .privateMessage: .privateMessage
        case .welcome: .welcome
        case .groupInfo: .groupInfo
        case .keyPackage: .keyPackage
        }
    }
}

extension MLSMessage: WireCodable {
    public func encode(to writer: inout Writer) {
        ProtocolVersion.mls10.encode(to: &writer)
        wireFormat.encode(to: &writer)
        switch self {
        case .publicMessage(let message): message.encode(to: &writer)
        case .privateMessage(let message): message.encode(to: &writer)
        case .welcome(let welcome): welcome.encode(to: &writer)
        case .groupInfo(let groupInfo): groupInfo.encode(to: &writer)
        case .keyPackage(let keyPackage): keyPackage.encode(to: &writer)
        }
    }

    /// Decodes a message; a KeyPackage whose version differs from the message's is refused (section 10).
    public init(from reader: inout Reader) throws(DecodeError) {
        let version = try ProtocolVersion(from: &reader)
        guard version == .mls10 else {
            throw .unknownValue(field: "MLSMessage.version", value: UInt64(version.rawValue))
        }
        let format = try WireFormat(from: &reader)
        switch format {
        case .publicMessage: self = .publicMessage(try PublicMessage(from: &reader))
        case .privateMessage: self = .privateMessage(try PrivateMessage(from: &reader))
        case .welcome: self = .welcome(try Welcome(from: &reader))
        case .groupInfo: self = .groupInfo(try GroupInfo(from: &reader))
        case .keyPackage:
            let keyPackage = try KeyPackage(from: &reader)
            guard keyPackage.version == version else {
                throw .unknownValue(field: "KeyPackage.version", value: UInt64(keyPackage.version.rawValue))
            }
            self = .keyPackage(keyPackage)
        default:
            throw .unknownValue(field: "MLSMessage.wire_format", value: UInt64(format.rawValue))
        }
    }
}
