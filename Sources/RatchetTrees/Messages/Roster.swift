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

/// A roster with the handshake message, of type none, by which a member signs it: `struct { Roster roster; Handshake handshake; }`.
///
/// Who joins with a GroupInitKey knows the frontier of the identity tree and not who the members are. From here it knows both.
public struct SignedRoster: Hashable, Sendable, WireCodable {
    public var roster: Roster
    public var handshake: Handshake

    public init(roster: Roster, handshake: Handshake) {
        self.roster = roster
        self.handshake = handshake
    }

    public func encode(to writer: inout Writer) {
        roster.encode(to: &writer)
        handshake.encode(to: &writer)
    }

    public init(from reader: inout Reader) throws(DecodeError) {
        roster = try Roster(from: &reader)
        handshake = try Handshake(from: &reader)
    }

    /// Checks that the signer is in the roster and has signed it.
    ///
    /// - Throws: ``HandshakeError/otherRoster``, and the errors of ``Handshake/verifySignature()`` and ``Handshake/verifyMembership()``.
    public func verify() throws {
        try handshake.verifySignature()
        let tree = try handshake.verifyMembership()
        guard roster.identityKeys.count == handshake.initKey.groupSize,
            try roster.identityTree(tree.hash).frontier == handshake.initKey.identityFrontier
        else { throw HandshakeError.otherRoster }
    }
}
