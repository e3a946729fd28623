import MLS

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
