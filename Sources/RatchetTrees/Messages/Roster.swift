import MLS

/// The identity keys of a group in the order of its leaves; nil where a member was deleted.
///
/// The older revision has a section "Roster Signing" without content. Here a roster is signed by the head of the identity tree, which
/// every handshake message signs with its identity frontier.
public struct Roster: Hashable, Sendable, WireCodable {
    public var identityKeys: [SignaturePublicKey?]

    public init(identityKeys: [SignaturePublicKey?]) {
        self.identityKeys = identityKeys
    }

    /// The identity tree.
    ///
    /// - Throws: ``MerkleError/shape(_:)`` for an empty roster.
    public func identityTree(_ hash: HashAlgorithm) throws(MerkleError) -> MerkleTree {
        try MerkleTree(leaves: identityKeys.map { $0.map { .leaf($0.bytes, hash) } ?? .blankLeaf(hash) }, hash)
    }

    /// `opaque RosterEntry<0..2^16-1>; RosterEntry roster<0..2^24-1>`, an empty entry for a deleted member.
    public func encode(to writer: inout Writer) {
        writer.vector(0...0xff_ffff) { writer in
            for key in identityKeys { writer.opaque(key?.bytes ?? [], 0...0xffff) }
        }
    }

    public init(from reader: inout Reader) throws(DecodeError) {
        var inner = try reader.inner(try reader.uint24("Roster"), "Roster")
        identityKeys = []
        while inner.remaining > 0 {
            let key = try inner.opaque(0...0xffff, "Roster.identity_key")
            identityKeys.append(key.isEmpty ? nil : SignaturePublicKey(key))
        }
    }
}
