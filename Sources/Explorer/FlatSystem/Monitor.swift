import ProtocolModel

/// Watches a run for what no single state shows, by remembering one guess.
///
/// `history agreement` and `fresh keys` speak of everything that ever happened, which has no bound. But a violation is always a pair of two
/// moments, so it is enough to remember one of them: whenever the first moment might be the one that matters, the search
/// goes on both with and without remembering it. The search is exhaustive, so one of its runs has guessed right.
struct Monitor {
    enum Subject {
        case none
        /// Remembers an adoption: the party and the epoch. `slots` are those of the variable, by party, -1 for none.
        case history(slots: [Int])
        /// Remembers a party and the key that it used from sequence number zero; says by party whether its next record has that
        /// number.
        case freshKeys(keySlots: [[Int]])
    }

    let subject: Subject
    let layout: Layout

    init(_ kind: Property.Kind?, system: FlatSystem) {
        layout = system.layout
        let layout = layout
        switch kind {
        case .historyAgreement(let variable)?:
            subject = .history(
                slots: layout.instances.indices.map { party in
                    let role = layout.instances[party].role
                    guard let index = layout.model.roles[role].variables.firstIndex(where: { $0.name == variable }) else { return -1 }
                    return layout.bases[party] + layout.offsets[role][index]
                })
        case .freshKeys?:
            subject = .freshKeys(
                keySlots: layout.instances.indices.map { party in
                    system.sendingKeys[layout.instances[party].role].map { layout.bases[party] + $0 }
                })
        default: subject = .none
        }
    }

    var kinds: [Layout.Kind] {
        switch subject {
        case .none: []
        case .history: [.plain(bytes: 1), .node]
        case .freshKeys(let keySlots):
            keySlots.map { _ in .plain(bytes: 1) } + [.plain(bytes: 1)]
                + (keySlots.max { $0.count < $1.count } ?? []).map { layout.kinds[$0] }
        }
    }

    /// Whether it has to be known which epochs are of one group.
    var comparesGroups: Bool {
        if case .history = subject { layout.model.createsGroups } else { false }
    }

    /// The monitor states that a run can begin with.
    func initial(_ state: FlatState) -> [[Int]] {
        switch subject {
        case .none: return [[]]
        case .history(let slots):
            let blank = [FlatState.none, FlatState.none]
            return [blank]
                + slots.enumerated().compactMap { party, slot in
                    slot >= 0 && state.slots[slot] != FlatState.none ? [party, state.slots[slot]] : nil
                }
        case .freshKeys(let keySlots):
            let width = keySlots.map(\.count).max() ?? 0
            return [keySlots.map { _ in 1 } + Array(repeating: FlatState.none, count: 1 + width)]
        }
    }

    struct Continuation {
        var monitor: [Int]
        var isViolation: Bool
    }

    /// What the parties and the network refer to, beside what the monitor itself remembers.
    struct Living {
        /// The smallest epoch number; `Int.max` where there is none.
        var smallestNumber: Int
        var nodes: Set<Int>

        init(smallestNumber: Int, nodes: Set<Int>) {
            self.smallestNumber = smallestNumber
            self.nodes = nodes
        }

        init(_ state: FlatState, _ layout: Layout) {
            var smallest = Int.max
            var nodes = Set<Int>()
            layout.forEachValue(of: state) { value, kind in
                switch kind {
                case .plain: break
                case .number: smallest = min(smallest, value)
                case .node:
                    nodes.insert(value)
                    if state.nodes[value].number != FlatState.none { smallest = min(smallest, state.nodes[value].number) }
                }
            }
            smallestNumber = smallest
            self.nodes = nodes
        }
    }

    /// How the monitor can go on after a step that leads to `state`; `state.monitor` is what it was before.
    func advance(_ state: FlatState, _ effects: [FlatEffect], living: Living? = nil) -> [Continuation] {
        switch subject {
        case .none: return [Continuation(monitor: [], isViolation: false)]
        case .history(let slots): return history(state, effects, slots, living ?? Living(state, layout))
        case .freshKeys(let keySlots): return freshKeys(state, effects, keySlots, living ?? Living(state, layout))
        }
    }

    private func history(
        _ state: FlatState, _ effects: [FlatEffect], _ slots: [Int], _ living: Living
    ) -> [Continuation] {
        var result = [Continuation(monitor: state.monitor, isViolation: false)]
        for effect in effects {
            guard case .assigned(let party, let slot, let epoch, _) = effect, slot == slots[party], epoch != FlatState.none else {
                continue
            }
            var added: [Continuation] = []
            for index in result.indices {
                let remembered = result[index].monitor
                if remembered[0] == FlatState.none {
                    added.append(Continuation(monitor: [party, epoch], isViolation: result[index].isViolation))
                } else if remembered[0] != party, remembered[1] != epoch,
                    state.nodes[remembered[1]].number == state.nodes[epoch].number,
                    state.nodes[remembered[1]].group == state.nodes[epoch].group
                {
                    result[index].isViolation = true
                }
            }
            result += added
        }
        // An epoch below all that live will never be met by another of its group and number again.
        for index in result.indices where result[index].monitor[0] != FlatState.none {
            let number = state.nodes[result[index].monitor[1]].number
            if number < living.smallestNumber { result[index].monitor = [FlatState.none, FlatState.none] }
        }
        return result
    }

    private func freshKeys(
        _ state: FlatState, _ effects: [FlatEffect], _ keySlots: [[Int]], _ living: Living
    ) -> [Continuation] {
        let parties = keySlots.count
        var result = [Continuation(monitor: state.monitor, isViolation: false)]
        for effect in effects {
            switch effect {
            case .connectionReset(let party):
                for index in result.indices { result[index].monitor[party] = 1 }
            case .assigned(let party, let slot, let value, let goesRound):
                guard let position = keySlots[party].firstIndex(of: slot) else { continue }
                for index in result.indices {
                    result[index].monitor[party] = 1
                    // A counter that goes round stands for one that does not: the key that it comes back to is another one.
                    if goesRound, result[index].monitor[parties] == party,
                        result[index].monitor[parties + 1 + position] == value
                    {
                        forget(&result[index].monitor, parties)
                    }
                }
            case .sealed(let party, let key):
                var added: [Continuation] = []
                for index in result.indices where result[index].monitor[party] == 1 {
                    result[index].monitor[party] = 0
                    let remembered = result[index].monitor[parties]
                    if remembered == FlatState.none {
                        var guess = result[index]
                        guess.monitor[parties] = party
                        for (position, value) in key.enumerated() { guess.monitor[parties + 1 + position] = value }
                        added.append(guess)
                    } else if remembered == party,
                        key.indices.allSatisfy({ result[index].monitor[parties + 1 + $0] == key[$0] })
                    {
                        result[index].isViolation = true
                    }
                }
                result += added
            case .lost, .sent, .disconnected: break
            }
        }
        // An epoch that nothing refers to any more can key nothing.
        let kinds = kinds
        for index in result.indices where result[index].monitor[parties] != FlatState.none {
            let monitor = result[index].monitor
            let isDead = monitor.indices.contains {
                kinds[$0] == .node && monitor[$0] != FlatState.none && !living.nodes.contains(monitor[$0])
            }
            if isDead { forget(&result[index].monitor, parties) }
        }
        return result
    }

    private func forget(_ monitor: inout [Int], _ parties: Int) {
        for index in parties..<monitor.count { monitor[index] = FlatState.none }
    }
}
