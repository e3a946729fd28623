/// One thing that a row does. The actions of a row take effect in the order in which they stand.
public indirect enum Action: Hashable, Sendable {
    /// `x := e`. `variable` is an index into `Role.variables`.
    case assign(variable: Int, Expression)
    /// `m[k] := e`.
    case assignEntry(variable: Int, key: Expression, Expression)
    /// `send M(..)`. The payload is an expression of a message type.
    case send(Expression, to: Destination, protected: Bool)
    /// `drop`: the message is ignored on purpose.
    case drop
    /// `disconnect`: the connection is closed by this party; what is in flight on it is lost.
    case disconnect(Destination)
    /// `if c then { a; b } else { d }`: the condition is evaluated once, before either branch.
    case branch(Expression, then: [Action], else: [Action])
}

/// To whom a message goes.
public enum Destination: Hashable, Sendable {
    /// The only other party, or in answer to a message its sender.
    case peer
    case all
    /// The party, or each member of the set of parties, that the expression yields.
    case to(Expression)
}
