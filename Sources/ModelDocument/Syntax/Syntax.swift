import ProtocolModel

/// An expression as it is written, before its names have a meaning.
struct Syntax: Sendable {
    indirect enum Kind: Sendable {
        case name(String)
        case number(Int)
        case call(String, SourceRange, [Syntax])
        case member(Syntax, String, SourceRange)
        case entry(Syntax, key: Syntax)
        case unwrap(Syntax)
        case not(Syntax)
        case binary(String, SourceRange, Syntax, Syntax)
        case states(Syntax, [(String, SourceRange)])
        case set([Syntax])
        case conditional(Syntax, Syntax, Syntax)
        case quantified(Expression.Quantifier, String, SourceRange, Syntax, Syntax)
        /// `0..3`, as what a variable ranges over.
        case range(Int, Int)
    }

    let kind: Kind
    let range: SourceRange
    /// The number of nodes on the longest path below, this one included.
    let height: Int
    static let highest = 200

    init(_ kind: Kind, at range: SourceRange) throws(SyntaxError) {
        self.kind = kind
        self.range = range
        height = 1 + (Self.children(kind).map(\.height).max() ?? 0)
        if height > Self.highest {
            throw SyntaxError("the expression is too long; split it with a definition or into rows", at: range)
        }
    }

    private static func children(_ kind: Kind) -> [Syntax] {
        switch kind {
        case .name, .number, .range: []
        case .member(let a, _, _), .unwrap(let a), .not(let a), .states(let a, _): [a]
        case .binary(_, _, let a, let b), .entry(let a, let b), .quantified(_, _, _, let a, let b): [a, b]
        case .conditional(let a, let b, let c): [a, b, c]
        case .call(_, _, let list), .set(let list): list
        }
    }

    /// The name, where the expression is nothing else.
    var name: String? {
        if case .name(let name) = kind { name } else { nil }
    }
}
