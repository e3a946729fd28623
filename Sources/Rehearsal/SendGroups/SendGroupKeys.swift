import MLS

/// What a member has for send groups, beside the groups themselves.
struct SendGroupKeys: Sendable {
    /// The identifier of the universe, which is the context of all exports; `nil` where there are no send groups.
    var universe: [UInt8]?
    /// What past epochs exported and was kept, by the epoch.
    var preSharedKeys: [Int: ExportedPSK] = [:]
    /// The signature keys of the member's credentials, by the epoch that brought each in.
    var signatureKeys: [Int: SignaturePrivateKey] = [:]
    /// How many application messages it has made.
    var messages = 0
}

/// A pre-shared key that an epoch of a send group exports.
struct ExportedPSK: Sendable {
    /// `psk_id`: the epoch in 8 bytes, network order, and the group identifier.
    var id: [UInt8]
    var secret: Secret

    /// - Throws: `CryptographyError`.
    init(_ group: Group, universe: [UInt8]) throws {
        id = Self.id(groupID: group.groupID, epoch: group.epoch)
        secret = try group.exportSecret(label: "exportPSK", context: universe, length: group.suite.secretSize)
    }

    static func id(groupID: [UInt8], epoch: UInt64) -> [UInt8] {
        (0..<8).map { UInt8(truncatingIfNeeded: epoch >> (56 - 8 * $0)) } + groupID
    }
}

/// What a member has of an epoch of a send group beside its group state.
struct SendGroupHolding: Sendable {
    /// The identifiers of the pre-shared keys in the Commit that it made, encoded, by the epoch that each is exported from.
    var preSharedKeyIDs: [Int: [UInt8]] = [:]
    /// The credential that the epoch brought in.
    var credential: Credential?
    /// The identifier of its group, as another has named it.
    var groupID: [UInt8]?
    /// The MLSMessage with the application data that goes with the Commit.
    var application: [UInt8]?
}
