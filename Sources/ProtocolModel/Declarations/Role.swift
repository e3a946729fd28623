/// A party of the protocol, or a family of identical ones.
public struct Role: Hashable, Sendable {
    public var name: String
    /// The number of identical instances; `nil` for a role that is no family.
    public var familySize: Int?
    /// The control states; the first is the initial one.
    public var states: [ControlState]
    public var variables: [Variable]
    public var protection: RecordProtection
    public var rows: [Row]
    public var source: SourceRange

    public init(
        name: String, familySize: Int? = nil, states: [ControlState], variables: [Variable],
        protection: RecordProtection = RecordProtection(), rows: [Row], source: SourceRange = .none
    ) {
        self.name = name
        self.familySize = familySize
        self.states = states
        self.variables = variables
        self.protection = protection
        self.rows = rows
        self.source = source
    }

    public var instanceCount: Int { familySize ?? 1 }
}

/// A control state of a role.
public struct ControlState: Hashable, Sendable {
    public var name: String
    /// Whether the party considers its keys agreed; what `settled agreement` asks for.
    public var isSettled: Bool
    public var source: SourceRange

    public init(name: String, isSettled: Bool, source: SourceRange = .none) {
        self.name = name
        self.isSettled = isSettled
        self.source = source
    }
}

/// A variable of a role.
public struct Variable: Hashable, Sendable {
    public var name: String
    public var type: ValueType
    /// Evaluated before the first step; it may create a key package or an epoch, and may read the variables above it.
    public var initially: Expression
    public var source: SourceRange

    public init(name: String, type: ValueType, initially: Expression, source: SourceRange = .none) {
        self.name = name
        self.type = type
        self.initially = initially
        self.source = source
    }
}

/// Which variables key the two directions of a party's record layer.
public struct RecordProtection: Hashable, Sendable {
    /// What seals a record that is sent: the values of these expressions together are the key. `nil`: nothing is sealed.
    /// Where one of them is `none` the record goes out in the clear.
    public var sending: [Expression]?
    /// What opens a record that arrives: one key or several, tried in turn.
    public var receiving: [[Expression]]

    public init(sending: [Expression]? = nil, receiving: [[Expression]] = []) {
        self.sending = sending
        self.receiving = receiving
    }
}
