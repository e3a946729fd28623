import MLS
import ProtocolModel

/// Chooses the steps of a run at random; the same seed gives the same run.
///
/// Faults of the network are taken in one step of sixteen where there is something else to do, so that the parties get somewhere in between.
public struct RandomWalk: Sendable {
    public let seed: UInt64
    private var random: SeededRandom

    public init(seed: UInt64) {
        self.seed = seed
        random = SeededRandom(seed: Array("walk".utf8) + (0..<8).map { UInt8(truncatingIfNeeded: seed >> (8 * $0)) })
    }

    /// A choice of every reading.
    public mutating func readings(of model: ProtocolModel) -> ReadingAssignment {
        var result = ReadingAssignment()
        for choice in model.readingChoices {
            result.options[choice] = Int.random(in: 0..<model.readings[choice.reading].options.count, using: &random)
        }
        return result
    }

    /// A step that can be taken; `nil` where there is none.
    ///
    /// Only the occasions that are tried are evaluated, not all that could happen.
    public mutating func step(
        _ interpreter: Interpreter, from state: GlobalState
    ) throws(EvaluationError) -> Transition? {
        let wantsFault = UInt64.random(in: 0..<16, using: &random) == 0
        var later: [Transition] = []
        for occasion in interpreter.occasions.shuffled(using: &random) {
            if occasion.isFault != wantsFault, occasion.isFault {
                continue
            }
            let transitions = try interpreter.transitions(at: occasion, from: state)
            let wanted = transitions.filter { $0.step.isFault == wantsFault }
            if let chosen = wanted.randomElement(using: &random) { return chosen }
            later += transitions
        }
        if let chosen = later.randomElement(using: &random) { return chosen }
        return try interpreter.transitions(from: state).randomElement(using: &random)
    }
}
