import Federation
import MLS
import ProtocolModel

/// UserInitKeys in the wire format of draft-omara-mls-federation, in opaque fields of the document's messages, by the names of these.
///
/// | Field | Content |
/// |-------|---------|
/// | `user_init_key_bundle` | a signed UserInitKeyBundle: for the KeyPackage that follows (its init key, and the SHA-256 hash of its message as identifier), or with the cipher suites of the enumeration that follows |
/// | `get_user_init_key_request_carol` | a GetUserInitKeyRequest with the identity of the party Carol |
/// | `get_user_init_key_response_carol` | a GetUserInitKeyResponse with the bundle of the party Carol; what follows is as for a bundle |
/// | `signature` | in a message with a KeyPackage: the owner's over the bundle and the versions that the enumeration before it stands for (VersionedUserInitKeyBundle) |
///
/// Of an enumeration of versions the first case stands for version 1, the second for versions 1 and 2, and so on. Of one of suites, names that begin with
/// `p256` and `x25519` stand for that suite, all others for both.
extension ConcreteSystem {
    private enum Field {
        case bundle
        case request(party: Int)
        case response(party: Int)
        case signature
    }

    private func field(_ name: String) -> Field? {
        func party(after prefix: String) -> Int? {
            guard name.hasPrefix(prefix) else { return nil }
            return setting.parties.firstIndex { $0.lowercased() == name.dropFirst(prefix.count) }
        }
        switch name {
        case "user_init_key_bundle": return .bundle
        case "signature": return .signature
        default:
            if let index = party(after: "get_user_init_key_request_") { return .request(party: index) }
            return party(after: "get_user_init_key_response_").map { .response(party: $0) }
        }
    }

    /// The draft's cipher suite with the init keys of the setting's.
    private var ownSuite: Federation.CipherSuite { setting.cipherSuite == 2 ? .p256SHA256AES128GCM : .x25519SHA256AES128GCM }

    private static let bothSuites = [Federation.CipherSuite.p256SHA256AES128GCM, .x25519SHA256AES128GCM]

    private func suites(_ value: FieldValue?, named name: (Int) -> String?) -> [Federation.CipherSuite]? {
        guard case .enumeration(let index)? = value, let name = name(index) else { return nil }
        if name.hasPrefix("p256") { return [.p256SHA256AES128GCM] }
        if name.hasPrefix("x25519") { return [.x25519SHA256AES128GCM] }
        return Self.bothSuites
    }

    private func versions(_ value: FieldValue?) throws -> [Federation.ProtocolVersion] {
        guard case .enumeration(let index)? = value else { throw CodecError.valueMissing }
        return (1...(index + 1)).map { Federation.ProtocolVersion(rawValue: UInt8(clamping: $0)) }
    }

    private func identity(_ party: Int) -> [UInt8] { Array(setting.parties[party].utf8) }

    // MARK: Sending

    /// The bytes of an opaque field; `nil` where it has no meaning.
    ///
    /// - Parameters:
    ///   - values: of the message's fields with a meaning.
    ///   - keys: what is made is added.
    func userInitKeyField(
        _ opaque: MessageCodec.OpaqueField, _ values: [FieldValue], _ sender: inout ConcreteParty, _ party: Int, _ keys: inout HeldUserInitKeys
    ) throws -> [UInt8]? {
        guard setting.cryptography == .draftOmara, let field = field(opaque.name) else { return nil }
        let next = values.indices.contains(opaque.consumed) ? values[opaque.consumed] : nil
        switch field {
        case .bundle: return try bundle(for: next, opaque, party, &sender, &keys).encoded()
        case .request(let owner):
            let request = GetUserInitKeyRequest(identity: identity(owner), supportedSuites: Self.bothSuites)
            keys.requests[party, default: [:]][owner] = request
            return try request.encoded()
        case .response(let owner):
            guard keys.requests[party]?[owner] != nil else { throw Refusal.noRequest }
            let held: UserInitKeyBundle?
            if case .keyPackage(let id)? = next { held = keys.byKeyPackage[party]?[id]?.bundle } else { held = keys.byOwner[party]?[owner] }
            guard let held else { throw Refusal.unknownKeyPackage(owner) }
            return try GetUserInitKeyResponse(userInitKeys: [held]).encoded()
        case .signature:
            guard let id = values.lazy.compactMap({ if case .keyPackage(let id) = $0 { id } else { nil } }).first else { return nil }
            guard var held = keys.byKeyPackage[party]?[id] else { throw Refusal.unknownKeyPackage(id) }
            let versions = try versions(values[opaque.consumed - 1])
            if held.signature.isEmpty {
                held.supportedVersions = versions
                held = try held.signed(with: sender.signatureKey)
                keys.byKeyPackage[party]?[id] = held
            }
            // Who passes the key on has no other signature than the owner's.
            guard held.supportedVersions == versions else { throw Refusal.cannotSign }
            return held.signature
        }
    }

    /// The bundle for a KeyPackage or for suites: made by its owner, or as it was received.
    private func bundle(
        for value: FieldValue?, _ opaque: MessageCodec.OpaqueField, _ party: Int, _ sender: inout ConcreteParty, _ keys: inout HeldUserInitKeys
    ) throws -> UserInitKeyBundle {
        let credential = ClientCredential(identity: identity(party), sender.signatureKey)
        if case .keyPackage(let id)? = value {
            if let held = keys.byKeyPackage[party]?[id] { return held.bundle }
            guard let own = sender.holdings[id]?.bundle, let message = sender.holdings[id]?.keyPackage else {
                throw Refusal.unknownKeyPackage(id)
            }
            let key = try UserInitKey(
                id: HashAlgorithm.sha256.digest(message), cipherSuites: [ownSuite], initKeys: [own.initKey.publicKey], credential: credential
            ).signed(with: sender.signatureKey)
            let bundle = UserInitKeyBundle(identity: identity(party), userInitKey: key)
            keys.byKeyPackage[party, default: [:]][id] = VersionedUserInitKeyBundle(bundle: bundle, supportedVersions: [])
            return bundle
        }
        guard let suites = suites(value, named: { codec.caseName($0, ofField: opaque.nextType) }) else { throw CodecError.valueMissing }
        var initKeys: [HPKEPublicKey] = []
        for suite in suites {
            let kem: KEM = suite == .p256SHA256AES128GCM ? .p256 : .x25519
            initKeys.append(try kem.generateKeyPair(using: &sender.random).publicKey)
        }
        let key = try UserInitKey(
            id: [UInt8](randomCount: 16, using: &sender.random), cipherSuites: suites, initKeys: initKeys, credential: credential
        ).signed(with: sender.signatureKey)
        let bundle = UserInitKeyBundle(identity: identity(party), userInitKey: key)
        keys.byOwner[party, default: [:]][party] = bundle
        return bundle
    }

    // MARK: Receiving

    /// Decodes and verifies what opaque fields have of UserInitKeys, compares it with the fields that the model knows, and keeps it.
    ///
    /// - Parameters:
    ///   - fields: all of the message.
    ///   - values: those with a meaning, decoded.
    mutating func takeUserInitKeys(_ fields: [MessageCodec.WireValue], _ values: [FieldValue], at party: Int) throws(Refusal) {
        guard setting.cryptography == .draftOmara else { return }
        var copy = self
        try mls { try copy.readUserInitKeys(fields, values, at: party) }
        self = copy
    }

    private mutating func readUserInitKeys(_ fields: [MessageCodec.WireValue], _ values: [FieldValue], at party: Int) throws {
        var consumed = 0
        var last: (id: Int, bundle: UserInitKeyBundle)?
        for (index, wire) in fields.enumerated() {
            if !codec.meaningful([wire]).isEmpty {
                consumed += 1
                continue
            }
            let next = values.indices.contains(consumed) ? values[consumed] : nil
            // The KeyPackage, or the enumeration, that the bundle belongs to.
            let nextWire = fields.dropFirst(index + 1).first { !codec.meaningful([$0]).isEmpty }
            switch field(wire.name) {
            case .request(let owner):
                let request = try GetUserInitKeyRequest(decoding: wire.bytes)
                guard request.identity == identity(owner) else { throw FederationError.notRequested }
                userInitKeys.requests[party, default: [:]][owner] = request
            case .bundle:
                let bundle = try UserInitKeyBundle(decoding: wire.bytes)
                try bundle.verify()
                last = try take(bundle, next, nextWire, at: party) ?? last
            case .response(let owner):
                guard let request = userInitKeys.requests[party]?[owner] else { throw Refusal.noRequest }
                let response = try GetUserInitKeyResponse(decoding: wire.bytes)
                try response.verify(for: request)
                for bundle in response.userInitKeys { last = try take(bundle, next, nextWire, at: party) ?? last }
            case .signature:
                guard let last, values.indices.contains(consumed - 1) else { continue }
                let versioned = VersionedUserInitKeyBundle(
                    bundle: last.bundle, supportedVersions: try versions(values[consumed - 1]), signature: wire.bytes)
                try versioned.verify(.required)
                userInitKeys.byKeyPackage[party, default: [:]][last.id] = versioned
            case nil: break
            }
        }
    }

    /// Holds a verified bundle against the KeyPackage or the suites beside it.
    private mutating func take(
        _ bundle: UserInitKeyBundle, _ value: FieldValue?, _ wire: MessageCodec.WireValue?, at party: Int
    ) throws -> (id: Int, bundle: UserInitKeyBundle)? {
        guard let owner = setting.parties.firstIndex(where: { Array($0.utf8) == bundle.identity }) else { throw FederationError.otherIdentity }
        guard bundle.userInitKey.credential == ClientCredential(identity: bundle.identity, parties[owner].signatureKey) else {
            throw FederationError.otherKey
        }
        if case .keyPackage(let id)? = value {
            guard let bytes = wire?.bytes, case .keyPackage(let package) = try MLSMessage(decoding: bytes),
                bundle.userInitKey.id == HashAlgorithm.sha256.digest(bytes), bundle.userInitKey.initKey(for: ownSuite) == package.initKey
            else { throw CodecError.wrongMessage(field: wire?.name ?? "") }
            return (id, bundle)
        }
        guard let wire, bundle.userInitKey.cipherSuites == suites(value, named: { _ in codec.caseName(wire) }) else {
            throw CodecError.wrongMessage(field: wire?.name ?? "")
        }
        userInitKeys.byOwner[party, default: [:]][owner] = bundle
        return nil
    }
}
