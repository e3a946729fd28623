import ProtocolModel

/// What a simulation asks the interpreter for: a kind of step of a party or of a channel. Several transitions may answer it, since rows may overlap and
/// events may have arguments. As a number, so that it can be looked up.
struct Choice: Hashable {
    enum Kind: Int {
        case event
        case delivery
        case loss
        case interruption
        case notice
    }

    /// 3 bits of kind, 20 of subject, 7 of position, 1 of `stays`.
    let code: UInt32

    private init(_ kind: Kind, _ subject: Int, _ position: Int = 0, stays: Bool = false) {
        code = UInt32(kind.rawValue) << 28 | UInt32(subject) << 8 | UInt32(position) << 1 | (stays ? 1 : 0)
    }

    static let positions = 128

    var kind: Kind { Kind(rawValue: Int(code >> 28))! }
    var subject: Int { Int(code >> 8 & 0xf_ffff) }
    var position: Int { Int(code >> 1 & 0x7f) }
    var stays: Bool { code & 1 != 0 }

    /// - Parameter subject: `party * events + event`.
    static func event(_ subject: Int) -> Choice { Choice(.event, subject) }
    static func delivery(channel: Int, position: Int, stays: Bool) -> Choice { Choice(.delivery, channel, position, stays: stays) }
    static func loss(channel: Int, position: Int) -> Choice { Choice(.loss, channel, position) }
    /// - Parameter pair: `a * parties + b`, a < b.
    static func interruption(pair: Int) -> Choice { Choice(.interruption, pair) }
    /// - Parameter channel: from the party that learns to its peer.
    static func notice(channel: Int) -> Choice { Choice(.notice, channel) }

    func occasion(parties: Int, events: Int) -> Occasion {
        switch kind {
        case .event: .event(party: subject / events, event: subject % events)
        case .delivery: .delivery(from: subject / parties, to: subject % parties)
        case .loss: .loss(from: subject / parties, to: subject % parties)
        case .interruption: .interruption(subject / parties, subject % parties)
        case .notice: .notification(party: subject / parties, peer: subject % parties)
        }
    }

    /// Whether a step is one of those that are asked for.
    func admits(_ step: Step) -> Bool {
        switch step {
        case .deliver(_, _, let position, let stays, _): position == self.position && stays == self.stays
        case .lose(_, _, let position): position == self.position
        case .event, .interrupt, .learn: true
        }
    }
}
