/// A node of a ratchet tree (section "Ratchet Trees").
public enum RatchetNode: Sendable {
    /// `_`: ignored where paths are computed (section "Blank Ratchet Tree Nodes").
    case blank
    /// A public key, with the private values if the participant knows them.
    case filled(DHPublicKey, KeyPair?)

    init(_ pair: KeyPair) {
        self = .filled(pair.publicKey, pair)
    }

    /// What stands for the node on the wire: its public key, or ``DHPublicKey/blank``.
    public var publicKey: DHPublicKey {
        switch self {
        case .blank: .blank
        case .filled(let key, _): key
        }
    }

    /// The private values, where they are known.
    public var keyPair: KeyPair? {
        guard case .filled(_, let pair) = self else { return nil }
        return pair
    }

    public var isBlank: Bool {
        guard case .blank = self else { return false }
        return true
    }

    /// The node without what only its descendants need.
    var withoutPrivateValues: RatchetNode {
        guard case .filled(let key, .some) = self else { return self }
        return .filled(key, nil)
    }
}

extension Primitives {
    /// The combining rule: `DH(L, R)`, put through Derive-Key-Pair; `_ + A = A`. `sibling` is nil where it is blank.
    ///
    /// - Throws: `CryptographyError`.
    func combine(_ pair: KeyPair, sibling: DHPublicKey?) throws -> KeyPair {
        guard let sibling else { return pair }
        return try deriveKeyPair(try diffieHellman(pair, sibling))
    }
}
