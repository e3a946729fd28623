/// How often the network misbehaves, by what it does: in one step, or added up over the steps of a run.
///
/// This is the one definition of a fault; what the engines count is held to it. What is counted depends on the step and on the state it is
/// taken in (`Interpreter.faults(of:in:)`). One step can have several faults: a copy of a message that overtakes an older one is a
/// duplication and a reordering. What the parties do is no fault of the network, be it to break off a connection (`disconnect`), and
/// neither is what a broken connection leads to: that a party learns of it late, or that what it sends until then is lost.
public struct Faults: Hashable, Sendable {
    public enum Kind: Hashable, Sendable, CaseIterable {
        /// A message in flight is lost, or finds its channel full and is lost at once. What an interruption takes with it is not counted.
        case loss
        /// A message is delivered and a copy stays in flight.
        case duplication
        /// A message is delivered while an older one of the same channel and the same connection is in flight, in a network without an
        /// order. A copy that a duplication left in flight is as old as what it is a copy of.
        case reordering
        /// A connection breaks, whether both parties learn of it at once or one of them does (half-open).
        case interruption
    }

    public var losses: Int
    public var duplications: Int
    public var reorderings: Int
    public var interruptions: Int

    public init(losses: Int = 0, duplications: Int = 0, reorderings: Int = 0, interruptions: Int = 0) {
        self.losses = losses
        self.duplications = duplications
        self.reorderings = reorderings
        self.interruptions = interruptions
    }

    public subscript(kind: Kind) -> Int {
        switch kind {
        case .loss: losses
        case .duplication: duplications
        case .reordering: reorderings
        case .interruption: interruptions
        }
    }

    /// The number of faults of all kinds together, by which runs are compared.
    public var count: Int { losses + duplications + reorderings + interruptions }

    public static func + (a: Faults, b: Faults) -> Faults {
        Faults(
            losses: a.losses + b.losses, duplications: a.duplications + b.duplications,
            reorderings: a.reorderings + b.reorderings, interruptions: a.interruptions + b.interruptions)
    }
}

extension Step {
    /// The faults of the step.
    ///
    /// - Parameters:
    ///   - overtakes: whether it delivers a message while an older one is in flight, in a network without an order.
    ///   - lostAtOnce: how many messages that it sends find their channel full.
    public func faults(overtakes: Bool, lostAtOnce: Int) -> Faults {
        var faults = Faults(losses: lostAtOnce)
        switch self {
        case .event, .learn: break
        case .deliver(_, _, _, let stays, _):
            if stays { faults.duplications += 1 }
            if overtakes { faults.reorderings += 1 }
        case .lose: faults.losses += 1
        case .interrupt: faults.interruptions += 1
        }
        return faults
    }
}

extension Interpreter {
    /// The faults of a step that is taken in a state.
    public func faults(of transition: Transition, in state: GlobalState) -> Faults {
        var overtakes = false
        if case .deliver(let from, let to, let position, _, _) = transition.step, profile.order == .any {
            let messages = state.channels[channel(from: from, to: to)]
            overtakes = messages[..<position].contains { $0.isStale == messages[position].isStale }
        }
        let lost = transition.effects.count { if case .lost = $0 { true } else { false } }
        return transition.step.faults(overtakes: overtakes, lostAtOnce: lost)
    }
}

extension Replay {
    /// The faults of the run. Those of a lasso's cycle are counted once.
    public var faults: Faults {
        zip(states, transitions).reduce(Faults()) { $0 + interpreter.faults(of: $1.1, in: $1.0) }
    }
}
