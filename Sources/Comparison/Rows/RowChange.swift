/// What became of a row from one document to the other.
public struct RowChange: Hashable, Sendable {
    /// What a row says, cell by cell. Parts that say the same are not among them.
    public enum Part: Int, Hashable, Sendable, CaseIterable {
        case state, trigger, guards, actions, next, reading
    }

    public enum Kind: Hashable, Sendable {
        case added
        case removed
        /// It means what it meant, by another name.
        case renamed
        /// It means what it meant, and stands elsewhere among the rows.
        case moved
        /// It means something else in these parts, and may have another name, too.
        case altered([Part])
    }

    public var kind: Kind
    /// The role, by its name in the newer document where it has one.
    public var role: String
    /// Indices into `ProtocolModel.roles` and `Role.rows` of either document.
    public var old: Place?
    public var new: Place?

    public struct Place: Hashable, Sendable {
        public var role: Int
        public var row: Int
    }
}
