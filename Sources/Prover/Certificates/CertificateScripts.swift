import ProtocolModel

/// The invariant and its obligations as SMT-LIB 2.6 scripts, for people and for other solvers.
public struct CertificateScripts: Sendable {
    /// The name of a file.
    public enum File: String, CaseIterable, Sendable {
        /// What the invariant says, by the names of the document.
        case invariant = "invariant.smt2"
        /// That the first state of every run is in the invariant.
        case initiation = "initiation.smt2"
        /// That no step leads out of it.
        case consecution = "consecution.smt2"
        /// That its states, and the steps out of them, have the properties.
        case safety = "safety.smt2"
    }

    let certificate: Certificate
    let subject: ProofSubject
    /// By index in the model.
    let properties: [Int]

    /// The text of a file, piece by piece.
    ///
    /// - Throws: `ProverError`.
    public func write(_ file: File, to sink: (String) -> Void) throws(ProverError) {
        sink(try head(file))
        switch file {
        case .initiation: sink(try initiation())
        case .invariant, .consecution, .safety:
            let states = certificate.invariant.states
            for start in stride(from: 0, to: states.count, by: 4_096) {
                let part = Array(start..<min(start + 4_096, states.count))
                for piece in Batches.map(part, { batch in [Result { () throws(ProverError) in try text(of: batch, in: file) }] }) {
                    sink(try piece.get())
                }
            }
            if file == .invariant {
                let names = states.indices.map { SMTLIBSyntax.symbol("state \($0 + 1)") }
                sink("(define-fun invariant () Bool (or \(names.joined(separator: " "))))\n")
            }
        }
    }

    /// What stands at the beginning of a file.
    private func head(_ file: File) throws(ProverError) -> String {
        let system = try subject.system()
        var script = SMTLIBScript(system.context)
        let about: [String] =
            switch file {
            case .invariant:
                [
                    "The invariant: its abstract states. Every state of every run is in one of them.",
                    "An epoch or a key package is its identity, an integer; .number, .parent, .author and .keyPackage belong to it.",
                    "Identities are given in order; next is the one that comes next.",
                ]
            case .initiation: ["The first state of every run is in the abstract state 1: what follows is unsat."]
            case .consecution:
                [
                    "No step leads out of the invariant: every answer is unsat.",
                    "For each abstract state: what is known of its states, then for each step that it has that it is taken and leads",
                    "elsewhere than to the abstract states named. Steps that its control states and messages rule out are left out.",
                ]
            case .safety:
                [
                    "Every state of the invariant, and every step out of it, has the properties: every answer is unsat.",
                    "Left out is what holds without a solver, once control states, what is there and message types are known.",
                ]
            }
        script.comment("\(certificate.title), network profile \(certificate.profile)")
        script.comment("SHA-256 of the document: \(certificate.documentHash)")
        for property in certificate.properties { script.comment("proves: \(property)") }
        for line in about { script.comment(line) }
        names(&script)
        script.command("(set-option :print-success false)")
        script.setLogic("QF_LIA")
        if file == .invariant { script.declareConstants(in: system.names) }
        return script.text
    }

    /// What the numbers stand for.
    private func names(_ script: inout SMTLIBScript) {
        let model = subject.model
        func list(_ names: [String]) -> String { names.enumerated().map { "\($0) \($1)" }.joined(separator: ", ") }
        for role in model.roles { script.comment("\(role.name).state: \(list(role.states.map(\.name)))") }
        script.comment("type of a message: \(list(model.messages.map(\.name)))")
        for enumeration in model.enumerations { script.comment("\(enumeration.name): \(list(enumeration.cases))") }
        for choice in model.readingChoices {
            let reading = model.readings[choice.reading]
            script.comment("\(model.roles[choice.role].name).\(reading.name): \(list(reading.options.map(\.name)))")
        }
    }

    private func initiation() throws(ProverError) -> String {
        let system = try subject.system()
        let claim = system.context.not(system.isInitial(certificate.invariant.states[0]))
        var script = SMTLIBScript(system.context)
        script.declareConstants(in: [claim])
        script.assert(claim)
        script.checkSat()
        return script.text
    }

    private func text(of batch: ArraySlice<Int>, in file: File) throws(ProverError) -> String {
        let system = try subject.system()
        var text = ""
        for state in batch {
            switch Result(catching: { () throws(UnsupportedByProver) in try self.text(of: state, in: file, system) }) {
            case .success(let part): text += part
            case .failure(let unsupported): throw .unsupported(unsupported)
            }
        }
        return text
    }

    private func text(of state: Int, in file: File, _ system: AbstractSystem) throws(UnsupportedByProver) -> String {
        let context = system.context
        var script = SMTLIBScript(context)
        let abstract = certificate.invariant.states[state]
        if file == .invariant {
            _ = script.define("state \(state + 1)", system.description(of: abstract))
            return script.text
        }
        let targets = certificate.invariant.targets[state]
        let obligations = try system.obligations(
            abstract,
            targets: { move, _ in targets.indices.contains(move) ? targets[move].map { certificate.invariant.states[$0] } : [] },
            properties: properties)
        let escapes = obligations.escapes.filter { !context.isFalse($0.term) }
        let terms = file == .consecution ? escapes.map(\.term) : obligations.breaks.map(\.term)
        if terms.isEmpty { return "" }
        script.blank()
        script.comment("state \(state + 1)")
        script.command("(push 1)")
        script.declareConstants(in: [obligations.holds] + terms)
        script.assert(obligations.holds)
        if file == .consecution {
            script.command("(assert (or false")
            for escape in escapes {
                let leads = targets.indices.contains(escape.move) ? targets[escape.move] : []
                script.comment(
                    "  \(subject.model.title(escape.step)): "
                        + (leads.isEmpty ? "cannot be taken" : "leads to \(leads.map { "\($0 + 1)" }.joined(separator: " or "))"))
                script.command("  \(context.smtlib(escape.term, indent: 2))")
            }
            script.command("))")
            script.checkSat()
        } else {
            for item in obligations.breaks {
                script.comment("  \(subject.model.properties[item.property].name)")
                script.command("(push 1)")
                script.assert(item.term)
                script.checkSat()
                script.command("(pop 1)")
            }
        }
        script.command("(pop 1)")
        return script.text
    }
}
