/// What a message contains (RFC 9420 section 6).
public enum ContentType: UInt8, Hashable, Sendable {
    case application = 1
    case proposal = 2
    case commit = 3
}

/// Who sent a message (RFC 9420 section 6).
public enum Sender: Hashable, Sendable, WireCodable {
    case member(LeafIndex)
    /// An entry of the `external_senders` extension.
    case external(senderIndex: UInt32)
    case newMemberProposal
    case newMemberCommit

    private enum Kind: UInt8 {
        case member = 1
        case external = 2
        case newMemberProposal = 3
        case newMemberCommit = 4
    }

    public func encode(to writer: inout Writer) {
        switch self {
        case .member(let leaf):
            writer.uint8(Kind.member.rawValue)
            writer.uint32(leaf.value)
        case .external(let index):
            writer.uint8(Kind.external.rawValue)
            writer.uint32(index)
        case .newMemberProposal:
            writer.uint8(Kind.newMemberProposal.rawValue)
        case .newMemberCommit:
            writer.uint8(Kind.newMemberCommit.rawValue)
        }
    }

    public init(from reader: inout Reader) throws(DecodeError) {
        switch try reader.enumeration(of: Kind.self, "Sender.sender_type") {
        case .member: self = .member(LeafIndex(try reader.uint32("Sender.leaf_index")))
        case .external: self = .external(senderIndex: try reader.uint32("Sender.sender_index"))
        case .newMemberProposal: self = .newMemberProposal
        case .newMemberCommit: self = .newMemberCommit
        }
    }
}

/// A message's content, in the clear and unsigned (RFC 9420 section 6).
public struct FramedContent: Hashable, Sendable {
    public enum Content: Hashable, Sendable {
        case application([UInt8])
        case proposal(Proposal)
        case commit(Commit)

        public var contentType: ContentType {
            switch self {
            case .application: .application
            case .proposal: .proposal
            case .commit: .commit
            }
        }
    }

    public var groupID: [UInt8]
    public var epoch: UInt64
    public var sender: Sender
    public var authenticatedData: [UInt8]
    public var content: Content

    public init(groupID: [UInt8], epoch: UInt64, sender: Sender, authenticatedData: [UInt8], content: Content) {
        self.groupID = groupID
        self.epoch = epoch
        self.sender = sender
        self.authenticatedData = authenticatedData
        self.content = content
    }
}

extension FramedContent.Content {
    /// The selected struct, without the content type before it.
    func encode(to writer: inout Writer) {
        switch self {
        case .application(let data): writer.opaque(data)
        case .proposal(let proposal): proposal.encode(to: &writer)
        case .commit(let commit): commit.encode(to: &writer)
        }
    }

    init(_ type: ContentType, from reader: inout Reader) throws(DecodeError) {
        switch type {
        case .application: self = .application(try reader.opaque("FramedContent.application_data"))
        case .proposal: self = .proposal(try Proposal(from: &reader))
        case .commit: self = .commit(try Commit(from: &reader))
        }
    }
}

extension FramedContent: WireCodable {
    public func encode(to writer: inout Writer) {
        writer.opaque(groupID)
        writer.uint64(epoch)
        sender.encode(to: &writer)
        writer.opaque(authenticatedData)
        writer.uint8(content.contentType.rawValue)
        content.encode(to: &writer)
    }

    public init(from reader: inout Reader) throws(DecodeError) {
        groupID = try reader.opaque("FramedContent.group_id")
        epoch = try reader.uint64("FramedContent.epoch")
        sender = try Sender(from: &reader)
        authenticatedData = try reader.opaque("FramedContent.authenticated_data")
        let type = try reader.enumeration(of: ContentType.self, "FramedContent.content_type")
        content = try Content(type, from: &reader)
    }
}

/// The signature over a content and, for a Commit, the confirmation tag (RFC 9420 section 6.1).
public struct FramedContentAuthData: Hashable, Sendable {
    public var signature: [UInt8]
    /// Present if and only if the content is a Commit; `KDF.Nh` bytes.
    public var confirmationTag: [UInt8]?

    public init(signature: [UInt8], confirmationTag: [UInt8]?) {
        self.signature = signature
        self.confirmationTag = confirmationTag
    }

    func encode(to writer: inout Writer) {
        writer.opaque(signature)
        if let confirmationTag { writer.opaque(confirmationTag) }
    }

    init(_ type: ContentType, from reader: inout Reader) throws(DecodeError) {
        signature = try reader.opaque("FramedContentAuthData.signature")
        confirmationTag = type == .commit ? try reader.opaque("FramedContentAuthData.confirmation_tag") : nil
    }
}

/// A signed content, before or after its protection (RFC 9420 section 6).
public struct AuthenticatedContent: Hashable, Sendable, WireCodable {
    public var wireFormat: WireFormat
    public var content: FramedContent
    public var auth: FramedContentAuthData

    public init(wireFormat: WireFormat, content: FramedContent, auth: FramedContentAuthData) {
        self.wireFormat = wireFormat
        self.content = content
        self.auth = auth
    }

    public func encode(to writer: inout Writer) {
        wireFormat.encode(to: &writer)
        content.encode(to: &writer)
        auth.encode(to: &writer)
    }

    public init(from reader: inout Reader) throws(DecodeError) {
        wireFormat = try WireFormat(from: &reader)
        content = try FramedContent(from: &reader)
        auth = try FramedContentAuthData(content.content.contentType, from: &reader)
    }

    /// `MakeProposalRef` (section 5.2), `KDF.Nh` bytes.
    package func proposalReference(_ suite: Suite) throws -> ProposalRef {
        ProposalRef(try suite.refHash("MLS 1.0 Proposal Reference", try encoded()))
    }
}
