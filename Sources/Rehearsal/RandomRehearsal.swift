import ProtocolModel

/// A random run acted out: an experiment on the agreement of the model with the cryptography.
public struct RandomRehearsal: Sendable {
    public struct Outcome: Sendable {
        public var steps: Int
        /// What went wrong, if something did.
        public var error: RehearsalError?
        /// The steps that were taken, the one that failed included; empty where all agree.
        public var trace: Trace
        public var elapsed: Duration
        public var cryptography: Duration
        /// Pairs of states that the model keeps apart and that are one in the cryptography, which happens in the original draft alone.
        public var coincidences = 0
    }

    public let model: ProtocolModel
    public let profile: NetworkProfile
    public let cipherSuite: UInt16
    public let seed: UInt64

    public init(model: ProtocolModel, profile: NetworkProfile, cipherSuite: UInt16 = 1, seed: UInt64) {
        self.model = model
        self.profile = profile
        self.cipherSuite = cipherSuite
        self.seed = seed
    }

    /// - Parameter goesOn: asked now and then; `false` ends the run.
    /// - Parameter observing: told of each step of the run and the state before it, up to where a new run has to be begun.
    public func run(
        steps most: Int, goesOn: (Int) -> Bool = { _ in true },
        observing: (Transition, GlobalState, Rehearsal) -> Void = { _, _, _ in }
    ) -> Outcome { run(steps: most, mistake: nil, goesOn, observing) }

    func run(
        steps most: Int, mistake: PlantedMistake?, sendGroupMistake: SendGroupMistake? = nil, _ goesOn: (Int) -> Bool = { _ in true },
        _ observing: (Transition, GlobalState, Rehearsal) -> Void = { _, _, _ in }
    ) -> Outcome {
        let began = ContinuousClock.now
        var walk = RandomWalk(seed: seed)
        let interpreter = Interpreter(model: model, profile: profile, readings: walk.readings(of: model))
        var count = 0
        var taken: [Step] = []
        var spent = Duration.zero
        var isFirst = true
        var coincidences = 0
        let result = Result { () throws(RehearsalError) in
            var rehearsal = try start(interpreter, mistake, sendGroupMistake)
            defer {
                spent += rehearsal.system.clock.spent
                coincidences += rehearsal.original.coincidences.count
            }
            while count < most, !count.isMultiple(of: 64) || goesOn(count) {
                let choice = Result { () throws(EvaluationError) in try walk.step(interpreter, from: rehearsal.state) }
                switch choice {
                case .success(let chosen?):
                    taken.append(chosen.step)
                    count += 1
                    let before = rehearsal.state
                    _ = try rehearsal.take(chosen)
                    if isFirst { observing(chosen, before, rehearsal) }
                case .success(nil):
                    // Nothing can happen any more: the rest of the steps is taken in another run.
                    guard !taken.isEmpty else { return }
                    taken = []
                    isFirst = false
                    spent += rehearsal.system.clock.spent
                    coincidences += rehearsal.original.coincidences.count
                    rehearsal = try start(interpreter, mistake, sendGroupMistake)
                case .failure(let error): throw .evaluation(error)
                }
            }
        }
        var outcome = Outcome(
            steps: count, trace: Trace(model: model, profile: profile, readings: interpreter.readings, steps: []),
            elapsed: ContinuousClock.now - began, cryptography: spent, coincidences: coincidences)
        if case .failure(let error) = result {
            outcome.error = error
            outcome.trace = Trace(model: model, profile: profile, readings: interpreter.readings, steps: taken)
        }
        return outcome
    }

    private func start(_ interpreter: Interpreter, _ mistake: PlantedMistake?, _ sendGroupMistake: SendGroupMistake?) throws(RehearsalError) -> Rehearsal {
        var rehearsal = try Rehearsal(interpreter, cipherSuite: cipherSuite, seed: seed)
        rehearsal.mistake = mistake
        rehearsal.sendGroupMistake = sendGroupMistake
        rehearsal.isDescribing = false
        rehearsal.remembersNonces = false
        _ = try rehearsal.begin()
        return rehearsal
    }
}
