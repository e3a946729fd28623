import ProtocolModel
import Rehearsal
import Reporting

/// The counterexamples of a check, acted out and their recordings verified.
struct Rehearsals {
    struct Case {
        var name: String
        var trace: Trace
        var model: ProtocolModel
        /// The file of the document.
        var file: String
    }

    let traces: [Case]

    /// Throws where one of them does not come out as the model says.
    func run(_ print: (String) -> Void) throws {
        var steps = 0
        let start = ContinuousClock.now
        for one in traces {
            switch Result(catching: { () throws(RehearsalError) in try Recorder().record(one.trace, in: one.model) }) {
            case .success(let recording):
                steps += recording.steps.count
                switch Result(catching: { () throws(UnverifiableRecording) in try recording.verify() }) {
                case .success(.verified): break
                case .success(.fault(let fault)):
                    Console.error("\(one.name): \(RecordingFaultText.text(fault, in: recording))")
                    throw ExitStatus.verdictDiffers
                case .failure(let reason):
                    Console.error("\(one.name): \(RecordingFaultText.text(reason))")
                    throw ExitStatus.verdictDiffers
                }
            case .failure(let error):
                Console.error("\(one.name): \(RehearsalText.text(error, in: one.model))")
                throw ExitStatus.verdictDiffers
            }
        }
        let seconds = (ContinuousClock.now - start) / .seconds(1)
        let time = seconds < 0.1 ? "under 0.1 s" : "\((seconds * 10).rounded() / 10) s"
        print(
            "\n\(traces.count == 1 ? "1 run" : "\(traces.count) runs") acted out with real MLS messages and keys, \(steps) steps: model and cryptography agree in each, and each recording verifies (\(time))")
    }
}
