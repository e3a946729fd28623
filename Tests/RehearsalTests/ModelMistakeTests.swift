import ProtocolModel
import Testing

@testable import Rehearsal

/// Mistakes in a model that contradict the cryptography are found by acting it out.
struct ModelMistakeTests {
    /// A row that was altered, in a profile.
    struct Mutant {
        var role: Int
        var row: Int
        var model: ProtocolModel
    }

    /// Short random runs of a mutant in readings in which the altered row exists.
    static func runs(
        _ mutant: Mutant, steps: Int, seeds: ClosedRange<UInt64>,
        _ body: (inout Rehearsal, Transition, Interpreter) throws -> Bool
    ) rethrows {
        for profile in mutant.model.profiles {
            for seed in seeds {
                var walk = RandomWalk(seed: seed)
                var readings = walk.readings(of: mutant.model)
                for condition in mutant.model.roles[mutant.role].rows[mutant.row].readings {
                    let options = Array(condition.options)
                    readings.options[ReadingChoice(role: mutant.role, reading: condition.reading)] = options.min() ?? 0
                }
                let interpreter = Interpreter(model: mutant.model, profile: profile, readings: readings)
                guard var rehearsal = try? Rehearsal(interpreter, seed: seed), (try? rehearsal.begin()) != nil else { continue }
                rehearsal.isDescribing = false
                for _ in 0..<steps {
                    guard let transition = try? walk.step(interpreter, from: rehearsal.state),
                        try body(&rehearsal, transition, interpreter)
                    else { break }
                }
            }
        }
    }

    static func fires(_ mutant: Mutant, _ step: Step, _ interpreter: Interpreter) -> Bool {
        guard case .deliver(_, let to, _, _, let row) = step else { return false }
        return interpreter.instances[to].role == mutant.role && row == mutant.row
    }

    /// Whether the delivered commit was made in the epoch in which the row enters it: the party's, or that of its pending commit where the row
    /// applies that first. What was applied already is no news to MLS.
    static func fits(_ mutant: Mutant, _ step: Step, _ interpreter: Interpreter, _ state: GlobalState) -> Bool {
        guard case .deliver(let from, let to, let position, _, _) = step, let group = group(mutant.model, mutant.role) else { return true }
        let message = state.channels[interpreter.channel(from: from, to: to)][position].message
        guard case .epoch(let commit)? = message.fields.first else { return true }
        var base = state.parties[to].variables[group]
        for case .assign(variable: group, .variable(let other)) in mutant.model.roles[mutant.role].rows[mutant.row].actions {
            base = state.parties[to].variables[other]
        }
        if base == .epoch(commit) { return true }
        return base == state.tree[commit]?.parent.map { .epoch($0) }
    }

    static func group(_ model: ProtocolModel, _ role: Int) -> Int? {
        model.roles[role].variables.firstIndex { $0.name == "group" }
    }

    /// Where a row enters the epoch of a message and does not ask any more whether the commit was made in its own, every run in which it does
    /// what it did not do before ends in a refusal by MLS, in that very step.
    @Test(arguments: Documents.names)
    func aGuardThatMLSEnforces(_ name: String) throws {
        let original = try Documents.model(name)
        var illegal = 0
        for role in original.roles.indices {
            for (index, row) in original.roles[role].rows.enumerated() {
                let comparesParent = { (part: Expression) in if case .parent = part { true } else { false } }
                guard case .when(let condition) = row.guards, condition.contains(where: comparesParent) else { continue }
                // The group is assigned from the message.
                let enters = row.actions.contains { action in
                    if case .assign(let variable, .binder) = action { variable == Self.group(original, role) } else { false }
                }
                guard enters else { continue }
                var model = original
                model.roles[role].rows[index].guards = .always
                let mutant = Mutant(role: role, row: index, model: model)
                var fired = false
                Self.runs(mutant, steps: 60, seeds: 1...25) { rehearsal, transition, interpreter in
                    fired = fired || Self.fires(mutant, transition.step, interpreter)
                    if rehearsal.stepCount == 0 { fired = false }
                    let fits = Self.fits(mutant, transition.step, interpreter, rehearsal.state)
                    let result = Result { () throws(RehearsalError) in try rehearsal.take(transition) }
                    if Self.fires(mutant, transition.step, interpreter), !fits {
                        if case .failure(.disagreement) = result { illegal += 1 } else {
                            Issue.record("\(row.name) entered an epoch without MLS's refusal in \(interpreter.profile.name)")
                        }
                        return false
                    }
                    // What goes wrong after the row has fired for once may be its doing.
                    if case .failure(let error) = result, !fired {
                        Issue.record("\(row.name): \(error)")
                    }
                    if case .failure = result { return false }
                    return true
                }
            }
        }
        #expect(illegal > 0, "no row did what its condition forbids, so nothing was tested")
    }

    /// What no verdict of the two-party repair notices: that the party's own commit has to be applied before the one that builds on it.
    @Test(arguments: ["I9", "R9"])
    func aPendingCommitThatIsNotApplied(_ name: String) throws {
        var model = try Documents.model("two-party-profile-repaired")
        let role = try #require(model.roles.firstIndex { $0.rows.contains { $0.name == name } })
        let row = try #require(model.roles[role].rows.firstIndex { $0.name == name })
        model.roles[role].rows[row].actions.removeFirst()
        var refused = false
        Self.runs(Mutant(role: role, row: row, model: model), steps: 80, seeds: 1...60) { rehearsal, transition, interpreter in
            if refused { return false }
            let result = Result { () throws(RehearsalError) in try rehearsal.take(transition) }
            if case .failure(.disagreement) = result { refused = Self.fires(Mutant(role: role, row: row, model: model), transition.step, interpreter) }
            if case .failure = result { return false }
            return true
        }
        #expect(refused)
    }

    /// A row that takes a commit and does not enter its epoch is found where it shows: it answers with the number of an epoch that it is not in, commits in
    /// it, or takes its keys.
    @Test(arguments: Documents.names)
    func anEpochThatIsNotEntered(_ name: String) throws {
        let original = try Documents.model(name)
        var found = 0
        for role in original.roles.indices {
            for (index, row) in original.roles[role].rows.enumerated() {
                guard let entering = row.actions.firstIndex(where: { action in
                    if case .assign(let variable, .binder) = action { variable == Self.group(original, role) } else { false }
                }) else { continue }
                var model = original
                model.roles[role].rows[index].actions.remove(at: entering)
                let answers = model.roles[role].rows[index].actions.contains { action in
                    var uses = false
                    action.forEachExpression { expression in
                        uses = uses || expression.contains { part in
                            switch part {
                            case .number(.binder), .commit(.binder): true
                            default: false
                            }
                        }
                    }
                    return uses
                }
                guard answers else { continue }
                let mutant = Mutant(role: role, row: index, model: model)
                var caught = false
                var fired = false
                Self.runs(mutant, steps: 60, seeds: 1...25) { rehearsal, transition, interpreter in
                    if caught { return false }
                    let result = Result { () throws(RehearsalError) in try rehearsal.take(transition) }
                    fired = fired || Self.fires(mutant, transition.step, interpreter)
                    if case .failure(.disagreement) = result { caught = true }
                    if case .failure = result { return false }
                    return true
                }
                #expect(caught || !fired, "\(row.name) of \(name)")
                if caught { found += 1 }
            }
        }
        #expect(found > 0)
    }
}
