import CZ3

/// A Z3 context: where terms are made. Owns it, and keeps every term that was made in it alive until it goes itself.
///
/// Z3's own error handler ends the process; it is replaced, and each call's error is kept until somebody asks (`check`).
/// A context belongs to one thread at a time.
final class Context {
    let raw: Z3_context
    private var terms: [Z3_ast] = []
    let integers: Z3_sort
    let booleans: Z3_sort
    private let truth: Z3_ast
    private let falsity: Z3_ast
    /// Numerals that were asked for before.
    private var numerals: [Int: Term] = [:]

    init() {
        let configuration = Z3_mk_config()
        raw = Z3_mk_context_rc(configuration)
        Z3_del_config(configuration)
        Z3_set_error_handler(raw) { _, _ in }
        integers = Z3_mk_int_sort(raw)
        booleans = Z3_mk_bool_sort(raw)
        Z3_inc_ref(raw, Z3_sort_to_ast(raw, integers))
        Z3_inc_ref(raw, Z3_sort_to_ast(raw, booleans))
        truth = Z3_mk_true(raw)
        falsity = Z3_mk_false(raw)
        Z3_inc_ref(raw, truth)
        Z3_inc_ref(raw, falsity)
    }

    deinit {
        for term in terms { Z3_dec_ref(raw, term) }
        Z3_dec_ref(raw, truth)
        Z3_dec_ref(raw, falsity)
        Z3_dec_ref(raw, Z3_sort_to_ast(raw, integers))
        Z3_dec_ref(raw, Z3_sort_to_ast(raw, booleans))
        Z3_del_context(raw)
    }

    /// Takes a term that Z3 has just made into keeping.
    func keep(_ ast: Z3_ast?) -> Term {
        // Z3 gives nothing back only where it was misused; false is a term that nobody is misled by, and the error is kept.
        guard let ast else { return no }
        Z3_inc_ref(raw, ast)
        terms.append(ast)
        return Term(ast: ast)
    }

    /// - Throws: `SolverError` where a call since the last check was refused.
    func check() throws(SolverError) {
        let code = Z3_get_error_code(raw)
        guard code != Z3_OK else { return }
        throw .z3(String(cString: Z3_get_error_msg(raw, code)))
    }
}

/// Why Z3 gave no answer at all.
public enum SolverError: Error, Hashable, Sendable {
    /// In Z3's own words.
    case z3(String)
}

/// A formula or an integer expression. Lives as long as its context.
struct Term {
    let ast: Z3_ast
}

extension Context {
    // MARK: Booleans

    var yes: Term { Term(ast: truth) }
    var no: Term { Term(ast: falsity) }

    func bool(_ value: Bool) -> Term { value ? yes : no }

    // Terms are shared: there is one `true` and one `false`.
    func isTrue(_ term: Term) -> Bool { term.ast == truth }
    func isFalse(_ term: Term) -> Bool { term.ast == falsity }

    func and(_ terms: [Term]) -> Term {
        if terms.contains(where: isFalse) { return no }
        let rest = terms.filter { !isTrue($0) }
        if rest.isEmpty { return yes }
        if rest.count == 1 { return rest[0] }
        let asts: [Z3_ast?] = rest.map(\.ast)
        return keep(Z3_mk_and(raw, UInt32(asts.count), asts))
    }

    func and(_ terms: Term...) -> Term { and(terms) }

    func or(_ terms: [Term]) -> Term {
        if terms.contains(where: isTrue) { return yes }
        let rest = terms.filter { !isFalse($0) }
        if rest.isEmpty { return no }
        if rest.count == 1 { return rest[0] }
        let asts: [Z3_ast?] = rest.map(\.ast)
        return keep(Z3_mk_or(raw, UInt32(asts.count), asts))
    }

    func or(_ terms: Term...) -> Term { or(terms) }

    func not(_ term: Term) -> Term {
        if isTrue(term) { return no }
        if isFalse(term) { return yes }
        return keep(Z3_mk_not(raw, term.ast))
    }

    func implies(_ a: Term, _ b: Term) -> Term { or(not(a), b) }

    /// That at most so many of the formulas hold; a number below 0 is never met.
    func atMost(_ most: Int, _ terms: [Term]) -> Term {
        if most < 0 { return no }
        if terms.count <= most { return yes }
        let asts: [Z3_ast?] = terms.map(\.ast)
        return keep(Z3_mk_atmost(raw, UInt32(asts.count), asts, UInt32(most)))
    }

    // MARK: Integers

    func integer(_ value: Int) -> Term {
        if let known = numerals[value] { return known }
        let term = keep(Z3_mk_int64(raw, Int64(value), integers))
        numerals[value] = term
        return term
    }

    func add(_ a: Term, _ b: Term) -> Term {
        let asts: [Z3_ast?] = [a.ast, b.ast]
        return simplified(keep(Z3_mk_add(raw, 2, asts)), a, b)
    }

    func subtract(_ a: Term, _ b: Term) -> Term {
        let asts: [Z3_ast?] = [a.ast, b.ast]
        return simplified(keep(Z3_mk_sub(raw, 2, asts)), a, b)
    }

    /// The remainder that is not negative.
    func modulo(_ a: Term, _ b: Int) -> Term { keep(Z3_mk_mod(raw, a.ast, integer(b).ast)) }

    func less(_ a: Term, _ b: Term) -> Term { simplified(keep(Z3_mk_lt(raw, a.ast, b.ast)), a, b) }
    func lessOrEqual(_ a: Term, _ b: Term) -> Term { simplified(keep(Z3_mk_le(raw, a.ast, b.ast)), a, b) }

    /// An operation on two literals has its value at once.
    private func simplified(_ term: Term, _ a: Term, _ b: Term) -> Term {
        guard isNumeral(a), isNumeral(b) else { return term }
        return keep(Z3_simplify(raw, term.ast))
    }

    func isNumeral(_ term: Term) -> Bool { Z3_is_numeral_ast(raw, term.ast) }

    // MARK: Both

    func equal(_ a: Term, _ b: Term) -> Term {
        if a.ast == b.ast { return yes }
        if isNumeral(a), isNumeral(b) { return no }
        if isTrue(a) { return b }
        if isTrue(b) { return a }
        if isFalse(a) { return not(b) }
        if isFalse(b) { return not(a) }
        return keep(Z3_mk_eq(raw, a.ast, b.ast))
    }

    /// That they are not the same; one term for both orders.
    func different(_ a: Term, _ b: Term) -> Term {
        Z3_get_ast_id(raw, a.ast) <= Z3_get_ast_id(raw, b.ast) ? not(equal(a, b)) : not(equal(b, a))
    }

    func conditional(_ condition: Term, _ a: Term, _ b: Term) -> Term {
        if isTrue(condition) || a.ast == b.ast { return a }
        if isFalse(condition) { return b }
        return keep(Z3_mk_ite(raw, condition.ast, a.ast, b.ast))
    }

    /// A constant to be given a value.
    func constant(_ name: String, isBoolean: Bool) -> Term {
        keep(Z3_mk_const(raw, Z3_mk_string_symbol(raw, name), isBoolean ? booleans : integers))
    }

    func isBoolean(_ term: Term) -> Bool { Z3_get_sort_kind(raw, Z3_get_sort(raw, term.ast)) == Z3_BOOL_SORT }

    /// The term with each of the constants replaced.
    func substitute(_ term: Term, _ from: [Term], _ to: [Term]) -> Term {
        let old: [Z3_ast?] = from.map(\.ast)
        let new: [Z3_ast?] = to.map(\.ast)
        return keep(Z3_substitute(raw, term.ast, UInt32(old.count), old, new))
    }

    /// The term in SMT-LIB's syntax.
    func text(_ term: Term) -> String { String(cString: Z3_ast_to_string(raw, term.ast)) }
}

extension Context {
    /// The value of a term without constants.
    func value(_ term: Term) -> ConcreteValue {
        let simple = keep(Z3_simplify(raw, term.ast))
        if isTrue(simple) { return .bool(true) }
        if isFalse(simple) { return .bool(false) }
        var number: Int64 = 0
        return isNumeral(simple) && Z3_get_numeral_int64(raw, simple.ast, &number) ? .integer(Int(number)) : .any
    }
}
