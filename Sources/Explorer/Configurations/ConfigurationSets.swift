import ProtocolModel

/// A set of configurations, that is of choices of an option for every reading of every role: a reference into a
/// `ConfigurationSets`.
///
/// With a dozen readings there are too many configurations to explore one by one. The explorer carries such a set along with every
/// state and every edge instead (family-based model checking: Classen et al., "Featured Transition Systems", IEEE TSE 39(8), 2013).
struct ConfigurationSet: Hashable, Sendable {
    var node: Int32

    static let empty = ConfigurationSet(node: 0)
    static let all = ConfigurationSet(node: 1)

    var isEmpty: Bool { node == 0 }
}

/// The store of all configuration sets: reduced, ordered multi-valued decision diagrams, so that equal sets are equal references.
///
/// Bryant, "Graph-Based Algorithms for Boolean Function Manipulation", IEEE Transactions on Computers C-35(8), 1986.
final class ConfigurationSets {
    private struct Key: Hashable {
        var level: Int
        var children: [ConfigurationSet]
    }

    private enum Operation: Hashable {
        case union, intersection, difference
    }

    private struct Operands: Hashable {
        var operation: Operation
        var a: ConfigurationSet
        var b: ConfigurationSet
    }

    /// The number of options of every choice, in the order of the levels.
    let optionCounts: [Int]
    private var nodes: [Key]
    private var unique: [Key: ConfigurationSet] = [:]
    private var results: [Operands: ConfigurationSet] = [:]

    init(optionCounts: [Int]) {
        self.optionCounts = optionCounts
        let terminal = Key(level: optionCounts.count, children: [])
        nodes = [terminal, terminal]
    }

    /// All configurations in which the choice takes one of the options.
    func choosing(_ choice: Int, options: some Collection<Int>) -> ConfigurationSet {
        let allowed = Set(options)
        return make(choice, (0..<optionCounts[choice]).map { allowed.contains($0) ? .all : .empty })
    }

    /// The one configuration with these options.
    func singleton(_ options: [Int]) -> ConfigurationSet {
        options.indices.reversed().reduce(.all) { rest, choice in
            make(choice, (0..<optionCounts[choice]).map { $0 == options[choice] ? rest : .empty })
        }
    }

    private func make(_ level: Int, _ children: [ConfigurationSet]) -> ConfigurationSet {
        guard let first = children.first, children.contains(where: { $0 != first }) else { return children.first ?? .all }
        let key = Key(level: level, children: children)
        if let known = unique[key] { return known }
        let set = ConfigurationSet(node: Int32(nodes.count))
        nodes.append(key)
        unique[key] = set
        return set
    }

    func union(_ a: ConfigurationSet, _ b: ConfigurationSet) -> ConfigurationSet {
        if a == b || b.isEmpty { return a }
        if a.isEmpty { return b }
        if a == .all || b == .all { return .all }
        return apply(.union, a.node < b.node ? a : b, a.node < b.node ? b : a)
    }

    func intersection(_ a: ConfigurationSet, _ b: ConfigurationSet) -> ConfigurationSet {
        if a == b || b == .all { return a }
        if a == .all { return b }
        if a.isEmpty || b.isEmpty { return .empty }
        return apply(.intersection, a.node < b.node ? a : b, a.node < b.node ? b : a)
    }

    func subtracting(_ a: ConfigurationSet, _ b: ConfigurationSet) -> ConfigurationSet {
        if a == b || a.isEmpty || b == .all { return .empty }
        if b.isEmpty { return a }
        return apply(.difference, a, b)
    }

    private func apply(_ operation: Operation, _ a: ConfigurationSet, _ b: ConfigurationSet) -> ConfigurationSet {
        let operands = Operands(operation: operation, a: a, b: b)
        if let known = results[operands] { return known }
        let level = min(nodes[Int(a.node)].level, nodes[Int(b.node)].level)
        var children: [ConfigurationSet] = []
        for option in 0..<optionCounts[level] {
            let left = child(a, level, option)
            let right = child(b, level, option)
            switch operation {
            case .union: children.append(union(left, right))
            case .intersection: children.append(intersection(left, right))
            case .difference: children.append(subtracting(left, right))
            }
        }
        let result = make(level, children)
        results[operands] = result
        return result
    }

    private func child(_ set: ConfigurationSet, _ level: Int, _ option: Int) -> ConfigurationSet {
        let node = nodes[Int(set.node)]
        return node.level == level ? node.children[option] : set
    }

    func contains(_ set: ConfigurationSet, _ options: [Int]) -> Bool {
        var set = set
        while set != .all && !set.isEmpty {
            let node = nodes[Int(set.node)]
            set = node.children[options[node.level]]
        }
        return set == .all
    }

    /// Some configuration of the set, the first in the order of the options; `nil` for the empty set.
    func first(of set: ConfigurationSet) -> [Int]? {
        if set.isEmpty { return nil }
        var options = Array(repeating: 0, count: optionCounts.count)
        var set = set
        while set != .all {
            let node = nodes[Int(set.node)]
            guard let option = node.children.firstIndex(where: { !$0.isEmpty }) else { return nil }
            options[node.level] = option
            set = node.children[option]
        }
        return options
    }

    /// The number of configurations in the set, as a floating-point number since it may be astronomical.
    func count(_ set: ConfigurationSet) -> Double {
        var known: [ConfigurationSet: Double] = [:]
        func fraction(_ set: ConfigurationSet) -> Double {
            if set.isEmpty { return 0 }
            if set == .all { return 1 }
            if let result = known[set] { return result }
            let node = nodes[Int(set.node)]
            let result = node.children.reduce(0) { $0 + fraction($1) } / Double(node.children.count)
            known[set] = result
            return result
        }
        return (fraction(set) * optionCounts.reduce(1) { $0 * Double($1) }).rounded()
    }

    /// The set as a union of products of options, each as large as can be: by choice, the options that it allows, `nil` for all.
    func cubes(of set: ConfigurationSet, limit: Int = 64) -> [[[Int]?]]? {
        var rest = set
        var result: [[[Int]?]] = []
        while let seed = first(of: rest) {
            if result.count == limit { return nil }
            var cube = seed.map { Optional([$0]) }
            // A choice that does not matter is dropped; one that does is widened option by option.
            for choice in cube.indices {
                var wider = cube
                wider[choice] = nil
                if subtracting(product(wider), set).isEmpty { cube = wider }
            }
            for choice in cube.indices {
                guard var options = cube[choice] else { continue }
                for option in 0..<optionCounts[choice] where !options.contains(option) {
                    var wider = cube
                    wider[choice] = (options + [option]).sorted()
                    if subtracting(product(wider), set).isEmpty {
                        options = (options + [option]).sorted()
                        cube = wider
                    }
                }
            }
            result.append(cube)
            rest = subtracting(rest, product(cube))
        }
        return result
    }

    func product(_ cube: [[Int]?]) -> ConfigurationSet {
        cube.indices.reduce(.all) { result, choice in
            guard let options = cube[choice] else { return result }
            return intersection(result, choosing(choice, options: options))
        }
    }
}
