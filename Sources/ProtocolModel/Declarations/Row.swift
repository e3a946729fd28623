/// A row of a transition table: what a party does on an event in a state.
public struct Row: Hashable, Sendable {
    /// The stable name that traces, coverage, diffs and reports cite; unique in the document.
    public var name: String
    /// The control states, as indices into `Role.states`.
    public var states: [Int]
    /// What the row answers; more than one where a cell lists several.
    public var triggers: [Trigger]
    public var guards: Guard
    public var actions: [Action]
    /// The next control state; `nil` where the row stays.
    public var next: Int?
    /// The readings to which the row belongs: it is there only where its role has chosen one of the options of each.
    public var readings: [ReadingCondition]
    /// The passage of the draft, as the document cites it.
    public var citation: String
    public var source: SourceRange

    public init(
        name: String, states: [Int], triggers: [Trigger], guards: Guard = .always, actions: [Action], next: Int?,
        readings: [ReadingCondition] = [], citation: String = "", source: SourceRange = .none
    ) {
        self.name = name
        self.states = states
        self.triggers = triggers
        self.guards = guards
        self.actions = actions
        self.next = next
        self.readings = readings
        self.citation = citation
        self.source = source
    }
}

/// What a row answers.
public enum Trigger: Hashable, Sendable {
    /// A spontaneous step: an index into `ProtocolModel.events`. Its parameters are the row's binders.
    case event(Int)
    /// The receipt of a message: an index into `ProtocolModel.messages`. Its fields are the row's binders.
    case message(Int)
    /// The receipt of any message that no other row of the state takes.
    case anyMessage
    /// The connection to a peer has gone; `sender` is that peer.
    case interrupted
    /// A record arrived that none of the receiving keys opens.
    case undecryptable
}

/// When a row may fire.
public enum Guard: Hashable, Sendable {
    case always
    case when(Expression)
    /// Where no other row of the same state and trigger, but `any message`, can fire.
    case otherwise
}

/// A condition on the reading that a role has chosen.
public struct ReadingCondition: Hashable, Sendable {
    /// An index into `ProtocolModel.readings`.
    public var reading: Int
    /// Indices into the reading's options: one of them must be the chosen one.
    public var options: [Int]

    public init(reading: Int, options: [Int]) {
        self.reading = reading
        self.options = options
    }
}
