import MLS

@testable import Federation

/// Clients with keys from one seed.
struct World {
    var random: SeededRandom
    private var count: UInt8 = 0

    init(seed: UInt64) {
        random = SeededRandom(seed: seed)
    }

    struct Client {
        let key: SignaturePrivateKey
        let bundle: UserInitKeyBundle

        var credential: ClientCredential { bundle.userInitKey.credential }
    }

    /// A client with an init key for each suite, those of suites that are not known being any bytes.
    mutating func client(_ name: String, _ scheme: SignatureScheme, _ suites: [CipherSuite] = CipherSuite.both) throws -> Client {
        count += 1
        let key = try scheme.generateKey(using: &random)
        var initKeys: [HPKEPublicKey] = []
        for suite in suites {
            initKeys.append(try suite.kem?.generateKeyPair(using: &random).publicKey ?? HPKEPublicKey([count]))
        }
        let identity = Array(name.utf8)
        // A vector of no keys has no encoding.
        if initKeys.isEmpty {
            return Client(
                key: key,
                bundle: UserInitKeyBundle(
                    identity: identity,
                    userInitKey: UserInitKey(
                        id: [count], cipherSuites: [], initKeys: [], credential: ClientCredential(identity: identity, key))))
        }
        let userInitKey = try UserInitKey(
            id: [count], cipherSuites: suites, initKeys: initKeys, credential: ClientCredential(identity: identity, key)
        ).signed(with: key)
        return Client(key: key, bundle: UserInitKeyBundle(identity: identity, userInitKey: userInitKey))
    }
}

extension CipherSuite {
    static let both: [CipherSuite] = [.p256SHA256AES128GCM, .x25519SHA256AES128GCM]
}

extension SignatureScheme {
    static let all: [SignatureScheme] = [.ed25519, .p256, .p384, .p521]
}
