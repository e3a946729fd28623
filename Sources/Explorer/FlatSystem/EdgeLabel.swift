/// What an edge of the state graph stands for. Labels are interned; a graph has some hundreds of them.
struct EdgeLabel: Hashable {
    enum Kind: Hashable {
        case event(Int)
        case deliver(message: Int, isStale: Bool, stays: Bool)
        case lose
        case interrupt
        case learn
    }

    var kind: Kind
    /// The party that acts; for an interruption the first that is told.
    var party: Int
    /// The sender of a message; the other party of a connection; -1 for none.
    var peer: Int
    /// The row by which the party answers, -1 for none.
    var row: Int
    /// The row by which the second party of an interruption answers.
    var secondRow = -1
    var secondTold = false
    /// The control state in which a message found no row; -1 where that did not happen.
    var hole = -1
    var isUndecryptable = false
    /// Whether the property that a monitor watches is violated.
    var isViolation = false
    /// Whether an older message stays in flight, in a network without an order. Known only where the search keeps the order of messages.
    var overtakes = false
    /// How many messages that are sent find their channel full.
    var lostAtOnce = 0

    var isFault: Bool {
        switch kind {
        case .event, .learn: false
        case .deliver(_, _, let stays): stays
        case .lose, .interrupt: true
        }
    }

    /// How many faults the step has: `Faults.count`.
    var faults: Int { (isFault ? 1 : 0) + (overtakes ? 1 : 0) + lostAtOnce }

    /// Steps of lower parties first; the same in every run.
    var sortKey: [Int] {
        let kind: [Int] =
            switch kind {
            case .event(let event): [0, event, 0, 0]
            case .deliver(let message, let isStale, let stays): [1, message, isStale ? 1 : 0, stays ? 1 : 0]
            case .lose: [2, 0, 0, 0]
            case .interrupt: [3, 0, 0, 0]
            case .learn: [4, 0, 0, 0]
            }
        return [party] + kind + [peer, row, secondRow]
    }
}
