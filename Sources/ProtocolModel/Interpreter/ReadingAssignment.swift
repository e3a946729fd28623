/// A choice of an option for every reading of every role.
public struct ReadingAssignment: Hashable, Sendable {
    /// The index of the chosen option. A reading that is absent is taken in its first option.
    public var options: [ReadingChoice: Int]

    public init(_ options: [ReadingChoice: Int] = [:]) {
        self.options = options
    }

    public func option(role: Int, reading: Int) -> Int {
        options[ReadingChoice(role: role, reading: reading)] ?? 0
    }

    func satisfies(_ condition: ReadingCondition, role: Int) -> Bool {
        condition.options.contains(option(role: role, reading: condition.reading))
    }
}
