/// A protocol version (RFC 9420 section 6).
public struct ProtocolVersion: CodePoint {
    public static let name = "ProtocolVersion"
    public let rawValue: UInt16
    public init(rawValue: UInt16) { self.rawValue = rawValue }

    public static let mls10 = ProtocolVersion(rawValue: 1)
}

/// What an MLSMessage carries (RFC 9420 section 17.2).
public struct WireFormat: CodePoint {
    public static let name = "WireFormat"
    public let rawValue: UInt16
    public init(rawValue: UInt16) { self.rawValue = rawValue }

    public static let publicMessage = WireFormat(rawValue: 1)
    public static let privateMessage = WireFormat(rawValue: 2)
    public static let welcome = WireFormat(rawValue: 3)
    public static let groupInfo = WireFormat(rawValue: 4)
    public static let keyPackage = WireFormat(rawValue: 5)
}

/// The type of an extension (RFC 9420 section 17.3).
public struct ExtensionType: CodePoint {
    public static let name = "ExtensionType"
    public let rawValue: UInt16
    public init(rawValue: UInt16) { self.rawValue = rawValue }

    public static let applicationID = ExtensionType(rawValue: 1)
    public static let ratchetTree = ExtensionType(rawValue: 2)
    public static let requiredCapabilities = ExtensionType(rawValue: 3)
    public static let externalPub = ExtensionType(rawValue: 4)
    public static let externalSenders = ExtensionType(rawValue: 5)

    /// Types that every client implements and no capabilities list (section 7.2).
    var isDefault: Bool { (1...5).contains(rawValue) }
}

/// The type of a proposal (RFC 9420 section 17.4).
public struct ProposalType: CodePoint {
    public static let name = "ProposalType"
    public let rawValue: UInt16
    public init(rawValue: UInt16) { self.rawValue = rawValue }

    public static let add = ProposalType(rawValue: 1)
    public static let update = ProposalType(rawValue: 2)
    public static let remove = ProposalType(rawValue: 3)
    public static let psk = ProposalType(rawValue: 4)
    public static let reinit = ProposalType(rawValue: 5)
    public static let externalInit = ProposalType(rawValue: 6)
    public static let groupContextExtensions = ProposalType(rawValue: 7)

    /// Types that every client implements and no capabilities list (section 7.2).
    var isDefault: Bool { (1...7).contains(rawValue) }

    /// Types that an `external` sender may propose (section 12.1.8).
    static let allowedExternally: Set<ProposalType> = [.add, .remove, .psk, .reinit, .groupContextExtensions]

    /// Whether a Commit that covers the type needs a `path` (section 12.4). A type that is not defined by the RFC is
    /// taken to need one, which is safe: a path is always permitted.
    var requiresPath: Bool { ![.add, .psk, .reinit].contains(self) }
}

/// The type of a credential (RFC 9420 section 17.5).
public struct CredentialType: CodePoint {
    public static let name = "CredentialType"
    public let rawValue: UInt16
    public init(rawValue: UInt16) { self.rawValue = rawValue }

    public static let basic = CredentialType(rawValue: 1)
    public static let x509 = CredentialType(rawValue: 2)
}
