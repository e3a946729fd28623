import ProtocolModel

/// Which rows were added, removed, altered, renamed or moved.
///
/// A row's identity is its name, but a document that was written anew counts its rows anew: rows are paired by what they say, a name
/// that stays being worth as much as a condition, and rows that answer different things are never the same row.
public struct RowComparison: Sendable {
    public let changes: [RowChange]
    /// The number of pairs that say the same.
    public let unchanged: Int
    /// Old row to new row, by the old role.
    public let pairs: [[Int: Int]]

    public init(_ correspondence: Correspondence) {
        let (old, new) = (correspondence.old, correspondence.new)
        var changes: [RowChange] = []
        var unchanged = 0
        var allPairs: [[Int: Int]] = []
        for (role, declaration) in old.roles.enumerated() {
            guard let other = correspondence.roles[role] else {
                allPairs.append([:])
                changes += declaration.rows.indices.map {
                    RowChange(kind: .removed, role: declaration.name, old: RowChange.Place(role: role, row: $0), new: nil)
                }
                continue
            }
            let a = CanonicalText(model: old, names: correspondence.oldNames, role: role)
            let b = CanonicalText(model: new, names: correspondence.newNames, role: other)
            let after = new.roles[other]
            let pairs = Self.pair(declaration, a, after, b)
            allPairs.append(pairs)
            let inOrder = Self.inOrder(declaration.rows.indices.compactMap { pairs[$0] })
            for (index, row) in declaration.rows.enumerated() {
                let place = RowChange.Place(role: role, row: index)
                guard let match = pairs[index] else {
                    changes.append(RowChange(kind: .removed, role: after.name, old: place, new: nil))
                    continue
                }
                let parts = Self.parts(row, a, after.rows[match], b)
                var kind: RowChange.Kind?
                if !parts.isEmpty {
                    kind = .altered(parts)
                } else if row.name != after.rows[match].name {
                    kind = .renamed
                } else if !inOrder.contains(match) {
                    kind = .moved
                }
                guard let kind else {
                    unchanged += 1
                    continue
                }
                changes.append(RowChange(kind: kind, role: after.name, old: place, new: RowChange.Place(role: other, row: match)))
            }
            let taken = Set(pairs.values)
            changes += after.rows.indices.filter { !taken.contains($0) }.map {
                RowChange(kind: .added, role: after.name, old: nil, new: RowChange.Place(role: other, row: $0))
            }
        }
        let known = Set(correspondence.roles.compactMap { $0 })
        for (role, declaration) in new.roles.enumerated() where !known.contains(role) {
            changes += declaration.rows.indices.map {
                RowChange(kind: .added, role: declaration.name, old: nil, new: RowChange.Place(role: role, row: $0))
            }
        }
        self.changes = changes
        self.unchanged = unchanged
        pairs = allPairs
    }

    /// The greatest likeness of two rows; a pair needs `threshold` of it.
    private static let threshold = 4.5

    private static func pair(_ before: Role, _ a: CanonicalText, _ after: Role, _ b: CanonicalText) -> [Int: Int] {
        var scored: [(old: Int, new: Int, score: Double)] = []
        for (first, row) in before.rows.enumerated() {
            for (second, other) in after.rows.enumerated() {
                let score = likeness(row, a, other, b)
                if score >= threshold { scored.append((first, second, score)) }
            }
        }
        // Where two are as like, the ones that keep their places.
        scored.sort { ($1.score, abs($0.old - $0.new), $0.old, $0.new) < ($0.score, abs($1.old - $1.new), $1.old, $1.new) }
        var pairs: [Int: Int] = [:]
        var taken = Set<Int>()
        for pair in scored where pairs[pair.old] == nil && taken.insert(pair.new).inserted { pairs[pair.old] = pair.new }
        return pairs
    }

    private static func likeness(_ row: Row, _ a: CanonicalText, _ other: Row, _ b: CanonicalText) -> Double {
        let triggers = Similarity.overlap(a.triggers(row), b.triggers(other))
        if triggers == 0 { return 0 }
        var score = 3 * triggers
        score += 1.5 * Similarity.overlap(a.states(row), b.states(other))
        score += 1.5 * Similarity.overlap(a.sends(row), b.sends(other))
        score += Similarity.overlap(a.guards(row), b.guards(other))
        score += 1.5 * Similarity.overlap(Set(a.actions(row)), Set(b.actions(other)))
        if a.next(row) == b.next(other) { score += 0.5 }
        if a.readings(row) == b.readings(other) { score += 0.5 }
        if row.citation == other.citation { score += 0.5 }
        if row.name == other.name { score += 1 }
        return score
    }

    private static func parts(_ row: Row, _ a: CanonicalText, _ other: Row, _ b: CanonicalText) -> [RowChange.Part] {
        let (before, after) = (a.meaning(row), b.meaning(other))
        let order: [RowChange.Part] = [.trigger, .state, .guards, .actions, .next, .reading]
        return zip(order, zip(before, after)).filter { $1.0 != $1.1 }.map { part, _ in part }.sorted { $0.rawValue < $1.rawValue }
    }

    /// Those that stand in order, as many as can be: a longest increasing subsequence.
    private static func inOrder(_ sequence: [Int]) -> Set<Int> {
        var best: [(length: Int, before: Int?)] = []
        for (index, value) in sequence.enumerated() {
            var choice: (length: Int, before: Int?) = (1, nil)
            for earlier in 0..<index where sequence[earlier] < value && best[earlier].length + 1 > choice.length {
                choice = (best[earlier].length + 1, earlier)
            }
            best.append(choice)
        }
        var result = Set<Int>()
        var position = best.indices.max { best[$0].length < best[$1].length }
        while let index = position {
            result.insert(sequence[index])
            position = best[index].before
        }
        return result
    }
}
