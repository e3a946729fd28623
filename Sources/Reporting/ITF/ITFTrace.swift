import Foundation
import ProtocolModel

/// A run in the Informal Trace Format of Apalache (ADR-015, revision of 2023-09-14), for tools that read traces of TLA+ and Quint.
///
/// The variables are those of the parties (`Initiator.group`), their control states (`Initiator.state`), what is in flight (`inFlight`), who has
/// not learnt yet that a connection has gone (`unaware`), and the commits so far (`epochs`). The metadata of a state say which
/// step led to it: `action`, its `parameters`, and the `row` by which each party that acts does so.
public struct ITFTrace: Encodable {
    private enum CodingKeys: String, CodingKey {
        case meta = "#meta"
        case vars, states, loop
    }

    private struct Meta: Encodable {
        enum CodingKeys: String, CodingKey {
            case format
            case formatDescription = "format-description"
            case description, source, draft, revision, variant, profile, property, outcome, readings, loopIsUpToRenaming
        }

        var format = "ITF"
        var formatDescription = "https://apalache-mc.org/docs/adr/015adr-trace.html"
        var description: String
        var source: String
        var draft: String
        var revision: String
        var variant: String
        var profile: String
        var property: String?
        var outcome: String?
        var readings: [String: String]
        /// The state behind the last one is that at `loop` but for the names and numbers of epochs, which go on.
        var loopIsUpToRenaming: Bool?
    }

    private struct Name: CodingKey {
        var stringValue: String
        var intValue: Int? { nil }
        init(stringValue: String) { self.stringValue = stringValue }
        init?(intValue: Int) { nil }
    }

    private struct StateMeta: Encodable {
        var index: Int
        var action: String
        var parameters: [String: ITFValue]
        var rows: [String: String]
        var description: String
    }

    private struct State: Encodable {
        var meta: StateMeta
        var values: [String: ITFValue]

        func encode(to encoder: Encoder) throws {
            var container = encoder.container(keyedBy: Name.self)
            try container.encode(meta, forKey: Name(stringValue: "#meta"))
            for (name, value) in values { try container.encode(value, forKey: Name(stringValue: name)) }
        }
    }

    private let meta: Meta
    private let vars: [String]
    private let states: [State]
    /// The state to which a lasso returns from the last one, counted from 0.
    private let loop: Int?

    /// - Parameter source: the file of the document.
    /// - Throws: `TraceError` where the model does not take the trace.
    public init(_ trace: Trace, in model: ProtocolModel, source: String) throws(TraceError) {
        let replay = try Replay(trace, in: model)
        let values = ITFValues(replay)
        meta = Meta(
            description: "\(model.title), \(model.variant.rawValue)", source: source, draft: trace.draft, revision: trace.revision,
            variant: trace.variant.rawValue, profile: trace.profile, property: trace.property, outcome: trace.outcome?.rawValue,
            readings: trace.readings, loopIsUpToRenaming: trace.cycleStart.map { _ in true })
        vars = values.names
        let initial = State(
            meta: StateMeta(index: 0, action: "init", parameters: [:], rows: [:], description: "the parties as they begin"),
            values: values.variables(of: replay.initial))
        let befores = replay.states
        let story = Story(replay).steps()
        states = [initial] + replay.transitions.enumerated().map { index, transition in
            let (action, parameters, rows) = values.action(transition, in: befores[index])
            return State(
                meta: StateMeta(index: index + 1, action: action, parameters: parameters, rows: rows, description: story[index].headline),
                values: values.variables(of: transition.target))
        }
        // The last state is the one in which the cycle began, so what follows it is the one behind that.
        loop = trace.cycleStart.map { min($0 + 1, replay.transitions.count) }
    }

    public func data() throws -> Data { try MachineFormat.encode(self) }
}
