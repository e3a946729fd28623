import MLS

/// The secrets of one epoch (section "Key Schedule"), each as long as a hash. The epoch secret itself is not kept.
public struct EpochSecrets: Sendable {
    /// `message_master_secret`, from which messages would be protected.
    public let messageMasterSecret: Secret
    /// The add key pair: its public key goes to those who join, its private key is known to the members.
    let addKey: KeyPair
    /// The init secret, which goes into the next epoch.
    let initSecret: Secret

    /// - Parameters:
    ///   - initSecret: the init secret of the epoch before; nil stands for zeroes where a new member does not know it.
    ///   - updateSecret: what the change of state has given.
    ///   - epoch: the number of the new epoch.
    ///   - message: what stands for the handshake message, from 1 to 2^16 - 1 bytes.
    /// - Throws: `EncodeError`, `CryptographyError`.
    init(
        _ primitives: Primitives, initSecret: Secret?, updateSecret: Secret, groupID: [UInt8], epoch: UInt32, message: [UInt8]
    ) throws {
        let epochSecret = primitives.hash.extract(salt: initSecret ?? .zero(primitives.hash.byteCount), updateSecret)
        func derive(_ label: String) throws -> Secret {
            try primitives.deriveSecret(epochSecret, label, groupID: groupID, epoch: epoch, message: message)
        }
        messageMasterSecret = try derive("msg")
        addKey = try primitives.deriveKeyPair(try derive("add"))
        self.initSecret = try derive("init")
    }
}
