import ProtocolModel

/// An expression compiled to integers: variables are slots, readings are constants, finite domains are lists.
indirect enum Code {
    case constant(Int)
    /// A variable of the party itself, as an offset from its base.
    case own(offset: Int)
    case binder(Int)
    case party
    case sender
    case stale
    /// A slot of the party that the operand yields; by party, -1 where it has no such variable.
    case ofParty(Code, slots: [Int])
    /// Whether the control state of the party that the operand yields is in its mask, by party.
    case inState(Code, masks: [UInt64])
    case quiet
    case inFlight(Int)
    case number(Code)
    case parent(Code)
    case author(Code)
    case keyPackageOf(Code)
    case unwrap(Code)
    case not(Code)
    case and(Code, Code)
    case or(Code, Code)
    case compare(Expression.Comparison, Code, Code)
    case wideEqual(WideCode, WideCode)
    case isNone(WideCode)
    case add(Code, Code, sign: Int)
    case remainder(Code, Int)
    case union(Code, Code)
    case subtracting(Code, Code)
    case contains(Code, set: Code, domain: [Int])
    case setLiteral([Code], domain: [Int])
    case entry(WideCode, key: Code, domain: [Int])
    case field(WideCode, Int)
    case conditional(Code, Code, Code)
    case quantified(all: Bool, values: [Int], binder: Int, Code)
    case quantifiedSet(all: Bool, set: Code, domain: [Int], binder: Int, Code)
    case commit(Code)
    case create(Code)
    case newKeyPackage
}

/// An expression whose value takes several integers: a message, a map.
indirect enum WideCode {
    case own(offset: Int, count: Int)
    case ofParty(Code, slots: [Int], count: Int)
    case constant([Int])
    /// 1 for "there is one", then the fields.
    case message(type: Int, [Code])
    case filled(Code, count: Int)
    case unwrap(WideCode)
    case conditional(Code, WideCode, WideCode)
}

/// An action compiled.
indirect enum FlatAction {
    case assign(offset: Int, Code, Range, goesRound: Bool)
    case assignWide(offset: Int, WideCode, count: Int)
    case assignEntry(offset: Int, key: Code, domain: [Int], Code, Range)
    case send(WideCode, type: Int, FlatDestination, protected: Bool)
    case disconnect(FlatDestination)
    case branch(Code, [FlatAction], [FlatAction])

    /// The values that a variable takes, for those that are bounded naturals.
    struct Range {
        var lower: Int
        var upper: Int
        var acceptsNone: Bool
        var type: ValueType

        static func of(_ type: ValueType) -> Range {
            if case .natural(let lower, let upper) = type.unwrapped {
                Range(lower: lower, upper: upper, acceptsNone: type.isOptional, type: type)
            } else {
                Range(lower: .min + 2, upper: .max, acceptsNone: type.isOptional, type: type)
            }
        }
    }
}

enum FlatDestination {
    case peer
    case all
    case party(Code)
    case parties(Code, domain: [Int])
}
