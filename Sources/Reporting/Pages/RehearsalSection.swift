import ProtocolModel
import Rehearsal

/// What came of it when a counterexample was acted out with real keys, folded.
///
/// The cipher suite and the seed are fixed, so that the bytes are the same each time.
struct RehearsalSection {
    let trace: Trace
    let model: ProtocolModel

    func lines() -> [String] {
        switch Result(catching: { () throws(RehearsalError) in try Recorder().record(trace, in: model) }) {
        case .success(let recording):
            if recording.steps.isEmpty { return ["No step is taken, so there is nothing to act out."] }
            let steps =
                switch recording.steps.count {
                case 1: "in the one step"
                case let count: "in all \(count) steps"
                }
            return [
                "<details>", "<summary>Acted out with real keys: model and cryptography agree \(steps)</summary>", "",
                MarkdownText.block(RecordingText(recording).outline().joined(separator: "\n"), "text"), "", "</details>",
            ]
        case .failure(.unsupported(let unsupported)):
            return ["Not acted out with real keys: \(MarkdownText.escape(RehearsalText.text(.unsupported(unsupported), in: model)))."]
        case .failure(let error): return ["**Acted out with real keys, it is another run:** \(MarkdownText.escape(RehearsalText.text(error, in: model)))."]
        }
    }
}
