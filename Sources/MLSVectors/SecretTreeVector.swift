import MLS

/// "Secret Tree".
public struct SecretTreeVector: TestVector {
    public static let kind = "secret-tree"
    public var requiredSuite: CipherSuite? { CipherSuite(rawValue: cipherSuite) }

    public struct SenderData: Codable, Sendable {
        public var senderDataSecret: Hex
        public var ciphertext: Hex
        public var key: Hex
        public var nonce: Hex
    }

    public struct Generation: Codable, Sendable {
        public var generation: UInt32
        public var handshakeKey: Hex
        public var handshakeNonce: Hex
        public var applicationKey: Hex
        public var applicationNonce: Hex
    }

    public var cipherSuite: UInt16
    public var senderData: SenderData
    public var encryptionSecret: Hex
    public var leaves: [[Generation]]

    public func verify() throws {
        let suite = try Suite(CipherSuite(rawValue: cipherSuite))
        let keys = try suite.senderDataKeys(senderData.senderDataSecret.secret, ciphertext: senderData.ciphertext.bytes)
        try expect(Hex(keys.key), is: senderData.key, "sender_data.key")
        try expect(Hex(keys.nonce), is: senderData.nonce, "sender_data.nonce")
        var tree = SecretTree(
            suite, encryptionSecret: encryptionSecret.secret, shape: TreeShape(atLeast: leaves.count))
        for (index, generations) in leaves.enumerated() {
            let leaf = LeafIndex(UInt32(index))
            // Backwards, so that all but the last are keys that had been skipped.
            for generation in generations.reversed() {
                let handshake = try tree.take(generation.generation, of: leaf, .commit)
                let application = try tree.take(generation.generation, of: leaf, .application)
                let place = "leaves[\(index)] generation \(generation.generation)"
                try expect(Hex(handshake.key), is: generation.handshakeKey, place + " handshake_key")
                try expect(Hex(handshake.nonce), is: generation.handshakeNonce, place + " handshake_nonce")
                try expect(Hex(application.key), is: generation.applicationKey, place + " application_key")
                try expect(Hex(application.nonce), is: generation.applicationNonce, place + " application_nonce")
            }
        }
    }
}

extension SecretTreeVector: GeneratedTestVector {
    public static func generate(_ suite: Suite, using random: inout SeededRandom) throws -> [SecretTreeVector] {
        try [1, 8, 32].map { count in
            let senderDataSecret = Secret(count: suite.secretSize, using: &random)
            let ciphertext = [UInt8](randomCount: 77, using: &random)
            let keys = try suite.senderDataKeys(senderDataSecret, ciphertext: ciphertext)
            let encryptionSecret = Secret(count: suite.secretSize, using: &random)
            var tree = SecretTree(suite, encryptionSecret: encryptionSecret, shape: TreeShape(atLeast: count))
            let leaves = try (0..<count).map { index in
                try [UInt32(1), 15].map { generation in
                    let leaf = LeafIndex(UInt32(index))
                    let handshake = try tree.take(generation, of: leaf, .commit)
                    let application = try tree.take(generation, of: leaf, .application)
                    return Generation(
                        generation: generation, handshakeKey: Hex(handshake.key), handshakeNonce: Hex(handshake.nonce),
                        applicationKey: Hex(application.key), applicationNonce: Hex(application.nonce))
                }
            }
            return SecretTreeVector(
                cipherSuite: suite.cipherSuite.rawValue,
                senderData: SenderData(
                    senderDataSecret: Hex(senderDataSecret), ciphertext: Hex(ciphertext), key: Hex(keys.key),
                    nonce: Hex(keys.nonce)),
                encryptionSecret: Hex(encryptionSecret), leaves: leaves)
        }
    }
}
