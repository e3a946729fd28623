import ProtocolModel

/// A model in one network as constrained Horn clauses, for solvers of the logic HORN (Bjørner, Gurfinkel, McMillan, Rybalchenko: Horn Clause
/// Solvers for Program Verification, 2015).
///
/// One predicate stands for the reachable states; a clause says that the first state is one, a clause for each way of taking a step that what it
/// leads to is one, and a query for each property that no state that breaks it is one. Epoch numbers are integers without bound. What no
/// condition and no query depends on is left out.
public struct HornClauses {
    let system: SymbolicSystem
    let context: Context
    let model: ProtocolModel
    let profile: NetworkProfile
    let fixedReadings: [ReadingChoice: [Int]]

    /// - Parameters:
    ///   - places: how many messages a channel holds at the most; runs that need more are left out. `nil`: what the prover takes.
    ///   - fixedReadings: the options to which readings are restricted.
    /// - Throws: `ProverError`.
    public init(
        _ model: ProtocolModel, _ profile: NetworkProfile, places: Int? = nil, fixedReadings: [ReadingChoice: [Int]] = [:]
    ) throws(ProverError) {
        self.model = model
        self.profile = profile
        self.fixedReadings = fixedReadings
        let context = Context()
        self.context = context
        let result = Result { () throws(UnsupportedByProver) in
            try SymbolicSystem(
                try SymbolicLayout(context, model, profile, places: places ?? BoundedModelChecker.places(profile)), hasOverflowed: context.no)
        }
        switch result {
        case .success(let system): self.system = system
        case .failure(let unsupported): throw .unsupported(unsupported)
        }
    }

    /// Something that is asked of the reachable states.
    struct Query {
        var comments: [String]
        /// What must not happen, over the current state: any of these.
        var violations: [(comment: String?, term: Term)]
    }

    /// Whether the property is one of states or of single steps, and can be asked about.
    public func expresses(_ property: Property) -> Bool {
        if case .success = Result(catching: { () throws(UnsupportedByProver) in try system.violation(of: property.kind) }) { true } else { false }
    }

    /// The queries of properties; those that are not about states or single steps are told apart.
    private func queries(_ properties: [Property]) -> (queries: [Query], omitted: [Property]) {
        var queries: [Query] = []
        var omitted: [Property] = []
        for property in properties {
            let result = Result { () throws(UnsupportedByProver) in try system.violation(of: property.kind) }
            guard case .success(let violation) = result else {
                omitted.append(property)
                continue
            }
            var comments = ["Property: \(property.name)"]
            if case .reachable = property.kind { comments.append("unsat: some run reaches it; sat: none does") }
            switch violation {
            case .state(let term): queries.append(Query(comments: comments, violations: [(nil, term)]))
            case .moves(let moves):
                queries.append(
                    Query(comments: comments, violations: moves.map { (model.title(system.moves[$0].step), system.moves[$0].guarded) }))
            }
        }
        // What a channel of the encoding has no place for would be a run that is left out. A file of one property has one query only.
        if properties.count == 1 { return (queries, omitted) }
        let overflowing = system.moves.filter { !context.isFalse($0.target.overflow) }
        if !overflowing.isEmpty {
            queries.append(
                Query(
                    comments: [
                        "The encoding is large enough: no channel ever holds more than \(system.layout.places) messages.",
                        "sat: no run was left out; unsat: the answers are about runs in which no channel holds more",
                    ], violations: overflowing.map { (model.title($0.step), context.and($0.guarded, $0.target.overflow)) }))
        }
        return (queries, omitted)
    }

    /// The script.
    ///
    /// - Parameters:
    ///   - properties: those to be asked about.
    ///   - document: where the model comes from, for the header.
    public func text(_ properties: [Property], document: String) -> String {
        let (queries, omitted) = queries(properties)
        let relevant = relevantTerms(queries)
        let writer = ClauseWriter(system: system, context: context, terms: relevant, names: SymbolNames(system))
        var result = header(document, omitted, queries.count)
        result += writer.declarations()
        result += "\n; The first state\n" + writer.initial(soundReadings())
        for move in system.moves { result += "\n; \(model.title(move.step))\n" + writer.step(move) }
        for query in queries {
            result += "\n" + query.comments.map(SMTLIBSyntax.comment).joined()
            if queries.count > 1 { result += "(push 1)\n" }
            for (comment, term) in query.violations {
                if let comment { result += SMTLIBSyntax.comment(comment) }
                result += writer.query(term)
            }
            result += "(check-sat)\n" + (queries.count > 1 ? "(pop 1)\n" : "")
        }
        return result
    }

    private func header(_ document: String, _ omitted: [Property], _ count: Int) -> String {
        var lines = [
            "\(model.title), \(model.variant.rawValue)", "\(model.draft), \(model.revision)",
            "from \(document), network profile '\(profile.name)'", "",
            "The reachable states of the protocol as constrained Horn clauses.",
            "sat: the property holds in every reachable state, however many epochs there are. unsat: some run breaks it.",
        ]
        if count > 1 {
            lines.append("There are \(count) queries, each between push and pop; a solver without these needs a file of one property.")
        } else {
            lines.append("Runs in which a channel holds more than \(system.layout.places) messages are left out; the file of all properties asks whether there are any.")
        }
        if !fixedReadings.isEmpty {
            lines.append("Readings that are fixed:")
            for (choice, options) in fixedReadings.sorted(by: { ($0.key.role, $0.key.reading) < ($1.key.role, $1.key.reading) }) {
                let reading = model.readings[choice.reading]
                lines.append(
                    "  \(model.roles[choice.role].name).\(reading.name) = \(options.map { reading.options[$0].name }.joined(separator: " or "))")
            }
        }
        if !omitted.isEmpty {
            lines.append("Left out, being about whole runs: " + omitted.map(\.name).joined(separator: ", "))
        }
        lines += [
            "", "An epoch is its identity, its number and, where they matter, the identity of its parent, its author (a party, -1 for nobody)",
            "and the identity of the key package that it was made for (-1 for none). x.some says that an optional x is there.",
            "A>B[0] is the oldest message in flight from A to B; .type is its message, .node0 and .integer0 are its fields:",
        ]
        for (index, message) in model.messages.enumerated() {
            let fields = zip(message.fields, system.layout.fields[index]).map { "\($1.isNode ? "node" : "integer")\($1.index) = \($0.name)" }
            lines.append("  \(index) \(message.name)" + (fields.isEmpty ? "" : ": " + fields.joined(separator: ", ")))
        }
        return lines.map(SMTLIBSyntax.comment).joined() + "\n(set-logic HORN)\n"
    }

    private func soundReadings() -> Term {
        var terms = [system.layout.readingsAreSound]
        for (choice, options) in fixedReadings.sorted(by: { ($0.key.role, $0.key.reading) < ($1.key.role, $1.key.reading) }) {
            let term = system.layout.option(role: choice.role, reading: choice.reading)
            terms.append(context.or(options.map { context.equal(term, context.integer($0)) }))
        }
        return context.and(terms)
    }

    /// The components of the state on which a condition or a query depends, directly or by way of what is assigned to another such.
    private func relevantTerms(_ queries: [Query]) -> [Int] {
        let terms = system.current.terms
        var places: [String: Int] = [:]
        for (index, term) in terms.enumerated() { if let name = context.name(ofConstant: term) { places[name] = index } }
        func used(_ roots: [Term]) -> Set<Int> {
            Set(context.constants(in: roots).compactMap { context.name(ofConstant: $0).flatMap { places[$0] } })
        }
        let targets = system.moves.map(\.target.terms)
        var relevant = Set<Int>()
        var waiting = used(
            system.moves.flatMap { [$0.guarded, $0.target.overflow] } + queries.flatMap { $0.violations.map(\.term) })
        while let place = waiting.popFirst() {
            guard relevant.insert(place).inserted else { continue }
            waiting.formUnion(used(targets.map { $0[place] }).subtracting(relevant))
        }
        return relevant.sorted()
    }
}
