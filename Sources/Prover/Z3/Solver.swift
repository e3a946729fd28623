import CZ3

/// An incremental Z3 solver.
final class Solver {
    enum Answer {
        case satisfiable(Valuation)
        case unsatisfiable
        /// Why Z3 does not know.
        case unknown(String)
    }

    let context: Context
    private let raw: Z3_solver

    /// - Parameter milliseconds: the longest time for one query; `nil` for as long as it takes.
    init(_ context: Context, milliseconds: Int? = nil) {
        self.context = context
        raw = Z3_mk_solver(context.raw)
        Z3_solver_inc_ref(context.raw, raw)
        setTimeout(milliseconds)
    }

    /// A solver for many small queries: no strategy is chosen first, and the limit is counted in Z3's own steps, which needs no timer
    /// (starting one takes longer than such a query) and is the same on every machine.
    ///
    /// - Parameter steps: the most that one query may take; a million are about a second.
    init(small context: Context, steps: Int) {
        self.context = context
        raw = Z3_mk_simple_solver(context.raw)
        Z3_solver_inc_ref(context.raw, raw)
        let parameters = Z3_mk_params(context.raw)
        Z3_params_inc_ref(context.raw, parameters)
        Z3_params_set_uint(context.raw, parameters, Z3_mk_string_symbol(context.raw, "rlimit"), UInt32(clamping: steps))
        // The older simplex needs half the time for these queries.
        Z3_params_set_uint(context.raw, parameters, Z3_mk_string_symbol(context.raw, "arith.solver"), 2)
        Z3_solver_set_params(context.raw, raw, parameters)
        Z3_params_dec_ref(context.raw, parameters)
    }

    deinit { Z3_solver_dec_ref(context.raw, raw) }

    func setTimeout(_ milliseconds: Int?) {
        let parameters = Z3_mk_params(context.raw)
        Z3_params_inc_ref(context.raw, parameters)
        Z3_params_set_uint(
            context.raw, parameters, Z3_mk_string_symbol(context.raw, "timeout"),
            milliseconds.map { UInt32(clamping: $0) } ?? UInt32.max)
        Z3_solver_set_params(context.raw, raw, parameters)
        Z3_params_dec_ref(context.raw, parameters)
    }

    func assert(_ term: Term) { Z3_solver_assert(context.raw, raw, term.ast) }
    func push() { Z3_solver_push(context.raw, raw) }
    func pop() { Z3_solver_pop(context.raw, raw, 1) }

    /// Whether the assertions and the assumptions can be satisfied together.
    func check(_ assumptions: [Term] = []) throws(SolverError) -> Answer {
        let asts: [Z3_ast?] = assumptions.map(\.ast)
        let result = Z3_solver_check_assumptions(context.raw, raw, UInt32(asts.count), asts)
        try context.check()
        switch result {
        case Z3_L_TRUE:
            guard let model = Z3_solver_get_model(context.raw, raw) else { return .unknown("no model") }
            return .satisfiable(Valuation(context, model))
        case Z3_L_FALSE: return .unsatisfiable
        default: return .unknown(String(cString: Z3_solver_get_reason_unknown(context.raw, raw)))
        }
    }

    /// Whether the assertions can be satisfied, where it does not matter by what; `nil` where Z3 does not know.
    func isSatisfiable() throws(SolverError) -> Bool? {
        let result = Z3_solver_check(context.raw, raw)
        try context.check()
        return result == Z3_L_UNDEF ? nil : result == Z3_L_TRUE
    }

    /// The indices of assumptions that cannot be satisfied together with the assertions, none of which can be left out; `nil` where all can
    /// be satisfied, or Z3 does not know. Of several such sets it is one that does without the first assumptions.
    func core(of assumptions: [Term]) throws(SolverError) -> [Int]? {
        guard case .unsatisfiable = try check(assumptions) else { return nil }
        let vector = Z3_solver_get_unsat_core(context.raw, raw)
        Z3_ast_vector_inc_ref(context.raw, vector)
        defer { Z3_ast_vector_dec_ref(context.raw, vector) }
        let found = Set((0..<Z3_ast_vector_size(context.raw, vector)).map { Z3_ast_vector_get(context.raw, vector, $0) })
        var needed = assumptions.indices.filter { found.contains(assumptions[$0].ast) }
        for candidate in needed {
            let rest = needed.filter { $0 != candidate }
            if case .unsatisfiable = try check(rest.map { assumptions[$0] }) { needed = rest }
        }
        return needed
    }
}

/// What satisfies a formula.
final class Valuation {
    private let context: Context
    private let raw: Z3_model

    init(_ context: Context, _ raw: Z3_model) {
        self.context = context
        self.raw = raw
        Z3_model_inc_ref(context.raw, raw)
    }

    deinit { Z3_model_dec_ref(context.raw, raw) }

    private func evaluate(_ term: Term) -> Term {
        var result: Z3_ast?
        _ = Z3_model_eval(context.raw, raw, term.ast, true, &result)
        return context.keep(result)
    }

    func integer(_ term: Term) -> Int {
        var value: Int64 = 0
        _ = Z3_get_numeral_int64(context.raw, evaluate(term).ast, &value)
        return Int(value)
    }

    func isTrue(_ term: Term) -> Bool { context.isTrue(evaluate(term)) }
}
