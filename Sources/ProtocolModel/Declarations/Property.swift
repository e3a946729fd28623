/// What is asked of the protocol.
public struct Property: Hashable, Sendable {
    public var name: String
    public var kind: Kind
    /// What the document expects, by the index of the network profile; a profile that is absent is not checked.
    public var expected: [Int: Expectation]
    public var source: SourceRange

    public init(name: String, kind: Kind, expected: [Int: Expectation], source: SourceRange = .none) {
        self.name = name
        self.kind = kind
        self.expected = expected
        self.source = source
    }

    public enum Kind: Hashable, Sendable {
        /// No two parties hold different epochs with one number in the variable of this name, at any time.
        case agreement(variable: String)
        /// The same, while both are in settled control states.
        case settledAgreement(variable: String)
        /// No two parties ever adopted different epochs of one group with one number: over all values that the variable ever had.
        case historyAgreement(variable: String)
        /// The numbers of any two parties' epochs differ by `most` at most.
        case drift(variable: String, most: Int)
        /// No sending key is used from sequence number zero twice.
        case freshKeys
        /// No message arrives in a state that has no row for it.
        case specified
        /// No record arrives that its reader cannot open, be there a row for that or not.
        case decryptable
        /// From every reachable state the condition can be reached by deliveries and fair steps.
        case recoverable(Expression)
        /// In every fair run the condition happens again and again.
        case live(Expression)
        case invariant(Expression)
        case never(Expression)
        /// Some run reaches the condition.
        case reachable(Expression)
        /// In every fair run the first condition is followed by the second.
        case leadsTo(Expression, Expression)
    }
}

/// What a verdict says.
public enum Outcome: String, Hashable, Sendable, Codable, CaseIterable {
    case holds
    case fails
    /// No way back, whatever happens.
    case stuck
    /// A way back needs another interruption, a fault of the network or an optional step.
    case waiting
    /// A way back exists and a fair run never takes it.
    case starved
}

/// What the document expects of a property in a profile.
public enum Expectation: Hashable, Sendable {
    /// The outcomes by readings; a combination of readings that none of the cases covers is expected to hold.
    case cases([Case])
    /// The property fails in some readings and holds in others; which ones is not pinned down.
    case someReadings
    /// The property is checked and the document says nothing.
    case unstated

    public struct Case: Hashable, Sendable {
        public var outcome: Outcome
        /// A disjunction of conjunctions; an empty list means every combination of readings.
        public var when: [[ReadingLiteral]]

        public init(outcome: Outcome, when: [[ReadingLiteral]]) {
            self.outcome = outcome
            self.when = when
        }
    }
}

/// `Role.reading = option`, or one of several options.
public struct ReadingLiteral: Hashable, Sendable {
    public var choice: ReadingChoice
    /// Indices into the reading's options, in ascending order.
    public var options: [Int]

    public init(choice: ReadingChoice, options: [Int]) {
        self.choice = choice
        self.options = options
    }
}
