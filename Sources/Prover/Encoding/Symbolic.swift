import ProtocolModel

/// A value of the model language as terms: whether there is one, and what it is.
struct Symbolic {
    /// False where the value is `none`.
    var some: Term
    var body: Body

    indirect enum Body {
        /// Of `none` alone.
        case nothing
        case bool(Term)
        /// A natural number, an epoch number, the index of an enumeration's case or of a party.
        case integer(Term)
        case node(NodeTerms)
        /// Whether each of the values is an element.
        case set([(value: Value, isMember: Term)])
        /// A set that is written out; which values it could have is known only from what it is used with.
        case list([Symbolic])
        case map(keys: [Value], [Symbolic])
        case message(type: Int, [Symbolic])
    }
}

/// An epoch or a key package. What is known of it never changes, so it goes along with the value; two are the same where their identities are.
struct NodeTerms {
    var identity: Term
    var number: Term
    /// The identity of the epoch that the commit was made in.
    var parent: Term
    /// The author of the commit, or the owner of the key package: an index of a party, -1 for none.
    var author: Term
    /// The identity of the key package of the one that the group was created for, -1 for none.
    var keyPackage: Term

    var all: [Term] { [identity, number, parent, author, keyPackage] }

    init(_ terms: [Term]) {
        identity = terms[0]
        number = terms[1]
        parent = terms[2]
        author = terms[3]
        keyPackage = terms[4]
    }
}

/// Operations on symbolic values.
extension Context {
    func symbolic(_ body: Symbolic.Body) -> Symbolic { Symbolic(some: yes, body: body) }

    func literal(_ value: Value) -> Symbolic {
        switch value {
        case .none: Symbolic(some: no, body: .nothing)
        case .bool(let value): symbolic(.bool(bool(value)))
        case .natural(let number), .epochNumber(let number): symbolic(.integer(integer(number)))
        case .enumeration(let index), .party(let index): symbolic(.integer(integer(index)))
        case .set(let members): symbolic(.list(members.map(literal)))
        case .map(let values): symbolic(.map(keys: [], values.map(literal)))
        case .message(let message): symbolic(.message(type: message.type, message.fields.map(literal)))
        // No expression of a document has a node for a literal.
        case .epoch, .keyPackage: Symbolic(some: no, body: .nothing)
        }
    }

    func equal(_ a: Symbolic, _ b: Symbolic) -> Term {
        and(equal(a.some, b.some), implies(a.some, equal(a.body, b.body)))
    }

    private func equal(_ a: Symbolic.Body, _ b: Symbolic.Body) -> Term {
        switch (a, b) {
        // One of them is `none`, so that bodies do not matter.
        case (.nothing, _), (_, .nothing): return yes
        case (.bool(let a), .bool(let b)), (.integer(let a), .integer(let b)): return equal(a, b)
        case (.node(let a), .node(let b)): return equal(a.identity, b.identity)
        case (.set(let a), .set(let b)):
            return and(zip(a, b).map { equal($0.isMember, $1.isMember) })
        case (.set(let members), .list):
            return and(members.map { equal($0.isMember, isMember(literal($0.value), of: b)) })
        case (.list, .set(let members)):
            return and(members.map { equal($0.isMember, isMember(literal($0.value), of: a)) })
        case (.list(let mine), .list(let theirs)):
            return and(mine.map { isMember($0, of: b) } + theirs.map { isMember($0, of: a) })
        case (.map(_, let a), .map(_, let b)): return and(zip(a, b).map { equal($0, $1) })
        case (.message(let type, let a), .message(let other, let b)):
            return type == other ? and(zip(a, b).map { equal($0, $1) }) : no
        default: return no
        }
    }

    func isMember(_ value: Symbolic, of set: Symbolic.Body) -> Term {
        switch set {
        case .set(let members): or(members.map { and($0.isMember, equal(literal($0.value), value)) })
        case .list(let elements): or(elements.map { equal($0, value) })
        default: no
        }
    }

    /// `if condition then a else b`.
    func conditional(_ condition: Term, _ a: Symbolic, _ b: Symbolic) -> Symbolic {
        if isTrue(condition) { return a }
        if isFalse(condition) { return b }
        return Symbolic(some: conditional(condition, a.some, b.some), body: conditional(condition, a.body, b.body))
    }

    private func conditional(_ condition: Term, _ a: Symbolic.Body, _ b: Symbolic.Body) -> Symbolic.Body {
        switch (a, b) {
        case (.nothing, _): return b
        case (_, .nothing): return a
        case (.bool(let a), .bool(let b)): return .bool(conditional(condition, a, b))
        case (.integer(let a), .integer(let b)): return .integer(conditional(condition, a, b))
        case (.node(let a), .node(let b)): return .node(NodeTerms(zip(a.all, b.all).map { conditional(condition, $0, $1) }))
        case (.set(let members), _):
            return .set(
                members.map { value, isMember in
                    (value, conditional(condition, isMember, self.isMember(literal(value), of: b)))
                })
        case (.list, .set(let members)):
            return .set(
                members.map { value, isMember in
                    (value, conditional(condition, self.isMember(literal(value), of: a), isMember))
                })
        case (.map(let keys, let a), .map(_, let b)): return .map(keys: keys, zip(a, b).map { conditional(condition, $0, $1) })
        case (.message(let type, let a), .message(_, let b)):
            return .message(type: type, zip(a, b).map { conditional(condition, $0, $1) })
        default: return a
        }
    }
}
