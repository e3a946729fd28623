import MLS
import ProtocolModel
import RatchetTrees

/// How states are made and entered.
extension OriginalSystem {
    /// A group of all members: the first sends a GroupInit, which leaves it "double-joined with all participants until they update", and so
    /// every participant sends an Update. All messages are encoded, decoded and handled by everybody.
    mutating func beginTogether(_ id: Int) throws(Refusal) -> OperationResult {
        guard let creator = members.first else { throw .unsoundSetting }
        let (states, last, content) = try mls {
            var bundles: [UserInitKeyBundle] = []
            for member in members.dropFirst() {
                bundles.append(
                    try UserInitKeyBundle([cipherSuite], identityKey: parties[member].identityKey, using: &parties[member].random))
            }
            var states = [
                try GroupState(
                    creating: [UInt8](randomCount: 16, using: &parties[creator].random), cipherSuite,
                    identityKey: parties[creator].identityKey, using: &parties[creator].random)
            ]
            var last: [UInt8] = []
            var content: [UInt8] = []
            if !bundles.isEmpty {
                last = try states[0].groupInit(bundles.map(\.userInitKey)).encoded()
                content = last
                let message = try Handshake(decoding: last)
                states[0] = try next(states[0].handle(message))
                for bundle in bundles { states.append(try GroupState(joining: message, with: bundle)) }
            }
            for (leaf, member) in members.enumerated().dropFirst() {
                let update = try states[leaf].update(using: &parties[member].random)
                last = try update.handshake.encoded()
                let message = try Handshake(decoding: last)
                for index in states.indices {
                    states[index] = try next(states[index].handle(message, pending: index == leaf ? update : nil))
                }
            }
            return (states, last, content)
        }
        for (member, state) in zip(members, states) { parties[member].states[id] = try kept(state, by: last) }
        originals[id] = (last, creator)
        var result = OperationResult()
        result.epoch = parties[creator].states[id]?.view
        result.content = Hexadecimal.text(content)
        return result
    }

    private func next(_ outcome: HandshakeOutcome) throws -> GroupState {
        guard let state = outcome.state else { throw Refusal.mls("it was deleted") }
        return state
    }

    /// An Update made in a state that the party is in, kept until it comes back.
    mutating func update(_ id: Int, in parent: Int, by party: Int) throws(Refusal) -> OperationResult {
        guard parties[party].current.values.contains(parent), let base = parties[party].states[parent] else {
            throw .notCurrent(epoch: parent)
        }
        let (pending, bytes, state) = try mls {
            let pending = try base.state.update(using: &parties[party].random)
            return (pending, try pending.handshake.encoded(), try next(base.state.handle(pending.handshake, pending: pending)))
        }
        parties[party].pending[id] = pending
        parties[party].changes[id] = OriginalParty.Change(handshake: pending.handshake, bytes: bytes, previousHash: base.messageHash)
        originals[id] = (bytes, party)
        var result = OperationResult()
        result.epoch = try view(state)
        result.content = Hexadecimal.text(bytes)
        return result
    }

    /// Applies a change in a state that it was not made in, as a receiver does that goes by the counter alone.
    ///
    /// The result says whether the party could have seen it from the path: `refused` with what a member objects to that compares the path with its own computation.
    mutating func misapply(_ change: Int, as id: Int, in parent: Int, by party: Int) throws(Refusal) -> OperationResult {
        guard parties[party].current.values.contains(parent), let base = parties[party].states[parent] else {
            throw .notCurrent(epoch: parent)
        }
        guard let message = parties[party].changes[change] else { throw .noMessage(epoch: change) }
        let outcome = try mls { try base.state.misapply(message.handshake, pending: parties[party].pending[change]) }
        let kept = try kept(outcome.state, by: message.bytes)
        parties[party].misapplied[id] = kept
        var result = OperationResult()
        result.epoch = kept.view
        result.acceptances = [
            outcome.objection.map { .refused(epoch: change, reason: "RatchetTreeError.\($0)") } ?? .accepted(epoch: change)
        ]
        return result
    }

    mutating func enter(_ slot: Int, _ id: Int, _ party: Int) throws(Refusal) -> OperationResult {
        var result = OperationResult()
        let kept: OriginalParty.Kept
        if let found = parties[party].states[id] {
            kept = found
            result.entrance = .stayed
        } else if let found = parties[party].misapplied.removeValue(forKey: id) {
            kept = found
            result.entrance = .processed
        } else if let change = parties[party].changes[id] {
            let own = parties[party].pending[id]
            kept = try self.kept(try parties[party].handle(change, own: own), by: change.bytes)
            result.entrance = own == nil ? .processed : .merged
            parties[party].pending[id] = nil
        } else {
            throw .unknownEpoch(id)
        }
        parties[party].states[id] = kept
        parties[party].current[slot] = id
        result.epoch = kept.view
        return result
    }
}
