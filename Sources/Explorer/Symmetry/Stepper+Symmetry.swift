import ProtocolModel

/// One state for all that differ from it by an exchange of identical parties.
extension Stepper {
    @inline(__always)
    private mutating func permuted(_ kind: ComponentStore.Kind, _ number: Int, by permutation: Int) -> Int {
        let known = componentMemo.value(StepSystem.ComponentKey.permuted(kind, number, permutation))
        return known != .max ? Int(known) : steps.computePermuted(kind, number, by: permutation)
    }

    @inline(__always)
    private mutating func invariant(ofPart part: Int) -> UInt64 {
        let known = componentMemo.value(StepSystem.ComponentKey.invariant(part))
        return known != .max ? known : steps.computeInvariant(ofPart: part)
    }

    /// Puts the components of `from`, with the parties exchanged, into `work`, in canonical form.
    private mutating func exchange(_ from: UnsafeMutablePointer<Int>, _ symmetry: Symmetry, _ permutation: Int) {
        for party in 0..<parties { work[symmetry.permutations[permutation][party]] = permuted(.part, from[party], by: permutation) }
        work[parties] = permuted(.part, from[parties], by: permutation)
        work[parties + 1] = permuted(.tree, from[parties + 1], by: permutation)
        for index in 0..<channelCount {
            let channel = channelPlaces[index]
            let (sender, receiver) = (symmetry.permutations[permutation][channel / parties], symmetry.permutations[permutation][channel % parties])
            let content = from[parties + 2 + index]
            work[parties + 2 + self.index(sender, receiver)] = content == 0 ? 0 : permuted(.channel, content, by: permutation)
        }
        _ = canonicalise()
    }

    /// Of the states that exchanges make of the one in `work`, which is in canonical form, the least.
    ///
    /// Members are put in the order of what no exchange changes of them; where several orders do that, they are compared by the content of what they lead
    /// to.
    mutating func takeRepresentative(_ symmetry: Symmetry) {
        for party in 0..<parties { invariants[party] = 0 }
        for family in symmetry.families {
            for party in family { invariants[party] = orbitInvariant(of: party, symmetry) }
        }
        for index in 0..<size { original[index] = work[index] }
        var hasBest = false
        for permutation in symmetry.permutations.indices where sorts(permutation, symmetry) {
            if permutation == 0 {
                for index in 0..<size { work[index] = original[index] }
            } else {
                exchange(original, symmetry, permutation)
            }
            if hasBest, order(work, least) >= 0 { continue }
            hasBest = true
            for index in 0..<size { least[index] = work[index] }
        }
        for index in 0..<size { work[index] = least[index] }
    }

    private mutating func orbitInvariant(of party: Int, _ symmetry: Symmetry) -> UInt64 {
        var result = invariant(ofPart: work[party])
        for index in 0..<channelCount where work[parties + 2 + index] != 0 {
            let channel = channelPlaces[index]
            let note = channelNotes[work[parties + 2 + index]]
            let content = note.types &* 8 &+ UInt64(note.count) &* 2
            // A sum, since other members may stand anywhere.
            if channel / parties == party { result &+= ComponentStore.mix(content, 19) }
            if channel % parties == party { result &+= ComponentStore.mix(content, 23) }
        }
        return result
    }

    /// Whether the members of each family stand in the order of their invariants after an exchange.
    @inline(__always)
    private func sorts(_ permutation: Int, _ symmetry: Symmetry) -> Bool {
        let undone = symmetry.inverses[permutation]
        for family in symmetry.families {
            for place in 1..<family.count where invariants[undone[family[place - 1]]] > invariants[undone[family[place]]] { return false }
        }
        return true
    }

    /// Which of two states comes first; by their content alone.
    private func order(_ one: UnsafeMutablePointer<Int>, _ other: UnsafeMutablePointer<Int>) -> Int {
        for index in 0..<size where one[index] != other[index] { return order(one[index], other[index], at: index) }
        return 0
    }

    /// The packed state that stands for a packed state and those that exchanges make of it.
    mutating func representative(of word: UInt64) -> UInt64 {
        guard let symmetry = steps.symmetry else { return word }
        unpack(word, into: work)
        sourceWord = Stepper.beyond
        sourceNumbers = 0
        takeRepresentative(symmetry)
        return pack(work)
    }

    /// How many states a packed state stands for, and the sum of their hashes.
    mutating func orbit(of word: UInt64) -> (count: Int, hash: UInt64) {
        guard let symmetry = steps.symmetry else { return (1, hash(of: word)) }
        unpack(word, into: original)
        sourceNumbers = 0
        orbitHashes.removeAll(keepingCapacity: true)
        for permutation in symmetry.permutations.indices {
            if permutation == 0 {
                for index in 0..<size { work[index] = original[index] }
            } else {
                exchange(original, symmetry, permutation)
            }
            let hash = hash(ofComponents: work)
            if !orbitHashes.contains(hash) { orbitHashes.append(hash) }
        }
        return (orbitHashes.count, orbitHashes.reduce(0, &+))
    }
}
