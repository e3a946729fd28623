/// A row cannot be carried out in a state that is reachable: an error of the model, reported with the trace that leads there.
public struct EvaluationError: Error, Hashable, Sendable {
    public enum Reason: Hashable, Sendable {
        /// `x!` where `x` is `none`.
        case unwrappedNone
        /// A value outside the range of the variable that it is assigned to.
        case outOfRange(Value, ValueType)
        /// `send` to a party that does not exist, or to the party itself.
        case noDestination
        /// It depends on a reading that `ReadingAssignment.undecided` leaves open.
        case undecided(ReadingChoice)
        /// The model is not well typed; a document's model never is.
        case illTyped(String)
    }

    public var reason: Reason
    /// The name of the row; `nil` in a property or an initial value.
    public var row: String?

    public init(_ reason: Reason, row: String? = nil) {
        self.reason = reason
        self.row = row
    }
}
