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
        let first = system.initial.terms
        let all = system.current.terms
        let equations = terms.map { context.equal(all[$0], first[$0]) }
        return clause(body: [sound] + equations, from: nil, to: state(primed: []), primed: [])
    }

    func step(_ move: SymbolicSystem.Move) -> String {
        let (before, after) = (system.current.terms, move.target.terms)
        let changed = terms.filter { before[$0].ast != after[$0].ast }
        let equations = changed.map { context.equal(primed(before[$0]), after[$0]) }
        let fits = context.not(move.target.overflow)
        return clause(
            body: [move.guarded, fits] + equations, from: state(primed: []), to: state(primed: Set(changed)),
            primed: changed.map { before[$0] })
    }

    func query(_ bad: Term) -> String { clause(body: [bad], from: state(primed: []), to: "false", primed: []) }

    private func primed(_ term: Term) -> Term {
        context.constant((context.name(ofConstant: term) ?? "") + "'", isBoolean: context.isBoolean(term))
    }

    /// The predicate applied to the current state, with the components at the indices as they are after a step.
    private func state(primed: Set<Int>) -> String {
        let all = system.current.terms
        let list =
            terms.map { index -> String in
                let name = context.name(ofConstant: all[index]) ?? ""
                return SMTLIBSyntax.symbol(primed.contains(index) ? name + "'" : name)
            } + system.layout.readings.compactMap { context.name(ofConstant: $0).map(SMTLIBSyntax.symbol) }
        return list.isEmpty ? Self.predicate : "(\(Self.predicate)\n\(wrapped(list, indent: 6)))"
    }

    private func clause(body: [Term], from: String?, to: String, primed: [Term]) -> String {
        let declared = (arguments.map(\.term) + primed.map(self.primed)).compactMap { term in
            context.name(ofConstant: term).map { "(\(SMTLIBSyntax.symbol($0)) \(context.sortName(term)))" }
        }
        let parts = body.flatMap(context.conjuncts).map { "      \(context.smtlib(names.named($0), indent: 6))\n" }
        let premises = (from.map { ["    \($0)\n"] } ?? []) + parts
        let premise =
            switch premises.count {
            case 0: "    true\n"
            default: "    (and\n" + premises.joined() + "    )\n"
            }
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
