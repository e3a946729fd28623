import ProtocolModel

/// Something that Z3 found about the rows of one role.
public struct TableFinding: Hashable, Sendable {
    public enum Kind: Hashable, Sendable {
        /// Two rows can both fire: by the semantics a choice, and both are explored.
        case overlap(first: Int, second: Int)
        /// As `overlap`, but the rows do the same and lead to the same state.
        case sameTwice(first: Int, second: Int)
        /// No row answers, though there are rows for this in the state; which ones.
        case hole(rows: [Int])
        /// The row never fires, whatever arrives.
        case dead(row: Int, because: Contradiction)
        /// The condition of the row has no value.
        case undefinedCondition(row: Int, EvaluationError.Reason)
        /// The row cannot be carried out. `action` is the index of the action that fails, among the row's own.
        case failingAction(row: Int, action: Int, EvaluationError.Reason)
    }

    /// Why a row never fires.
    public struct Contradiction: Hashable, Sendable {
        /// The parts of its condition that do not go together.
        public var parts: [Expression]
        /// Other rows go before it in all that is left.
        public var yields: Bool
        /// What always holds of the party's variables in the states of the row, and is needed for the contradiction.
        public var facts: [LocalFact]
    }

    public var kind: Kind
    /// An index into `ProtocolModel.roles`.
    public var role: Int
    public var trigger: Trigger
    /// The control states in which it can happen, as indices into `Role.states`; of a dead row those that it is written for.
    public var states: [Int]
    /// `nil` for a dead row.
    public var example: TableExample?
}

/// A party in a state, confronted with something.
public struct TableExample: Hashable, Sendable {
    public var state: GlobalState
    /// An index into `ProtocolModel.instances`.
    public var party: Int
    public var occurrence: Interpreter.Occurrence
    public var readings: ReadingAssignment
}

/// A question to which Z3 gave no answer in time.
public struct UndecidedCheck: Hashable, Sendable {
    public enum Question: String, Hashable, Sendable {
        case overlap
        case hole
        case dead
        case failure
    }

    public var question: Question
    /// An index into `ProtocolModel.roles`.
    public var role: Int
    /// Indices into `Role.rows`.
    public var rows: [Int]
    /// Why, in Z3's words.
    public var reason: String
}

/// What the table checks of a model found.
public struct TableReport: Hashable, Sendable {
    /// In the order of the roles, and of the rows in each. The interpreter agrees with every example.
    public var findings: [TableFinding] = []
    public var undecided: [UndecidedCheck] = []
    /// Examples with which the interpreter does not agree: the encoding is wrong.
    public var refuted: [TableFinding] = []
}
