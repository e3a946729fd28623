import ProtocolModel
import Reporting

/// Follows each message of a run from the step that sends it to the step in which its way ends.
///
/// A state says which messages are in flight and not which of two equal ones is which. The tracker keeps the channels with identities beside
/// the states, and takes what an interruption or a `disconnect` removed to be what is no longer there.
struct MessageTracker {
    private struct Item {
        var arrow: Int
        var envelope: GlobalState.Envelope
    }

    private let interpreter: Interpreter
    private let values: ValueRenderer
    private var channels: [[Item]]
    private var messages = 0
    private(set) var arrows: [ArrowView] = []

    init(_ interpreter: Interpreter, _ values: ValueRenderer) {
        self.interpreter = interpreter
        self.values = values
        channels = Array(repeating: [], count: interpreter.instances.count * interpreter.instances.count)
    }

    /// The messages in flight after the steps so far.
    var flight: [FlightView] {
        let count = interpreter.instances.count
        return channels.indices.flatMap { channel in
            channels[channel].map { item in
                FlightView(
                    message: arrows[item.arrow].message, from: channel / count, to: channel % count,
                    text: values.text(item.envelope, from: channel / count))
            }
        }
    }

    /// - Parameter number: that of the step, from 1.
    mutating func take(_ transition: Transition, number: Int) {
        switch transition.step {
        case .deliver(let from, let to, let position, let stays, _):
            let channel = interpreter.channel(from: from, to: to)
            if stays {
                var copy = arrows[channels[channel][position].arrow]
                copy.end = number
                copy.fate = .copied
                arrows.append(copy)
            } else {
                end(channels[channel].remove(at: position), number, .delivered)
            }
        case .lose(let from, let to, let position):
            end(channels[interpreter.channel(from: from, to: to)].remove(at: position), number, .lost)
        case .interrupt(_, _, let a, let b):
            if interpreter.profile.interruption == .lingering { break }
            for channel in [interpreter.channel(from: a, to: b), interpreter.channel(from: b, to: a)] {
                for item in channels[channel] { end(item, number, .cut) }
                channels[channel] = []
            }
        case .event, .learn: break
        }
        for case .sent(let from, let to, let envelope, let arrives) in transition.effects {
            send(envelope, from: from, to: to, arrives: arrives, number)
        }
        for channel in channels.indices { settle(channel, transition.target.channels[channel], number) }
    }

    private mutating func send(_ envelope: GlobalState.Envelope, from: Int, to: Int, arrives: Bool, _ number: Int) {
        arrows.append(
            ArrowView(
                message: messages, from: from, to: to, label: values.text(envelope.message), seal: values.seal(of: envelope, from: from),
                sent: number, end: arrives ? nil : number, fate: arrives ? nil : .lostAtOnce))
        messages += 1
        if arrives { channels[interpreter.channel(from: from, to: to)].append(Item(arrow: arrows.count - 1, envelope: envelope)) }
    }

    private mutating func end(_ item: Item, _ number: Int, _ fate: ArrowView.Fate) {
        arrows[item.arrow].end = number
        arrows[item.arrow].fate = fate
    }

    /// Brings a channel to what the state says, from its newest message to its oldest, since a `disconnect` takes the older ones.
    private mutating func settle(_ channel: Int, _ target: [GlobalState.Envelope], _ number: Int) {
        var kept: [Item] = []
        var open = target[...]
        for item in channels[channel].reversed() {
            if let next = open.last, next.message == item.envelope.message, next.seal == item.envelope.seal {
                open.removeLast()
                kept.append(Item(arrow: item.arrow, envelope: next))
            } else {
                let isThere = target.contains { $0.message == item.envelope.message && $0.seal == item.envelope.seal }
                end(item, number, isThere ? .merged : .cut)
            }
        }
        channels[channel] = kept.reversed()
    }
}
