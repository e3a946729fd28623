/// Where a step can come from: a part of the system, whatever its state.
public enum Occasion: Hashable, Sendable {
    /// A party takes a spontaneous step.
    case event(party: Int, event: Int)
    /// The network delivers a message of a channel.
    case delivery(from: Int, to: Int)
    /// The network loses one.
    case loss(from: Int, to: Int)
    /// The connection between two parties breaks.
    case interruption(Int, Int)
    /// A party learns that its connection has gone.
    case notification(party: Int, peer: Int)

    /// Whether the network's faults come from there; a delivery can leave a duplicate.
    public var isFault: Bool {
        switch self {
        case .loss, .interruption: true
        case .event, .delivery, .notification: false
        }
    }

    static func all(instances: Int, events: Int) -> [Occasion] {
        let pairs = (0..<instances).flatMap { a in (0..<instances).map { (a, $0) } }
        return (0..<instances).flatMap { party in (0..<events).map { Occasion.event(party: party, event: $0) } }
            + pairs.map { .delivery(from: $0, to: $1) } + pairs.map { .loss(from: $0, to: $1) }
            + pairs.filter { $0 < $1 }.map { .interruption($0, $1) } + pairs.map { .notification(party: $0, peer: $1) }
    }
}

extension Step {
    var occasion: Occasion {
        switch self {
        case .event(let party, let event, _, _): .event(party: party, event: event)
        case .deliver(let from, let to, _, _, _): .delivery(from: from, to: to)
        case .lose(let from, let to, _): .loss(from: from, to: to)
        case .interrupt(_, _, let a, let b): .interruption(a, b)
        case .learn(let told, let peer): .notification(party: told.party, peer: peer)
        }
    }
}
