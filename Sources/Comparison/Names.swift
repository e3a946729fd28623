import ProtocolModel

/// What the parts of a document are called: the document's own names, or those of another document for what is the same there.
public struct Names: Hashable, Sendable {
    /// By index, as in the model.
    public var roles: [String]
    public var states: [[String]]
    public var variables: [[String]]
    public var messages: [String]
    public var events: [String]

    public init(of model: ProtocolModel) {
        roles = model.roles.map(\.name)
        states = model.roles.map { $0.states.map(\.name) }
        variables = model.roles.map { $0.variables.map(\.name) }
        messages = model.messages.map(\.name)
        events = model.events.map(\.name)
    }

    /// The names of the parties, by the names of the roles.
    func instances(of model: ProtocolModel) -> [String] {
        model.instances.map { model.roles[$0.role].familySize == nil ? roles[$0.role] : "\(roles[$0.role]) \($0.member + 1)" }
    }
}

/// Something that two documents call by different names.
public struct Rename: Hashable, Sendable {
    public enum Kind: Hashable, Sendable, CaseIterable {
        case role, message, event, state, variable
    }

    public var kind: Kind
    /// The role, by its name in the newer document, of a state or a variable.
    public var role: String?
    public var old: String
    public var new: String
    /// Whether somebody said so. Otherwise it was recognised, and may be wrong.
    public var isGiven: Bool
}
