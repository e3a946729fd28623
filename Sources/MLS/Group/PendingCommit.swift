/// A Commit that has been made and not yet been accepted by the others (RFC 9420 section 14).
///
/// It holds the epoch that it begins apart from the group's present state. Dropping the value drops the Commit.
public struct PendingCommit: Sendable {
    /// What goes to the other members.
    public let message: MLSMessage
    /// What goes to the newcomers, once the Commit is accepted; nil if there are none.
    public let welcome: Welcome?
    let next: Group

    /// The state of the new epoch.
    public func merged() -> Group { next }
}

/// What a Commit is made of.
public struct CommitOptions: Sendable {
    /// Which of the proposals that wait are committed.
    public enum References: Sendable {
        /// All that make a valid list: no own Updates, Removes before Updates, a ReInit only by itself.
        case all
        /// These.
        case only([ProposalRef])
    }

    /// Proposals by value, after those by reference.
    public var proposals: [Proposal]
    public var references: References
    /// Whether there is a `path` even where none is required.
    public var forcesPath: Bool
    /// Changes of the committer's leaf, which need a `path`.
    public var leafNodeChange: LeafNodeChange
    public var authenticatedData: [UInt8]
    /// Whether the Welcome carries the tree.
    public var includesRatchetTree: Bool
    /// Whether the Welcome carries the key for external joins.
    public var includesExternalPub: Bool
    /// Further extensions of the Welcome's GroupInfo.
    public var groupInfoExtensions: [Extension]

    public init(
        proposals: [Proposal] = [], references: References = .all, forcesPath: Bool = true,
        leafNodeChange: LeafNodeChange = LeafNodeChange(), authenticatedData: [UInt8] = [],
        includesRatchetTree: Bool = true, includesExternalPub: Bool = false, groupInfoExtensions: [Extension] = []
    ) {
        self.proposals = proposals
        self.references = references
        self.forcesPath = forcesPath
        self.leafNodeChange = leafNodeChange
        self.authenticatedData = authenticatedData
        self.includesRatchetTree = includesRatchetTree
        self.includesExternalPub = includesExternalPub
        self.groupInfoExtensions = groupInfoExtensions
    }
}
