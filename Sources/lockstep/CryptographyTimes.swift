import ProtocolModel
import Rehearsal
import Reporting
import Simulator

/// How long the parties' steps take in real cryptography on this machine: the beginning of a simulated run acted out with real MLS messages, keys and records.
struct CryptographyTimes {
    /// By party and kind of step.
    var steps: [SimulationReport.Cryptography] = []
    /// The mean over all steps, in seconds.
    var mean = 0.0

    /// - Parameter most: how many steps of run 0 are acted out.
    /// - Throws: `RehearsalError`, a disagreement of model and cryptography among them.
    static func measure(_ simulation: Simulation, suite: UInt16, steps most: UInt64 = 2000) throws(RehearsalError) -> CryptographyTimes {
        let model = simulation.modelAsSimulated
        let readings = simulation.assignment(ofRun: 0)
        // What cannot be simulated was refused before.
        guard let taken = try? simulation.steps(ofRun: 0, upTo: most) else { return CryptographyTimes() }
        let trace = Trace(model: model, profile: simulation.profile, readings: readings, steps: taken)
        let replay: Replay
        switch Result(catching: { () throws(TraceError) in try Replay(trace, in: model) }) {
        case .success(let made): replay = made
        case .failure(let error): throw .trace(error)
        }
        var rehearsal = try Rehearsal(replay.interpreter, cipherSuite: suite)
        rehearsal.isDescribing = false
        rehearsal.remembersNonces = false
        _ = try rehearsal.begin()
        var spans: [Key: [Double]] = [:]
        var before = rehearsal.system.clock.spent
        var state = replay.initial
        for transition in replay.transitions {
            _ = try rehearsal.take(transition)
            let spent = rehearsal.system.clock.spent
            spans[key(transition.step, state, replay.interpreter), default: []].append((spent - before) / .seconds(1))
            before = spent
            state = transition.target
        }
        var result = CryptographyTimes()
        for (key, values) in spans.sorted(by: { ($0.key.party, $0.key.step) < ($1.key.party, $1.key.step) }) {
            let sorted = values.sorted()
            result.steps.append(
                SimulationReport.Cryptography(
                    party: key.party, step: key.step, count: sorted.count, mean: sorted.reduce(0, +) / Double(sorted.count),
                    median: sorted[sorted.count / 2], longest: sorted[sorted.count - 1]))
        }
        let all = spans.values.joined()
        if !all.isEmpty { result.mean = all.reduce(0, +) / Double(all.count) }
        return result
    }

    private struct Key: Hashable {
        var party: String
        var step: String
    }

    private static func key(_ step: Step, _ state: GlobalState, _ interpreter: Interpreter) -> Key {
        let model = interpreter.model
        func name(_ party: Int) -> String { interpreter.instances[party].name }
        switch step {
        case .event(let party, let event, _, _): return Key(party: name(party), step: model.events[event].name)
        case .deliver(let from, let to, let position, _, _):
            let channel = state.channels[interpreter.channel(from: from, to: to)]
            let message = channel.indices.contains(position) ? model.messages[channel[position].message.type].name : "a message"
            return Key(party: name(to), step: message)
        case .learn(let told, _): return Key(party: name(told.party), step: "interrupted")
        case .interrupt(let first, nil, _, _): return Key(party: name(first.party), step: "interrupted")
        case .interrupt: return Key(party: "both", step: "interrupted")
        case .lose: return Key(party: "the network", step: "loss")
        }
    }
}
