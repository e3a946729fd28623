import Federation

/// The UserInitKeys of draft-omara-mls-federation that parties have made or been given, and what they have asked for.
struct HeldUserInitKeys: Sendable {
    /// By holder and key package: with the versions that stand beside it and their signature.
    var byKeyPackage: [Int: [Int: VersionedUserInitKeyBundle]] = [:]
    /// By holder and owner: those of documents whose messages have no key packages.
    var byOwner: [Int: [Int: UserInitKeyBundle]] = [:]
    /// The last request, by who has it (its maker and the service), and the party whose keys are asked for.
    var requests: [Int: [Int: GetUserInitKeyRequest]] = [:]

    /// Forgets what a party no longer refers to.
    mutating func keep(_ ids: Set<Int>, of party: Int) {
        byKeyPackage[party] = byKeyPackage[party]?.filter { ids.contains($0.key) }
    }
}
