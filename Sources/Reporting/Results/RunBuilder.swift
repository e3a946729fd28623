import ModelDocument
import ProtocolModel

/// Tells a trace in the words of its document.
struct RunBuilder {
    let model: ProtocolModel
    let rows: RowIndex
    let source: SourceText?

    func build(
        _ trace: Trace, number: Int, shows: RunResult.Showing, _ reason: String?, _ product: [ReadingLiteral]
    ) -> RunResult {
        let used = StoryText.usedReadings(trace, in: model, beside: product)
        var run = RunResult(
            number: number, profile: trace.profile, shows: [shows], reasons: reason.map { [$0] } ?? [],
            readings: Dictionary(uniqueKeysWithValues: used), faults: FaultResult(Faults()), steps: [], ending: [], trace: trace)
        do {
            let replay = try Replay(trace, in: model)
            let story = Story(replay)
            run.faults = FaultResult(replay.faults)
            run.steps = zip(story.steps(), zip(trace.steps, replay.transitions)).enumerated().map { index, step in
                self.step(index, step.0, step.1.0, step.1.1, in: replay)
            }
            run.ending = story.ending()
        } catch {
            run.reasons.append("the trace cannot be replayed: \(ErrorText.text(error, in: model))")
        }
        return run
    }

    private func step(_ index: Int, _ told: Story.Step, _ step: TraceStep, _ transition: Transition, in replay: Replay) -> StepResult {
        let names = ([step.row] + (step.told ?? []).map(\.row)).compactMap { $0 }
        let fired = names.compactMap { rows[$0] }
        var range = replay.interpreter.profile.source
        for case .unspecified(_, let message) in transition.effects { range = model.messages[message].source }
        return StepResult(
            number: index + 1, kind: step.kind, party: transition.step.actor.map { replay.interpreter.instances[$0].name },
            headline: told.headline, changes: told.changes, rows: fired, place: fired.first?.place ?? Place(range, in: source),
            changesParties: (index == 0 ? replay.initial : replay.transitions[index - 1].target).parties != transition.target.parties,
            startsCycle: index == replay.cycleStart)
    }
}
