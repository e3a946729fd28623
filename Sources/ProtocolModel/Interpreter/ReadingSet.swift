/// Combinations of readings: every choice of one of the options that are left for each reading.
public struct ReadingSet: Hashable, Sendable {
    /// By the position in `ProtocolModel.readingChoices`; bit `n` stands for option `n`.
    public var masks: [UInt64]

    /// All combinations, but for the readings that are restricted to some options.
    public init(_ model: ProtocolModel, restricted: [ReadingChoice: [Int]]) {
        masks = model.readingChoices.map { choice in
            let options = restricted[choice] ?? Array(model.readings[choice.reading].options.indices)
            return options.reduce(0) { $0 | 1 << UInt64($1) }
        }
    }

    public var count: Double { masks.reduce(1) { $0 * Double($1.nonzeroBitCount) } }

    public func isSubset(of other: ReadingSet) -> Bool {
        masks.indices.allSatisfy { masks[$0] & ~other.masks[$0] == 0 }
    }

    public func options(at position: Int) -> [Int] {
        (0..<64).filter { masks[position] & 1 << UInt64($0) != 0 }
    }

    /// One set for each option that is left at the position.
    public func split(at position: Int) -> [ReadingSet] {
        options(at: position).map { option in
            var part = self
            part.masks[position] = 1 << UInt64(option)
            return part
        }
    }

    /// The set as an assignment that leaves open what is not decided.
    public func assignment(_ choices: [ReadingChoice]) -> ReadingAssignment {
        var result = ReadingAssignment()
        for (position, choice) in choices.enumerated() {
            if masks[position].nonzeroBitCount == 1 {
                result.options[choice] = masks[position].trailingZeroBitCount
            } else {
                result.undecided.insert(choice)
            }
        }
        return result
    }

    /// The first combination of the set.
    public func example(_ choices: [ReadingChoice]) -> ReadingAssignment {
        ReadingAssignment(
            Dictionary(uniqueKeysWithValues: choices.indices.map { (choices[$0], masks[$0].trailingZeroBitCount) }))
    }

    /// The union of the sets in fewer sets: those that differ in one reading alone become one.
    public static func merged(_ sets: [ReadingSet]) -> [ReadingSet] {
        guard sets.count > 1, let width = sets.first?.masks.count else { return sets }
        var current = sets
        var changes = true
        while changes {
            changes = false
            for position in 0..<width {
                var known: [ReadingSet: Int] = [:]
                var next: [ReadingSet] = []
                for set in current {
                    var key = set
                    key.masks[position] = 0
                    if let index = known[key] {
                        next[index].masks[position] |= set.masks[position]
                        changes = true
                    } else {
                        known[key] = next.count
                        next.append(set)
                    }
                }
                current = next
                if current.count == 1 { return current }
            }
        }
        return current
    }
}
