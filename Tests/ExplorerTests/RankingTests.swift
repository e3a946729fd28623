import ExampleModels
import ProtocolModel
import Testing

@testable import Explorer

/// The runs that the explorer shows are the best by its ranking: against a naive search, against networks whose faults are bounded, and
/// in all readings together as in each by itself.
struct RankingTests {
    struct Case: CustomTestStringConvertible {
        var instance: DifferentialTests.Instance
        var ranking: RunRanking

        var testDescription: String { "\(instance.testDescription), \(instance.model.profiles[instance.profile]), \(ranking)" }
    }

    /// Networks of every kind for a document: its first profile is replaced.
    static func networks(_ name: String, _ text: String, capacity: Int) throws -> [DifferentialTests.Instance] {
        let model = try ExampleModels.parse(text)
        var result: [DifferentialTests.Instance] = []
        for order in [NetworkProfile.Order.fifo, .any] {
            for (loss, duplication) in [(false, false), (true, false), (false, true), (true, true)] {
                for interruption in [NetworkProfile.Interruption.no, .atomic, .halfOpen, .lingering] {
                    var altered = model
                    altered.profiles[0] = NetworkProfile(
                        name: model.profiles[0].name, order: order, loss: loss, duplication: duplication, capacity: capacity,
                        interruption: interruption)
                    for option in 0...(model.readingChoices.isEmpty ? 0 : 1) {
                        result.append(
                            DifferentialTests.Instance(
                                name: name, model: altered, profile: 0, readings: model.readingChoices.map { _ in option }))
                    }
                }
            }
        }
        return result
    }

    static var instances: [DifferentialTests.Instance] {
        get throws {
            try DifferentialTests.instances + networks("handshake", ExampleModels.handshake, capacity: 1)
                + networks("handshake", ExampleModels.handshake, capacity: 2)
        }
    }

    static var cases: [Case] {
        get throws { try instances.flatMap { [Case(instance: $0, ranking: .fewestFaults), Case(instance: $0, ranking: .shortest)] } }
    }

    private static func fixed(_ instance: DifferentialTests.Instance) -> [ReadingChoice: [Int]] {
        Dictionary(uniqueKeysWithValues: zip(instance.model.readingChoices, instance.readings).map { ($0, [$1]) })
    }

    private static func readings(_ instance: DifferentialTests.Instance) -> ReadingAssignment {
        ReadingAssignment(fixed(instance).mapValues { $0[0] })
    }

    /// What a trace costs, by the interpreter.
    private static func cost(of trace: Trace, in model: ProtocolModel, _ ranking: RunRanking) throws -> NaiveRankedSearch.Cost {
        let replay = try Replay(trace, in: model)
        var faults = replay.faults
        if ranking == .shortest { faults.reorderings = 0 }
        let actors = replay.transitions.compactMap(\.step.actor)
        let switches = zip(actors, actors.dropFirst()).count { $0 != $1 }
        let length = replay.transitions.count
        return NaiveRankedSearch.Cost(
            parts: ranking == .fewestFaults ? [faults.count, length, switches] : [length, faults.count, switches])
    }

    @Test(arguments: try cases)
    func theBestRunsAreThoseOfANaiveSearch(_ one: Case) throws {
        let instance = one.instance
        var model = instance.model
        for index in model.properties.indices {
            switch model.properties[index].kind {
            case .leadsTo, .historyAgreement, .freshKeys: model.properties[index].expected = [:]
            default: model.properties[index].expected = [instance.profile: .unstated]
            }
        }
        let explorer = Explorer(
            model: model, limits: ExplorationLimits(states: 1_500), fixedReadings: Self.fixed(instance), ranking: one.ranking)
        let report = try explorer.check(profile: instance.profile)
        if report.isOverApproximated || report.incompleteness != nil || report.states > 500 { return }
        let exploration = try ProfileJudge(explorer, profile: instance.profile, progress: { _ in true }).explore(monitoring: nil)
        let naive = try NaiveRankedSearch(
            Interpreter(model: model, profile: model.profiles[instance.profile], readings: Self.readings(instance)),
            ranking: one.ranking, keepsSmallestNumber: exploration.exact.search.packing.keepsSmallestNumber, limit: 3_000)
        guard naive.isComplete else { return }
        for verdict in report.verdicts {
            let property = model.properties[verdict.property]
            let found = try verdict.failures.first?.trace.map { try Self.cost(of: $0, in: model, one.ranking) }
            var expected: NaiveRankedSearch.Cost?
            switch property.kind {
            case .specified: expected = naive.hole
            case .decryptable: expected = naive.undecryptable
            case .agreement(let variable): expected = naive.best { naive.isForked(variable, in: $0) }
            case .settledAgreement(let variable): expected = naive.best { naive.isForked(variable, in: $0, settledOnly: true) }
            case .drift(let variable, let most):
                expected = naive.best { state in
                    let numbers = naive.held(variable, in: state, settledOnly: false).map(\.number)
                    return (numbers.max() ?? 0) - (numbers.min() ?? 0) > most
                }
            case .invariant(let condition): expected = try naive.best { try !naive.interpreter.holds(condition, in: $0) }
            case .never(let condition): expected = try naive.best { try naive.interpreter.holds(condition, in: $0) }
            case .reachable(let condition):
                let witness = try verdict.witness.map { try Self.cost(of: $0, in: model, one.ranking) }
                #expect(try witness == naive.best { try naive.interpreter.holds(condition, in: $0) }, "\(property.name)")
                continue
            case .recoverable(let condition):
                let best = try naive.bestWithoutWay(to: condition)
                expected = best.stuck ?? best.waiting
            case .live(let condition):
                // It is stuck exactly where there is no way to the condition: the way there is what is ranked.
                guard one.ranking == .fewestFaults, let failure = verdict.failures.first, failure.outcome == .stuck else { continue }
                let best = try naive.bestWithoutWay(to: condition).stuck
                #expect(best != nil, "\(property.name)")
                if failure.faults?.certainty == .fewest { #expect(failure.faults?.faults.count == best?.parts[0], "\(property.name)") }
                continue
            case .leadsTo, .historyAgreement, .freshKeys: continue
            }
            #expect(found == expected, "\(property.name)")
            if one.ranking == .fewestFaults, let failure = verdict.failures.first {
                #expect(failure.isConfirmed, "\(property.name)")
                #expect(failure.faults?.certainty == .fewest, "\(property.name)")
                #expect(failure.faults?.faults.count == expected?.parts[0], "\(property.name)")
            }
        }
    }

    /// What takes so many interruptions at least does not fail where there may be fewer, and does where there may be as many. Of properties
    /// whose failure does not depend on what may still happen after the run: also those of runs without end.
    @Test(arguments: try DifferentialTests.instances)
    func fewerFaultsAreNotEnough(_ instance: DifferentialTests.Instance) throws {
        let profile = instance.model.profiles[instance.profile]
        if profile.loss || profile.duplication || profile.order == .any || profile.interruption == .no { return }
        func check(_ most: Int?, _ ranking: RunRanking) throws -> ExplorationReport {
            var model = instance.model
            model.profiles[instance.profile].bounds.removeAll { $0.subject == .interruption }
            if let most { model.profiles[instance.profile].bounds.append(Bound(subject: .interruption, most: most)) }
            return try Explorer(model: model, fixedReadings: Self.fixed(instance), ranking: ranking).check(profile: instance.profile)
        }
        let report = try check(nil, .fewestFaults)
        if report.incompleteness != nil || report.isOverApproximated { return }
        var bounded: [Int: ExplorationReport] = [:]
        func fails(_ verdict: Verdict, most: Int) throws -> Bool {
            if bounded[most] == nil { bounded[most] = try check(most, .shortest) }
            return bounded[most]?.verdicts.first { $0.property == verdict.property }?.failures.isEmpty == false
        }
        for verdict in report.verdicts {
            let property = instance.model.properties[verdict.property]
            switch property.kind {
            case .recoverable, .reachable: continue
            default: break
            }
            let faults = verdict.failures.compactMap { $0.faults?.faults.interruptions }
            #expect(faults.count == verdict.failures.count, "\(property.name)")
            guard let fewest = faults.min() else { continue }
            #expect(try fails(verdict, most: fewest), "\(property.name)")
            // With a graver verdict, a less grave way to fail with fewer faults is not looked for.
            let outcomes = verdict.failures.map(\.outcome)
            if fewest > 0, outcomes == [.fails] || outcomes == [.starved] {
                #expect(try !fails(verdict, most: fewest - 1), "\(property.name)")
            }
        }
    }

    /// All combinations of readings together give the best run of those in each by itself, outcome by outcome.
    @Test(arguments: 0..<2)
    func readingsTogetherHaveTheBestRunOfAll(_ capacity: Int) throws {
        var compared = 0
        for instance in try Self.networks("handshake", ExampleModels.handshake, capacity: 1 + capacity) where instance.readings == [0] {
            let model = instance.model
            let choice = try #require(model.readingChoices.first)
            for ranking in [RunRanking.fewestFaults, .shortest] {
                func check(_ options: [Int]) throws -> ExplorationReport {
                    try Explorer(
                        model: model, limits: ExplorationLimits(states: 2_000), fixedReadings: [choice: options], ranking: ranking
                    ).check(profile: 0)
                }
                let together = try check([0, 1])
                let alone = try [0, 1].map { try check([$0]) }
                if ([together] + alone).contains(where: { $0.incompleteness != nil || $0.isOverApproximated }) { continue }
                for (index, verdict) in together.verdicts.enumerated() {
                    let property = model.properties[verdict.property]
                    switch property.kind {
                    case .live, .leadsTo, .reachable: continue
                    default: break
                    }
                    for failure in verdict.failures {
                        let best = try alone.flatMap { $0.verdicts[index].failures }.filter { $0.outcome == failure.outcome }
                            .compactMap { try $0.trace.map { try Self.cost(of: $0, in: model, ranking) } }.min()
                        #expect(try failure.trace.map { try Self.cost(of: $0, in: model, ranking) } == best, "\(property.name)")
                        compared += 1
                    }
                }
            }
        }
        #expect(compared > 30)
    }

    /// A state that one reading reaches without a fault is not done with in the other, which needs an interruption to get there and goes on
    /// the better way.
    @Test(arguments: [RunRanking.fewestFaults, .shortest])
    func aStateIsSettledReadingByReading(_ ranking: RunRanking) throws {
        func row(_ name: String, _ state: Int, _ trigger: Trigger, _ option: Int, _ next: Int) -> Row {
            Row(
                name: name, states: [state], triggers: [trigger], guards: .always, actions: [.drop], next: next,
                readings: [ReadingCondition(reading: 0, options: [option])])
        }
        let model = ProtocolModel(
            title: "two ways", messages: [], events: [Event(name: "go", fairness: .optional)],
            roles: [
                Role(
                    name: "A", states: ["Start", "Middle", "Bad", "Far"].map { ControlState(name: $0, isSettled: true) }, variables: [],
                    protection: RecordProtection(),
                    rows: [
                        row("A1", 0, .event(0), 0, 1), row("A2", 0, .interrupted, 1, 1), row("A3", 1, .event(0), 1, 2),
                        row("A4", 1, .interrupted, 0, 3), row("A5", 3, .interrupted, 0, 2),
                    ]),
                Role(
                    name: "B", states: [ControlState(name: "Idle", isSettled: true)], variables: [], protection: RecordProtection(),
                    rows: []),
            ],
            readings: [Reading(name: "way", options: [Reading.Option(name: "one"), Reading.Option(name: "other")])],
            profiles: [
                NetworkProfile(name: "net", order: .fifo, loss: false, duplication: false, capacity: 1, interruption: .atomic)
            ],
            properties: [
                Property(name: "bad", kind: .never(.inState(.literal(.party(0)), [2])), expected: [0: .unstated])
            ])
        let report = try Explorer(model: model, ranking: ranking).check(profile: 0)
        let failure = try #require(report.verdicts.first?.failures.first)
        let trace = try #require(failure.trace)
        #expect(failure.isConfirmed)
        #expect(trace.steps.map(\.row) == [nil, "A3"])
        #expect(try Replay(trace, in: model).faults == Faults(interruptions: 1))
    }

    /// A search that is cut short does not say that fewer faults are impossible, unless there are none.
    @Test func aSearchThatIsCutShortIsNotCertain() throws {
        let model = try ExampleModels.parse(ExampleModels.handshake)
        let profile = try #require(model.profiles.firstIndex { $0.name == "lingering" })
        let full = try Explorer(model: model, ranking: .fewestFaults).check(profile: profile)
        let cut = try Explorer(model: model, limits: ExplorationLimits(states: full.states - 1), ranking: .fewestFaults)
            .check(profile: profile)
        #expect(cut.incompleteness != nil)
        var uncertain = 0
        for failure in cut.verdicts.flatMap(\.failures) {
            guard let count = failure.faults else { continue }
            if count.faults.count == 0 {
                #expect(count.certainty == .fewest)
            } else {
                #expect(count.certainty != .fewest)
                uncertain += 1
            }
        }
        #expect(uncertain > 0)
    }
}
