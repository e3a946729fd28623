import ProtocolModel

/// A set of combinations of readings, as people read it: a union of products.
public struct ConfigurationCondition: Hashable, Sendable {
    /// Each is a conjunction; an empty one stands for all combinations. Empty as a whole: none. `nil`: too many to list.
    public var products: [[ReadingLiteral]]?
    /// The number of combinations in the set, and of all.
    public var count: Double
    public var total: Double

    let set: ConfigurationSet

    public var isAll: Bool { count == total }

    init(_ set: ConfigurationSet, sets: ConfigurationSets, choices: [ReadingChoice], within all: ConfigurationSet) {
        self.set = set
        count = sets.count(set)
        total = sets.count(all)
        if set == all, !set.isEmpty {
            products = [[]]
            return
        }
        // What lies outside of the combinations that are explored may be taken in where that makes the condition shorter.
        let widened = sets.union(set, sets.subtracting(.all, all))
        products = sets.cubes(of: widened)?.filter { !sets.intersection(sets.product($0), set).isEmpty }.map { cube in
            cube.indices.compactMap { choice in
                cube[choice].map { ReadingLiteral(choice: choices[choice], options: $0) }
            }
        }
    }
}
