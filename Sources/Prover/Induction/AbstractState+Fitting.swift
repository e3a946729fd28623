import ProtocolModel

extension AbstractState {
    /// Whether this is an abstract state of a layout, as a reader of values makes them: needed of what comes from a file.
    func fits(_ layout: TermLayout, isBoolean: (Int) -> Bool) -> Bool {
        guard cells.count == layout.count else { return false }
        var visited = Set<Int>()
        var nodesMet = Set<Int>()
        var numbersMet: Set<Int> = layout.isAnchored ? [0] : []
        func integer(_ index: Int) -> Int? { if case .integer(let value) = cells[index] { value } else { nil } }
        func visit(_ part: TermLayout.Part) -> Bool {
            switch part {
            case .plain(let index):
                visited.insert(index)
                if case .bool = cells[index] { return isBoolean(index) }
                return integer(index) != nil && !isBoolean(index)
            case .number(let index):
                visited.insert(index)
                guard case .number(let rank) = cells[index] else { return false }
                numbersMet.insert(rank)
                return gaps.indices.contains(rank)
            case .epoch(let index), .keyPackage(let index):
                visited.insert(index)
                guard case .node(let node) = cells[index], nodes.indices.contains(node) else { return false }
                nodesMet.insert(node)
                if case .keyPackage = part {
                    if case .keyPackage = nodes[node] { return true }
                    return false
                }
                guard case .epoch(let number, let parent, _, let keyPackage) = nodes[node], gaps.indices.contains(number) else { return false }
                numbersMet.insert(number)
                if case .live(let other) = keyPackage {
                    guard nodes.indices.contains(other), case .keyPackage = nodes[other] else { return false }
                }
                if case .dead = keyPackage { return false }
                switch parent {
                case .live(let other): return nodes.indices.contains(other)
                case .dead: return true
                case .unheld: return false
                }
            case .guarded(let flag, let inner):
                visited.insert(flag)
                guard case .bool(let isThere) = cells[flag] else { return false }
                return !isThere || inner.allSatisfy(visit)
            case .select(let index, let alternatives):
                visited.insert(index)
                guard let value = integer(index), alternatives.indices.contains(value) else { return false }
                return alternatives[value].allSatisfy(visit)
            }
        }
        guard layout.parts.allSatisfy(visit) else { return false }
        return nodesMet.count == nodes.count && numbersMet.count == gaps.count
            && cells.indices.allSatisfy { visited.contains($0) || cells[$0] == .free }
    }
}
