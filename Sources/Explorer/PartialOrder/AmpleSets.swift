import ProtocolModel

/// Leaves of the steps of a state those of one party, where these may stand for all; one for each thread. See `PartialOrder`.
struct AmpleSets {
    private let order: PartialOrder
    private let steps: StepSystem
    private let parties: Int
    private let roles: [Int]
    private enum Grade {
        case unknown, event, delivery
        /// Invisible, and makes the messages in flight less.
        case goodDelivery
    }

    /// By label.
    private var grades: [Grade] = []
    private var labelParties: [Int] = []
    /// By number of a part: the control state, -1 where it is not known yet.
    private var controls: [Int] = []
    private var silence: [Situation: Bool] = [:]

    /// More answers than this are forgotten.
    private static let answerLimit = 1 << 18

    /// What it depends on whether somebody can send a party a message before it has moved.
    private struct Situation: Hashable {
        var party: Int
        /// The senders in question, as bits.
        var senders: UInt64
        var blocked: UInt64
        /// By party; models that are explored by components have fewer than 8.
        var controls: SIMD8<UInt64>
        /// By channel.
        var types: SIMD16<UInt64>
    }

    init(_ order: PartialOrder, _ steps: StepSystem) {
        self.order = order
        self.steps = steps
        parties = steps.parties
        roles = order.layout.instances.map(\.role)
    }

    /// Keeps of the successors from `start` on, which are all those of the stepper's source, an ample set.
    mutating func reduce(_ stepper: inout Stepper, from start: Int) {
        let end = stepper.count
        if end - start < 2 || !stepper.failures.isEmpty { return }
        for index in start..<end where stepper.targets[index] == Stepper.beyond { return }
        var best = -1
        var fewest = end - start
        for party in 0..<parties {
            var count = 0
            var events = 0
            var hasGood = false
            for index in start..<end {
                let grade = grade(stepper.labels[index])
                if labelParties[Int(stepper.labels[index])] != party { continue }
                count += 1
                events += grade == .event ? 1 : 0
                hasGood = hasGood || grade == .goodDelivery
            }
            if hasGood, count < fewest, isPersistent(party, events: events, &stepper) { (best, fewest) = (party, count) }
        }
        if best < 0 { return }
        var kept = start
        for index in start..<end where labelParties[Int(stepper.labels[index])] == best {
            stepper.targets[kept] = stepper.targets[index]
            stepper.labels[kept] = stepper.labels[index]
            stepper.presences[kept] = stepper.presences[index]
            kept += 1
        }
        stepper.count = kept
    }

    private mutating func grade(_ label: UInt32) -> Grade {
        let label = Int(label)
        if label >= grades.count {
            grades += Array(repeating: .unknown, count: label + 1 - grades.count)
            labelParties += Array(repeating: -1, count: label + 1 - labelParties.count)
        }
        if grades[label] == .unknown {
            let meaning = steps.locked { steps.labels[label] }
            labelParties[label] = meaning.party
            grades[label] = if case .deliver = meaning.kind { order.isGood(meaning) ? .goodDelivery : .delivery } else { .event }
        }
        return grades[label]
    }

    // MARK: Persistence

    /// Whether nothing that the other parties do, before the party has moved, can change what the party can do.
    ///
    /// - Parameter events: how many spontaneous steps the party has in this state.
    private mutating func isPersistent(_ party: Int, events: Int, _ stepper: inout Stepper) -> Bool {
        let blocked = stepper.restNotes[stepper.source[parties]].blocked
        let part = stepper.source[party]
        let tree = stepper.source[parties + 1]
        // A step that a bound may come to forbid, or that waits for room in a channel, depends on what others do.
        var list = stepper.stepMemo.value(StepSystem.key(part, 0, tree, tag: 1))
        if list == .max { list = steps.evaluate(.spontaneous, part, tree) }
        var possible = 0
        for index in Int(list >> 16)..<Int(list >> 16) + Int(list & 0xffff) {
            let subject = stepper.results[index].subject
            if blocked & subject != 0 { continue }
            if subject & steps.bounded & order.sharedEvents[roles[party]] != 0 { return false }
            possible += 1
        }
        if possible != events { return false }
        var situation = Situation(party: party, senders: 0, blocked: blocked, controls: .zero, types: .zero)
        for (index, channel) in steps.channels.enumerated() {
            let note = stepper.channelNotes[stepper.source[parties + 2 + index]]
            situation.types[index] = note.types
            // In order, who has sent something already adds behind it.
            if channel % parties == party, note.count == 0 || !order.isOrdered { situation.senders |= 1 << UInt64(channel / parties) }
        }
        if situation.senders == 0 { return true }
        for other in 0..<parties { situation.controls[other] = UInt64(control(ofPart: stepper.source[other])) }
        if let known = silence[situation] { return known }
        if silence.count == AmpleSets.answerLimit { silence = [:] }
        let isSilent = !maySend(situation)
        silence[situation] = isSilent
        return isSilent
    }

    private mutating func control(ofPart part: Int) -> Int {
        if part >= controls.count { controls += Array(repeating: -1, count: part + 1 - controls.count) }
        if controls[part] < 0 { controls[part] = steps.locked { steps.store.content(.part, part)[1] } }
        return controls[part]
    }

    /// Whether one of the senders may send the party something before that has moved; looks at rows without their guards, so it may say yes
    /// too often.
    private func maySend(_ situation: Situation) -> Bool {
        var states = (0..<parties).map { UInt64(1) << situation.controls[$0] }
        // By party: the types of messages that may arrive.
        var arriving = Array(repeating: UInt64(0), count: parties)
        for (index, channel) in steps.channels.enumerated() { arriving[channel % parties] |= situation.types[index] }
        var hasGrown = true
        while hasGrown {
            hasGrown = false
            for other in 0..<parties where other != situation.party {
                for row in order.rows[roles[other]] where row.states & states[other] != 0 {
                    if row.events & ~situation.blocked == 0 && row.messages & arriving[other] == 0 { continue }
                    if row.next >= 0, states[other] >> UInt64(row.next) & 1 == 0 {
                        states[other] |= 1 << UInt64(row.next)
                        hasGrown = true
                    }
                    for send in row.sends {
                        for receiver in 0..<parties where receiver != other && send.roles >> UInt64(roles[receiver]) & 1 != 0 {
                            if receiver == situation.party {
                                if situation.senders >> UInt64(other) & 1 != 0 { return true }
                            } else if send.types & ~arriving[receiver] != 0 {
                                arriving[receiver] |= send.types
                                hasGrown = true
                            }
                        }
                    }
                }
            }
        }
        return false
    }
}
