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

    /// One of the transitions; `nil` where there is none.
    public mutating func choose(_ transitions: [Transition]) -> Transition? {
        let (faults, others) = (transitions.filter(\.step.isFault), transitions.filter { !$0.step.isFault })
        if others.isEmpty { return faults.randomElement(using: &random) }
        if !faults.isEmpty, UInt64.random(in: 0..<16, using: &random) == 0 { return faults.randomElement(using: &random) }
        return others.randomElement(using: &random)
    }
}
