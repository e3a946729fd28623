import ProtocolModel

/// Questions about the rows of each role, answered by Z3 for all values at once, without exploring: which rows can both fire, what no row
/// covers, which rows never fire, and which cannot be carried out.
///
/// The values are those that look possible: of the variables' types, with epochs as in a commit tree, with what holds of a party's
/// variables by the rows of its role (`LocalFact`), and with the invariants that the model claims. More may be impossible than that, so an example need not
/// be reachable; but no reachable one is left out.
public struct TableChecks {
    /// What is taken to hold of the values beside that they are well formed.
    public enum Assumptions: Hashable, Sendable {
        case nothing
        /// What the rows of a role keep true by themselves, and the invariants that the model claims.
        case localFacts
    }

    let setting: PartySetting
    let solver: Solver
    let flow: MessageFlow
    /// By the index of the role.
    let facts: [[LocalFact]]
    let milliseconds: Int
    /// Numbers as small as these make an example easy to read: the smallest first.
    private let small: [Term]
    var report = TableReport()

    /// - Parameter milliseconds: the longest time for one query.
    /// - Throws: `ProverError`.
    public static func report(
        on model: ProtocolModel, assuming assumptions: Assumptions = .localFacts, milliseconds: Int = 2000
    ) throws(ProverError) -> TableReport {
        var checks = try TableChecks(model, assumptions, milliseconds)
        for role in model.roles.indices {
            guard let party = checks.setting.layout.instances.firstIndex(where: { $0.role == role }) else { continue }
            let result = Result { () throws(CheckFailure) in
                try checks.findOverlaps(role, party)
                try checks.findHoles(role, party)
                try checks.findDeadRows(role, party)
                try checks.findFailures(role, party)
            }
            if case .failure(let failure) = result { throw failure.error }
        }
        return checks.report
    }

    init(_ model: ProtocolModel, _ assumptions: Assumptions, _ milliseconds: Int) throws(ProverError) {
        let result = Result { () throws(UnsupportedByProver) in try PartySetting(model) }
        guard case .success(let setting) = result else {
            if case .failure(let unsupported) = result { throw .unsupported(unsupported) }
            throw .unsupported(UnsupportedByProver(what: "this model"))
        }
        self.setting = setting
        self.milliseconds = milliseconds
        flow = MessageFlow(model)
        solver = Solver(setting.context, milliseconds: milliseconds)
        for term in setting.sound { solver.assert(term) }
        small = [3, 6].map { setting.context.constant("small \($0)", isBoolean: true) }
        switch assumptions {
        case .nothing: facts = model.roles.map { _ in [] }
        case .localFacts:
            var facts: [[LocalFact]] = []
            let invariant = LocalInvariant(setting: setting, solver: solver)
            for role in model.roles.indices { facts.append(try invariant.facts(ofRole: role, flow)) }
            self.facts = facts
        }
        let assumed = Result { () throws(UnsupportedByProver) in
            for (party, instance) in setting.layout.instances.enumerated() {
                for fact in facts[instance.role] { solver.assert(try setting.term(fact, setting.state, party: party)) }
            }
            if assumptions == .localFacts { for term in try setting.claimedInvariants() { solver.assert(term) } }
        }
        if case .failure(let unsupported) = assumed { throw .unsupported(unsupported) }
        for (label, most) in zip(small, [3, 6]) { solver.assert(setting.context.implies(label, setting.smallNumbers(most: most))) }
    }

    /// Why the checks had to be given up.
    enum CheckFailure: Error {
        case unsupported(UnsupportedByProver)
        case solver(SolverError)

        var error: ProverError {
            switch self {
            case .unsupported(let unsupported): .unsupported(unsupported)
            case .solver(let error): .solver(error)
            }
        }
    }

    enum Answer {
        case example(TableExample)
        case impossible
        case undecided(String)
    }

    /// Whether there are values that make all terms true; if so, small ones where there are such.
    func ask(_ terms: [Term], _ party: Int, _ confronted: PartySetting.Confronted) throws(CheckFailure) -> Answer {
        if terms.contains(where: setting.context.isFalse) { return .impossible }
        solver.push()
        defer { solver.pop() }
        solver.assert(confronted.sound)
        for term in terms { solver.assert(term) }
        let result = Result { () throws(SolverError) -> Solver.Answer in
            for label in small {
                let first = try solver.check([label])
                if case .satisfiable = first { return first }
                let any = try solver.check()
                if case .unsatisfiable = any { return any }
            }
            return try solver.check()
        }
        switch result {
        case .failure(let error): throw .solver(error)
        case .success(.unsatisfiable): return .impossible
        case .success(.unknown(let reason)): return .undecided(reason)
        case .success(.satisfiable(let valuation)):
            var builder = ExampleBuilder(setting, valuation)
            guard let example = try? builder.example(party: party, confronted) else { return .undecided("no initial state") }
            return .example(example)
        }
    }

    /// The result of building terms, with its error as one of the checks.
    func encoded<Value>(_ body: () throws(UnsupportedByProver) -> Value) throws(CheckFailure) -> Value {
        switch Result(catching: { () throws(UnsupportedByProver) in try body() }) {
        case .success(let value): return value
        case .failure(let unsupported): throw .unsupported(unsupported)
        }
    }

    /// Keeps a finding, once the interpreter has agreed.
    mutating func add(_ finding: TableFinding) {
        if finding.isConfirmed(in: setting.model) { report.findings.append(finding) } else { report.refuted.append(finding) }
    }

    mutating func giveUp(_ question: UndecidedCheck.Question, _ role: Int, rows: [Int], _ reason: String) {
        report.undecided.append(UndecidedCheck(question: question, role: role, rows: rows, reason: reason))
    }
}

extension PartySetting {
    /// The invariants that the model says to hold in all its networks and readings, as far as they are about parties only: while a
    /// message is being answered it is in flight no more.
    func claimedInvariants() throws(UnsupportedByProver) -> [Term] {
        var result: [Term] = []
        for property in model.properties {
            let isClaimed = !property.expected.isEmpty && property.expected.values.allSatisfy { expectation in
                if case .cases(let cases) = expectation { cases.allSatisfy { $0.outcome == .holds } } else { false }
            }
            let condition: Expression
            switch property.kind {
            case .invariant(let statement): condition = statement
            case .never(let statement): condition = .not(statement)
            default: continue
            }
            let isOfNetwork = condition.contains {
                switch $0 {
                case .quiet, .inFlight: true
                default: false
                }
            }
            guard isClaimed, property.expected.count == model.profiles.count, !isOfNetwork else { continue }
            var evaluator = SymbolicEvaluator(layout, state)
            let holds = try evaluator.condition(condition)
            result.append(context.implies(evaluator.isDefined, holds))
        }
        return result
    }

    /// That no number of an epoch, and no number on the wire, is large or zero.
    func smallNumbers(most: Int) -> Term {
        var terms: [Term] = []
        func visit(_ value: Symbolic, _ type: ValueType) {
            switch (type.unwrapped, value.body) {
            case (.epoch, .node(let node)): terms.append(context.lessOrEqual(node.number, context.integer(most)))
            case (.epochNumber, .integer(let number)):
                terms += [context.less(context.integer(0), number), context.lessOrEqual(number, context.integer(most))]
            case (.map(_, let element), .map(_, let values)): for value in values { visit(value, element) }
            case (.message(let index), .message(_, let fields)):
                for (field, declared) in zip(fields, model.messages[index].fields) { visit(field, declared.type) }
            default: break
            }
        }
        for (party, instance) in zip(state.parties, layout.instances) {
            for (value, variable) in zip(party.variables, model.roles[instance.role].variables) { visit(value, variable.type) }
        }
        for message in model.messages {
            for field in message.fields { visit(layout.constant(field.type, "\(message.name).\(field.name)"), field.type) }
        }
        return context.and(terms)
    }
}
