import MLS

/// "Messages".
public struct MessagesVector: TestVector {
    public static let kind = "messages"
    public var requiredSuite: CipherSuite? { nil }

    public var mlsWelcome: Hex
    public var mlsGroupInfo: Hex
    public var mlsKeyPackage: Hex
    public var ratchetTree: Hex
    public var groupSecrets: Hex
    public var addProposal: Hex
    public var updateProposal: Hex
    public var removeProposal: Hex
    public var preSharedKeyProposal: Hex
    public var reInitProposal: Hex
    public var externalInitProposal: Hex
    public var groupContextExtensionsProposal: Hex
    public var commit: Hex
    public var publicMessageApplication: Hex
    public var publicMessageProposal: Hex
    public var publicMessageCommit: Hex
    public var privateMessage: Hex

    public func verify() throws {
        for (name, bytes, format) in [
            ("mls_welcome", mlsWelcome, WireFormat.welcome), ("mls_group_info", mlsGroupInfo, .groupInfo),
            ("mls_key_package", mlsKeyPackage, .keyPackage),
            ("public_message_application", publicMessageApplication, .publicMessage),
            ("public_message_proposal", publicMessageProposal, .publicMessage),
            ("public_message_commit", publicMessageCommit, .publicMessage),
            ("private_message", privateMessage, .privateMessage),
        ] {
            let message = try roundTrip(bytes, as: MLSMessage.self, name)
            try expect(message.wireFormat, is: format, "\(name).wire_format")
        }
        for (name, bytes, type) in [
            ("public_message_application", publicMessageApplication, ContentType.application),
            ("public_message_proposal", publicMessageProposal, .proposal),
            ("public_message_commit", publicMessageCommit, .commit),
        ] {
            guard case .publicMessage(let message) = try bytes.decoded(as: MLSMessage.self) else { continue }
            try expect(message.content.content.contentType, is: type, "\(name).content_type")
        }
        _ = try roundTrip(ratchetTree, as: RatchetTreeNodes.self, "ratchet_tree")
        _ = try roundTrip(groupSecrets, as: GroupSecrets.self, "group_secrets")
        _ = try roundTrip(commit, as: Commit.self, "commit")
        for (name, bytes, type) in [
            ("add_proposal", addProposal, ProposalType.add), ("update_proposal", updateProposal, .update),
            ("remove_proposal", removeProposal, .remove), ("pre_shared_key_proposal", preSharedKeyProposal, .psk),
            ("re_init_proposal", reInitProposal, .reinit),
            ("external_init_proposal", externalInitProposal, .externalInit),
            ("group_context_extensions_proposal", groupContextExtensionsProposal, .groupContextExtensions),
        ] {
            var reader = Reader(bytes.bytes)
            let proposal = try Proposal(type, contentFrom: &reader)
            try reader.finish()
            try expect(try Self.content(proposal), is: bytes, name)
        }
    }

    static func content(_ proposal: Proposal) throws -> Hex {
        var writer = Writer()
        proposal.encodeContent(to: &writer)
        return Hex(try writer.finish())
    }

    private func roundTrip<Value: WireCodable>(_ hex: Hex, as _: Value.Type, _ name: String) throws -> Value {
        let value = try hex.decoded(as: Value.self)
        try expect(try Hex(encoding: value), is: hex, name)
        return value
    }
}
