/// How one language writes terms.
struct Notation {
    var system: TransitionSystem
    var equal = "=="
    var notEqual = "!="
    var and = "&&"
    var or = "||"
    var not: (String) -> String = { "!\($0)" }
    var truth: (Bool) -> String = { $0 ? "true" : "false" }
    var conditional: (String, String, String) -> String
    var remainder = "%"
    var lessOrEqual = "<="
    /// By index, in the state before the step or in the one that the step leads to.
    var variable: (Int) -> String
    var column: (_ channel: Int, _ place: Term.Place, _ column: Int) -> String
    var attribute: (Term.Attribute, String) -> String
    var isUnaware: (Int) -> String
    var counter: (Int) -> String
    var made: (Int) -> String = { "made_\($0 + 1)" }

    func text(_ term: Term) -> String {
        switch term {
        case .truth(let value): truth(value)
        case .integer(let value): value == 0 ? "none" : "\(value)"
        case .constant(let name): name
        case .variable(let index): variable(index)
        case .made(let index): made(index)
        case .column(let channel, let place, let column): self.column(channel, place, column)
        case .isUnaware(let channel): isUnaware(channel)
        case .counter(let index): counter(index)
        case .attribute(let attribute, let inner): self.attribute(attribute, text(inner))
        case .not(let inner): not(operand(inner))
        case .and(let parts): parts.map(operand).joined(separator: " \(and) ")
        case .or(let parts): parts.map(operand).joined(separator: " \(or) ")
        case .compare(let comparison, let a, let b): "\(number(a, beside: b)) \(sign(comparison)) \(number(b, beside: a))"
        case .sum(let a, let b): "\(arithmetic(a)) + \(arithmetic(b))"
        case .difference(let a, let b): "\(arithmetic(a)) - \(arithmetic(b))"
        case .remainder(let inner, let modulus): "\(operand(inner)) \(remainder) \(modulus)"
        case .conditional(let test, let a, let b): conditional(text(test), text(a), text(b))
        }
    }

    /// Where another operator stands around it.
    func operand(_ term: Term) -> String {
        switch term {
        case .and, .or, .compare, .sum, .difference, .remainder, .not: "(\(text(term)))"
        default: text(term)
        }
    }

    private func arithmetic(_ term: Term) -> String {
        if case .integer(let value) = term { "\(value)" } else { operand(term) }
    }

    /// A 0 is `none` beside what can be none, and a number elsewhere.
    private func number(_ term: Term, beside other: Term) -> String {
        if case .integer(0) = term, !system.canBeNone(other) { return "0" }
        return operand(term)
    }

    private func sign(_ comparison: Term.Comparison) -> String {
        switch comparison {
        case .equal: equal
        case .notEqual: notEqual
        case .less: "<"
        case .lessOrEqual: lessOrEqual
        case .greater: ">"
        case .greaterOrEqual: ">="
        }
    }
}

extension TransitionSystem {
    /// Whether 0 stands for `none` in what the term yields.
    func canBeNone(_ term: Term) -> Bool {
        switch term {
        case .attribute, .made, .constant: true
        case .variable(let index): variables[index].kind == .node || variables[index].kind == .number || !variables[index].isNumber
        case .column: true
        default: false
        }
    }
}
