import ProtocolModel

/// Different states of one number that a run has shown in the cryptography: what a counterexample of an agreement property has to show.
public struct Fork: Hashable, Sendable {
    /// Two parties have been in such states, be it at different times.
    public private(set) var isInHistory = false
    /// Two parties are in such states now.
    public private(set) var isPresent = false
    private var authenticators: [UInt64: String] = [:]

    /// - Parameter states: all that parties are in, by number and authenticator.
    mutating func note(_ states: [(number: UInt64, authenticator: String)]) {
        isPresent = false
        var present: [UInt64: String] = [:]
        for (number, authenticator) in states {
            if let other = present[number], other != authenticator { isPresent = true }
            present[number] = authenticator
            if let other = authenticators[number], other != authenticator { isInHistory = true }
            authenticators[number] = authenticators[number] ?? authenticator
        }
    }

    /// Whether the run bears a violation of the property out; `true` for what says nothing of the kind.
    func bears(_ kind: Property.Kind) -> Bool {
        switch kind {
        case .agreement, .settledAgreement: isPresent
        case .historyAgreement: isInHistory
        default: true
        }
    }
}

extension Rehearsal {
    /// Whether the run bears a violation of the property out.
    ///
    /// Where changes were applied in other states than their own the model sees states apart that are one in the cryptography, and so may end its
    /// shortest run before the others have the change. Then the fork has to show when all that is in flight has been delivered, which no longer is part of the run.
    func bears(_ kind: Property.Kind) throws(RehearsalError) -> Bool {
        if fork.bears(kind) { return true }
        if original.astray.isEmpty { return false }
        var copy = self
        for _ in 0..<state.channels.reduce(0, { $0 + $1.count }) {
            let transitions = Result { () throws(EvaluationError) in try interpreter.transitions(from: copy.state) }
            guard case .success(let all) = transitions,
                let next = all.first(where: { if case .deliver(_, _, _, stays: false, _) = $0.step { true } else { false } })
            else { return false }
            _ = try copy.take(next)
            if copy.fork.bears(kind) { return true }
        }
        return false
    }
}
