/// The semantics of models: small, slow and obviously right. It is the only definition; whatever an engine finds is replayed by it.
///
/// An interpreter is fixed to one network profile and one reading of every doubtful passage by every role.
public struct Interpreter: Sendable {
    public let model: ProtocolModel
    public let profile: NetworkProfile
    public let readings: ReadingAssignment
    /// `model.instances`, kept.
    public let instances: [Instance]
    /// Where steps come from, whether there are any or not.
    public let occasions: [Occasion]

    public init(model: ProtocolModel, profile: NetworkProfile, readings: ReadingAssignment = ReadingAssignment()) {
        self.model = model
        self.profile = profile
        self.readings = readings
        self.instances = model.instances
        self.occasions = Occasion.all(instances: instances.count, events: model.events.count)
    }

    /// The state before the first step.
    public func initialState() throws(EvaluationError) -> GlobalState {
        var tree = CommitTree()
        // `welcome` is the first node that is not the epoch 0 of its group.
        _ = tree.addGroup(author: nil, keyPackage: nil)
        let start = GlobalState(
            parties: instances.map { instance in
                GlobalState.Party(
                    control: 0,
                    variables: Array(repeating: .none, count: model.roles[instance.role].variables.count))
            },
            channels: Array(repeating: [], count: instances.count * instances.count),
            unaware: [], counters: Array(repeating: 0, count: profile.bounds.count), tree: tree)
        var evaluator = Evaluator(model: model, instances: instances, readings: readings, state: start)
        for party in instances.indices {
            evaluator.party = party
            for (index, variable) in model.roles[instances[party].role].variables.enumerated() {
                evaluator.state.parties[party].variables[index] = try evaluator.evaluate(variable.initially)
            }
        }
        return evaluator.state
    }

    /// All steps that can be taken, with what they lead to.
    public func transitions(from state: GlobalState) throws(EvaluationError) -> [Transition] {
        var result: [Transition] = []
        for occasion in occasions { result += try transitions(at: occasion, from: state) }
        return result
    }

    /// The steps that can be taken at one occasion, with what they lead to.
    public func transitions(at occasion: Occasion, from state: GlobalState) throws(EvaluationError) -> [Transition] {
        switch occasion {
        case .event(let party, let event): try spontaneous(party, event, from: state)
        case .delivery(let from, let to): try deliveries(from: from, to: to, in: state)
        case .loss(let from, let to): losses(from: from, to: to, in: state)
        case .interruption(let a, let b): try interruptions(between: a, and: b, in: state)
        case .notification(let party, let peer): try notifications(of: party, peer: peer, in: state)
        }
    }

    /// The transition of one step; `nil` where the step cannot be taken.
    public func take(_ step: Step, in state: GlobalState) throws(EvaluationError) -> Transition? {
        try transitions(at: step.occasion, from: state).first { $0.step == step }
    }

    /// The value of a condition of a property.
    public func holds(_ condition: Expression, in state: GlobalState) throws(EvaluationError) -> Bool {
        var evaluator = Evaluator(model: model, instances: instances, readings: readings, state: state)
        return try evaluator.condition(condition)
    }

    /// The index of a channel in `GlobalState.channels`.
    public func channel(from: Int, to: Int) -> Int { from * instances.count + to }
}
