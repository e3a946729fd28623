/// A run of a model, as any engine finds it and any person can write it: the steps by the names of the document.
///
/// A trace claims nothing by itself. `Replay` takes it through the interpreter, step by step.
public struct Trace: Hashable, Sendable, Codable {
    /// The version of this format.
    public static let currentFormat = 1

    public var format: Int
    public var title: String
    public var draft: String
    public var revision: String
    public var variant: ProtocolModel.Variant
    /// The name of the network profile.
    public var profile: String
    /// The readings, `Role.reading` to option. One that is absent is taken in its first option.
    public var readings: [String: String]
    /// The name of the property that the run is about, and what it shows of it.
    public var property: String?
    public var outcome: Outcome?
    public var steps: [TraceStep]
    /// Where the cycle of a lasso begins, as a number of steps: the steps from there on can be repeated for ever. Equal to the number of
    /// steps where nothing has to happen any more.
    public var cycleStart: Int?

    public init(
        model: ProtocolModel, profile: NetworkProfile, readings: ReadingAssignment, property: String? = nil,
        outcome: Outcome? = nil, steps: [Step], cycleStart: Int? = nil
    ) {
        format = Trace.currentFormat
        title = model.title
        draft = model.draft
        revision = model.revision
        variant = model.variant
        self.profile = profile.name
        var names: [String: String] = [:]
        for choice in model.readingChoices {
            let reading = model.readings[choice.reading]
            let option = readings.option(role: choice.role, reading: choice.reading)
            names["\(model.roles[choice.role].name).\(reading.name)"] = reading.options[option].name
        }
        self.readings = names
        self.property = property
        self.outcome = outcome
        self.steps = steps.map { TraceStep($0, in: model) }
        self.cycleStart = cycleStart
    }
}

/// A step by the names of the document. Which of the optional parts are there depends on `kind`.
public struct TraceStep: Hashable, Sendable, Codable {
    public enum Kind: String, Hashable, Sendable, Codable {
        case event
        case deliver
        case lose
        case interrupt
        case learn
    }

    /// A party that learns of an interruption, and the row by which it answers.
    public struct Told: Hashable, Sendable, Codable {
        public var party: String
        public var row: String?
    }

    public var kind: Kind
    /// Who takes the spontaneous step, or learns that its connection has gone.
    public var party: String?
    public var event: String?
    public var arguments: [String]?
    public var from: String?
    public var to: String?
    /// The place of the message in its channel, 0 being the oldest.
    public var position: Int?
    /// A duplicate is left in flight.
    public var stays: Bool?
    public var row: String?
    public var peer: String?
    /// The parties that learn of an interruption at once.
    public var told: [Told]?
    public var between: [String]?
}
