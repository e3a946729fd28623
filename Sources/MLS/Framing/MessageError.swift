/// Why a message is not accepted as coming from its sender (RFC 9420 sections 6 and 12.1.8).
public enum MessageError: Error, Equatable, Sendable {
    /// The message is for another group.
    case wrongGroup
    /// The message is from another epoch.
    case wrongEpoch(expected: UInt64, actual: UInt64)
    /// The MAC that shows membership is missing or wrong (section 6.2).
    case membershipTagInvalid
    /// The signature is not the sender's (section 6.1).
    case signatureInvalid
    /// There is no member at the sender's leaf (sections 6.1 and 6.3.2).
    case senderBlank(LeafIndex)
    /// Application data came in the clear (section 6).
    case applicationDataInPublicMessage
    /// The sender data did not open (section 6.3.2).
    case senderDataUndecryptable
    /// The content did not open (section 6.3.1).
    case contentUndecryptable
    /// There is no external sender of this index (section 12.1.8.1).
    case unknownExternalSender(UInt32)
    /// A sender outside the group sent something that such a sender may not (sections 6.1 and 12.1.8).
    case notAllowedFromOutside
    /// Only members send PrivateMessages (section 6.3.2).
    case senderNotMember
    /// A Commit has no confirmation tag, or something else has one.
    case confirmationTagMisplaced
    /// The message is neither a PublicMessage nor a PrivateMessage.
    case unexpectedWireFormat(WireFormat)
    /// The member's own messages are not processed: it has their content.
    case ownMessage
}
