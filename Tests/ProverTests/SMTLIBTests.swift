import CZ3
import Foundation
import ProtocolModel
import Testing

@testable import Prover

/// What is written as SMT-LIB means what the terms mean.
struct SMTLIBTests {
    @Test func symbols() {
        #expect(SMTLIBSyntax.symbol("Initiator.group") == "Initiator.group")
        #expect(SMTLIBSyntax.symbol("Initiator.group'") == "|Initiator.group'|")
        #expect(SMTLIBSyntax.symbol("Awaiting peer") == "|Awaiting peer|")
        #expect(SMTLIBSyntax.symbol("a|b\\c") == "a_b_c")
        #expect(SMTLIBSyntax.symbol("let") == "|let|")
        #expect(SMTLIBSyntax.symbol("1st") == "|1st|")
        #expect(SMTLIBSyntax.symbol("") == "||")
        #expect(SMTLIBSyntax.comment("a\n\nb") == "; a\n;\n; b\n")
    }

    @Test func negativeNumbersAreInTheStandardsSyntax() {
        let context = Context()
        let term = context.equal(context.constant("x y", isBoolean: false), context.integer(-3))
        #expect(context.smtlib(term) == "(= |x y| (- 3))")
    }

    /// Every move of every document, in its first profile, written and read again by Z3: what comes back is equivalent.
    @Test(arguments: DocumentProfile.all.filter { $0.profile == 0 })
    func movesReadAsTheyWereWritten(_ one: DocumentProfile) throws {
        let context = Context()
        let system = try SymbolicSystem(SymbolicLayout(context, one.model, one.model.profiles[one.profile], places: 2))
        for move in system.moves {
            var script = SMTLIBScript(context)
            let equations = zip(system.layout.state("next.").terms, move.target.terms).map { context.equal($0, $1) }
            let term = context.and([move.guarded] + equations)
            script.declareConstants(in: [term])
            script.assert(term)
            let read = Z3_parse_smtlib2_string(context.raw, script.text, 0, nil, nil, 0, nil, nil)
            try context.check()
            Z3_ast_vector_inc_ref(context.raw, read)
            defer { Z3_ast_vector_dec_ref(context.raw, read) }
            try #require(Z3_ast_vector_size(context.raw, read) == 1)
            let back = context.keep(Z3_ast_vector_get(context.raw, read, 0))
            let solver = Solver(context)
            solver.assert(context.not(context.equal(term, back)))
            guard case .unsatisfiable = try solver.check() else {
                Issue.record("\(move.step)")
                continue
            }
        }
    }

    @Test func definitions() throws {
        let context = Context()
        let x = context.constant("a b", isBoolean: false)
        var script = SMTLIBScript(context)
        script.setLogic("QF_LIA")
        script.declareConstants(in: [x])
        script.declareConstants(in: [x])
        let isSmall = script.define("row 1", context.less(x, context.integer(3)))
        script.assert(context.and(isSmall, context.less(context.integer(5), x)))
        script.checkSat()
        #expect(
            script.text == """
                (set-logic QF_LIA)
                (declare-const |a b| Int)
                (define-fun |row 1| () Bool
                  (< |a b| 3))
                (assert (and
                  |row 1|
                  (< 5 |a b|)
                ))
                (check-sat)

                """)
        #expect(String(cString: Z3_eval_smtlib2_string(context.raw, script.text)) == "unsat\n")
    }
}
