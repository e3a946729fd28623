/// An expression over a state of an exported system, in no particular language.
///
/// Values are small integers. Epochs, key packages, parties and the cases of enumerations are counted from 1, and 0 is `none`; so are epoch
/// numbers, of which 0 does not occur. Booleans are booleans. In the guard of a rule a variable is what it is before the step, in the
/// body what it is by then.
indirect enum Term: Hashable, Sendable {
    case truth(Bool)
    case integer(Int)
    /// A constant with a name: a control state, a party, a case, a message type.
    case constant(String)
    /// An index into `TransitionSystem.variables`.
    case variable(Int)
    /// An epoch or key package that the rule has made.
    case made(Int)
    /// Of the message at a place: the column, an index into `Channel.columns`.
    case column(channel: Int, place: Place, column: Int)
    /// Whether the sender of the channel has not learnt that the connection has gone.
    case isUnaware(channel: Int)
    case counter(Int)
    case attribute(Attribute, Term)
    case not(Term)
    case and([Term])
    case or([Term])
    case compare(Comparison, Term, Term)
    case sum(Term, Term)
    case difference(Term, Term)
    case remainder(Term, Int)
    case conditional(Term, Term, Term)

    enum Comparison: String, Sendable {
        case equal, notEqual, less, lessOrEqual, greater, greaterOrEqual
    }

    /// What is known of an epoch or a key package.
    enum Attribute: String, Sendable, CaseIterable {
        case number, parent, author, keyPackage
    }

    enum Place: Hashable, Sendable {
        case at(Int)
        /// The parameter of the rule.
        case parameter
    }
}

// MARK: Terms simplified as they are built

extension Term {
    static let none = Term.integer(0)

    static func negation(_ term: Term) -> Term {
        switch term {
        case .truth(let value): .truth(!value)
        case .not(let inner): inner
        case .compare(.equal, let a, let b): .compare(.notEqual, a, b)
        case .compare(.notEqual, let a, let b): .compare(.equal, a, b)
        default: .not(term)
        }
    }

    static func all(_ terms: [Term]) -> Term {
        var result: [Term] = []
        for term in terms {
            switch term {
            case .truth(true): continue
            case .truth(false): return .truth(false)
            case .and(let parts): result += parts.filter { !result.contains($0) }
            default: if !result.contains(term) { result.append(term) }
            }
        }
        return result.isEmpty ? .truth(true) : result.count == 1 ? result[0] : .and(result)
    }

    static func some(_ terms: [Term]) -> Term {
        var result: [Term] = []
        for term in terms {
            switch term {
            case .truth(false): continue
            case .truth(true): return .truth(true)
            case .or(let parts): result += parts.filter { !result.contains($0) }
            default: if !result.contains(term) { result.append(term) }
            }
        }
        return result.isEmpty ? .truth(false) : result.count == 1 ? result[0] : .or(result)
    }

    static func choice(_ test: Term, _ a: Term, _ b: Term) -> Term {
        if a == b { return a }
        return switch (test, a, b) {
        case (.truth(let value), _, _): value ? a : b
        case (_, .truth(true), _): some([test, b])
        case (_, .truth(false), _): all([negation(test), b])
        case (_, _, .truth(true)): some([negation(test), a])
        case (_, _, .truth(false)): all([test, a])
        default: .conditional(test, a, b)
        }
    }

    static func comparing(_ comparison: Comparison, _ a: Term, _ b: Term) -> Term {
        switch (comparison, a, b) {
        case (.equal, .truth(let value), let other), (.equal, let other, .truth(let value)): return value ? other : negation(other)
        case (.notEqual, .truth(let value), let other), (.notEqual, let other, .truth(let value)): return value ? negation(other) : other
        case (.equal, _, _) where a == b: return .truth(true)
        case (.notEqual, _, _) where a == b: return .truth(false)
        case (_, .integer(let x), .integer(let y)):
            return switch comparison {
            case .equal: .truth(x == y)
            case .notEqual: .truth(x != y)
            case .less: .truth(x < y)
            case .lessOrEqual: .truth(x <= y)
            case .greater: .truth(x > y)
            case .greaterOrEqual: .truth(x >= y)
            }
        case (.equal, .constant, .constant): return .truth(false)
        case (.notEqual, .constant, .constant): return .truth(true)
        // No constant is `none`.
        case (.equal, .constant, .integer(0)), (.equal, .integer(0), .constant): return .truth(false)
        case (.notEqual, .constant, .integer(0)), (.notEqual, .integer(0), .constant): return .truth(true)
        default: return .compare(comparison, a, b)
        }
    }

    static func equal(_ a: Term, _ b: Term) -> Term { comparing(.equal, a, b) }
    static func different(_ a: Term, _ b: Term) -> Term { comparing(.notEqual, a, b) }
}
