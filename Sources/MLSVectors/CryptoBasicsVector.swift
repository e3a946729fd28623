import MLS

/// "Crypto Basics".
public struct CryptoBasicsVector: TestVector {
    public static let kind = "crypto-basics"
    public var requiredSuite: CipherSuite? { CipherSuite(rawValue: cipherSuite) }

    public struct RefHash: Codable, Sendable {
        public var label: String
        public var value: Hex
        public var out: Hex
    }

    public struct ExpandWithLabel: Codable, Sendable {
        public var secret: Hex
        public var label: String
        public var context: Hex
        public var length: UInt16
        public var out: Hex
    }

    public struct DeriveSecret: Codable, Sendable {
        public var secret: Hex
        public var label: String
        public var out: Hex
    }

    public struct DeriveTreeSecret: Codable, Sendable {
        public var secret: Hex
        public var label: String
        public var generation: UInt32
        public var length: UInt16
        public var out: Hex
    }

    public struct SignWithLabel: Codable, Sendable {
        public var priv: Hex
        public var pub: Hex
        public var content: Hex
        public var label: String
        public var signature: Hex
    }

    public struct EncryptWithLabel: Codable, Sendable {
        public var priv: Hex
        public var pub: Hex
        public var label: String
        public var context: Hex
        public var plaintext: Hex
        public var kemOutput: Hex
        public var ciphertext: Hex
    }

    public var cipherSuite: UInt16
    public var refHash: RefHash
    public var expandWithLabel: ExpandWithLabel
    public var deriveSecret: DeriveSecret
    public var deriveTreeSecret: DeriveTreeSecret
    public var signWithLabel: SignWithLabel
    public var encryptWithLabel: EncryptWithLabel

    public func verify() throws {
        let suite = try Suite(CipherSuite(rawValue: cipherSuite))
        try expect(try suite.refHash(refHash.label, refHash.value.bytes), is: refHash.out.bytes, "ref_hash")
        let expanded = try suite.expandWithLabel(
            expandWithLabel.secret.secret, expandWithLabel.label, context: expandWithLabel.context.bytes,
            length: Int(expandWithLabel.length))
        try expect(Hex(expanded), is: expandWithLabel.out, "expand_with_label")
        try expect(
            Hex(try suite.deriveSecret(deriveSecret.secret.secret, deriveSecret.label)), is: deriveSecret.out,
            "derive_secret")
        let tree = try suite.deriveTreeSecret(
            deriveTreeSecret.secret.secret, deriveTreeSecret.label, generation: deriveTreeSecret.generation,
            length: Int(deriveTreeSecret.length))
        try expect(Hex(tree), is: deriveTreeSecret.out, "derive_tree_secret")
        try verifySignature(suite)
        try verifyEncryption(suite)
    }

    private func verifySignature(_ suite: Suite) throws {
        let vector = signWithLabel
        let key = try SignaturePrivateKey(suite.signature, rawRepresentation: vector.priv.secret)
        try expect(key.publicKey.bytes, is: vector.pub.bytes, "sign_with_label.pub")
        for signature in [
            vector.signature.bytes, try suite.signWithLabel(key, vector.label, vector.content.bytes),
        ] {
            try expect(
                try suite.verifyWithLabel(
                    SignaturePublicKey(vector.pub.bytes), vector.label, vector.content.bytes, signature: signature),
                "sign_with_label.signature")
        }
    }

    private func verifyEncryption(_ suite: Suite) throws {
        let vector = encryptWithLabel
        let key = try HPKEPrivateKey(suite.kem, rawRepresentation: vector.priv.secret)
        try expect(key.publicKey.bytes, is: vector.pub.bytes, "encrypt_with_label.pub")
        var random = SystemRandomNumberGenerator()
        for ciphertext in [
            HPKECiphertext(kemOutput: vector.kemOutput.bytes, ciphertext: vector.ciphertext.bytes),
            try suite.encryptWithLabel(
                HPKEPublicKey(vector.pub.bytes), vector.label, context: vector.context.bytes,
                plaintext: vector.plaintext.secret, using: &random),
        ] {
            let opened = try suite.decryptWithLabel(
                key, vector.label, context: vector.context.bytes, ciphertext)
            try expect(Hex(opened), is: vector.plaintext, "encrypt_with_label.plaintext")
        }
    }
}

extension CryptoBasicsVector: GeneratedTestVector {
    public static func generate(_ suite: Suite, using random: inout SeededRandom) throws -> [CryptoBasicsVector] {
        func bytes() -> [UInt8] { [UInt8](randomCount: suite.secretSize, using: &random) }
        let value = bytes(), secret = bytes(), context = bytes(), content = bytes(), plaintext = bytes()
        let signer = try suite.signature.generateKey(using: &random)
        let receiver = try suite.kem.generateKeyPair(using: &random)
        let ciphertext = try suite.encryptWithLabel(
            receiver.publicKey, "EncryptWithLabel", context: context, plaintext: Secret(plaintext), using: &random)
        return [
            CryptoBasicsVector(
                cipherSuite: suite.cipherSuite.rawValue,
                refHash: RefHash(
                    label: "RefHash", value: Hex(value), out: Hex(try suite.refHash("RefHash", value))),
                expandWithLabel: ExpandWithLabel(
                    secret: Hex(secret), label: "ExpandWithLabel", context: Hex(context), length: 16,
                    out: Hex(
                        try suite.expandWithLabel(Secret(secret), "ExpandWithLabel", context: context, length: 16))),
                deriveSecret: DeriveSecret(
                    secret: Hex(secret), label: "DeriveSecret",
                    out: Hex(try suite.deriveSecret(Secret(secret), "DeriveSecret"))),
                deriveTreeSecret: DeriveTreeSecret(
                    secret: Hex(secret), label: "DeriveTreeSecret", generation: 7, length: 16,
                    out: Hex(
                        try suite.deriveTreeSecret(Secret(secret), "DeriveTreeSecret", generation: 7, length: 16))),
                signWithLabel: SignWithLabel(
                    priv: Hex(signer.rawRepresentation), pub: Hex(signer.publicKey.bytes), content: Hex(content),
                    label: "SignWithLabel",
                    signature: Hex(try suite.signWithLabel(signer, "SignWithLabel", content))),
                encryptWithLabel: EncryptWithLabel(
                    priv: Hex(receiver.rawRepresentation), pub: Hex(receiver.publicKey.bytes),
                    label: "EncryptWithLabel", context: Hex(context), plaintext: Hex(plaintext),
                    kemOutput: Hex(ciphertext.kemOutput), ciphertext: Hex(ciphertext.ciphertext)))
        ]
    }
}
