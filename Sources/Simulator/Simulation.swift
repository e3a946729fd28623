import Dispatch
import ProtocolModel

/// Runs of a model under a scenario.
public struct Simulation: Sendable {
    /// Which readings a run takes.
    public enum Readings: Sendable {
        case fixed(ReadingAssignment)
        /// Each run draws those that are not fixed: by choice, the options that may be drawn.
        case random([ReadingChoice: [Int]])
    }

    public let model: ProtocolModel
    /// One of the model's, perhaps with another capacity.
    public let profile: NetworkProfile
    public let scenario: Scenario
    public let readings: Readings
    public let seed: UInt64
    let plan: Plan
    let memory: Int

    /// - Parameter memory: how many states and edges together are remembered in each thread; does not change results.
    /// - Throws: `SimulationError` where the scenario asks for what the profile does not have, or the model is too large.
    public init(
        model: ProtocolModel, profile: NetworkProfile, scenario: Scenario, readings: Readings = .fixed(ReadingAssignment()),
        seed: UInt64 = 1, memory: Int = 1 << 20
    ) throws(SimulationError) {
        if let refusal = scenario.refusal(in: profile) { throw .scenario(refusal) }
        let parties = model.instances.count
        guard parties <= 8 else { throw .tooLarge("more than 8 parties") }
        self.model = model
        self.profile = profile
        self.scenario = scenario
        self.readings = readings
        self.seed = seed
        self.memory = memory
        plan = Plan(scenario, model, seed: seed)
    }

    public struct Result: Sendable {
        /// In the order of the runs; where `goesOn` ended the simulation early those that were finished.
        public var runs: [RunSummary]
        public var measures: Measures
    }

    /// Makes runs 0 ..< `count`. The result is the same for every number of threads.
    ///
    /// - Parameter goesOn: asked before each run, on any thread; `false` ends the simulation.
    /// - Throws: `SimulationError.evaluation` where a property or an initial value cannot be evaluated.
    public func run(
        count: Int, threads: Int = 1, goesOn: @escaping @Sendable () -> Bool = { true }
    ) throws(SimulationError) -> Result {
        let work = SharedWork(count: count)
        DispatchQueue.concurrentPerform(iterations: max(1, min(threads, count))) { _ in
            var automaton: Automaton?
            var sum = blankMeasures
            var runs: [RunSummary] = []
            let outcome = Swift.Result { () throws(EvaluationError) in
                while let run = work.next(), goesOn() {
                    let chosen = assignment(ofRun: run)
                    if automaton == nil || automaton?.interpreter.readings != chosen { automaton = try self.automaton(chosen) }
                    guard let automaton else { return }
                    var one = try Run(plan, automaton, run: run, measures: sum)
                    sum = blankMeasures
                    try one.run()
                    if one.summary.failure == nil { one.summary.stuck = try automaton.stuck(one.lastState) }
                    sum = one.measures
                    runs.append(one.summary)
                }
            }
            work.finish(runs, sum, outcome)
        }
        if let error = work.error { throw .evaluation(error) }
        var measures = blankMeasures
        for sum in work.sums { measures.add(sum) }
        return Result(runs: work.runs.sorted { $0.run < $1.run }, measures: measures)
    }

    /// The steps of a run, up to a number of them; made again from its seed.
    public func steps(ofRun run: Int, upTo most: UInt64) throws(SimulationError) -> [Step] {
        let result = Swift.Result { () throws(EvaluationError) in
            let automaton = try automaton(assignment(ofRun: run))
            var one = try Run(plan, automaton, run: run, measures: blankMeasures)
            one.log = []
            try one.run(stopsAfter: most)
            return one.log ?? []
        }
        switch result {
        case .success(let steps): return steps
        case .failure(let error): throw .evaluation(error)
        }
    }

    /// The readings that a run takes.
    public func assignment(ofRun run: Int) -> ReadingAssignment {
        switch readings {
        case .fixed(let assignment): return assignment
        case .random(let allowed):
            var random = SeededGenerator(seed: plan.seed(ofRun: run), stream: 0)
            var result = ReadingAssignment()
            for choice in model.readingChoices {
                let options = allowed[choice] ?? Array(model.readings[choice.reading].options.indices)
                result.options[choice] = options[random.index(options.count)]
            }
            return result
        }
    }

    /// The model with the profile as it is simulated, which may have another capacity than the document's.
    public var modelAsSimulated: ProtocolModel {
        var result = model
        for index in result.profiles.indices where result.profiles[index].name == profile.name { result.profiles[index] = profile }
        return result
    }

    func automaton(_ readings: ReadingAssignment) throws(EvaluationError) -> Automaton {
        try Automaton(Interpreter(model: model, profile: profile, readings: readings), limit: memory)
    }

    var blankMeasures: Measures {
        Measures(messages: model.messages.count, parties: model.instances.count, events: max(1, model.events.count))
    }
}

/// A simulation cannot be made.
public enum SimulationError: Error, Hashable, Sendable {
    case scenario(ScenarioError)
    case tooLarge(String)
    case evaluation(EvaluationError)
}

/// What the threads of a simulation share: the next run, and what they found.
private final class SharedWork: @unchecked Sendable {
    private let lock = DispatchSemaphore(value: 1)
    private let count: Int
    private var begun = 0
    private(set) var runs: [RunSummary] = []
    private(set) var sums: [Measures] = []
    private(set) var error: EvaluationError?

    init(count: Int) { self.count = count }

    func next() -> Int? {
        lock.wait()
        defer { lock.signal() }
        guard begun < count, error == nil else { return nil }
        begun += 1
        return begun - 1
    }

    func finish(_ runs: [RunSummary], _ sum: Measures, _ outcome: Result<Void, EvaluationError>) {
        lock.wait()
        defer { lock.signal() }
        self.runs += runs
        sums.append(sum)
        if case .failure(let failure) = outcome { error = failure }
    }
}
