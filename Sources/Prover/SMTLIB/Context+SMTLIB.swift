import CZ3

extension Context {
    /// A term in the syntax of SMT-LIB 2.6, over several lines where it is long; the lines after the first begin with `indent` spaces more
    /// than they would. Parts that occur several times are named by `let`, so the text is about as large as the term.
    ///
    /// Z3 prints it. What Z3 has and the standard has not (`at-most`, which `Unrolling` uses) is printed in Z3's own syntax, and other solvers
    /// refuse that.
    func smtlib(_ term: Term, indent: Int = 0) -> String {
        Z3_set_ast_print_mode(raw, Z3_PRINT_SMTLIB2_COMPLIANT)
        let text = String(cString: Z3_ast_to_string(raw, term.ast))
        guard indent > 0 else { return text }
        return text.split(separator: "\n", omittingEmptySubsequences: false).joined(separator: "\n" + String(repeating: " ", count: indent))
    }

    /// The sort of a term, `Int` or `Bool`, as SMT-LIB calls it.
    func sortName(_ term: Term) -> String { isBoolean(term) ? "Bool" : "Int" }

    /// The name of a constant; `nil` for every other term.
    func name(ofConstant term: Term) -> String? {
        guard Z3_get_ast_kind(raw, term.ast) == Z3_APP_AST, let app = Z3_to_app(raw, term.ast), Z3_get_app_num_args(raw, app) == 0,
            let declaration = Z3_get_app_decl(raw, app), Z3_get_decl_kind(raw, declaration) == Z3_OP_UNINTERPRETED
        else { return nil }
        return String(cString: Z3_get_symbol_string(raw, Z3_get_decl_name(raw, declaration)))
    }

    /// The direct parts of a term, left to right.
    func parts(of term: Term) -> [Term] {
        guard Z3_get_ast_kind(raw, term.ast) == Z3_APP_AST, let app = Z3_to_app(raw, term.ast) else { return [] }
        return (0..<Z3_get_app_num_args(raw, app)).map { keep(Z3_get_app_arg(raw, app, $0)) }
    }

    /// Visits every part of the terms once, the terms themselves included, each before its own parts.
    func forEachPart(of terms: [Term], _ body: (Term) -> Void) {
        var seen = Set<Z3_ast>()
        var waiting = Array(terms.reversed())
        while let term = waiting.popLast() {
            guard seen.insert(term.ast).inserted else { continue }
            body(term)
            waiting += parts(of: term).reversed()
        }
    }

    /// The constants that occur in the terms, in the order in which they occur first.
    func constants(in terms: [Term]) -> [Term] {
        var result: [Term] = []
        forEachPart(of: terms) { if name(ofConstant: $0) != nil { result.append($0) } }
        return result
    }

    /// What a conjunction is of; the term alone where it is none.
    func conjuncts(of term: Term) -> [Term] {
        guard Z3_get_ast_kind(raw, term.ast) == Z3_APP_AST, let app = Z3_to_app(raw, term.ast),
            Z3_get_decl_kind(raw, Z3_get_app_decl(raw, app)) == Z3_OP_AND
        else { return isTrue(term) ? [] : [term] }
        return parts(of: term).flatMap(conjuncts)
    }
}
