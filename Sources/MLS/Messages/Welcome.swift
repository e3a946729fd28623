/// The secrets that are encrypted to each newcomer (RFC 9420 section 12.4.3.1).
public struct GroupSecrets: Equatable, Sendable, WireCodable {
    /// `KDF.Nh` bytes.
    public var joinerSecret: Secret
    /// `KDF.Nh` bytes: the secret of the lowest node above both the newcomer and the committer.
    public var pathSecret: Secret?
    public var psks: [PreSharedKeyID]

    public init(joinerSecret: Secret, pathSecret: Secret?, psks: [PreSharedKeyID]) {
        self.joinerSecret = joinerSecret
        self.pathSecret = pathSecret
        self.psks = psks
    }

    public func encode(to writer: inout Writer) {
        joinerSecret.withUnsafeBytes { writer.opaque($0) }
        if let pathSecret {
            writer.uint8(1)
            pathSecret.withUnsafeBytes { writer.opaque($0) }
        } else {
            writer.uint8(0)
        }
        writer.vector(psks)
    }

    public init(from reader: inout Reader) throws(DecodeError) {
        var joiner = try reader.opaque("GroupSecrets.joiner_secret")
        joinerSecret = Secret(joiner)
        wipe(&joiner)
        if var path = try reader.optional(of: Opaque.self, "GroupSecrets.path_secret") {
            pathSecret = Secret(path.bytes)
            wipe(&path.bytes)
        } else {
            pathSecret = nil
        }
        psks = try reader.vector("GroupSecrets.psks")
    }
}

/// One newcomer's GroupSecrets (RFC 9420 section 12.4.3.1).
public struct EncryptedGroupSecrets: Hashable, Sendable, WireCodable {
    /// The KeyPackageRef of the newcomer, `KDF.Nh` bytes.
    public var newMember: [UInt8]
    public var encryptedGroupSecrets: HPKECiphertext

    public init(newMember: [UInt8], encryptedGroupSecrets: HPKECiphertext) {
        self.newMember = newMember
        self.encryptedGroupSecrets = encryptedGroupSecrets
    }

    public func encode(to writer: inout Writer) {
        writer.opaque(newMember)
        encryptedGroupSecrets.encode(to: &writer)
    }

    public init(from reader: inout Reader) throws(DecodeError) {
        newMember = try reader.opaque("EncryptedGroupSecrets.new_member")
        encryptedGroupSecrets = try HPKECiphertext(from: &reader)
    }
}

/// What lets newcomers into an epoch (RFC 9420 section 12.4.3.1).
public struct Welcome: Hashable, Sendable, WireCodable {
    public var cipherSuite: CipherSuite
    public var secrets: [EncryptedGroupSecrets]
    public var encryptedGroupInfo: [UInt8]

    public init(cipherSuite: CipherSuite, secrets: [EncryptedGroupSecrets], encryptedGroupInfo: [UInt8]) {
        self.cipherSuite = cipherSuite
        self.secrets = secrets
        self.encryptedGroupInfo = encryptedGroupInfo
    }

    public func encode(to writer: inout Writer) {
        cipherSuite.encode(to: &writer)
        writer.vector(secrets)
        writer.opaque(encryptedGroupInfo)
    }

    public init(from reader: inout Reader) throws(DecodeError) {
        cipherSuite = try CipherSuite(from: &reader)
        secrets = try reader.vector("Welcome.secrets")
        encryptedGroupInfo = try reader.opaque("Welcome.encrypted_group_info")
    }
}
