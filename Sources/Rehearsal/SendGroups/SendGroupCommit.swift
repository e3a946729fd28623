/// What a Commit in a send group is made of, epochs and key packages by their names in the run.
///
/// With pre-shared keys alone it is a partial Commit (RFC 9420 section 12.4), in every other case it has an UpdatePath.
public struct SendGroupCommit: Hashable, Sendable, Codable {
    /// The epochs whose `exportPSK` is injected, by PreSharedKey proposals.
    public var preSharedKeys: [Int] = []
    /// Whether the committer's leaf gets a new credential and signature key, named by the epoch that the Commit begins.
    public var changesCredential = false
    /// The credential of the Update proposal that is covered.
    public var covered: Int?
    /// Who is added, with a Welcome; who is a member already is removed in the same Commit.
    public var added: [Newcomer] = []

    public struct Newcomer: Hashable, Sendable, Codable {
        /// An index of a party.
        public var party: Int
        public var keyPackage: Int
    }

    public init() {}
}
