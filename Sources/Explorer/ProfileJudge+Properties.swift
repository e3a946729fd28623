import ProtocolModel

extension ProfileJudge {
    /// Judges a property.
    ///
    /// What fails on the exact part fails. A combination of readings in which nothing was left out is decided by that part alone. In the others
    /// a property that no run of more than what can happen violates holds; that says nothing of `recoverable`, since ways back may be
    /// among what cannot happen, nor of `reachable`.
    func judge(_ index: Int, _ explorations: Explorations) throws(ExplorerError) -> Verdict {
        let property = model.properties[index]
        var verdict = try judge(index, explorations.exact)
        if let incompleteness = explorations.complete.incompleteness {
            verdict.status = .unknown(describe(incompleteness))
        } else if let over = explorations.over {
            let graph = explorations.exact.search.graph
            let left = graph.beyond.map { graph.reach[$0] } ?? .empty
            var doubtful = left
            switch property.kind {
            case .recoverable: break
            case .reachable:
                // Not reached on the exact part, and what is left out might.
                let reached = sets.subtracting(all, failing(verdict))
                let possible = sets.subtracting(all, failing(try judge(index, over)))
                doubtful = sets.intersection(left, sets.subtracting(possible, reached))
                if !doubtful.isEmpty { verdict.failures = [] }
            default: doubtful = sets.intersection(left, failing(try judge(index, over)))
            }
            let unknown = sets.subtracting(doubtful, failing(verdict))
            if !unknown.isEmpty {
                let share = "\(Int(sets.count(unknown))) of \(Int(sets.count(all))) combinations of readings"
                verdict.status = .unknown("epoch numbers drift apart without bound in \(share), and nothing was found there that is sure")
            }
        }
        verdict.comparison = compare(verdict, with: property.expected[profile] ?? .unstated)
        return verdict
    }

    private func failing(_ verdict: Verdict) -> ConfigurationSet {
        verdict.failures.reduce(.empty) { sets.union($0, $1.condition.set) }
    }

    /// Judges a property on one explored graph.
    private func judge(_ index: Int, _ exploration: Exploration) throws(ExplorerError) -> Verdict {
        let property = model.properties[index]
        let analysis = GraphAnalysis(system, exploration.search.graph)
        let graph = exploration.search.graph
        var verdict = Verdict(property: index, status: .decided, failures: [], witness: nil, vacuity: nil)
        switch property.kind {
        case .agreement, .settledAgreement, .drift, .invariant, .never:
            let (violated, vacuity) = try violations(of: property.kind, exploration.search)
            verdict.vacuity = vacuity
            let wanted = violated.indices.map { violated[$0] ? graph.reach[$0] : .empty }
            verdict.failures = failure(
                property, .fails, union(wanted), exploration, reason(property.kind), goal: RankedSearch.Goal(states: wanted))
        case .specified, .decryptable, .historyAgreement, .freshKeys:
            let isBad = graph.labels.map { label in
                switch property.kind {
                case .specified: label.hole >= 0
                case .decryptable: label.isUndecryptable
                default: label.isViolation
                }
            }
            verdict.vacuity = edgeVacuity(property.kind)
            let bad = graph.reach.indices.map { state in
                guard graph.edgeRanges[state].lowerBound >= 0 else { return ConfigurationSet.empty }
                return graph.edges(of: state).reduce(ConfigurationSet.empty) {
                    isBad[Int($1.label)] ? sets.union($0, $1.presence) : $0
                }
            }
            let found = union(bad.indices.map { sets.intersection(graph.reach[$0], bad[$0]) })
            verdict.failures = failure(
                property, .fails, found, exploration, reason(property.kind),
                goal: RankedSearch.Goal(states: graph.reach.map { _ in .empty }, labels: isBad))
        case .reachable(let expression):
            let holds = try truth(of: expression, exploration.search, beyond: false)
            let wanted = holds.indices.map { holds[$0] ? graph.reach[$0] : .empty }
            let found = union(wanted)
            verdict.failures = failure(
                property, .fails, sets.subtracting(all, found), exploration, "no run reaches it", goal: nil)
            (verdict.witness, verdict.witnessFaults) = show(
                property, .holds, RankedSearch.Goal(states: wanted), within: found, exploration)
            if exploration.incompleteness != nil { verdict.failures = [] }
        case .recoverable(let expression):
            // On a part of the graph a way back may only not have been found yet.
            if exploration.incompleteness != nil { break }
            let holds = try truth(of: expression, exploration.search, beyond: true)
            if holds.indices.allSatisfy({ holds[$0] || graph.reach[$0].isEmpty }) { verdict.vacuity = "the condition always holds" }
            let anyWay = analysis.canReach(holds, fairOnly: false)
            let fairWay = analysis.canReach(holds, fairOnly: true)
            verdict.failures = graded(
                property, exploration,
                stuck: graph.reach.indices.map { sets.subtracting(graph.reach[$0], anyWay[$0]) },
                waiting: graph.reach.indices.map {
                    sets.subtracting(sets.intersection(graph.reach[$0], anyWay[$0]), fairWay[$0])
                })
        case .live(let expression):
            if exploration.incompleteness != nil { break }
            let holds = try truth(of: expression, exploration.search, beyond: true)
            if holds.indices.allSatisfy({ holds[$0] || graph.reach[$0].isEmpty }) { verdict.vacuity = "the condition always holds" }
            verdict.failures = lassos(property, exploration, analysis, avoiding: holds, from: { _ in true })
        case .leadsTo(let cause, let expression):
            if exploration.incompleteness != nil { break }
            let holds = try truth(of: expression, exploration.search, beyond: true)
            let starts = try truth(of: cause, exploration.search, beyond: false)
            if !starts.indices.contains(where: { starts[$0] && !graph.reach[$0].isEmpty }) {
                verdict.vacuity = "the first condition never holds"
            }
            verdict.failures = lassos(property, exploration, analysis, avoiding: holds, from: { starts[$0] })
        }
        return verdict
    }

    // MARK: Conditions over states

    private func union(_ configurations: [ConfigurationSet]) -> ConfigurationSet {
        configurations.reduce(.empty) { $1.isEmpty ? $0 : sets.union($0, $1) }
    }

    /// By state, whether the condition holds; `beyond` is what it is taken to be in the states that are left out.
    private func truth(
        of expression: Expression, _ search: Search, beyond: Bool
    ) throws(ExplorerError) -> [Bool] {
        let graph = search.graph
        let code: Code
        do {
            code = try Compiler(layout: system.layout, role: nil).code(expression)
        } catch {
            throw .unsupported(error)
        }
        var result = Array(repeating: false, count: graph.reach.count)
        for state in graph.reach.indices where !graph.reach[state].isEmpty {
            // Of what is left out nothing bad is said.
            if state == graph.beyond {
                result[state] = beyond
                continue
            }
            var machine = Machine(system.layout, search.state(state))
            do {
                result[state] = try machine.condition(code)
            } catch {
                throw .evaluation(error)
            }
        }
        return result
    }

    private func violations(
        of kind: Property.Kind, _ search: Search
    ) throws(ExplorerError) -> (violated: [Bool], vacuity: String?) {
        let graph = search.graph
        switch kind {
        case .invariant(let expression):
            return (try truth(of: expression, search, beyond: true).map { !$0 }, nil)
        case .never(let expression): return (try truth(of: expression, search, beyond: false), nil)
        default: break
        }
        var violated = Array(repeating: false, count: graph.reach.count)
        var everTwo = false
        guard let condition = EpochCondition(kind, system.layout) else { return (violated, nil) }
        for index in graph.reach.indices where !graph.reach[index].isEmpty && index != graph.beyond {
            let (isViolated, hasTwo) = condition.judge(search.state(index))
            violated[index] = isViolated
            everTwo = everTwo || hasTwo
        }
        return (violated, everTwo ? nil : "no two parties ever hold an epoch")
    }

    func edgeVacuity(_ kind: Property.Kind) -> String? {
        switch kind {
        case .decryptable, .freshKeys:
            model.roles.allSatisfy { $0.protection.sending == nil } ? "no role seals its records" : nil
        default: nil
        }
    }

    // MARK: Expectations

    func compare(_ verdict: Verdict, with expectation: Expectation) -> Verdict.Comparison {
        var found: [Outcome: ConfigurationSet] = [:]
        for failure in verdict.failures { found[failure.outcome] = failure.condition.set }
        let failing = found.values.reduce(.empty, sets.union)
        switch expectation {
        case .unstated: return .unstated
        case .someReadings:
            return failing.isEmpty || failing == all ? .differs(condition(all)) : .asExpected
        case .cases(let cases):
            var expected: [Outcome: ConfigurationSet] = [:]
            for one in cases where one.outcome != .holds {
                expected[one.outcome] = sets.union(expected[one.outcome] ?? .empty, set(one.when))
            }
            let anyFailure = expected[.fails] ?? .empty
            // Wrong where exactly one side fails, or where a particular outcome is expected and another found.
            let expectedFailing = expected.values.reduce(.empty, sets.union)
            var wrong = sets.union(
                sets.subtracting(failing, expectedFailing), sets.subtracting(expectedFailing, failing))
            for (outcome, here) in expected where outcome != .fails {
                let precise = sets.subtracting(here, anyFailure)
                wrong = sets.union(wrong, sets.subtracting(precise, found[outcome] ?? .empty))
            }
            wrong = sets.intersection(wrong, all)
            return wrong.isEmpty ? .asExpected : .differs(condition(wrong))
        }
    }

    private func set(_ products: [[ReadingLiteral]]) -> ConfigurationSet {
        let union = products.isEmpty ? all : products.reduce(.empty) { result, product in
            sets.union(
                result,
                product.reduce(.all) { partial, literal in
                    guard let choice = system.choices.firstIndex(of: literal.choice) else { return partial }
                    return sets.intersection(partial, sets.choosing(choice, options: literal.options))
                })
        }
        return sets.intersection(union, all)
    }

    private func failure(
        _ property: Property, _ outcome: Outcome, _ found: ConfigurationSet, _ exploration: Exploration, _ reason: String,
        goal: RankedSearch.Goal?, endless: ((RankedSearch.Run) -> GraphPath?)? = nil
    ) -> [Verdict.Failure] {
        if found.isEmpty { return [] }
        var failure = Verdict.Failure(
            outcome: outcome, condition: condition(found), trace: nil, isConfirmed: false, reason: reason)
        if let goal {
            (failure.trace, failure.faults) = show(property, outcome, goal, within: found, exploration, endless: endless)
        }
        failure.isConfirmed = confirms(failure.trace, property)
        return [failure]
    }

    /// Whether the interpreter, judging by itself, agrees that the trace shows what it is said to show.
    func confirms(_ trace: Trace?, _ property: Property) -> Bool {
        guard let trace, let replay = try? Replay(trace, in: model), let judgement = try? replay.judge(property) else {
            return false
        }
        return judgement == .shown
    }

    private func graded(
        _ property: Property, _ exploration: Exploration, stuck: [ConfigurationSet], waiting: [ConfigurationSet]
    ) -> [Verdict.Failure] {
        let allStuck = union(stuck)
        let allWaiting = sets.subtracting(union(waiting), allStuck)
        return failure(
            property, .stuck, allStuck, exploration, "there is no way back, whatever happens",
            goal: RankedSearch.Goal(states: stuck))
            + failure(
                property, .waiting, allWaiting, exploration,
                "a way back needs another interruption, a fault or an optional step", goal: RankedSearch.Goal(states: waiting))
    }

    private func lassos(
        _ property: Property, _ exploration: Exploration, _ analysis: GraphAnalysis, avoiding holds: [Bool],
        from isStart: (Int) -> Bool
    ) -> [Verdict.Failure] {
        let graph = exploration.search.graph
        let avoids = analysis.fairlyAvoids(holds)
        let anyWay = analysis.canReach(holds, fairOnly: false)
        let fairWay = analysis.canReach(holds, fairOnly: true)
        let grades: [(Outcome, String, (Int) -> ConfigurationSet)] = [
            (.stuck, "there is no way to it, whatever happens", { sets.subtracting(avoids[$0], anyWay[$0]) }),
            (
                .waiting, "the way to it needs another interruption, a fault or an optional step",
                { sets.subtracting(sets.intersection(avoids[$0], anyWay[$0]), fairWay[$0]) }
            ),
            (.starved, "there is a way to it, but a fair run need never take it", { sets.intersection(avoids[$0], fairWay[$0]) }),
        ]
        var result: [Verdict.Failure] = []
        var graver = ConfigurationSet.empty
        for (outcome, reason, wanted) in grades {
            let entries = avoids.indices.map { isStart($0) ? wanted($0) : .empty }
            let found = sets.subtracting(union(entries), graver)
            graver = sets.union(graver, found)
            result += failure(
                property, outcome, found, exploration, reason, goal: RankedSearch.Goal(states: entries)
            ) { run in
                let region = Set(avoids.indices.filter { sets.contains(avoids[$0], run.configuration) })
                let finder = PathFinder(system: system, graph: graph, configuration: run.configuration)
                func lasso(along isAllowed: (EdgeLabel) -> Bool) -> GraphPath? {
                    finder.lasso(after: run.path, in: region, analysis: analysis, along: isAllowed)
                }
                // What a run without faults may do takes in messages that overtake one another or find no room; better without them.
                return lasso { $0.faults == 0 } ?? lasso { !$0.isFault }
            }
        }
        return result
    }

    func describe(_ incompleteness: Incompleteness) -> String {
        switch incompleteness {
        case .stateLimit(let limit): "more than \(limit) states"
        case .memoryLimit(let limit): "more than \(limit >> 20) MiB of memory"
        case .diskLimit(let directory, let bytes): "no room for \(bytes >> 20) MiB in \(directory)"
        case .unboundedGrowth(let what): what
        case .cancelled: "interrupted"
        }
    }

    func reason(_ kind: Property.Kind) -> String {
        switch kind {
        case .agreement: "two parties hold different epochs with one number"
        case .settledAgreement: "two settled parties hold different epochs with one number"
        case .historyAgreement: "two parties adopted different epochs with one number"
        case .drift(_, let most): "the epoch numbers differ by more than \(most)"
        case .freshKeys: "a key is used from sequence number zero a second time"
        case .specified: "no row takes the message"
        case .decryptable: "none of the reader's keys opens the record"
        case .invariant: "the invariant does not hold"
        case .never: "what must never hold does"
        default: ""
        }
    }
}
