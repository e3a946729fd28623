import ProtocolModel
import Reporting

/// A party in a state of a run.
public struct PartyView: Hashable, Sendable, Codable {
    /// The name of the control state.
    public var state: String
    /// Whether the party considers its keys agreed.
    public var isSettled: Bool
    /// In the order of the document.
    public var variables: [VariableView]
}

/// A variable and its value in words.
public struct VariableView: Hashable, Sendable, Codable {
    public var name: String
    public var value: String
}

/// A message in flight, in a state of a run.
public struct FlightView: Hashable, Sendable, Codable {
    /// Which `ArrowView` it is on its way on.
    public var message: Int
    /// Indices of parties.
    public var from: Int
    public var to: Int
    public var text: String
}

extension PartyView {
    static func all(in state: GlobalState, of interpreter: Interpreter, _ values: ValueRenderer) -> [PartyView] {
        zip(interpreter.instances, state.parties).map { instance, party in
            let role = interpreter.model.roles[instance.role]
            let control = role.states[party.control]
            return PartyView(
                state: control.name, isSettled: control.isSettled,
                variables: zip(role.variables, party.variables).map { VariableView(name: $0.name, value: values.text($1, as: $0.type)) })
        }
    }
}
