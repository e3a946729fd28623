/// That every member owns a group in which it alone commits, its send group, and which variables hold the epochs that a member has of each; it matters only
/// where traces are acted out with real keys.
///
/// All send groups begin in `welcome`, as the language has one initial epoch. Which of them `welcome` stands for is told by the owner, so an epoch of a group
/// is a value of the model together with an owner; every other epoch has the author of its commit as its owner.
public struct SendGroups: Hashable, Sendable {
    /// Whether a member that has gone on to another epoch still has what the past one exports.
    public enum PastSecrets: Hashable, Sendable {
        case kept
        case deleted
        /// As a reading says: an index into `ProtocolModel.readings`, whose options are named `kept` and `deleted`.
        case reading(Int)
    }

    /// The name of the variable with the epoch of the own send group; `nil` where `others` has an entry for it.
    public var own: String?
    /// The name of the variable with the epochs of the send groups by their owners or, between two parties, with the epoch of the other's.
    public var others: String
    public var pastSecrets: PastSecrets

    public init(own: String? = nil, others: String, pastSecrets: PastSecrets = .deleted) {
        self.own = own
        self.others = others
        self.pastSecrets = pastSecrets
    }
}

extension ProtocolModel {
    /// The epoch that a party has of the send group of an owner; `nil` where it has none, or the model has no send groups.
    ///
    /// - Parameters: `party` and `owner` are indices into `instances`.
    public func sendGroupEpoch(of owner: Int, at party: Int, in state: GlobalState) -> Node? {
        guard let sendGroups, instances.indices.contains(party) else { return nil }
        let role = roles[instances[party].role]
        let name = party == owner ? sendGroups.own ?? sendGroups.others : sendGroups.others
        guard let variable = role.variables.firstIndex(where: { $0.name == name }) else { return nil }
        switch state.parties[party].variables[variable] {
        case .epoch(let node): return node
        case .map(let values):
            guard case .map(let key, _) = role.variables[variable].type, let ordinal = ordinal(of: .party(owner), in: key),
                values.indices.contains(ordinal), case .epoch(let node) = values[ordinal]
            else { return nil }
            return node
        default: return nil
        }
    }

    /// Whether a role keeps what past epochs export, in a choice of readings.
    public func keepsPastSecrets(role: Int, _ readings: ReadingAssignment) -> Bool {
        switch sendGroups?.pastSecrets {
        case .kept: return true
        case .deleted, nil: return false
        case .reading(let reading):
            let option = readings.option(role: role, reading: reading)
            return self.readings[reading].options.indices.contains(option) && self.readings[reading].options[option].name == "kept"
        }
    }
}
