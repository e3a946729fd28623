/// Finds the name that was probably meant.
enum Suggestion {
    /// The candidate nearest to the word, if it is near enough to be a slip; the first among equals.
    static func nearest(to word: String, among candidates: some Sequence<String>) -> String? {
        let bytes = Array(word.lowercased().utf8.prefix(64))
        guard !bytes.isEmpty else { return nil }
        var best: (name: String, distance: Int)?
        for candidate in candidates where candidate != word {
            let other = Array(candidate.lowercased().utf8.prefix(64))
            let limit = max(1, min(bytes.count, other.count) / 3)
            guard abs(bytes.count - other.count) <= limit else { continue }
            let distance = distance(bytes, other)
            if distance <= limit, distance < best?.distance ?? .max { best = (candidate, distance) }
        }
        return best?.name
    }

    /// Damerau and Levenshtein: insertions, deletions, replacements and swaps of neighbours.
    static func distance(_ a: [UInt8], _ b: [UInt8]) -> Int {
        if a.isEmpty || b.isEmpty { return max(a.count, b.count) }
        var beforeLast: [Int] = []
        var last = Array(0...b.count)
        for i in 1...a.count {
            var current = [i]
            current.reserveCapacity(b.count + 1)
            for j in 1...b.count {
                var cost = min(last[j] + 1, current[j - 1] + 1, last[j - 1] + (a[i - 1] == b[j - 1] ? 0 : 1))
                if i > 1, j > 1, a[i - 1] == b[j - 2], a[i - 2] == b[j - 1] {
                    cost = min(cost, beforeLast[j - 2] + 1)
                }
                current.append(cost)
            }
            beforeLast = last
            last = current
        }
        return last[b.count]
    }
}
