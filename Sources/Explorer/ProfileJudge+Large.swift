import ProtocolModel

/// Judging explorations that are too large for a graph in memory: one combination of readings, no stored edges.
extension ProfileJudge {
    /// What is asked of every state, as bits.
    private struct Questions {
        var conditions: [(ask: (FlatState) throws(EvaluationError) -> Bool, asksNetwork: Bool)] = []
        let failed = FirstError()

        final class FirstError { var error: EvaluationError? }

        mutating func add(_ condition: @escaping (FlatState) throws(EvaluationError) -> Bool, asksNetwork: Bool = false) -> Int {
            conditions.append((condition, asksNetwork))
            return conditions.count - 1
        }

        var askNetwork: Bool { conditions.contains { $0.asksNetwork } }

        /// The answers to those questions that ask for the network, or to the others.
        func answer(_ state: FlatState, asksNetwork: Bool) -> UInt64 {
            var bits: UInt64 = 0
            for (index, condition) in conditions.enumerated() where condition.asksNetwork == asksNetwork {
                switch Result(catching: { () throws(EvaluationError) in try condition.ask(state) }) {
                case .success(let holds): if holds { bits |= 1 << UInt64(index) }
                case .failure(let error): if failed.error == nil { failed.error = error }
                }
            }
            return bits
        }
    }

    /// The bits that answer a property: what is looked for, its opposite, and for `leads to` the cause.
    private struct Bits {
        var wanted: Int
        var opposite: Int?
        var cause: Int?
    }

    /// The questions that the properties of the profile ask; `nil` where there are too many.
    private func questions() throws(ExplorerError) -> (Questions, [Int: Bits])? {
        var questions = Questions()
        var bits: [Int: Bits] = [:]
        func condition(
            _ expression: Expression, is wanted: Bool
        ) throws(ExplorerError) -> (FlatState) throws(EvaluationError) -> Bool {
            let code: Code
            do {
                code = try Compiler(layout: system.layout, role: nil).code(expression)
            } catch {
                throw .unsupported(error)
            }
            let layout = system.layout
            return { (state: FlatState) throws(EvaluationError) -> Bool in
                var machine = Machine(layout, state)
                return try machine.condition(code) == wanted
            }
        }
        for (index, property) in model.properties.enumerated() where property.expected[profile] != nil {
            switch property.kind {
            case .agreement, .settledAgreement, .drift:
                guard let epochs = EpochCondition(property.kind, system.layout) else { continue }
                bits[index] = Bits(
                    wanted: questions.add { epochs.judge($0).isViolated }, opposite: questions.add { epochs.judge($0).hasTwo })
            case .invariant(let expression):
                bits[index] = Bits(wanted: questions.add(try condition(expression, is: false), asksNetwork: expression.asksNetwork))
            case .never(let expression), .reachable(let expression):
                bits[index] = Bits(wanted: questions.add(try condition(expression, is: true), asksNetwork: expression.asksNetwork))
            case .recoverable(let expression), .live(let expression):
                let asks = expression.asksNetwork
                bits[index] = Bits(
                    wanted: questions.add(try condition(expression, is: true), asksNetwork: asks),
                    opposite: questions.add(try condition(expression, is: false), asksNetwork: asks))
            case .leadsTo(let cause, let expression):
                let asks = expression.asksNetwork
                bits[index] = Bits(
                    wanted: questions.add(try condition(expression, is: true), asksNetwork: asks),
                    opposite: questions.add(try condition(expression, is: false), asksNetwork: asks),
                    cause: questions.add(try condition(cause, is: true), asksNetwork: cause.asksNetwork))
            case .specified, .decryptable, .historyAgreement, .freshKeys: break
            }
        }
        return questions.conditions.count <= 60 ? (questions, bits) : nil
    }

    /// Tells apart what is asked of the states, in which order.
    private var fingerprint: UInt64 {
        model.properties.reduce(13) { hash, property in
            guard property.expected[profile] != nil else { return ComponentStore.mix(hash, 0) }
            // Sets are described in no particular order, so only which characters there are is taken.
            return ComponentStore.mix(hash, "\(property.kind)".utf8.reduce(1) { $0 &+ ComponentStore.mix(11, UInt64($1)) })
        }
    }

    private struct Large {
        var search: FastSearch
        var incompleteness: Incompleteness?
        /// Whether steps were left out because epoch numbers were too far apart: what was explored is exact, but not all.
        var drifts: Bool { search.leftOutCount > 0 }

        /// Why what was not found may still be there.
        func doubt(_ describe: (Incompleteness) -> String) -> String? {
            incompleteness.map(describe) ?? (drifts ? "epoch numbers drift apart without bound, and not all that follows was explored" : nil)
        }
    }

    /// Explores by components; `nil` where that cannot be done.
    ///
    /// - Parameters:
    ///   - isSymmetric: whether one state may stand for all that differ from it by an exchange of identical parties.
    ///   - partialOrder: which steps of a state may stand for all of them.
    private func exploreLarge(
        monitoring kind: Property.Kind?, name: String, _ questions: Questions?, isSymmetric: Bool, partialOrder: PartialOrder? = nil
    ) throws(ExplorerError) -> Large? {
        var keepsSmallestNumber = false
        var folds = false
        var symmetry = isSymmetric && explorer.resources.usesSymmetry ? Symmetry(system.layout) : nil
        while true {
            guard
                let steps = try? StepSystem(
                    system, monitoring: kind, within: all, keepsSmallestNumber: keepsSmallestNumber, foldsNetwork: folds,
                    symmetry: symmetry)
            else { return nil }
            if let questions {
                steps.inspect = { questions.answer($0, asksNetwork: false) }
                steps.questions = fingerprint
                if questions.askNetwork { steps.inspectNetwork = { questions.answer($0, asksNetwork: true) } }
            }
            var options = FastSearch.Options()
            options.limits = explorer.limits
            options.threads = explorer.resources.threads ?? Workers.all.count
            options.checkpointSeconds = explorer.resources.checkpointSeconds
            options.spill = explorer.resources.spill
            options.partialOrder = partialOrder
            options.checkpoint = explorer.resources.checkpoint.map {
                "\($0)/\(model.profiles[profile].name)\(name)\(keepsSmallestNumber ? ".smallest" : "")\(folds ? ".folded" : "")\(symmetry != nil ? ".symmetric" : "")\(partialOrder != nil ? ".partial-order" : "")"
            }
            let search = FastSearch(steps, options: options, progress: progress)
            let finding: FastSearch.Finding
            do {
                finding = try search.run()
            } catch {
                throw .evaluation(error)
            }
            if let error = questions?.failed.error { throw .evaluation(error) }
            switch finding {
            case .needsSmallestNumber: keepsSmallestNumber = true
            case .needsFolding: folds = true
            case .unsupported:
                // The exchanges need components of their own; without them there may be room.
                if symmetry == nil { return nil }
                symmetry = nil
            case .complete: return Large(search: search, incompleteness: nil)
            case .incomplete(let reason): return Large(search: search, incompleteness: reason)
            }
        }
    }

    /// The report, where there is one combination of readings and its state space is large; `nil` where the graph is to be built.
    func largeReport() throws(ExplorerError) -> ExplorationReport? {
        // Runs with the fewest faults are looked for in the graph.
        guard explorer.ranking == .shortest, sets.count(all) == 1, let options = sets.first(of: all), let (questions, bits) = try questions()
        else { return nil }
        let partialOrder = try? partialOrder?.get()
        guard let base = try exploreLarge(monitoring: nil, name: "", questions, isSymmetric: true, partialOrder: partialOrder) else { return nil }
        if partialOrder == nil, base.search.allStateCount <= explorer.resources.graphLimit, base.incompleteness == nil { return nil }
        let judge = LargeJudge(profile: self, options: options)
        var verdicts: [Verdict] = []
        // What follows one party through a run needs all states.
        var allStates: Large? = base.search.steps.symmetry == nil ? base : nil
        for (index, property) in model.properties.enumerated() where property.expected[profile] != nil {
            var verdict = Verdict(property: index, status: .decided, failures: [], witness: nil, vacuity: nil)
            var doubt = base.doubt(describe)
            if partialOrder != nil, !PartialOrder.preserves(property.kind) {
                verdict.status = .unknown("a partial-order reduction does not preserve it: check it without --partial-order")
                verdict.comparison = compare(verdict, with: property.expected[profile] ?? .unstated)
                verdicts.append(verdict)
                continue
            }
            switch property.kind {
            case .historyAgreement, .freshKeys:
                let name = property.kind == .freshKeys ? ".fresh-keys" : ".history-\(index)"
                guard base.incompleteness != .cancelled else { break }
                if base.search.isCancelled {
                    doubt = describe(.cancelled)
                    break
                }
                let monitored = try exploreLarge(monitoring: property.kind, name: name, nil, isSymmetric: false)
                guard let monitored, !monitored.drifts || monitored.search.stateCount > explorer.resources.graphLimit else {
                    verdicts.append(try self.judge(index, try explore(monitoring: property.kind)))
                    continue
                }
                judge.edges(&verdict, property, monitored.search) { $0.isViolation }
                doubt = monitored.doubt(describe)
            case .specified: judge.edges(&verdict, property, base.search) { $0.hole >= 0 }
            case .decryptable: judge.edges(&verdict, property, base.search) { $0.isUndecryptable }
            case .agreement, .settledAgreement, .drift, .invariant, .never:
                guard let bits = bits[index] else { continue }
                if let two = bits.opposite, base.search.flagSightings[two] == nil { verdict.vacuity = "no two parties ever hold an epoch" }
                judge.states(&verdict, property, base.search, base.search.flagSightings[bits.wanted])
            case .reachable:
                guard let bits = bits[index] else { continue }
                judge.reach(&verdict, property, base.search, base.search.flagSightings[bits.wanted], isComplete: doubt == nil)
                if verdict.witness != nil { doubt = nil }
            case .recoverable, .live, .leadsTo:
                guard let bits = bits[index], doubt == nil else { break }
                if let opposite = bits.opposite, base.search.flagSightings[opposite] == nil { verdict.vacuity = "the condition always holds" }
                if let cause = bits.cause, base.search.flagSightings[cause] == nil { verdict.vacuity = "the first condition never holds" }
                var searched = base
                if case .recoverable = property.kind {} else {
                    if allStates == nil { allStates = try exploreLarge(monitoring: nil, name: ".all", questions, isSymmetric: false) }
                    guard let all = allStates, all.doubt(describe) == nil else {
                        doubt = allStates?.doubt(describe) ?? "without exchanges of identical parties there are too many states"
                        break
                    }
                    searched = all
                }
                judge.waysBack(&verdict, property, searched.search, holds: bits.wanted, cause: bits.cause)
                if searched.search.isCancelled {
                    verdict.failures = []
                    doubt = describe(.cancelled)
                }
            }
            if let doubt, verdict.failures.isEmpty { verdict.status = .unknown(doubt) }
            verdict.comparison = compare(verdict, with: property.expected[profile] ?? .unstated)
            verdicts.append(verdict)
        }
        let labels = base.search.labelSightings.keys.sorted().map { base.search.steps.labels[$0] }
        return ExplorationReport(
            profile: profile, states: base.search.allStateCount, edges: base.search.transitionCount, depth: base.search.depth,
            configurations: 1, stateHash: base.search.hash, incompleteness: base.incompleteness, isOverApproximated: false,
            partialOrder: partialOrder == nil ? partialOrderUse : .used,
            verdicts: verdicts, deadRows: deadRows(labels), holes: holes(labels), modelErrors: judge.modelErrors(base.search))
    }

    /// The partial-order reduction that was asked for, or why there is none; `nil` where none was asked for.
    private var partialOrder: Result<PartialOrder, PartialOrder.Refusal>? {
        guard explorer.resources.usesPartialOrder else { return nil }
        if sets.count(all) != 1 { return .failure(PartialOrder.Refusal(reason: "several combinations of readings are explored: choose one with --reading")) }
        if explorer.ranking != .shortest { return .failure(PartialOrder.Refusal(reason: "runs with the fewest faults are looked for among all")) }
        let properties = model.properties.filter { $0.expected[profile] != nil }
        return Result { () throws(PartialOrder.Refusal) in try PartialOrder(system, within: all, properties: properties) }
    }

    /// What a report that is made of all states says of the partial-order reduction.
    var partialOrderUse: ExplorationReport.PartialOrderUse? {
        switch partialOrder {
        case nil: nil
        case .success: .refused("the model is not explored by components")
        case .failure(let refusal): .refused(refusal.reason)
        }
    }

    private func holes(_ labels: [EdgeLabel]) -> [ExplorationReport.Hole] {
        var found = Set<[Int]>()
        for label in labels {
            guard label.hole >= 0, case .deliver(let message, _, _) = label.kind else { continue }
            found.insert([system.layout.instances[label.party].role, label.hole, message])
        }
        return found.sorted { $0.lexicographicallyPrecedes($1) }.map {
            ExplorationReport.Hole(role: $0[0], state: $0[1], message: $0[2], condition: condition(all))
        }
    }
}

/// Turns what a large search has seen into verdicts with runs.
struct LargeJudge {
    let profile: ProfileJudge
    let options: [Int]

    private func trace(
        _ search: FastSearch, to sighting: FastSearch.Sighting, _ goal: ShortestRuns.Goal, _ property: Property?, _ outcome: Outcome?
    ) -> Trace? {
        let (graph, end) = ShortestRuns(search: search).graph(to: sighting, goal)
        let finder = PathFinder(system: profile.system, graph: graph, configuration: options)
        let path: GraphPath?
        switch goal {
        case .state: path = finder.path(toState: { $0 == end })
        case .step(let isWanted):
            path = finder.path(toState: { _ in false }, orEdge: { isWanted(graph.labels[Int(graph.edges[$0].label)]) })
        }
        return path.flatMap { builder(search, graph).trace(along: $0, property: property, outcome: outcome) }
    }

    private func builder(_ search: FastSearch, _ graph: StateGraph) -> TraceBuilder {
        TraceBuilder(
            system: profile.system, graph: graph, monitor: search.steps.monitor,
            find: { state in
                var stepper = search.runStepper
                let word = stepper.pack(state)
                search.runStepper = stepper
                return word.flatMap { graph.states.find(FastSteps.bytes($0)) }
            }, knowsMessageOrder: profile.system.profile.order == .fifo, profile: profile.profile, configuration: options)
    }

    private func failure(_ outcome: Outcome, _ trace: Trace?, _ property: Property, _ reason: String) -> Verdict.Failure {
        Verdict.Failure(
            outcome: outcome, condition: profile.condition(profile.all), trace: trace, isConfirmed: profile.confirms(trace, property),
            reason: reason)
    }

    /// A property that no step of some kind may violate.
    func edges(_ verdict: inout Verdict, _ property: Property, _ search: FastSearch, _ isBad: @escaping (EdgeLabel) -> Bool) {
        verdict.vacuity = profile.edgeVacuity(property.kind)
        let bad = search.labelSightings.filter { isBad(search.steps.labels[$0.key]) }
        guard let first = bad.min(by: { ($0.value.level, $0.key) < ($1.value.level, $1.key) }) else { return }
        let trace = trace(search, to: first.value, .step(isBad), property, .fails)
        verdict.failures = [failure(.fails, trace, property, profile.reason(property.kind))]
    }

    /// A property that no state may violate.
    func states(_ verdict: inout Verdict, _ property: Property, _ search: FastSearch, _ sighting: FastSearch.Sighting?) {
        guard let sighting else { return }
        let trace = trace(search, to: sighting, .state, property, .fails)
        verdict.failures = [failure(.fails, trace, property, profile.reason(property.kind))]
    }

    func reach(
        _ verdict: inout Verdict, _ property: Property, _ search: FastSearch, _ sighting: FastSearch.Sighting?, isComplete: Bool
    ) {
        guard let sighting else {
            if isComplete { verdict.failures = [failure(.fails, nil, property, "no run reaches it")] }
            return
        }
        verdict.witness = trace(search, to: sighting, .state, property, .holds)
    }

    /// `recoverable`, `live` and `leads to`.
    func waysBack(_ verdict: inout Verdict, _ property: Property, _ search: FastSearch, holds: Int, cause: Int?) {
        let analysis = FastAnalysis(search)
        let goal = analysis.states { $0 >> UInt64(holds) & 1 != 0 }
        let fairness = analysis.fairness
        let anyWay = analysis.canReach(goal, within: nil, along: fairness.all)
        let fairWay = analysis.canReach(goal, within: nil, along: fairness.isFair)
        if case .recoverable = property.kind {
            if let stuck = analysis.first(where: { index, _ in !anyWay.contains(index) }) {
                let trace = trace(search, to: stuck, .state, property, .stuck)
                verdict.failures = [failure(.stuck, trace, property, "there is no way back, whatever happens")]
            } else if let waiting = analysis.first(where: { index, _ in !fairWay.contains(index) }) {
                let trace = trace(search, to: waiting, .state, property, .waiting)
                verdict.failures = [
                    failure(.waiting, trace, property, "a way back needs another interruption, a fault or an optional step")
                ]
            }
            return
        }
        let avoids = analysis.fairlyAvoids(goal)
        let isStart: @Sendable (UInt64) -> Bool = { flags in cause.map { flags >> UInt64($0) & 1 != 0 } ?? true }
        let grades: [(Outcome, String, @Sendable (Int) -> Bool)] = [
            (.stuck, "there is no way to it, whatever happens", { !anyWay.contains($0) }),
            (
                .waiting, "the way to it needs another interruption, a fault or an optional step",
                { anyWay.contains($0) && !fairWay.contains($0) }
            ),
            (.starved, "there is a way to it, but a fair run need never take it", { fairWay.contains($0) }),
        ]
        for (outcome, reason, isOfGrade) in grades {
            guard
                let entry = analysis.first(where: { index, flags in
                    avoids.contains(index) && isOfGrade(index) && isStart(flags)
                })
            else { continue }
            let trace = lasso(search, entry, property, outcome) { avoids.contains(analysis.index(of: $0)) }
            verdict.failures = [failure(outcome, trace, property, reason)]
            return
        }
    }

    /// The most states of a region that is entered in which a cycle is looked for.
    private static let regionLimit = 50_000

    private func lasso(
        _ search: FastSearch, _ entry: FastSearch.Sighting, _ property: Property, _ outcome: Outcome, isInside: (UInt64) -> Bool
    ) -> Trace? {
        let (stem, end) = ShortestRuns(search: search).graph(to: entry, .state)
        guard
            let way = PathFinder(system: profile.system, graph: stem, configuration: options).path(toState: { $0 == end })
        else { return nil }
        // The stem that is shown, then all that can be reached inside the region without faults.
        var builder = GraphBuilder(search)
        let words = way.states.map { FastSteps.word(stem.states[$0]) }
        for (position, word) in words.dropLast().enumerated() {
            builder.addEdges(of: word) { target, _ in target == words[position + 1] }
        }
        var region: [UInt64] = [entry.word]
        var seen = Set(region)
        var next = 0
        while next < region.count {
            for target in builder.addEdges(of: region[next], where: { !$1.isFault })
            where isInside(target) && seen.insert(target).inserted {
                region.append(target)
                if region.count > LargeJudge.regionLimit { return nil }
            }
            next += 1
        }
        builder.begin(with: [words[0]])
        let inside = Set(region.map { builder.index(of: $0) })
        let start = builder.index(of: entry.word)
        let graph = builder.finished()
        let analysis = GraphAnalysis(profile.system, graph)
        let finder = PathFinder(system: profile.system, graph: graph, configuration: options)
        guard let beginning = finder.path(toState: { $0 == start }) else { return nil }
        let path =
            finder.lasso(after: beginning, in: inside, analysis: analysis) { $0.faults == 0 }
            ?? finder.lasso(after: beginning, in: inside, analysis: analysis) { !$0.isFault }
        return path.flatMap { self.builder(search, graph).trace(along: $0, property: property, outcome: outcome) }
    }

    func modelErrors(_ search: FastSearch) -> [ExplorationReport.ModelError] {
        var seen = Set<EvaluationError>()
        return search.failureSightings.sorted { $0.value.level < $1.value.level }.compactMap { failure, sighting in
            let error = search.steps.failures[failure]
            guard seen.insert(error).inserted else { return nil }
            return ExplorationReport.ModelError(
                error: error, trace: trace(search, to: sighting, .state, nil, nil), condition: profile.condition(profile.all))
        }
    }
}
