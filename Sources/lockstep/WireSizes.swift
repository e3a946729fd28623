import ProtocolModel
import Rehearsal
import Reporting
import Simulator

/// How many bytes the messages of a document take on the wire: the beginnings of some simulated runs acted out with real MLS messages and records, until each
/// message has been sent.
enum WireSizes {
    private typealias Counts = (clear: Int, clearBytes: Int, sealed: Int, sealedBytes: Int)

    /// By message type; `nil` for those that the runs do not send.
    ///
    /// - Parameter sent: by message type, whether the simulation has sent it.
    static func measure(_ simulation: Simulation, suite: UInt16, sent: [Bool], runs: Int, steps: UInt64 = 400) -> [WireSize?] {
        var counts: [Counts] = Array(repeating: (0, 0, 0, 0), count: simulation.model.messages.count)
        for run in 0..<min(runs, 10) {
            count(simulation, run, suite, steps, &counts)
            if zip(sent, counts).allSatisfy({ !$0 || $1.clear + $1.sealed > 0 }) { break }
        }
        // The type and the authentication tag of a protected record (RFC 8446 section 5.2).
        let overhead = 17.0
        return counts.map { count in
            let clear = count.clear > 0 ? Double(count.clearBytes) / Double(count.clear) : nil
            let sealed = count.sealed > 0 ? Double(count.sealedBytes) / Double(count.sealed) : nil
            guard let known = clear ?? sealed.map({ $0 - overhead }) else { return nil }
            return WireSize(clear: known, sealed: sealed ?? known + overhead)
        }
    }

    private static func count(_ simulation: Simulation, _ run: Int, _ suite: UInt16, _ steps: UInt64, _ counts: inout [Counts]) {
        let model = simulation.model
        guard let taken = try? simulation.steps(ofRun: run, upTo: steps) else { return }
        let trace = Trace(model: model, profile: simulation.profile, readings: simulation.assignment(ofRun: run), steps: taken)
        guard let recording = try? Recorder(cipherSuite: suite).record(trace, in: simulation.modelAsSimulated) else { return }
        for step in recording.steps {
            for performed in step.operations {
                guard case .send(_, _, let name, _, _, _) = performed.step.operation, let wire = performed.result.wire,
                    let message = model.messages.firstIndex(where: { $0.name == name })
                else { continue }
                if performed.result.key == nil {
                    counts[message].clear += 1
                    counts[message].clearBytes += wire.utf8.count / 2
                } else {
                    counts[message].sealed += 1
                    counts[message].sealedBytes += wire.utf8.count / 2
                }
            }
        }
    }
}
