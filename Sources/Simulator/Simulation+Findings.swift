import ProtocolModel

/// What the runs say of a property. It is never "verified": runs are samples.
public struct Finding: Sendable {
    /// An index into `ProtocolModel.properties`.
    public var property: Int
    /// In how many runs it was shown: violated, or for `reachable` reached.
    public var runs: Int
    public var of: Int
    /// The first run that showed it, and after how many steps.
    public var first: (run: Int, steps: UInt64)?
    /// The shortest run that was made out of some of them; replayed and judged by the interpreter.
    public var trace: Trace?
}

extension Simulation {
    /// The properties that the simulator watches in every step: all but those that ask for fairness or for a run's whole past.
    public var watchedProperties: [Int] {
        properties { kind in
            switch kind {
            case .historyAgreement, .freshKeys, .live, .leadsTo: false
            default: true
            }
        }
    }

    /// Those that ask for a run's past. They are looked for in the beginnings of some runs.
    var pastProperties: [Int] {
        properties { kind in
            switch kind {
            case .historyAgreement, .freshKeys: true
            default: false
            }
        }
    }

    private func properties(_ isMeant: (Property.Kind) -> Bool) -> [Int] {
        guard let index = model.profiles.firstIndex(where: { $0.name == profile.name }) else { return [] }
        return model.properties.indices.filter { model.properties[$0].expected[index] != nil && isMeant(model.properties[$0].kind) }
    }

    /// What the runs say of each property that is watched, and where runs are shortened of `historyAgreement` and `freshKeys`, too, as far as the first
    /// 400 steps of the first 100 runs show them.
    ///
    /// - Parameter shortening: how many of the runs that show a property are shortened; the shortest result is kept. 0 for none.
    public func findings(_ result: Result, shortening: Int) throws(SimulationError) -> [Finding] {
        var findings: [Finding] = []
        for property in watchedProperties {
            let showing = result.runs.compactMap { run -> (run: Int, steps: UInt64)? in
                if run.stuck.contains(property) { return (run.run, run.steps) }
                return run.hits.first { $0.property == property }.map { (run.run, $0.steps) }
            }
            var finding = Finding(property: property, runs: showing.count, of: result.runs.count, first: showing.first)
            // Short runs first: they are the ones that shorten best and fastest.
            for candidate in showing.sorted(by: { ($0.steps, $0.run) < ($1.steps, $1.run) }).prefix(shortening) {
                guard let trace = try trace(of: property, run: candidate.run, steps: candidate.steps) else { continue }
                if finding.trace.map({ trace.steps.count < $0.steps.count }) ?? true { finding.trace = trace }
            }
            findings.append(finding)
        }
        if shortening > 0 {
            for property in pastProperties { findings.append(try pastFinding(property, result, shortening: shortening)) }
        }
        return findings.sorted { $0.property < $1.property }
    }

    /// How many runs are looked at for what asks for their past, and how many steps of each.
    private static let (pastRuns, pastSteps): (Int, UInt64) = (100, 400)

    private func pastFinding(_ property: Int, _ result: Result, shortening: Int) throws(SimulationError) -> Finding {
        let looked = result.runs.prefix(Self.pastRuns)
        var showing: [(run: Int, steps: UInt64)] = []
        for run in looked {
            let taken = try steps(ofRun: run.run, upTo: Self.pastSteps)
            func isShown(_ count: Int) throws(SimulationError) -> Bool {
                let trace = Trace(model: model, profile: profile, readings: run.readings, steps: Array(taken.prefix(count)))
                // Steps that the interpreter took before can be taken again.
                guard let replay = try? Replay(trace, in: modelAsSimulated) else { return false }
                switch Swift.Result(catching: { () throws(EvaluationError) in try replay.judge(model.properties[property]) }) {
                case .success(let judgement): return judgement == .shown
                case .failure(let error): throw .evaluation(error)
                }
            }
            guard try isShown(taken.count) else { continue }
            // What has happened has happened for good, so the first moment is found by halving.
            var (low, high) = (0, taken.count)
            while low < high {
                let middle = low + (high - low) / 2
                if try isShown(middle) { high = middle } else { low = middle + 1 }
            }
            showing.append((run.run, UInt64(high)))
        }
        var finding = Finding(property: property, runs: showing.count, of: looked.count, first: showing.first)
        for candidate in showing.sorted(by: { ($0.steps, $0.run) < ($1.steps, $1.run) }).prefix(shortening) {
            guard let trace = try trace(of: property, run: candidate.run, steps: candidate.steps) else { continue }
            if finding.trace.map({ trace.steps.count < $0.steps.count }) ?? true { finding.trace = trace }
        }
        return finding
    }

    /// The run up to where it shows the property, shortened; `nil` where the interpreter does not confirm it.
    func trace(of property: Int, run: Int, steps: UInt64) throws(SimulationError) -> Trace? {
        let readings = assignment(ofRun: run)
        let declared = model.properties[property]
        var steps = steps
        if case .recoverable = declared.kind { steps = try firstStuck(property, run: run, steps: steps) }
        let taken = try self.steps(ofRun: run, upTo: steps)
        let shortener = Shortener(model: model, profile: profile, readings: readings, property: declared)
        switch Swift.Result(catching: { () throws(EvaluationError) in try shortener.shortened(taken) }) {
        case .success(let shorter?):
            var outcome = Outcome.fails
            if case .reachable = declared.kind { outcome = .holds }
            if case .recoverable(let condition) = declared.kind { outcome = try graveness(after: shorter, readings, condition) }
            return Trace(model: model, profile: profile, readings: readings, property: declared.name, outcome: outcome, steps: shorter)
        case .success(nil): return nil
        case .failure(let error): throw .evaluation(error)
        }
    }

    private func graveness(after steps: [Step], _ readings: ReadingAssignment, _ condition: Expression) throws(SimulationError) -> Outcome {
        let trace = Trace(model: model, profile: profile, readings: readings, steps: steps)
        // The interpreter took these steps when they were shortened.
        guard let last = (try? Replay(trace, in: modelAsSimulated))?.states.last else { return .stuck }
        switch Swift.Result(catching: { () throws(EvaluationError) in try automaton(readings).graveness(last, condition) }) {
        case .success(let outcome): return outcome
        case .failure(let error): throw .evaluation(error)
        }
    }

    /// After how many steps there is no way back any more. Once lost it stays lost, so the moment is found by halving.
    private func firstStuck(_ property: Int, run: Int, steps: UInt64) throws(SimulationError) -> UInt64 {
        var (low, high): (UInt64, UInt64) = (0, steps)
        let outcome = Swift.Result { () throws(EvaluationError) in
            let automaton = try automaton(assignment(ofRun: run))
            while low < high {
                let middle = low + (high - low) / 2
                var one = try Run(plan, automaton, run: run, measures: blankMeasures)
                try one.run(stopsAfter: middle)
                if try automaton.stuck(one.lastState).contains(property) { high = middle } else { low = middle + 1 }
            }
        }
        if case .failure(let error) = outcome { throw .evaluation(error) }
        return high
    }
}
