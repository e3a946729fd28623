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
