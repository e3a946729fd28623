/// A typed, resolved expression of the model language.
///
/// Names are resolved to indices and every operand has the type that its operator asks for. An optional operand of
/// `.number`, `.author`, `.keyPackage` and of a comparison is allowed: `none` has the number `none`, is equal to `none`
/// only, and is neither less nor greater than anything.
public indirect enum Expression: Hashable, Sendable {
    case literal(Value)
    /// The epoch that all parties start from where the document leaves the initial key agreement out.
    case welcome
    /// A variable of the party itself: an index into `Role.variables`.
    case variable(Int)
    /// A field of the message, a parameter of the event or a bound variable, counted from the outermost.
    case binder(Int)
    /// The party itself.
    case own
    /// The party that sent the message, or to which the connection has gone.
    case sender
    /// Whether the message was sent on an earlier connection than the present one.
    case stale
    /// A variable of another party, in properties only.
    case variableOf(Expression, variable: Int)
    /// Whether a party is in one of the control states, in properties only.
    case inState(Expression, [Int])
    /// Whether a party is in a settled control state, in properties only.
    case settled(Expression)
    /// Whether nothing is in flight, in properties only.
    case quiet
    /// Whether a message of the type is in flight, in properties only.
    case inFlight(Int)
    /// A field of a stored message.
    case field(Expression, Int)
    case number(Expression)
    /// The epoch that the commit was made in; only to be compared.
    case parent(Expression)
    case author(Expression)
    /// The key package that the group was created for; only to be compared.
    case keyPackageOf(Expression)
    /// `e!`: the value of an optional that the row relies on. Evaluating it on `none` is an error of the model.
    case unwrap(Expression)
    case not(Expression)
    case and(Expression, Expression)
    case or(Expression, Expression)
    case implies(Expression, Expression)
    case compare(Comparison, Expression, Expression)
    case sum(Expression, Expression)
    case difference(Expression, Expression)
    /// `(e) mod n`.
    case remainder(Expression, Int)
    case union(Expression, Expression)
    case subtracting(Expression, Expression)
    case contains(element: Expression, Expression)
    case setLiteral([Expression])
    case entry(Expression, key: Expression)
    /// A map that gives every key of the type the same value.
    case filled(Expression, key: ValueType)
    case conditional(Expression, Expression, Expression)
    /// The body has one binder more than its surroundings, the last.
    case quantified(Quantifier, Domain, Expression)
    /// The reading that the party's role has chosen is this option.
    case reading(Int, option: Int)
    /// A message built from its fields.
    case message(Int, [Expression])
    /// A fresh commit with UpdatePath made in the epoch: the epoch that it creates. In actions only.
    case commit(Expression)
    /// A fresh group for the owner of the key package, in its first epoch with two members, number 1. In actions only.
    case create(Expression)
    /// A fresh key package. In actions only.
    case newKeyPackage
    /// The key that the epoch exports; as a value it is the epoch itself.
    case export(Expression)

    public enum Comparison: String, Hashable, Sendable {
        case equal = "="
        case notEqual = "!="
        case less = "<"
        case lessOrEqual = "<="
        case greater = ">"
        case greaterOrEqual = ">="
    }

    public enum Quantifier: String, Hashable, Sendable {
        case all
        case some
    }

    public enum Domain: Hashable, Sendable {
        /// All values of a finite type.
        case type(ValueType)
        /// The elements of a set.
        case set(Expression)
    }
}
