import MLS
import Testing

@testable import Federation

@Suite("Federation: suites and versions")
struct NegotiationTests {
    /// All lists without repetition of some elements.
    private func lists<Element>(_ elements: [Element]) -> [[Element]] {
        elements.indices.reduce(into: [[]]) { lists, index in lists += lists.map { $0 + [elements[index]] } }
    }

    @Test("the suite of all clients, for all sets of suites of three clients")
    func suites() throws {
        var world = World(seed: 1)
        let unknown = CipherSuite(rawValue: 0x0a0a)
        let all = [CipherSuite.x25519SHA256AES128GCM, .p256SHA256AES128GCM, unknown]
        let clients = try lists(all).map { try world.client("client", .ed25519, $0).bundle }
        for preferred in lists(all) + [[all[1], all[0]]] {
            for first in clients {
                for second in clients {
                    let bundles = [first, second]
                    let common = preferred.first { suite in bundles.allSatisfy { $0.userInitKey.cipherSuites.contains(suite) } }
                    let missing = preferred.map { suite in bundles.count { !$0.userInitKey.cipherSuites.contains(suite) } }
                    switch SuiteSelection(preferring: preferred, for: bundles) {
                    case .common(let suite, let initKeys):
                        #expect(suite == common)
                        #expect(initKeys == bundles.compactMap { $0.userInitKey.initKey(for: suite) })
                        #expect(initKeys.count == 2)
                    case .divided(let suite, let leftOut):
                        #expect(common == nil)
                        #expect(leftOut.count == missing.min())
                        #expect(leftOut == bundles.indices.filter { !bundles[$0].userInitKey.cipherSuites.contains(suite) })
                    case .none:
                        #expect(preferred.isEmpty)
                    }
                }
            }
        }
    }

    @Test("the newest version of all lists, for all pairs of lists")
    func versions() throws {
        let all = lists((0..<5).map { ProtocolVersion(rawValue: $0) })
        for first in all {
            for second in all {
                let common = first.filter(second.contains).map(\.rawValue).max()
                let newest = Result { () throws(FederationError) in try ProtocolVersion.newestCommon([first, second]) }
                #expect((try? newest.get())?.rawValue == common)
            }
        }
        #expect(throws: FederationError.noCommonVersion) { try ProtocolVersion.newestCommon([]) }
    }

    @Test("versions in the bundle: a delivery service takes one away where they are not signed, and not where they are")
    func inTheBundle() throws {
        var world = World(seed: 2)
        let old = ProtocolVersion(rawValue: 1)
        let new = ProtocolVersion(rawValue: 2)
        for scheme in SignatureScheme.all {
            let bob = try world.client("bob", scheme)
            let honest = VersionedUserInitKeyBundle(bundle: bob.bundle, supportedVersions: [old, new])
            var downgraded = honest
            downgraded.supportedVersions = [old]
            #expect(try VersionedUserInitKeyBundle.negotiate(own: [old, new], [honest], signatures: .optional) == new)
            // As the draft's words have it: nobody notices.
            #expect(try VersionedUserInitKeyBundle.negotiate(own: [old, new], [downgraded], signatures: .optional) == old)
            #expect(throws: FederationError.versionsNotSigned) {
                try VersionedUserInitKeyBundle.negotiate(own: [old, new], [downgraded], signatures: .required)
            }
            let signed = try honest.signed(with: bob.key)
            #expect(try VersionedUserInitKeyBundle(decoding: try signed.encoded()) == signed)
            #expect(try VersionedUserInitKeyBundle.negotiate(own: [old, new], [signed], signatures: .required) == new)
            var altered = signed
            altered.supportedVersions = [old]
            for signatures in [VersionSignatures.required, .optional] {
                #expect(throws: FederationError.invalidSignature) {
                    try VersionedUserInitKeyBundle.negotiate(own: [old, new], [altered], signatures: signatures)
                }
            }
            // Where signatures are optional, it is enough to strip them.
            altered.signature = []
            #expect(try VersionedUserInitKeyBundle.negotiate(own: [old, new], [altered], signatures: .optional) == old)
            #expect(throws: FederationError.noCommonVersion) {
                try VersionedUserInitKeyBundle.negotiate(own: [ProtocolVersion(rawValue: 9)], [signed], signatures: .required)
            }
        }
    }

    @Test("versions in a handshake of their own: every altered bit, another offer and a worse selection are refused", arguments: SignatureScheme.all)
    func handshake(scheme: SignatureScheme) throws {
        var world = World(seed: 3)
        let alice = try world.client("alice", .ed25519)
        let bob = try world.client("bob", scheme)
        let versions = (1...3).map { ProtocolVersion(rawValue: $0) }
        let offer = try VersionOffer(versions, credential: alice.credential, key: alice.key, using: &world.random)
        let answer = try VersionAnswer(to: offer, Array(versions.prefix(2)), credential: bob.credential, key: bob.key)
        #expect(try answer.agreed(on: offer) == versions[1])
        let offerBytes = try offer.encoded()
        let answerBytes = try answer.encoded()
        #expect(try VersionOffer(decoding: offerBytes) == offer)
        #expect(try VersionAnswer(decoding: answerBytes) == answer)
        for count in offerBytes.indices {
            #expect(throws: DecodeError.self) { try VersionOffer(decoding: Array(offerBytes.prefix(count))) }
        }
        for count in answerBytes.indices {
            #expect(throws: DecodeError.self) { try VersionAnswer(decoding: Array(answerBytes.prefix(count))) }
        }
        for bit in 0..<(8 * offerBytes.count) {
            var altered = offerBytes
            altered[bit / 8] ^= 1 << (bit % 8)
            #expect(throws: (any Error).self, "bit \(bit)") { try VersionOffer(decoding: altered).verify() }
        }
        for bit in 0..<(8 * answerBytes.count) {
            var altered = answerBytes
            altered[bit / 8] ^= 1 << (bit % 8)
            #expect(throws: (any Error).self, "bit \(bit)") { try VersionAnswer(decoding: altered).agreed(on: offer) }
        }
        // An answer to an earlier offer, with the same versions.
        let later = try VersionOffer(versions, credential: alice.credential, key: alice.key, using: &world.random)
        #expect(throws: FederationError.otherOffer) { try answer.agreed(on: later) }
        #expect(throws: FederationError.downgrade(selected: versions[0], expected: versions[1])) {
            try answer.selecting(versions[0], key: bob.key).agreed(on: offer)
        }
        // An offer in which a delivery service has put fewer versions is not answered.
        var stripped = offer
        stripped.supportedVersions = [versions[0]]
        #expect(throws: FederationError.invalidSignature) {
            try VersionAnswer(to: stripped, versions, credential: bob.credential, key: bob.key)
        }
        #expect(throws: FederationError.otherKey) {
            try VersionAnswer(to: offer, versions, credential: alice.credential, key: bob.key)
        }
    }
}
