import ProtocolModel
import Reporting

/// A run that is being played, seen from one of its states: what can happen next, and what the run says of the properties so far.
public struct Position: Hashable, Sendable, Codable {
    /// How many steps of the run were taken to get there.
    public var at: Int
    /// The steps that can be taken there: those of the interpreter, and no others.
    public var options: [OptionView]
    public var properties: [PropertyState]

    /// - Parameter profile: the index of the trace's profile; properties that the document does not ask for there are left out.
    init(_ replay: Replay, profile: Int) throws(EvaluationError) {
        at = replay.transitions.count
        let state = replay.transitions.last?.target ?? replay.initial
        options = try replay.interpreter.transitions(from: state).map { OptionView($0, in: state, replay) }
        var found: [PropertyState] = []
        for property in replay.model.properties where property.expected[profile] != nil {
            found.append(try PropertyState(property, of: replay))
        }
        properties = found
    }
}
