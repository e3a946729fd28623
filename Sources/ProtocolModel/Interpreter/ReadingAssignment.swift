/// A choice of an option for every reading of every role.
public struct ReadingAssignment: Hashable, Sendable {
    /// The index of the chosen option. A reading that is absent is taken in its first option.
    public var options: [ReadingChoice: Int]

    /// Readings that are left open: a step that depends on one of them ends in `EvaluationError.Reason.undecided`.
    public var undecided: Set<ReadingChoice>

    public init(_ options: [ReadingChoice: Int] = [:], undecided: Set<ReadingChoice> = []) {
        self.options = options
        self.undecided = undecided
    }

    public func option(role: Int, reading: Int) -> Int {
        options[ReadingChoice(role: role, reading: reading)] ?? 0
    }

    /// - Throws: where it depends on a reading that is left open.
    func decided(role: Int, reading: Int) throws(EvaluationError) -> Int {
        if !undecided.isEmpty {
            let choice = ReadingChoice(role: role, reading: reading)
            if undecided.contains(choice) { throw EvaluationError(.undecided(choice)) }
        }
        return option(role: role, reading: reading)
    }

    func satisfies(_ conditions: [ReadingCondition], role: Int) throws(EvaluationError) -> Bool {
        for condition in conditions where !condition.options.contains(try decided(role: role, reading: condition.reading)) {
            return false
        }
        return true
    }
}
