import Federation
import Testing

/// An init key is known by its identifier and whose it is: identifiers are chosen by clients, and two may choose the same.
struct UsedInitKeyTests {
    static func bundle(_ identity: String, _ id: UInt8) -> UserInitKeyBundle {
        UserInitKeyBundle(
            identity: Array(identity.utf8),
            userInitKey: UserInitKey(id: [id], cipherSuites: [], initKeys: [], credential: .x509(certificate: [1])))
    }

    @Test func identifiersOfDifferentUsersAreDifferent() throws {
        var used = UsedInitKeys()
        for identity in ["bob", "carol"] {
            for id in 1...3 as ClosedRange<UInt8> { used = try used.using(Self.bundle(identity, id)) }
        }
        #expect(throws: FederationError.initKeyUsed(id: [2])) { try used.using(Self.bundle("carol", 2)) }
    }
}
