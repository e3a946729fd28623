import CZ3
import ProtocolModel

/// The states of an abstract state, as terms: constants stand for what it leaves open.
struct AbstractTerms {
    /// In the order of `SymbolicState.terms`.
    var terms: [Term]
    /// What holds of the constants.
    var holds: Term
}

extension AbstractState {
    /// Terms for all states that are in this abstract state.
    ///
    /// - Parameter free: the terms of what does not count: anything at all.
    func terms(_ layout: TermLayout, free: [Term], _ context: Context) -> AbstractTerms {
        func constant(_ name: String) -> Term { context.constant(name, isBoolean: false) }
        let next = constant("next")
        let numbers = numbers(isAnchored: layout.isAnchored, context)
        let identities = nodes.indices.map { index in
            if case .epoch = nodes[index] { return constant("epoch\(index + 1)") }
            return constant("keyPackage\(index + 1)")
        }
        var terms = free
        terms[layout.next] = next
        terms[layout.overflow] = context.no
        for (index, cell) in cells.enumerated() {
            switch cell {
            case .free: break
            case .bool(let value): terms[index] = context.bool(value)
            case .integer(let value): terms[index] = context.integer(value)
            case .number(let rank): terms[index] = numbers[rank]
            case .node(let node):
                terms[index] = identities[node]
                switch nodes[node] {
                case .keyPackage(let owner): terms[index + 3] = context.integer(owner)
                case .epoch(let number, let parent, let author, let keyPackage):
                    terms[index + 1] = numbers[number]
                    terms[index + 3] = context.integer(author)
                    switch parent {
                    case .live(let other): terms[index + 2] = identities[other]
                    case .dead(let other): terms[index + 2] = constant("ancestor\(other + 1)")
                    case .unheld: break
                    }
                    switch keyPackage {
                    case .live(let other): terms[index + 4] = identities[other]
                    case .unheld: terms[index + 4] = constant("unheld\(node + 1)")
                    case .dead: break
                    }
                }
            }
        }
        return AbstractTerms(terms: terms, holds: context.and(constraints(terms, layout, context)))
    }

    /// The numbers, each counted from the last one that is not a fixed distance above another.
    private func numbers(isAnchored: Bool, _ context: Context) -> [Term] {
        var base = context.integer(0)
        var offset = 0
        return gaps.enumerated().map { rank, gap in
            switch gap {
            case .exactly(let distance): offset += distance
            case .lowest where isAnchored: break
            case .lowest, .atLeast:
                base = context.constant("number\(rank + 1)", isBoolean: false)
                offset = 0
            }
            return offset == 0 ? base : context.add(base, context.integer(offset))
        }
    }

    /// That the terms of a state are those of one that is in this abstract state.
    ///
    /// - Parameter known: what holds anyway, and is left out.
    func contains(_ terms: [Term], _ layout: TermLayout, _ context: Context, known: Set<Z3_ast> = []) -> Term {
        var parts = [context.not(terms[layout.overflow])]
        for (index, cell) in cells.enumerated() {
            switch cell {
            case .bool(let value): parts.append(value ? terms[index] : context.not(terms[index]))
            case .integer(let value): parts.append(context.equal(terms[index], context.integer(value)))
            case .free, .number, .node: break
            }
            if let last = parts.last, context.isFalse(last) { return context.no }
        }
        return context.and(parts + constraints(terms, layout, context).filter { !known.contains($0.ast) })
    }

    /// How the nodes and numbers among the terms are related.
    private func constraints(_ terms: [Term], _ layout: TermLayout, _ context: Context) -> [Term] {
        var parts: [Term] = []
        let next = terms[layout.next]
        let zero = context.integer(0)
        // Every place that holds a node says the same of it as the first one.
        var first: [Int?] = Array(repeating: nil, count: nodes.count)
        for (index, cell) in cells.enumerated() {
            guard case .node(let node) = cell else { continue }
            guard let known = first[node] else {
                first[node] = index
                continue
            }
            let same: [Int] = if case .epoch = nodes[node] { [0, 1, 2, 3, 4] } else { [0, 3] }
            parts += same.map { context.equal(terms[index + $0], terms[known + $0]) }
        }
        let places = first.map { $0 ?? 0 }
        var dead: [Int: Term] = [:]
        var ranks: [Int: Term] = layout.isAnchored ? [0: zero] : [:]
        func number(_ rank: Int, _ term: Term) {
            if let known = ranks[rank] { parts.append(context.equal(term, known)) } else { ranks[rank] = term }
        }
        for (index, cell) in cells.enumerated() { if case .number(let rank) = cell { number(rank, terms[index]) } }
        for (node, place) in zip(nodes, places) {
            switch node {
            case .keyPackage(let owner): parts.append(context.equal(terms[place + 3], context.integer(owner)))
            case .epoch(let rank, let parent, let author, let keyPackage):
                number(rank, terms[place + 1])
                parts.append(context.equal(terms[place + 3], context.integer(author)))
                switch parent {
                case .live(let other): parts.append(context.equal(terms[place + 2], terms[places[other]]))
                case .dead(let other):
                    if let known = dead[other] {
                        parts.append(context.equal(terms[place + 2], known))
                    } else {
                        dead[other] = terms[place + 2]
                    }
                case .unheld: break
                }
                parts.append(context.less(terms[place + 2], terms[place]))
                switch keyPackage {
                case .live(let other):
                    parts.append(context.equal(terms[place + 4], terms[places[other]]))
                    parts.append(context.less(terms[place + 4], terms[place]))
                case .unheld:
                    parts.append(context.less(terms[place + 4], terms[place]))
                    for other in places where other != place { parts.append(context.different(terms[place + 4], terms[other])) }
                case .dead: break
                }
            }
        }
        let identities = places.map { terms[$0] }
        for identity in identities {
            parts.append(context.less(zero, identity))
            parts.append(context.less(identity, next))
        }
        parts.append(context.less(zero, next))
        let different = identities + dead.keys.sorted().compactMap { dead[$0] }
        for (index, one) in different.enumerated() {
            for other in different[(index + 1)...] { parts.append(context.different(one, other)) }
        }
        for (rank, gap) in gaps.enumerated().dropFirst() {
            guard let this = ranks[rank], let before = ranks[rank - 1] else { continue }
            switch gap {
            case .exactly(let distance): parts.append(context.equal(this, context.add(before, context.integer(distance))))
            case .atLeast(let distance): parts.append(context.lessOrEqual(context.add(before, context.integer(distance)), this))
            case .lowest: break
            }
        }
        return parts
    }
}
