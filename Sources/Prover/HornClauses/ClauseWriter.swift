import ProtocolModel

/// Writes the clauses of a system over some components of its state.
struct ClauseWriter {
    let system: SymbolicSystem
    let context: Context
    /// Indices into `SymbolicState.terms`: constants all of them.
    let terms: [Int]
    let names: SymbolNames

    private static let width = 120
    private static let predicate = "Reachable"

    private struct Argument {
        var term: Term
        var name: String
    }

    private var arguments: [Argument] {
        let all = system.current.terms
        return (terms.map { all[$0] } + system.layout.readings).compactMap { term in
            context.name(ofConstant: term).map { Argument(term: term, name: $0) }
        }
    }

    /// The names of numbers, and the predicate with what each argument is.
    func declarations() -> String {
        var result = ""
        for group in names.groups {
            result += "\n"
            for (name, number) in group { result += "(define-fun \(SMTLIBSyntax.symbol(name)) () Int \(number))\n" }
        }
        result += "\n; The reachable states\n(declare-fun \(Self.predicate) (\n"
        for argument in arguments { result += "  \(context.sortName(argument.term).padding(4)) ; \(argument.name)\n" }
        return result + ") Bool)\n"
    }

    func initial(_ sound: Term) -> String {
        let all = system.current.terms
        let first = system.initial.terms
        var equations: [Term] = []
        var values: [Int: String] = [:]
        for index in terms { put(first[index], at: index, &equations, &values, of: all) }
        return clause(body: [sound] + equations, from: nil, to: state(values), primed: primes(equations), unprimed: false)
    }

    func step(_ move: SymbolicSystem.Move) -> String {
        let (before, after) = (system.current.terms, move.target.terms)
        var equations: [Term] = []
        var values: [Int: String] = [:]
        for index in terms where before[index].ast != after[index].ast { put(after[index], at: index, &equations, &values, of: before) }
        return clause(
            body: [move.guarded, context.not(move.target.overflow)] + equations, from: state([:]), to: state(values), primed: primes(equations))
    }

    func query(_ bad: Term) -> String { clause(body: [bad], from: state([:]), to: "false", primed: []) }

    /// Says what a component is after a step: in the predicate's argument where that is a constant or a literal of a place in a channel,
    /// which would otherwise fill pages; by an equation of a primed constant where it is worth reading.
    private func put(_ value: Term, at index: Int, _ equations: inout [Term], _ values: inout [Int: String], of all: [Term]) {
        let name = context.name(ofConstant: all[index]) ?? ""
        if name.contains(">"), context.parts(of: value).isEmpty {
            values[index] = context.smtlib(value)
            return
        }
        values[index] = SMTLIBSyntax.symbol(name + "'")
        equations.append(context.equal(context.constant(name + "'", isBoolean: context.isBoolean(all[index])), value))
    }

    /// The primed constants among the left sides.
    private func primes(_ equations: [Term]) -> [Term] {
        context.constants(in: equations).filter { context.name(ofConstant: $0)?.hasSuffix("'") ?? false }
    }

    /// The predicate applied to the current state, with other values for some components.
    private func state(_ values: [Int: String]) -> String {
        let all = system.current.terms
        let list =
            terms.map { values[$0] ?? SMTLIBSyntax.symbol(context.name(ofConstant: all[$0]) ?? "") }
            + system.layout.readings.compactMap { context.name(ofConstant: $0).map(SMTLIBSyntax.symbol) }
        return list.isEmpty ? Self.predicate : "(\(Self.predicate)\n\(wrapped(list, indent: 8)))"
    }

    /// A clause over the current state, where it is about one, the readings and some primed constants.
    private func clause(body: [Term], from: String?, to: String, primed: [Term], unprimed: Bool = true) -> String {
        let constants = (unprimed ? arguments.map(\.term) : system.layout.readings) + primed
        let declared = constants.compactMap { term in
            context.name(ofConstant: term).map { "(\(SMTLIBSyntax.symbol($0)) \(context.sortName(term)))" }
        }
        let parts = body.flatMap(context.conjuncts).map { "      \(context.smtlib(names.named($0), indent: 6))\n" }
        let premises = (from.map { ["      \($0)\n"] } ?? []) + parts
        let premise = premises.isEmpty ? "    true\n" : "    (and\n" + premises.joined() + "    )\n"
        let implication = "  (=>\n\(premise)    \(to))"
        if declared.isEmpty { return "(assert\n\(implication))\n" }
        return "(assert (forall (\n\(wrapped(declared, indent: 4)))\n\(implication)))\n"
    }

    private func wrapped(_ words: [String], indent: Int) -> String {
        let margin = String(repeating: " ", count: indent)
        var lines: [String] = []
        var line = ""
        for word in words {
            if !line.isEmpty, line.count + word.count + indent >= Self.width {
                lines.append(margin + line)
                line = ""
            }
            line += line.isEmpty ? word : " " + word
        }
        if !line.isEmpty { lines.append(margin + line) }
        return lines.joined(separator: "\n")
    }
}

extension String {
    fileprivate func padding(_ width: Int) -> String { count < width ? self + String(repeating: " ", count: width - count) : self }
}
