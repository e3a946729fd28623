/// A script of SMT-LIB 2.6 commands that is being written, for people to read and for any solver to run.
struct SMTLIBScript {
    let context: Context
    private(set) var text = ""
    /// By name, so that nothing is declared twice.
    private var declared: Set<String> = []

    init(_ context: Context) { self.context = context }

    mutating func comment(_ text: String) { self.text += SMTLIBSyntax.comment(text) }
    mutating func blank() { text += "\n" }
    /// A command as it stands.
    mutating func command(_ text: String) { self.text += text + "\n" }
    mutating func setLogic(_ name: String) { command("(set-logic \(name))") }
    mutating func checkSat() { command("(check-sat)") }

    /// Declares the constants that occur in the terms and have not been declared.
    mutating func declareConstants(in terms: [Term]) {
        for constant in context.constants(in: terms) {
            guard let name = context.name(ofConstant: constant), declared.insert(name).inserted else { continue }
            command("(declare-const \(SMTLIBSyntax.symbol(name)) \(context.sortName(constant)))")
        }
    }

    /// Names a term over constants that are declared: `(define-fun |row I4| () Bool …)`.
    ///
    /// - Returns: a constant of that name, to be used for the term in what is written next.
    mutating func define(_ name: String, _ term: Term) -> Term {
        declared.insert(name)
        command("(define-fun \(SMTLIBSyntax.symbol(name)) () \(context.sortName(term))\n  \(context.smtlib(term, indent: 2)))")
        return context.constant(name, isBoolean: context.isBoolean(term))
    }

    /// Asserts the term; a conjunction part by part on lines of their own, so that they can be told apart.
    mutating func assert(_ term: Term) {
        let parts = context.conjuncts(of: term)
        if parts.count < 2 { return command("(assert \(context.smtlib(term, indent: 8)))") }
        command("(assert (and")
        for part in parts { command("  \(context.smtlib(part, indent: 2))") }
        command("))")
    }
}
