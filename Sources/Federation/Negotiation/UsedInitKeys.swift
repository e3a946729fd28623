/// The init keys that a client has used or been added with, so that none is used twice: a value.
public struct UsedInitKeys: Hashable, Sendable {
    private var used: Set<Key> = []

    private struct Key: Hashable {
        let identity: [UInt8]
        let id: [UInt8]
    }

    public init() {}

    /// With one more that is used.
    ///
    /// - Throws: ``FederationError/initKeyUsed(id:)`` if it was used before.
    public func using(_ bundle: UserInitKeyBundle) throws(FederationError) -> UsedInitKeys {
        let key = Key(identity: bundle.identity, id: bundle.userInitKey.id)
        guard !used.contains(key) else { throw .initKeyUsed(id: key.id) }
        var copy = self
        copy.used.insert(key)
        return copy
    }
}
