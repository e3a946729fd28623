import ProtocolModel
import Rehearsal
import Reporting
import Simulator

/// How many bytes the messages of a document take on the wire: the beginning of a simulated run acted out with real MLS messages and records.
enum WireSizes {
    /// By message type; `nil` for those that the run does not send.
    static func measure(_ simulation: Simulation, suite: UInt16, steps: UInt64 = 400) -> [WireSize?] {
        let model = simulation.model
        var counts = Array(repeating: (clear: 0, clearBytes: 0, sealed: 0, sealedBytes: 0), count: model.messages.count)
        guard let taken = try? simulation.steps(ofRun: 0, upTo: steps) else { return counts.map { _ in nil } }
        let readings = simulation.assignment(ofRun: 0)
        let trace = Trace(model: model, profile: simulation.profile, readings: readings, steps: taken)
        guard let recording = try? Recorder(cipherSuite: suite).record(trace, in: simulation.modelAsSimulated) else {
            return counts.map { _ in nil }
        }
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
        // The type and the authentication tag of a protected record (RFC 8446 section 5.2).
        let overhead = 17.0
        return counts.map { count in
            let clear = count.clear > 0 ? Double(count.clearBytes) / Double(count.clear) : nil
            let sealed = count.sealed > 0 ? Double(count.sealedBytes) / Double(count.sealed) : nil
            guard let known = clear ?? sealed.map({ $0 - overhead }) else { return nil }
            return WireSize(clear: known, sealed: sealed ?? known + overhead)
        }
    }
}
